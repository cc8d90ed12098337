"""A record as a whole: its row with the rows that belong to it, now or at a moment of the past."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from csbm_catalog.history import linked_fields
from csbm_catalog.history.contents import Content, Identity, contents_held, contents_kept
from csbm_catalog.models import Record
from csbm_catalog.versions import fingerprint

Whole = dict[Identity, Content]


class Part(NamedTuple):
    """A model whose rows belong to a row of another, and the foreign key that says to which."""

    model: type[Record]
    owner: str


@cache
def records() -> tuple[type[Record], ...]:
    """Return every model of the record."""
    return tuple(model for model in apps.get_models() if issubclass(model, Record))


@cache
def owner_field(model: type[models.Model]) -> models.ForeignKey | None:
    """Return the field that says to whom a row belongs: the first of its natural key, if it goes with that."""
    if not issubclass(model, Record):
        return None
    field = model._meta.get_field(model.natural_key_fields[0])
    if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
        return field
    return None


@cache
def parts_of(model: type[models.Model]) -> tuple[Part, ...]:
    """Return the models whose rows belong to a row of this one: the officers of a meeting, and so on."""
    owned = [(part, owner_field(part)) for part in records()]
    return tuple(Part(part, field.name) for part, field in owned if field and field.related_model is model)


@cache
def links_from_above(model: type[models.Model]) -> dict[str, Any]:
    """Return, by its name on this side, each relation by which records of other models link rows of this one."""
    fields = [field for other in records() for field in linked_fields(other) if field.related_model is model]
    return {name: field.remote_field for field in fields if (name := field.remote_field.get_accessor_name())}


@cache
def links_of(model: type[models.Model]) -> dict[str, Any]:
    """Return every link that a content of this model can hold, by name: its own, and those from above."""
    return {field.name: field for field in linked_fields(model)} | links_from_above(model)


def whole_held(model: type[models.Model], pk: int) -> Whole:
    """Return the record as the database holds it now; empty where it holds none."""
    rows = [(model, model._base_manager.filter(pk=pk))]
    rows += [(part, part._base_manager.filter(**{owner: pk})) for part, owner in parts_of(model)]
    found = [content for kind, held in rows for content in contents_held(kind, held)]
    return {content.identity: content for content in found}


def with_links_from_above(whole: Whole, row: Record, names: Iterable[str]) -> Whole:
    """Return the whole with the records that are linked with its row from their own side, by these relations."""
    held = whole.get((type(row), row.pk))
    if held is None:
        return whole
    links = {name: tuple(sorted(getattr(row, name).values_list("pk", flat=True))) for name in names}
    return whole | {held.identity: replace(held, links=held.links | links)}


def last_changed(model: type[Record], pk: int) -> datetime | None:
    """Return when a record or what belongs to it was last changed, in one query; None where nobody kept that."""
    moments = [
        part.history.filter(**{name: pk}).order_by().values_list("history_date")
        for part, name in [Part(model, "id"), *parts_of(model)]
    ]
    newest = moments[0].union(*moments[1:]).order_by("-history_date").first()
    return newest[0] if newest else None


def whole_at(model: type[Record], pk: int, moment: datetime) -> Whole:
    """Return the record as it stood at that moment, by the versions that were kept."""
    kept = [(model, model.history.filter(id=pk))]
    kept += [(part, part.history.filter(**{f"{owner}_id": pk})) for part, owner in parts_of(model)]
    whole: Whole = {}
    for kind, versions in kept:
        newest = {}
        for version in versions.filter(history_date__lte=moment).order_by("history_date", "history_id"):
            newest[version.id] = version
        standing = [version for version in newest.values() if version.history_type != "-"]
        whole |= {content.identity: content for content in contents_kept(kind, standing).values()}
    return whole


def stamp(whole: Whole) -> str:
    """Return what no other state of the record has: a form carries it, to tell whether it is out of date."""
    said = [
        (model._meta.label, pk, sorted(content.values.items()), sorted(content.links.items()))
        for (model, pk), content in whole.items()
    ]
    return fingerprint(sorted(said, key=lambda one: one[:2]))


def links_to(row) -> list[tuple[models.ManyToManyField, models.QuerySet]]:
    """Return each field by which other records are linked with this row, with these records."""
    fields = [field for model in records() for field in linked_fields(model)]
    return [
        (field, field.model._base_manager.filter(**{field.name: row.pk}))
        for field in fields
        if field.related_model is type(row)
    ]
