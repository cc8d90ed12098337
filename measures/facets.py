"""How many measures each value of each filter would give: all facets and the total in one query."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import CharField, Choices, Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Lower

from conferences.models import Conference, Document, Participation, State
from csbm_catalog.evidence import Evidence
from measures.models import Category, Measure, Theme, Type
from measures.references import any_reference

SHORT, FIRST = 8, 6  # values of a facet that are all shown; else how many of them at once


class Vocabulary(NamedTuple):
    """The rows that a filter can choose from, and their columns."""

    rows: QuerySet
    value: str
    label: str
    order: str = ""


class FacetKind(NamedTuple):
    """A filter whose values are counted: what measures are grouped by, and which values there are."""

    name: str
    column: str
    values: "type[Choices] | Vocabulary"


DOCUMENTS = Vocabulary(Document.objects.listing_measures(), "slug", "short_title", "position")
CONFERENCES = Vocabulary(Conference.objects.all(), "slug", "short_name", "start__year")
FACETS = [
    FacetKind("document", "document__slug", DOCUMENTS),
    FacetKind("category", "category", Category),
    FacetKind("type", "type", Type),
    FacetKind("theme", "themes__slug", Vocabulary(Theme.objects.all(), "slug", "name")),
    FacetKind("evidence", "evidence", Evidence),
    FacetKind("conference", "document__conference__slug", CONFERENCES),
    FacetKind("state", "document__conference__slug", Vocabulary(State.objects.members(), "code", "name")),
]


@dataclass
class FacetValue:
    """One value of a filter: what the address says, what the reader reads, how many measures it gives."""

    value: str
    label: str
    count: int
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


class Line(NamedTuple):
    """A row of the query: which part of the answer it belongs to, and what it says there."""

    part: str
    value: str
    label: str
    order: int
    number: int


def count_facets(filterset) -> Counted:
    """Count, for each facet, distinct measures with every filter but its own; and all, with every filter.

    Measures of one document share its meeting, so a state's measures are the sum of those of the
    meetings in which it took part: no join multiplies rows.
    """
    lines: dict[str, list[Line]] = defaultdict(list)
    first, *others = parts(filterset)
    for line in map(Line._make, first.union(*others, all=True)):
        lines[line.part].append(line)

    facets = [facet_from(kind, lines, filterset) for kind in FACETS]
    unknown = [unknown for facet in facets for unknown in unknown_values(facet, filterset)]
    unknown += unknown_references(filterset, lines["m"])
    bad = {name for name, _value in unknown}
    for facet in facets:
        if bad - {facet.name}:  # another filter finds nothing, so that no value here does
            for value in facet.values:
                value.count = 0
    total = 0 if bad else sum(line.number for line in lines["total"])
    return Counted(total, facets, unknown)


def parts(filterset) -> list[QuerySet]:
    """Return the parts of the one query: the total, the counts, and the values that there are."""
    querysets = [part("total", filterset.narrowed().values(one=Value(1)), number=Count("pk"))]
    for kind in FACETS:
        measures = filterset.narrowed(without=kind.name).order_by().values(kind.column)
        querysets.append(part(f"{kind.name} counts", measures, value=F(kind.column), number=Count("pk")))
        if isinstance(kind.values, Vocabulary):
            rows, value, label, order = kind.values
            querysets.append(
                part(
                    kind.name, rows, value=Lower(value), label=F(label), order=F(order) if order else Value(0)
                )
            )
    took_part = Participation.objects.participants()
    querysets.append(part("took part", took_part, value=Lower("state__code"), label=F("conference__slug")))
    if references := filterset.form.cleaned_data.get("m"):
        named = Measure.objects.filter(any_reference(references))
        querysets.append(part("m", named, value=F("key"), label=F("document__slug"), order=F("number")))
    return querysets


NO_TEXT, NOTHING = Value(""), Value(0)


def part(name, queryset, *, value=NO_TEXT, label=NO_TEXT, order=NOTHING, number=NOTHING) -> QuerySet:
    """Return a QuerySet of lines."""
    return (
        queryset.order_by()
        .annotate(
            line_part=Value(name, output_field=CharField()),
            line_value=Cast(value, CharField()),
            line_label=Cast(label, CharField()),
            line_order=Cast(order, IntegerField()),
            line_number=number,
        )
        .values_list("line_part", "line_value", "line_label", "line_order", "line_number")
    )


def facet_from(kind: FacetKind, lines: dict[str, list[Line]], filterset) -> Facet:
    counts = {line.value: line.number for line in lines[f"{kind.name} counts"]}
    if kind.name == "state":
        by_conference, counts = counts, defaultdict(int)
        for line in lines["took part"]:
            counts[line.value] += by_conference.get(line.label, 0)
    if isinstance(kind.values, Vocabulary):
        known = [
            (line.value, line.label)
            for line in sorted(lines[kind.name], key=lambda line: (line.order, line.label))
        ]
    else:
        known = kind.values.choices
    chosen = chosen_values(kind.name, filterset)
    values = [FacetValue(value, label, counts.get(value, 0), value in chosen) for value, label in known]
    return Facet(kind.name, filterset.filters[kind.name].label, values)


def chosen_values(name: str, filterset) -> list[str]:
    return filterset.form.cleaned_data.get(name) or []


def unknown_values(facet: Facet, filterset) -> list[tuple[str, str]]:
    known = {value.value for value in facet.values}
    return [(facet.name, value) for value in chosen_values(facet.name, filterset) if value not in known]


def unknown_references(filterset, found: list[Line]) -> list[tuple[str, str]]:
    known = {line.value for line in found} | {f"{line.label}:{line.order}" for line in found}
    return [("m", reference) for reference in chosen_values("m", filterset) if reference not in known]
