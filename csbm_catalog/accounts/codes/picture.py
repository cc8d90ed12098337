"""The picture that a telephone reads: drawn by a template from one path, for nothing inline is allowed else."""

from dataclasses import dataclass

import segno

QUIET = 4  # modules of white around it, by ISO/IEC 18004


@dataclass(frozen=True)
class Picture:
    """A QR code as the path of its dark squares, and how wide it is with its margin."""

    path: str
    width: int


def picture_of(text: str) -> Picture:
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    squares = [
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]
    return Picture("".join(squares), len(rows) + 2 * QUIET)
