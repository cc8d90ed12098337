"""Numbers counted through a paper, and what is odd about them."""

from collections import Counter
from collections.abc import Iterator

from measures.importing.findings import Oddity, Section
from measures.importing.levels import Node


def count(nodes: list[tuple[Node, Section]]) -> tuple[list[int], list[Oddity]]:
    """Return the number of each measure, counted through the paper, and the oddities of the numbering.

    Where numbers begin again under a heading, those before it are added; a gap keeps its place.
    """
    numbers: list[int] = []
    oddities: list[Oddity] = []
    base = 0
    for run in runs(nodes):
        values = [node.value for node in run]
        if run[0].begins_again:
            oddities.append(Oddity("begins-again", (base + values[0],), (str(values[0]),)))
        numbers += [base + value for value in values]
        oddities += odd(values, base)
        base += max(values)
    return numbers, oddities


def runs(nodes: list[tuple[Node, Section]]) -> Iterator[list[Node]]:
    """Yield the measures of each numbering: one for the paper, or one a heading."""
    run: list[Node] = []
    highest = 0
    section = None
    for node, under in nodes:
        is_new = under is not section and node.value <= highest
        if run and (is_new or node.begins_again or node.reading.within != run[-1].reading.within):
            yield run
            run, highest = [], 0
        run.append(node)
        highest, section = max(highest, node.value), under
    if run:
        yield run


def odd(values: list[int], base: int) -> Iterator[Oddity]:
    """Yield what is odd about the numbers of one numbering, which `base` others stand before."""
    for kind, found in [
        ("gap", sorted(set(range(1, max(values))) - set(values))),
        ("duplicate", sorted(value for value, times in Counter(values).items() if times > 1)),
        ("out-of-order", late(values)),
    ]:
        for value in found:
            yield Oddity(kind, (base + value,), (str(value),))


def late(values: list[int]) -> list[int]:
    """Return the numbers that stand after a higher one."""
    highest, found = 0, []
    for value in values:
        if value < highest:
            found.append(value)
        highest = max(highest, value)
    return found
