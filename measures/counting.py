"""The one query behind a list: how many measures there are of each kind, and which values there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Lower

from conferences.models import Conference, Document, Participation, State
from measures.models import Measure, Theme
from measures.references import any_reference

# What a measure has one of: counted by these together, so that each facet of them can be summed up.
SINGLE = {"document", "category", "type", "evidence", "conference", "state"}
NO_TEXT, NOTHING = Value(""), Value(0)


class Line(NamedTuple):
    """A row of the query: the part of the answer that it belongs to, and what it says there."""

    part: str
    a: str
    b: str
    c: str
    d: str
    number: int


@dataclass
class Vocabulary:
    """Which rows of the record a filter can choose from, and how they hang together."""

    values: dict[str, list[tuple[str, str]]]
    conference_of: dict[str, str]  # of a document
    states_of: dict[str, set[str]]  # recorded as taking part in a conference

    @classmethod
    def from_lines(cls, lines: Iterable[Line]) -> "Vocabulary":
        listed: dict[str, list[Line]] = {name: [] for name in ("document", "conference", "theme", "state")}
        states_of: dict[str, set[str]] = {}
        for line in lines:
            if line.part == "took part":
                states_of.setdefault(line.b, set()).add(line.a)
            elif line.part in listed:
                listed[line.part].append(line)
        values = {
            name: [(line.a, line.b) for line in sorted(found, key=lambda line: (line.number, line.b))]
            for name, found in listed.items()
        }
        return cls(values, {line.a: line.c for line in listed["document"]}, states_of)


def ask(filterset, with_vocabulary: bool) -> list[Line]:
    """Return the lines of the answer, in one query; those of the vocabulary only where it is not at hand."""
    first, *others = [*counting_parts(filterset), *(vocabulary_parts() if with_vocabulary else [])]
    return [Line._make(row) for row in first.union(*others, all=True)]


def part(name, queryset, *, a=NO_TEXT, b=NO_TEXT, c=NO_TEXT, d=NO_TEXT, number=NOTHING) -> QuerySet:
    """Return a QuerySet of lines; every part has the same columns, so that one UNION holds them all."""
    text = {
        f"line_{column}": Cast(value, CharField()) for column, value in zip("abcd", (a, b, c, d), strict=True)
    }
    return (
        queryset.order_by()
        .annotate(line_part=Value(name, output_field=CharField()), **text)
        .annotate(line_number=Cast(number, IntegerField()))
        .values_list("line_part", *text, "line_number")
    )


def vocabulary_parts() -> Iterator[QuerySet]:
    documents = Document.objects.listing_measures()
    yield part(
        "document", documents, a=F("slug"), b=F("short_title"), c=F("conference__slug"), number=F("position")
    )
    yield part(
        "conference",
        Conference.objects.all(),
        a=F("slug"),
        b=F("short_name"),
        number=F("start__year") * 12 + F("start__month"),
    )
    yield part("theme", Theme.objects.all(), a=F("slug"), b=F("name"))
    yield part("state", State.objects.members(), a=Lower("code"), b=F("name"))
    yield part(
        "took part", Participation.objects.participants(), a=Lower("state__code"), b=F("conference__slug")
    )


def counting_parts(filterset) -> Iterator[QuerySet]:
    columns = ["document__slug", "category", "type", "evidence"]
    measures = filterset.narrowed(without=SINGLE).order_by().values(*columns)
    a, b, c, d = map(F, columns)
    yield part("measures", measures, a=a, b=b, c=c, d=d, number=Count("pk"))
    themed = filterset.narrowed(without={"theme"}).order_by().values("themes__slug")
    yield part("themed", themed, a=F("themes__slug"), number=Count("pk"))
    if references := filterset.form.cleaned_data.get("m"):
        named = Measure.objects.filter(any_reference(references))
        yield part("m", named, a=F("key"), b=F("document__slug"), number=F("number"))
