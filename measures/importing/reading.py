"""A paper → its title, preamble, sections with numbered measures, afterword and footnotes, and what is odd."""

from collections import Counter

from measures.importing import blocks as standing
from measures.importing import headings, layout, notes
from measures.importing.blocks import Block, Joining
from measures.importing.closing import closes
from measures.importing.counted import count
from measures.importing.findings import Oddity, ReadItem, ReadPaper, Section
from measures.importing.levels import Node
from measures.importing.numbering import Outline
from measures.importing.papers import Paper
from measures.importing.phrases import BULLET
from measures.importing.refusals import Refused

MOST = 500  # measures in one paper


def read(paper: Paper) -> ReadPaper:
    """Return what a paper holds. Raises Refused where no numbered measure is found, or far too many are."""
    lines, skipped = layout.bare(paper)
    lines, found_notes = notes.apart(lines, paper.notes)
    joining = Joining(lines)
    found = standing.blocks_of(lines, paper.is_wrapped)
    texts = [joining.join([own_words(block), *(line.text for line in block.lines[1:])]) for block in found]
    unnumbered = headings.without_number(found, texts)
    outline = Outline(found, unnumbered)
    styles = headings.heading_styles(outline, texts)
    measures = measures_of(outline, styles)
    if not measures:
        raise Refused("no-measures")
    if len(measures) > MOST:
        raise Refused("too-many-measures", most=MOST)
    titled = {at for at, node in outline.nodes.items() if node.style in styles}
    parts = Parts(paper, found, texts, outline, measures, unnumbered, titled, found_notes)
    result = parts.gather(joining)
    result.skipped, result.footnotes = skipped, list(found_notes.values())
    return result


def own_words(block: Block) -> str:
    """Return the first line of a block without what may be its number."""
    return block.marker.rest if block.marker else block.first.text


def measures_of(outline: Outline, styles: set[tuple[str, str]]) -> dict[int, Node]:
    """Return the nodes that are measures: the first below headings, of the style that most of them have."""
    first: list[Node] = []
    waiting = list(reversed(outline.roots))
    while waiting:
        node = waiting.pop()
        if node.style in styles:
            waiting += reversed(node.children)
        else:
            first.append(node)
    if not first:
        return {}
    times = Counter(node.style for node in first)
    main = max(times, key=lambda style: (times[style], style[0][0] == "1"))
    return {node.at: node for node in first if node.style == main or node.reading.kind == main[0] == "1"}


def is_title(text: str, is_styled: bool) -> bool:
    return is_styled or (standing.is_title_like(text) and not text.endswith(":"))


def as_printed(blocks: list[Block]) -> str:
    """Return the lines of blocks as they stand: signatures are no sentences."""
    lines = [line for block in blocks for line in block.lines]
    return "".join(
        ("\n\n" if line.gap else "\n") + f"{line.marker} {line.text}".strip() for line in lines
    ).strip()


class Parts:
    """One pass over the blocks of a paper that puts each where it belongs."""

    def __init__(self, paper, found, texts, outline, measures, unnumbered, titled, found_notes):
        self.paper, self.blocks, self.texts, self.outline = paper, found, texts, outline
        self.measures, self.unnumbered, self.titled, self.notes = measures, unnumbered, titled, found_notes
        self.last = max(measures)
        self.first = min(measures)
        self.path: list[tuple[str, str]] = []  # of numbered headings: label, text
        self.outer: list[str] = []  # of a heading without number above them
        self.free: list[str] = []  # of headings without number below them
        self.has_outer = any(at + 1 in unnumbered for at in unnumbered)
        self.result = ReadPaper()
        self.before: list[tuple[str, bool]] = []  # what stands before the first measure; whether as a heading
        self.item: list[str] | None = None
        self.held: list[tuple[Node, list[str], Section]] = []

    def gather(self, joining: Joining) -> ReadPaper:
        """Return the paper put together."""
        self.joining = joining
        end = self.end()
        for at in range(end):
            self.put(at)
        self.result.afterword = self.plain(as_printed(self.blocks[end:]))
        self.finish()
        return self.result

    def end(self) -> int:
        """Return the block with which the afterword begins."""
        for at in range(self.last + 1, len(self.blocks)):
            if at in self.unnumbered or at in self.titled:
                return at
            if at not in self.outline.nodes and closes(self.paper, self.blocks, self.texts, self.last, at):
                return at
        return len(self.blocks)

    def whole(self, at: int) -> str:
        """Return the text of a block with its number."""
        marker = self.blocks[at].marker
        return f"{marker.printed} {self.texts[at]}".strip() if marker else self.texts[at]

    def put(self, at: int):
        if at in self.measures:
            self.begin_item(at)
        elif at in self.titled:
            self.begin_numbered(at)
        elif (at in self.unnumbered and at > 0) or (at in self.unnumbered and at + 1 in self.measures):
            self.begin_unnumbered(at)
        elif self.item is not None:
            self.go_on(at)
        elif self.result.sections:
            section = self.result.sections[-1]
            section.introduction = self.more(section.introduction, at)
        elif self.before and self.is_same_paragraph(at):
            self.before[-1] = self.more(self.before[-1][0], at), False
        else:
            self.before.append((self.whole(at), self.blocks[at].is_heading))

    def is_same_paragraph(self, at: int) -> bool:
        """Say whether a block goes on with a paragraph: it began with what only looked like a number."""
        return bool(self.blocks[at].marker) and not self.blocks[at].first.gap and at not in self.outline.nodes

    def more(self, text: str, at: int) -> str:
        """Return a text with a block added, as more of its last paragraph or as another."""
        if text and self.is_same_paragraph(at):
            return self.joining.pair(text, self.whole(at))
        return f"{text}\n\n{self.whole(at)}".strip()

    def begin_item(self, at: int):
        if not self.result.sections:
            self.result.sections.append(Section(""))
        self.item = [self.texts[at]]
        self.held.append((self.measures[at], self.item, self.result.sections[-1]))

    def go_on(self, at: int):
        """Add a block to the measure in hand: a numbered part on its own line, a paragraph, or more of one."""
        assert self.item is not None
        block = self.blocks[at]
        is_part = at in self.outline.nodes or (block.marker and block.first.marker)
        if is_part or BULLET.match(block.first.text):
            self.item += ["\n", self.whole(at)]
        elif block.first.gap:
            self.item += ["\n\n", self.whole(at)]
        else:
            self.item[-1] = self.joining.pair(self.item[-1], self.whole(at)).strip()

    def begin_numbered(self, at: int):
        node = self.outline.nodes[at]
        depth = 0
        while node.parent:
            node, depth = node.parent, depth + 1
        label = self.outline.nodes[at].printed.strip("().-–— ")
        self.path[depth:] = [(label, self.texts[at])]
        self.free = []
        self.begin_section()

    def begin_unnumbered(self, at: int):
        is_outer = at + 1 in self.unnumbered
        if is_outer or not self.has_outer or not self.free:
            self.free = []
        self.free = [*self.free[:1], self.texts[at]]
        if at + 1 in self.titled:  # it stands above numbered headings
            self.outer, self.path, self.free = [self.texts[at]], [], []
        self.begin_section()

    def begin_section(self):
        texts = list(map(self.plain, [*self.outer, *(text for _label, text in self.path), *self.free]))
        label = ".".join(label for label, _text in self.path)
        self.item = None
        sections = self.result.sections
        above = " – ".join(texts[:-1])
        is_below = (
            bool(sections and above) and sections[-1].heading == above and not self.has_items(sections[-1])
        )
        introduction = sections.pop().introduction if is_below else ""
        sections.append(Section(" – ".join(texts), label, introduction))

    def has_items(self, section: Section) -> bool:
        return bool(self.held) and self.held[-1][2] is section

    def plain(self, text: str) -> str:
        """Return a text without the marks of footnotes."""
        return notes.taken_out(text, self.notes)[0]

    def finish(self):
        self.result.title, self.result.preamble = self.head()
        empty = [n for n, (_node, parts, _section) in enumerate(self.held) if not "".join(parts).strip()]
        numbers, self.result.oddities = count([(node, section) for node, _parts, section in self.held])
        restarts = any(
            node.value != n for (node, _parts, _section), n in zip(self.held, numbers, strict=True)
        )
        for (node, parts, section), number in zip(self.held, numbers, strict=True):
            text, footnotes = notes.taken_out("".join(parts).strip(), self.notes)
            printed = node.printed.strip("().-–— ")
            is_prefixed = restarts and section.label and "." not in printed
            label = f"{section.label}.{printed}" if is_prefixed else printed
            page = self.blocks[node.at].first.page
            section.items.append(
                ReadItem(number, label[:20], node.printed, section.heading, text, page, footnotes)
            )
        self.result.oddities += [Oddity("empty", (numbers[n],), (str(self.held[n][0].value),)) for n in empty]
        self.result.sections = [section for section in self.result.sections if section.items]
        for section in self.result.sections:
            section.introduction = self.plain(section.introduction)

    def head(self) -> tuple[list[str], str]:
        """Return the lines of the title and the preamble: the title ends with the first sentence."""
        end = 0
        while end < len(self.before) and is_title(*self.before[end]):
            end += 1
        texts = [self.plain(text) for text, _is_heading in self.before]
        return texts[:end], "\n\n".join(texts[end:])
