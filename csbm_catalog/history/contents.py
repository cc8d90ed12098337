"""What a row says, as plain values: the row that is held, or a version that was kept.

Rows without history, such as accounts, are compared in the same way while two people have them open.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from csbm_catalog.history import HISTORY, linked_fields

Identity = tuple[Any, int]  # a model, and a primary key
UNTOLD = {"password", "last_login"}  # of an account: its secret, and what signing in moves


@dataclass(frozen=True)
class Content:
    """The columns of one row, by attribute name, and the keys of what each of its fields links it with."""

    model: Any
    pk: int
    values: dict[str, Any]
    links: dict[str, tuple[int, ...]]

    @property
    def identity(self) -> Identity:
        return self.model, self.pk

    def row(self):
        """Return an unsaved row with these columns and this key."""
        return self.model(pk=self.pk, **self.values)


def columns(model) -> list[models.Field]:
    """Return the columns that a version of a row holds, or would hold, but for its key."""
    held = model.history.model.tracked_fields if hasattr(model, "history") else model._meta.concrete_fields
    return [field for field in held if not (field.primary_key or field.name in UNTOLD or is_file(field))]


def is_file(field: models.Field) -> bool:
    """Say whether a column holds a picture or the like, which its digest stands for."""
    return isinstance(field, models.BinaryField)


def file_of(column: models.Field) -> models.Field | None:
    """Return the column with the file of which this one holds the digest, or None."""
    names = {field.name: field for field in column.model._meta.concrete_fields if is_file(field)}
    return names.get(column.name.removesuffix("_digest"))


def values_of(row, model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in columns(model)}


def contents_held(model, rows: Iterable) -> list[Content]:
    """Return what these rows of one model say, in one query for each field that links them with others."""
    rows = list(rows)
    links: dict[int, dict[str, tuple]] = {row.pk: {} for row in rows}
    for field in linked_fields(model) if rows else ():
        ours, theirs = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        linking: Any = field.remote_field.through
        through = linking.objects.filter(**{f"{ours}__in": links})
        found = gathered(through.values_list(ours, theirs))
        for pk in links:
            links[pk][field.name] = found[pk]
    return [Content(model, row.pk, values_of(row, model), links[row.pk]) for row in rows]


def contents_kept(model, versions: Iterable) -> dict[int, Content]:
    """Return what these versions of rows of one model say, by the number of the version."""
    versions = list(versions)
    links: dict[int, dict[str, tuple]] = {version.history_id: {} for version in versions}
    for field in linked_fields(model) if versions else ():
        theirs = f"{field.m2m_reverse_field_name()}_id"
        kept = HISTORY.m2m_models[field].objects.filter(history_id__in=links)
        found = gathered(kept.values_list("history_id", theirs))
        for number in links:
            links[number][field.name] = found[number]
    return {
        version.history_id: Content(model, version.id, values_of(version, model), links[version.history_id])
        for version in versions
    }


def gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    found = defaultdict(list)
    for one, other in pairs:
        found[one].append(other)
    return defaultdict(tuple, {one: tuple(sorted(others)) for one, others in found.items()})
