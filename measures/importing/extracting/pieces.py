"""What a page of a PDF sets, piece by piece, and the words of a row of pieces."""

from dataclasses import dataclass

from measures.importing.papers import MAX_CHARACTERS, Unreadable, squeeze

WIDE = 0.75  # of the size: a letter of most fonts is less wide
SMALLER = 0.8  # than most of its line: a mark of a footnote


@dataclass
class Piece:
    """Some words that a page sets at one place."""

    text: str
    x: float
    y: float
    size: float


Row = list[Piece]  # what stands side by side


def pieces(page) -> list[Piece]:
    """Return what a page sets, in the order of the file."""
    found: list[Piece] = []
    total = 0

    def visit(text, cm, tm, font, size):
        nonlocal total
        total += len(text)
        if total > MAX_CHARACTERS:
            raise Unreadable("too-much-text", most=f"{MAX_CHARACTERS:,}", lines="60,000")
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        height = abs(size * (tm[3] or tm[1]) * (cm[3] or cm[1]))
        for part in text.split("\n"):
            if part.strip():
                found.append(Piece(part, x, y, height))

    page.extract_text(visitor_text=visit)
    return found


def main(row: Row) -> Piece:
    """Return the piece that most of a row is."""
    return max(row, key=lambda piece: len(piece.text) * piece.size)


def row_text(row: Row) -> str:
    """Return the words of a row; a small raised number is the mark of a footnote."""
    most = main(row)
    text = ""
    for before, piece in zip([None, *row], row, strict=False):
        words = piece.text.strip()
        raised = (piece.y - most.y) / (most.size or 1)
        is_raised = raised > (0.15 if piece.size < 0.95 * most.size else 0.25)
        is_mark = words.isdigit() and len(words) < 4 and (is_raised or piece.size < SMALLER * most.size)
        text += " " * is_apart(before, piece) + (f"[^{words}]" if is_mark else piece.text)
    return squeeze(text)


def is_apart(before: Piece | None, piece: Piece) -> bool:
    """Say whether there is white space between two pieces even if the letters of the first are wide."""
    return before is not None and piece.x > before.x + WIDE * before.size * len(before.text.strip())
