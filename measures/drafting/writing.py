"""Writing values into the record: a measure with everything that hangs from it, as one version."""

from collections.abc import Iterable

from django.db.models import F

from csbm_catalog.history import Quiet, explained
from csbm_catalog.history.writing import keep_if_changed
from csbm_catalog.numbers import PARKED
from measures.drafting.snapshots import Snapshot, changed_fields, set_columns, snapshot, source_at
from measures.models import Measure, MeasureCitation, MeasureRelation, Theme


def write(measure: Measure, values: Snapshot, by, reason: str) -> Measure:
    """Make the measure say these values, and keep one version of each row that changed.

    Raises ValidationError where the record does not allow them; the caller's transaction undoes the rest.
    """
    is_new = measure.pk is None
    if not is_new and not changed_fields(snapshot(measure), values):
        return measure
    set_columns(measure, values)
    if measure.verified_in and measure.verified_in.url not in {one["source"] for one in values["citations"]}:
        measure.end_verification()
    measure.clean_fields()
    measure.validate_constraints()
    with Quiet(measure):
        measure.save()
        measure.themes.set(Theme.objects.filter(slug__in=values["themes"]))
        measure.based_on.set(Measure.objects.filter(key__in=values["based_on"]))
    cite(measure, values["citations"], by, reason)
    relate(measure, values["relations"], by, reason)
    measure = Measure.objects.get(pk=measure.pk)
    measure.clean()  # what it rests on is written only now
    keep_if_changed(measure, by, reason)
    return measure


def cite(measure: Measure, citations: list, by, reason: str):
    """Make the citations these, in this order; what stays the same is not touched."""
    held = {citation.source.url: citation for citation in measure.citations.select_related("source")}
    for url in held.keys() - {cited["source"] for cited in citations}:
        explained(held[url], by, reason).delete()
    for position, cited in enumerate(citations, start=1):
        citation = held.get(cited["source"]) or MeasureCitation(
            measure=measure, source=source_at(cited["source"])
        )
        change(citation, by, reason, read=cited["read"], position=position)


def relate(measure: Measure, relations: list, by, reason: str):
    """Make the relations to earlier measures these; what stays the same is not touched."""
    held = {relation.earlier.key: relation for relation in measure.relations_back.select_related("earlier")}
    for key in held.keys() - {related["earlier"] for related in relations}:
        explained(held[key], by, reason).delete()
    for related in relations:
        relation = held.get(related["earlier"]) or MeasureRelation(
            later=measure, earlier=Measure.objects.get(key=related["earlier"])
        )
        values = {name: related[name] for name in ("kind", "presumed", "basis")}
        change(relation, by, reason, **values)


def change(row, by, reason: str, **values):
    """Save the row with these values, where it is new or they differ."""
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields()
    row.validate_constraints()
    explained(row, by, reason).save()


def park(measures: Iterable[Measure]):
    """Take measures out of their numbers, so that they can take one another's."""
    Measure.objects.filter(pk__in=[measure.pk for measure in measures]).update(number=F("number") + PARKED)
