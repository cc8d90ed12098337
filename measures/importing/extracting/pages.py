"""PDF → lines: where each stands on its page and how large it is set, which tells paragraphs and footnotes."""

import io
from collections import Counter
from itertools import pairwise

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from measures.importing.extracting.cells import raised_to_their_rows
from measures.importing.extracting.columns import in_columns
from measures.importing.extracting.pieces import Piece, Row, main, pieces, row_text
from measures.importing.papers import MAX_PAGES, Line, Paper, Unreadable

LARGER = 1.12  # than most letters: a heading


def paper(content: bytes) -> Paper:
    """Return the lines of a PDF. Raises Unreadable where it is encrypted, too long, or only pictures."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Unreadable("pdf-encrypted")
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


def rows(found: list[Piece], width: float) -> list[Row]:
    """Return the pieces line by line from the top, the left of two columns before the right."""
    lines: list[Row] = []
    for piece in found:
        last = lines[-1][-1] if lines else None
        if last and abs(last.y - piece.y) < 0.5 * max(last.size, piece.size) and piece.x >= last.x:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    raised_to_their_rows(lines)
    return in_columns(lines, width) or joined(sorted(lines, key=lambda line: -main(line).y))


def joined(lines: list[Row]) -> list[Row]:
    """Join what stands at one height and was set apart."""
    rows: list[Row] = []
    for line in lines:
        if rows and abs(main(rows[-1]).y - main(line).y) < 0.3 * main(line).size:
            rows[-1] = sorted([*rows[-1], *line], key=lambda piece: piece.x)
        else:
            rows.append(line)
    return rows


def laid_out(page: list[Row], number: int) -> list[Line]:
    """Return the lines of a page; a gap is more white space above than between most lines."""
    usual = usual_step(page)
    left = min((line[0].x for line in page), default=0.0)
    lines = []
    for above, line in zip([None, *page], page, strict=False):
        step = None if above is None else main(above).y - main(line).y
        gap = step is not None and bool(usual) and not 0 < step <= 1.25 * usual
        size = main(line).size
        indent = round((line[0].x - left) / (size * 0.5 or 1), 1)
        lines.append(Line(row_text(line), number, gap, indent, size, head=step is not None and step < -size))
    return [line for line in lines if line.text]


def usual_step(page: list[Row]) -> float:
    """Return the least of the steps that are usual from line to line, 0 where there is none.

    In a list of short items the white space between these is as frequent as that between lines.
    """
    steps = Counter(round(main(a).y - main(b).y) for a, b in pairwise(page))
    usual = {step: times for step, times in steps.items() if 0 < step < 60}
    most = max(usual.values(), default=0)
    size = sorted(main(line).size for line in page)[len(page) // 2] if page else 0.0
    often = [step for step, times in usual.items() if times * 3 >= most and (times > 2 or times == most)]
    return float(min((step for step in often if step >= 0.9 * size), default=min(often, default=0)))


def scale(lines: list[Line]):
    """Give each line its size against that of most letters, and call what is set larger a heading."""
    letters: Counter = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    body = letters.most_common(1)[0][0] or 1.0
    for line in lines:
        line.size = round(line.size / body, 2)
        line.heading = line.size >= LARGER
