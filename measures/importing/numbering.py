"""Which of the numbers at lines' starts are numbers of the paper, and how they stand within one another.

One pass with a stack of open levels. A number is taken where it goes on with a level, begins one, or takes a
closed one up again; anything else, "Resolution\\n1. The" among it, stays part of the text.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from measures.importing.blocks import Block
from measures.importing.levels import Fit, Level, Node
from measures.importing.markers import Marker, Reading
from measures.importing.phrases import REFERRING

LEAP = 10  # numbers that may be missing at once
OUT = 1.5  # characters that part one indent from another
AHEAD = 60  # numbers of one form that are looked at for a better one


class Outline:
    """The numbers of a paper in order, as a forest; headings without number close every level."""

    def __init__(self, blocks: Sequence[Block], headings: set[int]):
        self.blocks = blocks
        self.headings = headings
        self.levels: list[Level] = []
        self.closed: dict[tuple[str, str], int] = {}
        self.roots: list[Node] = []
        self.nodes: dict[int, Node] = {}
        self.by_form: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.rank: dict[int, int] = {}
        for at, block in enumerate(blocks):
            if block.marker:
                row = self.by_form[block.marker.family]
                self.rank[at] = len(row)
                row.append(at)
        for at, block in enumerate(blocks):
            if at in headings:
                self.close(0)
            elif block.marker:
                self.take(at, block, block.marker)
        self.prune()

    def take(self, at: int, block: Block, marker: Marker):
        """Take a number into the forest, in the best of its readings, or leave it to the text."""
        choices = [(self.cost(at, block, reading, marker), i) for i, reading in enumerate(marker.readings)]
        cost, best = min(choices)
        if cost[1] < Fit.NONE:
            self.add(at, marker.readings[best], marker, block, cost[1])

    def cost(self, at: int, block: Block, reading: Reading, marker: Marker) -> tuple[bool, Fit, int]:
        """Return how badly a reading fits: whether the next number denies it, then how it joins the levels."""
        how, depth = self.fit(at, block, reading, marker.form)
        is_confirmed = len(marker.readings) > 1 and self.goes_on(at, reading)
        return not is_confirmed or how == Fit.NONE, how, -depth

    def fit(self, at: int, block: Block, reading: Reading, form: str) -> tuple[Fit, int]:
        """Return how a reading fits, and at which level."""
        if block.boundary == "unlikely":
            return self.fit_unlikely(at, reading, form)
        depth = self.open_at((reading.kind, form), block)
        if reading.kind.startswith("1.1") and not self.is_within(reading, depth):
            return Fit.NONE, 0
        if depth is None:
            return self.fit_closed(at, reading, form)
        highest = self.levels[depth].highest
        if self.levels[depth].resumes(reading.value):
            return Fit.NEXT, depth
        if reading.kind.startswith("1.1") and self.levels[depth].node.reading.within != reading.within:
            return (Fit.FIRST, depth) if reading.value <= 2 else (Fit.NONE, 0)
        if reading.value == highest + 1:
            return Fit.NEXT, depth
        if highest < reading.value <= highest + LEAP:
            return Fit.LEAP, depth
        is_list = highest > 1 or self.is_further_in(block, depth)
        if reading.value == 1 and is_list and (self.goes_on(at, reading) or highest > 2):
            return Fit.AGAIN, depth
        return (Fit.BACK, depth) if reading.value <= highest and reading.kind in "1" else (Fit.NONE, 0)

    def fit_unlikely(self, at: int, reading: Reading, form: str) -> tuple[Fit, int]:
        """A number in the middle of a sentence is taken only where the one that is due comes nowhere better."""
        depth = self.open_at((reading.kind, form), self.blocks[at])
        if depth is None or reading.value != self.levels[depth].highest + 1 or self.refers(at):
            return Fit.NONE, 0
        return (Fit.NONE, 0) if self.comes_better(at, reading) else (Fit.DOUBTFUL, depth)

    def fit_closed(self, at: int, reading: Reading, form: str) -> tuple[Fit, int]:
        style = (reading.kind, form)
        if reading.value == 1:
            return Fit.FIRST, len(self.levels)
        if self.closed.get(style, 0) + 1 == reading.value:
            return Fit.RESUMED, len(self.levels)
        if (depth := self.kin(reading)) is not None:
            return Fit.DOUBTFUL, depth
        if style in self.closed and 0 < reading.value - self.closed[style] <= LEAP:
            return Fit.LEAP, len(self.levels)
        is_first = (
            not self.levels and style not in self.closed and reading.kind == "1" and reading.value <= LEAP
        )
        return (Fit.LATE, 0) if is_first and self.goes_on(at, reading) else (Fit.NONE, 0)

    def kin(self, reading: Reading) -> int | None:
        """Return the depth of a list of digits of another form that a number goes on with: 3) after 2."""
        for depth in reversed(range(len(self.levels))):
            level = self.levels[depth]
            if level.node.reading.kind == reading.kind == "1" and level.highest + 1 == reading.value:
                return depth
        return None

    def is_within(self, reading: Reading, depth: int | None) -> bool:
        """Say whether 2.1 stands where 2 is, or goes on with 1.4."""
        last = int(reading.within.rpartition(".")[2])
        if depth is not None:
            within = self.levels[depth].node.reading.within
            return reading.within == within or (
                reading.value <= 2 and last - int(within.rpartition(".")[2]) in (0, 1)
            )
        if any(
            level.node.reading.kind == "1" or level.node.reading.kind.startswith("1.1")
            for level in self.levels
        ):
            return any(level.node.value == last for level in self.levels)
        return reading.value == 1

    def open_at(self, style: tuple[str, str], block: Block) -> int | None:
        """Return the depth of an open level of a style; of two, the one whose indent is nearest."""
        found = [depth for depth, level in enumerate(self.levels) if level.node.style == style]
        return (
            min(found, key=lambda d: (abs(self.levels[d].node.indent - block.first.indent), -d))
            if found
            else None
        )

    def goes_on(self, at: int, reading: Reading) -> bool:
        """Say whether the next number of this form is the one after this."""
        row = self.row(at)
        place = self.rank[at] + 1
        after = self.blocks[row[place]].marker if place < len(row) else None
        return after is not None and any(
            r.kind == reading.kind and r.value == reading.value + 1 for r in after.readings
        )

    def row(self, at: int) -> list[int]:
        """Return where the numbers of the same look stand."""
        marker = self.blocks[at].marker
        return self.by_form[marker.family] if marker else []

    def refers(self, at: int) -> bool:
        return bool(REFERRING.search(self.blocks[at - 1].lines[-1].text))

    def comes_better(self, at: int, reading: Reading) -> bool:
        """Say whether the same number comes again at a better place, before the one after it."""
        start = self.rank[at] + 1
        for other in self.row(at)[start : start + AHEAD]:
            block = self.blocks[other]
            if block.boundary == "unlikely" or not block.marker:
                continue
            for one in block.marker.readings:
                if one.kind == reading.kind and one.value in (reading.value, reading.value + 1):
                    return one.value == reading.value
        return False

    def add(self, at: int, reading: Reading, marker: Marker, block: Block, how: Fit):
        depth = self.open_at((reading.kind, marker.form), block)
        if how == Fit.DOUBTFUL and depth is None:
            depth = self.kin(reading)
        form = self.levels[depth].node.form if depth is not None else marker.form
        node = Node(at, reading, form, marker.printed, block.first.indent)
        if depth is not None and how == Fit.AGAIN and self.is_further_in(block, depth):
            self.close(depth + 1)
            depth = None  # a list of the same form, further in
        if depth is None:
            self.open(node)
        else:
            self.go_on(node, depth, how)
        self.nodes[at] = node

    def is_further_in(self, block: Block, depth: int) -> bool:
        """Say whether a number stands clearly further in than the level, so that it begins a list within it."""
        return block.first.indent > self.levels[depth].node.indent + OUT

    def open(self, node: Node):
        parent = self.levels[-1].node if self.levels else None
        self.levels.append(Level(node, node.value, parent))
        self.hang(node, parent)

    def go_on(self, node: Node, depth: int, how: Fit):
        self.close(depth + 1)
        level = self.levels[depth]
        if level.resumes(node.value):
            self.enclose(level)
        node.begins_again = how == Fit.AGAIN
        if node.begins_again:
            level.before = level.node, level.highest
        is_new = how == Fit.AGAIN or node.reading.within != level.node.reading.within
        level.highest = node.value if is_new else max(level.highest, node.value)
        level.node = node
        self.hang(node, level.parent)

    def enclose(self, level: Level):
        """Hang what began at 1 again below the number before it: the numbering has gone on, so it was a list inside."""
        if level.before is None:
            return
        outer, level.highest = level.before
        siblings = level.parent.children if level.parent else self.roots
        start = siblings.index(outer) + 1
        for inner in siblings[start:]:
            inner.parent, inner.begins_again = outer, False
        outer.children += siblings[start:]
        del siblings[start:]
        level.before = None

    def hang(self, node: Node, parent: Node | None):
        node.parent = parent
        (parent.children if parent else self.roots).append(node)

    def close(self, depth: int):
        for level in self.levels[depth:]:
            self.closed[level.node.style] = level.highest
        del self.levels[depth:]

    def prune(self):
        """Leave to the text what is alone: "A. Harborton" of a signature begins no list."""
        everywhere = Counter(node.style for node in self.nodes.values())
        for siblings in [self.roots, *(node.children for node in list(self.nodes.values()))]:
            here = Counter(node.style for node in siblings)
            alone = [
                node
                for node in siblings
                if here[node.style] == everywhere[node.style] == 1 and self.is_doubtful(node)
            ]
            for node in filter(self.is_doubtful, alone):
                siblings.remove(node)
                del self.nodes[node.at]

    def is_doubtful(self, node: Node) -> bool:
        """Say whether a lone number may as well be a word: a letter without anything below it."""
        is_made = bool(self.blocks[node.at].first.marker) or "h" in node.form
        return node.reading.kind in "AaIi" and not node.children and not is_made
