"""How many measures each value of each filter would give: all facets and the total in one query."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from django.db.models import Choices

from csbm_catalog.evidence import Evidence
from measures.counting import SINGLE, Line, Vocabulary, ask
from measures.models import Category, Type

ORDER = ["document", "category", "type", "theme", "evidence", "conference", "state"]
CHOICES: dict[str, type[Choices]] = {"category": Category, "type": Type, "evidence": Evidence}
SHORT, FIRST = 8, 6  # values of a facet that are all shown; else how many of them at once


class FacetValue(NamedTuple):
    """One value of a filter: what the address says, what the reader reads, how many measures it gives."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # of measures, not of items as in other tuples
    is_chosen: bool


@dataclass
class Facet:
    """A filter with its values, in the order in which they are offered."""

    name: str
    label: str
    values: list[FacetValue]
    errors: list[str] = field(default_factory=list)

    @property
    def first_values(self) -> list[FacetValue]:
        """Return what is shown at once: all of a short list; of a long one its first values and the chosen."""
        if len(self.values) <= SHORT:
            return self.values
        return [value for at, value in enumerate(self.values) if at < FIRST or value.is_chosen]

    @property
    def more_values(self) -> list[FacetValue]:
        shown = {value.value for value in self.first_values}
        return [value for value in self.values if value.value not in shown]


@dataclass
class Counted:
    """What the one query found; `unknown` are (parameter, value) that name nothing in the record."""

    total: int = 0
    facets: list[Facet] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


def count_facets(filterset, kept: Vocabulary | None) -> tuple[Counted, Vocabulary]:
    """Count, for each facet, distinct measures with every filter but its own; and all, with every filter.

    One query, which also reads the vocabulary unless it is at hand. Returns the counts and the vocabulary.
    """
    lines = ask(filterset, with_vocabulary=kept is None)
    vocabulary = kept or Vocabulary.from_lines(lines)
    return Counting(filterset, vocabulary, lines).counted(), vocabulary


class Counting:
    """The sums over the lines of one answer."""

    def __init__(self, filterset, vocabulary: Vocabulary, lines: list[Line]):
        self.filterset = filterset
        self.vocabulary = vocabulary
        self.measures = [line for line in lines if line.part == "measures"]
        self.themed = {line.a: line.number for line in lines if line.part == "themed"}
        self.named = [line for line in lines if line.part == "m"]
        self.chosen = {name: filterset.form.cleaned_data.get(name) or [] for name in [*ORDER, "m"]}
        self.unknown = [*self.unknown_values(), *self.unknown_references()]
        self.bad = set(filterset.form.errors) | {name for name, _value in self.unknown}

    def counted(self) -> Counted:
        total = 0 if self.bad else sum(line.number for line in self.passing(without=""))
        return Counted(total, [self.facet(name) for name in ORDER], self.unknown)

    def facet(self, name: str) -> Facet:
        counts = self.counts(name)
        values = [
            FacetValue(value, str(label), counts[value], value in self.chosen[name])
            for value, label in self.known(name)
        ]
        return Facet(name, self.filterset.filters[name].label, values)

    def known(self, name: str) -> list[tuple]:
        """Return every (value, label) of a filter, in the order in which they are offered."""
        return CHOICES[name].choices if name in CHOICES else self.vocabulary.values[name]

    def counts(self, name: str) -> Counter:
        """Return how many measures each value of a facet gives; none where another parameter is bad."""
        counts: Counter = Counter()
        if self.bad - {name}:
            return counts
        if name == "theme":
            counts.update(self.themed)
            return counts
        for line in self.passing(without=name):
            for value in self.values_of(line, name):
                counts[value] += line.number
        return counts

    def passing(self, without: str) -> Iterator[Line]:
        """Yield the lines that the chosen values leave, those of one parameter aside."""
        tests: list[Callable[[Line], bool]] = [
            partial(self.has_chosen, name) for name in SINGLE if self.chosen[name] and name != without
        ]
        return (line for line in self.measures if all(test(line) for test in tests))

    def has_chosen(self, name: str, line: Line) -> bool:
        return not set(self.values_of(line, name)).isdisjoint(self.chosen[name])

    def values_of(self, line: Line, name: str) -> Iterable[str]:
        conference = self.vocabulary.conference_of.get(line.a) or ""
        match name:
            case "document":
                return [line.a]
            case "category":
                return [line.b]
            case "type":
                return [line.c]
            case "evidence":
                return [line.d]
            case "conference":
                return [conference]
        return self.vocabulary.states_of.get(conference, ())

    def unknown_values(self) -> Iterator[tuple[str, str]]:
        for name in ORDER:
            known = {value for value, _label in self.known(name)}
            yield from ((name, value) for value in self.chosen[name] if value not in known)

    def unknown_references(self) -> Iterator[tuple[str, str]]:
        known = {line.a for line in self.named} | {f"{line.b}:{line.number}" for line in self.named}
        yield from (("m", reference) for reference in self.chosen["m"] if reference not in known)
