"""Headings: those without a number, by how they stand; and which style of numbers is that of headings."""

from collections import defaultdict
from collections.abc import Sequence

from measures.importing.blocks import LONGEST, Block, begins_list, has_ended, is_capital, is_title_like
from measures.importing.levels import Node
from measures.importing.numbering import OUT, Outline
from measures.importing.phrases import INTRODUCING

HANGING = 8.0  # that the text of a measure stands further in than its number, at most


def without_number(blocks: Sequence[Block], texts: Sequence[str]) -> set[int]:
    """Return which blocks are headings without a number."""
    found = {at for at, block in enumerate(blocks) if not block.marker and is_heading(blocks, texts, at)}
    return found - leading(blocks, texts, found)


def is_heading(blocks: Sequence[Block], texts: Sequence[str], at: int) -> bool:
    block, text = blocks[at], texts[at]
    is_apart = block.first.gap or at == 0 or has_ended(texts[at - 1]) or blocks[at - 1].is_heading
    if block.is_heading:
        return bool(text) and len(text) <= 2 * LONGEST
    if not is_apart or not is_title_like(text):
        return False
    if is_capital(text):
        return True
    below = at + 2 if at + 1 < len(blocks) and introduces(blocks[at + 1], texts[at + 1]) else at + 1
    after = blocks[below] if below < len(blocks) else None
    is_before_number = after is not None and after.boundary != "unlikely" and begins_list(after.marker)
    return is_before_number and is_after_end(blocks, texts, at) and not is_within_measure(blocks, at)


def introduces(block: Block, text: str) -> bool:
    """Say whether a block leads from a heading to its list: "The States agree:"."""
    return not block.marker and len(text) <= 2 * LONGEST and bool(INTRODUCING.search(text))


def is_within_measure(blocks: Sequence[Block], at: int) -> bool:
    """Say whether a block stands further in than the number above it: with the measure's text, not in the middle."""
    numbered = (blocks[before] for before in range(at - 1, -1, -1) if blocks[before].marker)
    above = next((block.first for block in numbered), None)
    first = blocks[at].first
    if above is None or above.marker or above.page != first.page:
        return False
    further = first.indent - above.indent
    return further > OUT and (not first.gap or further <= HANGING)


def is_after_end(blocks: Sequence[Block], texts: Sequence[str], at: int) -> bool:
    """Say whether what stands above a block has come to its end."""
    return at == 0 or has_ended(texts[at - 1]) or blocks[at - 1].is_heading or is_title_like(texts[at - 1])


def leading(blocks: Sequence[Block], texts: Sequence[str], found: set[int]) -> set[int]:
    """Return which of the headings found are the title: those at the head, before any other text.

    The last of them is the first heading of the list where other headings follow further down.
    """
    head = 0
    while head < len(blocks) and not blocks[head].marker and (head in found or is_title_like(texts[head])):
        head += 1
    last_number = max((at for at, block in enumerate(blocks) if block.marker), default=0)
    later = any(head < at < last_number for at in found)
    is_directly_before = head < len(blocks) and blocks[head].marker is not None
    last = {head - 1} if later and is_directly_before and head - 1 in found else set()
    return set(range(head)) - last


def heading_styles(outline: Outline, texts: Sequence[str]) -> set[tuple[str, str]]:
    """Return the styles of numbers that headings have: most are short, and most have numbers below them."""
    by_style: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in outline.nodes.values():
        by_style[node.style].append(node)
    return {style for style, nodes in by_style.items() if are_headings(style, nodes, outline, texts)}


def are_headings(style, nodes: list[Node], outline: Outline, texts: Sequence[str]) -> bool:
    kind, form = style
    parents = sum(bool(node.children) for node in nodes)
    if "h" in form:
        return parents > 0
    short = sum(is_title_like(texts[node.at]) for node in nodes)
    if parents * 2 < len(nodes) or short * 5 < len(nodes) * 3:
        return False
    if kind in "AI":
        return True
    below = {child.reading.kind[0] for node in nodes for child in node.children}
    capital = sum(is_capital(texts[node.at]) for node in nodes)
    return kind[0] == "1" and (below == {"1"} or capital * 2 > len(nodes))
