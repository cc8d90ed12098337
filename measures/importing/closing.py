"""Where the last measure ends: at a closing formula, signatures, or what stands outside its list."""

from collections.abc import Sequence

from measures.importing.blocks import Block, has_ended
from measures.importing.papers import Paper
from measures.importing.phrases import FORMULA


def closes(paper: Paper, blocks: Sequence[Block], texts: Sequence[str], last: int, at: int) -> bool:
    """Say whether the block `at`, after the last measure, is the first that is not part of it."""
    block, text = blocks[at], texts[at]
    if FORMULA.match(text):
        return True
    if not block.first.gap or block.marker:
        return False
    return are_signatures(block) or is_outside(paper, blocks[last], block)


def are_signatures(block: Block) -> bool:
    """Say whether a block is two or more short lines without the end of a sentence: names and offices."""
    lines = [line.text for line in block.lines]
    return len(lines) > 1 and all(
        len(text) < 60 and text[0].isupper() and not has_ended(text) for text in lines
    )


def is_outside(paper: Paper, measure: Block, block: Block) -> bool:
    """Say whether a block stands outside the list or the hanging indent of the last measure."""
    first, line = measure.first, block.first
    if first.marker:
        return not line.inside if paper.kind == "html" else line.indent < max(first.indent, 1) - 0.5
    hanging = [other.indent for other in measure.lines[1:]]
    return bool(hanging) and min(hanging) >= first.indent + 1.5 and line.indent <= first.indent + 0.5
