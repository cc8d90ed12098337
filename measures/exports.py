"""A measure as a row of a table: the same columns, in the same order, at every door."""

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet

from csbm_catalog.exports import ROWS_AT_A_TIME
from measures.models import Measure, MeasureCitation

COLUMNS = [
    "key", "document", "number", "label", "heading", "title", "summary", "category", "type", "themes",
    "evidence", "number_evidence", "evidence_note", "based_on", "sources", "url",
]  # fmt: skip

CITATIONS = Prefetch("citations", MeasureCitation.objects.select_related("source"))
BASED_ON = Prefetch("based_on", Measure.objects.select_related("document").in_order())


def rows(measures: QuerySet, base: str) -> Iterator[dict]:
    """Yield each measure as a dict of COLUMNS, in the order of the list; `base` begins its address."""
    for measure in measures.prefetch_related(CITATIONS, BASED_ON).iterator(chunk_size=ROWS_AT_A_TIME):
        yield row(measure, base)


def row(measure: Measure, base: str) -> dict:
    plain = {name: getattr(measure, name) for name in COLUMNS if hasattr(measure, name)}
    return dict.fromkeys(COLUMNS) | plain | {
        "document": measure.document.slug,
        "themes": [theme.slug for theme in measure.themes.all()],
        "based_on": [other.reference for other in measure.based_on.all()],
        "sources": [citation.source.url for citation in measure.citations.all()],
        "url": base + measure.get_permanent_url(),
    }  # fmt: skip
