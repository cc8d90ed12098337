"""The numbers of a paper as nodes, and the levels on which they stand open while it is read."""

from dataclasses import dataclass, field
from enum import IntEnum

from measures.importing.markers import Reading


class Fit(IntEnum):
    """How a number joins the levels that are open, the best first."""

    NEXT = 0
    FIRST = 1
    RESUMED = 2  # goes on with a level that a heading has closed
    DOUBTFUL = 3  # the next of a list, in another form or in the middle of a line's sentence
    LEAP = 4  # some are missing before it
    BACK = 5  # a number that was, or a lower one
    AGAIN = 6  # begins at 1 again without a heading
    LATE = 7  # the first of a list that does not begin with 1
    NONE = 9


@dataclass(eq=False)
class Node:
    """A number of the paper, with what is numbered below it. `at` is its block."""

    at: int
    reading: Reading
    form: str
    printed: str
    indent: float = 0.0
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    begins_again: bool = False  # the numbering starts anew here without a heading

    @property
    def style(self) -> tuple[str, str]:
        return self.reading.kind, self.form

    @property
    def value(self) -> int:
        return self.reading.value


@dataclass
class Level:
    """An open run of numbers of one style: its newest node and the highest value so far."""

    node: Node
    highest: int
    parent: Node | None
    before: tuple[Node, int] | None = None  # where it stood when it last began again

    def resumes(self, value: int) -> bool:
        """Say whether a number goes on with what stood before the level began again."""
        return self.before is not None and value == self.before[1] + 1 != self.highest + 1
