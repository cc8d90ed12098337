"""The numbers of a paper as nodes, and the levels on which they stand open while it is read."""

from dataclasses import dataclass, field

from measures.importing.markers import Reading


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
