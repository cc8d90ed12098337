"""The tables of a backup, and their rows as lines of text that are the same on both engines."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.apps import apps
from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder

# What the rest is made of, or what ends with a restore: by model, or by one column of it.
LEFT_OUT = {
    "sessions.session": "whoever is signed in signs in again",
    "csbm_catalog.searchrow": "made anew from the record",
    "csbm_catalog.searchword": "made anew from the record",
    "csbm_catalog.keptpdf": "made anew when asked for",
    "csbm_catalog.waitingfile": "whoever was about to import chooses the file again",
    "axes.accessattempt": "guesses at passwords count for minutes",
    "axes.accessattemptexpiration": "not used",
    "axes.accessfailurelog": "not used",
    "axes.accesslog": "not used",
    "csbm_catalog.catalogueversion.indexed": "says what the search index holds",
}


class Table:
    """A table of the backup: its model, its columns, and its rows."""

    def __init__(self, model):
        self.model = model
        self.name = model._meta.db_table
        self.fields = [
            field
            for field in model._meta.local_concrete_fields
            if not getattr(field, "generated", False)
            and f"{model._meta.label_lower}.{field.name}" not in LEFT_OUT
        ]
        self.columns = [field.column for field in self.fields]

    def lines(self, alias: str) -> Iterator[str]:
        """Yield each row as JSON, in the order of the primary key."""
        names = [field.attname for field in self.fields]
        rows = self.model._base_manager.using(alias).order_by("pk").values_list(*names)
        for row in rows.iterator(chunk_size=1000):
            yield json.dumps([told(value) for value in row], ensure_ascii=False, sort_keys=True) + "\n"

    def values(self, line: str, connection) -> list:
        """Return what goes into the database for a line. Raises ValueError where it is no row of this table."""
        row = json.loads(line)
        if len(row) != len(self.fields):
            raise ValueError(line)
        return [
            field.get_db_prep_save(understood(field, value), connection)
            for field, value in zip(self.fields, row, strict=True)
        ]

    def insert(self, connection) -> str:
        """Return the statement that inserts one row."""
        quoted = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        marks = ", ".join(["%s"] * len(self.columns))
        return f"INSERT INTO {connection.ops.quote_name(self.name)} ({quoted}) VALUES ({marks})"


def told(value):
    """Return a value as JSON has it."""
    if isinstance(value, (bytes, memoryview)):
        return b64encode(bytes(value)).decode()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, UUID)) else value


def understood(field, value):
    """Return what `told` was told."""
    target = field.target_field if field.is_relation else field
    if value is None:
        return None
    if isinstance(target, models.BinaryField):
        return b64decode(value)
    return value if isinstance(target, models.JSONField) else target.to_python(value)


def tables() -> list[Table]:
    """Return every table of the backup: each model of each application, links of many to many included."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted((Table(model) for model in found), key=lambda table: table.name)


def migrations(alias: str = "default") -> list[list[str]]:
    """Return which migrations a database has been through."""
    return sorted(list(pair) for pair in MigrationRecorder(connections[alias]).applied_migrations())
