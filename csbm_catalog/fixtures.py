"""The fixtures: the record as the catalogue ships it, row by row, in the order in which rows depend."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core import serializers

from csbm_catalog.models import Record

FILES = ["states", "sources", "conferences", "documents", "discrepancies", "themes", "measures", "relations"]


@dataclass(frozen=True)
class Row:
    """One row of a fixture: its model, its natural key and its fields, as serialized."""

    model: type[Record]
    fields: dict

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def natural_key(self) -> tuple:
        """Return the natural key, flat: `("miami-2003", "HT")`."""
        return flatten(self.fields[name] for name in self.model.natural_key_fields)

    def deserialized(self):
        """Return the row as a DeserializedObject, with the primary key of the row that is held, if any.

        Raises DeserializationError where it refers to something that is not held.
        """
        data = [{"model": self.label, "fields": self.fields}]
        return next(serializers.deserialize("python", data))


def flatten(values) -> tuple:
    flat = []
    for value in values:
        flat += flatten(value) if isinstance(value, (list, tuple)) else [value]
    return tuple(flat)


def rows() -> Iterator[Row]:
    """Yield every row that the catalogue ships."""
    [folder] = settings.FIXTURE_DIRS
    for name in FILES:
        for row in json.loads((folder / f"{name}.json").read_text(encoding="utf-8")):
            yield Row(apps.get_model(row["model"]), normal(apps.get_model(row["model"]), row["fields"]))


def held(model: type[Record]) -> dict[tuple, Row]:
    """Return what the database holds of a model, by natural key, in the form of the fixtures."""
    serialized = serializers.serialize("json", model._default_manager.all(), use_natural_foreign_keys=True)
    found = (Row(model, normal(model, row["fields"])) for row in json.loads(serialized))
    return {row.natural_key: row for row in found}


def normal(model: type[Record], fields: dict) -> dict:
    """Return the fields with every many-to-many list in one order, so that equal rows compare equal."""
    many = {field.name for field in model._meta.many_to_many}
    return {name: sorted(value) if name in many else value for name, value in fields.items()}
