"""The two columns of a page, told by where lines begin; the height of lines need not agree."""

from collections import Counter

from measures.importing.extracting.pieces import Row, main, row_text

LEAST = 4  # lines in a column
LONG = 12  # characters of a line that tells of a column
LETTER = 0.45  # of the size: about how wide a letter is, since a page does not say where a line ends
OUTDENT = 40.0  # points that a number may stand before the text of its column


def in_columns(rows: list[Row], width: float) -> list[Row] | None:
    """Return the rows in the order of two columns, the right one moved over the left; None where there is one."""
    start = start_of_right(rows, width)
    if start is None:
        return None
    right = [row for row in rows if row[0].x > start - OUTDENT]
    heights = [main(row).y for row in right if abs(row[0].x - start) < 3]
    top = reached(right, max(heights), 1) + 1
    bottom = reached(rows, min(heights), -1) - 1

    def place(row):
        y = main(row).y
        part = 0 if y > top else 3 if y < bottom else 1 + (row[0].x > start - OUTDENT)
        return part, -y

    ordered = sorted(rows, key=place)
    move(*(([row for row in ordered if place(row)[0] == part]) for part in (1, 2)))
    return ordered


def start_of_right(rows: list[Row], width: float) -> float | None:
    """Return where most lines of a right column begin, None where the lines beside it reach past that."""
    long = [row for row in rows if len(row_text(row)) > LONG]
    starts = Counter(round(row[0].x) for row in long if 0.42 * width < row[0].x < 0.8 * width)
    if not starts:
        return None
    start = float(max(starts, key=lambda x: (starts[x], -x)))
    heights = [main(row).y for row in long if abs(row[0].x - start) < 3]
    beside = [
        row for row in long if row[0].x < start - OUTDENT and min(heights) <= main(row).y <= max(heights)
    ]
    if len(heights) < LEAST or len(beside) < LEAST:
        return None
    past = sum(end_of(row) > start + 2 * main(row).size for row in beside)
    return start if past * 5 <= len(beside) else None


def end_of(row: Row) -> float:
    """Return about where a row ends."""
    return row[-1].x + len(row[-1].text.strip()) * row[-1].size * LETTER


def reached(rows: list[Row], start: float, way: int) -> float:
    """Return how far up (1) or down (-1) a column goes: on as long as one row is close to the next."""
    end = start
    for piece in sorted(map(main, rows), key=lambda piece: way * piece.y):
        if 0 <= way * (piece.y - end) <= 2 * piece.size:
            end = piece.y
    return end


def move(left: list[Row], right: list[Row]):
    """Move a right column over the left one, so that indents of both are measured alike."""
    by = min(row[0].x for row in right) - min((row[0].x for row in left), default=0.0)
    for row in right:
        for piece in row:
            piece.x -= by
