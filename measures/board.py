"""How complete the record is: the figures of the board, and the lists that make them up."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from conferences.models import Conference, Discrepancy, Document, LinkCheck
from csbm_catalog.evidence import Evidence
from measures.models import Measure, MeasureDraft

LAST = 10  # changes that are named


@dataclass(frozen=True)
class DocumentRow:
    """What is known of one document: how many measures it states, how many are held, and how well."""

    document: Document
    held: int
    read: int
    verified: int
    in_review: int
    missing: list[int]

    @property
    def stated(self) -> int | None:
        return self.document.measures_stated

    @property
    def not_verified(self) -> int:
        return self.held - self.verified


@dataclass(frozen=True)
class Place:
    """Where the public reads of a disagreement of sources."""

    discrepancy: Discrepancy
    address: str


@dataclass(frozen=True)
class Board:
    """The whole board. Each list is a QuerySet or a list that a page may show or count."""

    documents: list[DocumentRow]
    verified: QuerySet
    without_theme: QuerySet
    without_source: QuerySet
    conferences: list  # each with `participants_known`
    disagreements: list["Place"]
    published: list[MeasureDraft]
    dead_links: QuerySet
    links_checked_at: object

    @property
    def participants_short(self) -> int:
        """Return of how many meetings fewer participants are known than took part, or of which nobody knows."""
        return sum(
            one.participants_stated is None or one.participants_known < one.participants_stated
            for one in self.conferences
        )

    @property
    def participants_known(self) -> int:
        """Return how many are known of the participants that meetings state, of each no more than it states."""
        return sum(min(one.participants_known, one.participants_stated or 0) for one in self.conferences)

    @property
    def participants_stated(self) -> int:
        return sum(one.participants_stated or 0 for one in self.conferences)

    @property
    def totals(self) -> dict[str, int]:
        """Return the sums of the table's columns; nothing where no document states a number."""
        names = ("held", "read", "verified", "in_review")
        sums = {name: sum(getattr(row, name) for row in self.documents) for name in names}
        return sums | {"missing": sum(len(row.missing) for row in self.documents)}


def board() -> Board:
    """Return the figures as they are now, in a fixed number of queries, however large the record."""
    checks = LinkCheck.objects.order_by("-checked_at")
    return Board(
        documents=document_rows(),
        verified=Measure.objects.exclude(verified_at=None).listed().in_order(),
        without_theme=Measure.objects.filter(themes=None).listed().in_order(),
        without_source=Measure.objects.filter(citations=None).listed().in_order(),
        conferences=list(Conference.objects.with_participants_known()),
        disagreements=places(),
        published=list(MeasureDraft.objects.lately_published()[:LAST]),
        dead_links=LinkCheck.objects.dead().select_related("source"),
        links_checked_at=checks.values_list("checked_at", flat=True).first(),
    )


def document_rows() -> list[DocumentRow]:
    """Return a row for each document that lists measures, in the order of the catalogue."""
    numbers = defaultdict(set)
    for document, number in Measure.objects.order_by().values_list("document", "number"):
        numbers[document].add(number)
    in_review = dict(
        MeasureDraft.objects.in_review().order_by().values_list("document").annotate(Count("pk"))
    )
    documents = Document.objects.listing_measures().annotate(
        measures_held=Count("measures"),
        held_source=Count("measures", filter=Q(measures__evidence=Evidence.SOURCE)),
        held_verified=Count("measures", filter=Q(measures__verified_at__isnull=False)),
    )
    return [
        DocumentRow(
            document=document,
            held=document.measures_held,
            read=document.held_source,
            verified=document.held_verified,
            in_review=in_review.get(document.pk, 0),
            missing=missing(numbers[document.pk], document.measures_stated),
        )
        for document in documents.order_by("position")
    ]


def missing(numbers: set[int], stated: int | None) -> list[int]:
    """Return the numbers that a document has and the record does not: up to the stated one, or the highest held."""
    return sorted(set(range(1, (stated or max(numbers, default=0)) + 1)) - numbers)


def places() -> list[Place]:
    """Return the disagreements that are open, each with the page on which the public reads of it."""
    concerned = ("measures__document", "documents", "conferences", "states")
    found = Discrepancy.objects.unresolved().prefetch_related(*concerned)
    return [Place(discrepancy, f"{page_of(discrepancy)}#{discrepancy.slug}") for discrepancy in found]


def page_of(discrepancy: Discrepancy) -> str:
    for records in (discrepancy.measures, discrepancy.documents, discrepancy.conferences, discrepancy.states):
        for record in records.all():
            return record.get_absolute_url()
    return reverse("about")
