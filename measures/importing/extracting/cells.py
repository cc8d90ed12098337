"""Numbers in the cells of a table that stand at half the height of their text: moved up to its first line."""

import re
from collections.abc import Sequence

from measures.importing.extracting.pieces import Row, main, row_text

LONE = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,6})[.)]\Z")
STEP = 1.45  # of the size: from one line of a cell to the next, at most


def raised_to_their_rows(rows: list[Row]):
    """Move each number that stands alone beside the middle of a text up to the first line of the text.

    One that is level with a line may as well begin it, as in a list without white space between its items: it is
    moved only where the text has as many lines above it as below, and no other number.
    """
    lone = [row for row in rows if LONE.match(row_text(row))]
    texts = sorted((row for row in rows if len(row_text(row)) > 1), key=lambda row: -main(row).y)
    beside = [(row, *around(row, texts)) for row in lone]
    heights = [row[0].y for row in lone]
    for row, above, below, is_level in beside:
        many = min(len(above), len(below))
        if not many:
            continue
        top, foot = main(above[many - 1]).y, main(below[many - 1]).y
        is_alone = sum(foot - 1 < y < top + 1 for y in heights) == 1
        if not is_level or (is_alone and len(above) == len(below)):
            row[0].y = top


def around(number: Row, texts: Sequence[Row]) -> tuple[list[Row], list[Row], bool]:
    """Return the rows above and below the middle of the cell beside a number, and whether one is level with it."""
    size = main(number).size
    right = [row for row in texts if row[0].x > number[0].x + size]
    away = [main(row).y - number[0].y for row in right]
    above = chain([row for row, y in zip(right, away, strict=True) if y > 0.3 * size][::-1], number[0].y)
    below = chain([row for row, y in zip(right, away, strict=True) if y < -0.3 * size], number[0].y)
    return above, below, any(abs(y) <= 0.3 * size for y in away)


def chain(rows: list[Row], start: float) -> list[Row]:
    """Return the rows, the nearest first, as far as each is close to the one before and begins where it does."""
    found: list[Row] = []
    for row in rows:
        if abs(main(row).y - start) > STEP * main(row).size or (found and abs(row[0].x - found[0][0].x) > 3):
            break
        found.append(row)
        start = main(row).y
    return found
