"""PDF → lines: where each stands on its page and how large it is set, which tells paragraphs and footnotes."""

import io
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from measures.importing.papers import MAX_CHARACTERS, MAX_PAGES, Line, Paper, Unreadable, squeeze

LARGER = 1.12  # than most letters: a heading
SMALLER = 0.8  # than most of its line: a mark of a footnote


@dataclass
class Piece:
    """Some words that a page sets at one place."""

    text: str
    x: float
    y: float
    size: float


def paper(content: bytes) -> Paper:
    """Return the lines of a PDF. Raises Unreadable where it is encrypted, too long, or only pictures."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise Unreadable("pdf-encrypted")
    try:
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise Unreadable("too-many-pages", most=MAX_PAGES)
        pages = [rows(pieces(page), float(page.mediabox.width)) for page in reader.pages]
    except (FileNotDecryptedError, DependencyError):
        raise Unreadable("pdf-encrypted") from None
    except LimitReachedError:
        raise Unreadable("too-costly") from None
    lines = [line for number, page in enumerate(pages, 1) for line in laid_out(page, number)]
    if sum(len(line.text) for line in lines) < 20 * min(count, 5):
        raise Unreadable("pdf-without-text")
    scale(lines)
    return Paper("pdf", lines)


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


def rows(found: list[Piece], width: float) -> list[list[Piece]]:
    """Return the pieces line by line from the top, the left of two columns before the right."""
    lines: list[list[Piece]] = []
    for piece in found:
        last = lines[-1][-1] if lines else None
        if last and abs(last.y - piece.y) < 0.5 * max(last.size, piece.size) and piece.x >= last.x:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return in_columns(lines, width) or joined(sorted(lines, key=lambda line: -main(line).y))


def main(line: list[Piece]) -> Piece:
    return max(line, key=lambda piece: len(piece.text) * piece.size)


def joined(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Join what stands at one height and was set apart."""
    rows: list[list[Piece]] = []
    for line in lines:
        if rows and abs(main(rows[-1]).y - main(line).y) < 0.3 * main(line).size:
            rows[-1] = sorted([*rows[-1], *line], key=lambda piece: piece.x)
        else:
            rows.append(line)
    return rows


def in_columns(lines: list[list[Piece]], width: float) -> list[list[Piece]] | None:
    """Return the lines in the order of two columns, None where the page has one."""
    left = {round(line[0].y) for line in lines if line[0].x < width * 0.4 and len(line_text(line)) > 12}
    right = {round(line[0].y) for line in lines if line[0].x > width * 0.48 and len(line_text(line)) > 12}
    both = [y for y in right if {y - 1, y, y + 1} & left]
    if len(both) < 6 or len(both) < 0.5 * len(right):
        return None
    top, bottom = max(both) + 1, foot(lines, min(both))

    def place(line):
        y = main(line).y
        part = 0 if y > top else 3 if y < bottom else 1 + (line[0].x > width * 0.45)
        return part, -y

    return sorted(lines, key=place)


def foot(lines: list[list[Piece]], bottom: int) -> float:
    """Return where columns end: one goes on below the last line of the other as long as its lines are close."""
    end = float(bottom)
    for line in sorted(map(main, lines), key=lambda piece: -piece.y):
        if 0 <= end - line.y <= 2 * line.size:
            end = line.y
    return end - 1


def line_text(line: list[Piece]) -> str:
    """Return the words of a line; a small raised number is the mark of a footnote."""
    most = main(line)
    text = ""
    for piece in line:
        words = piece.text.strip()
        raised = (piece.y - most.y) / (most.size or 1)
        is_raised = raised > (0.15 if piece.size < 0.95 * most.size else 0.25)
        is_mark = words.isdigit() and len(words) < 4 and (is_raised or piece.size < SMALLER * most.size)
        text += f"[^{words}]" if is_mark else piece.text
    return squeeze(text)


def laid_out(page: list[list[Piece]], number: int) -> list[Line]:
    """Return the lines of a page; a gap is more white space above than between most lines."""
    steps = [main(a).y - main(b).y for a, b in pairwise(page)]
    usual = Counter(round(step, 0) for step in steps if 0 < step < 60).most_common(1)
    left = min((line[0].x for line in page), default=0.0)
    lines = []
    for above, line in zip([None, *page], page, strict=False):
        step = None if above is None else main(above).y - main(line).y
        gap = step is not None and bool(usual) and not 0 < step <= 1.25 * max(usual[0][0], 1)
        size = main(line).size
        lines.append(
            Line(line_text(line), number, gap, round((line[0].x - left) / (size * 0.5 or 1), 1), size)
        )
    return [line for line in lines if line.text]


def scale(lines: list[Line]):
    """Give each line its size against that of most letters, and call what is set larger a heading."""
    letters: Counter = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    body = letters.most_common(1)[0][0] or 1.0
    for line in lines:
        line.size = round(line.size / body, 2)
        line.heading = line.size >= LARGER
