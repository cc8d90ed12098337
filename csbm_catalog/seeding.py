"""Bringing the shipped record into a catalogue, also into one that is in use."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import IntegrityError, transaction

from csbm_catalog import fixtures
from csbm_catalog.models import CatalogueVersion, SeededRow
from csbm_catalog.search.index import ensure_indexed


class Deed(StrEnum):
    """What became of one row of the fixtures."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "left: edited here"
    DELETED = "left: deleted here"
    REFUSED = "left: does not fit"


@dataclass
class Outcome:
    """What a seeding did: how many rows of each model met each deed, and the refusals in words."""

    counts: dict[str, Counter] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def note(self, row: fixtures.Row, deed: Deed, reason: object = ""):
        self.counts.setdefault(str(row.model._meta.verbose_name_plural), Counter())[deed] += 1
        if deed == Deed.REFUSED:
            self.refusals.append(f"{row.label} {' '.join(map(str, row.natural_key))}: {reason}")

    def total(self, deed: Deed) -> int:
        return sum(counter[deed] for counter in self.counts.values())


@transaction.atomic
def seed() -> Outcome:
    """Write the shipped record: what is missing is added, what nobody edited is updated, the rest is left.

    All or nothing; a second run changes nothing. Returns what it did.
    """
    outcome = Outcome()
    ledger = {(entry.model, entry.natural_key): entry for entry in SeededRow.objects.all()}
    held: dict[type, dict] = {}
    postponed: list[DeserializedObject] = []
    for row in fixtures.rows():
        if row.model not in held:
            held[row.model] = fixtures.held(row.model)
        entry = ledger.get(ledger_key(row))
        deed = decide(row, held[row.model].get(row.natural_key), entry)
        reason: object = ""
        if deed in (Deed.ADDED, Deed.UPDATED):
            try:
                postponed += write(row, deed)
            except (DeserializationError, IntegrityError) as error:
                deed, reason = Deed.REFUSED, error
        if deed in (Deed.ADDED, Deed.UPDATED) or (deed == Deed.UNCHANGED and entry is None):
            remember(row, entry)
        outcome.note(row, deed, reason)
    for deserialized in postponed:
        deserialized.save_deferred_fields()
    ensure_indexed(CatalogueVersion.current())
    return outcome


def decide(row: fixtures.Row, held: fixtures.Row | None, entry: SeededRow | None) -> Deed:
    """Say what is to become of a row, from what is held of it and what was last seeded."""
    if held is None:
        return Deed.DELETED if entry else Deed.ADDED
    if agrees(held, row.fields):
        return Deed.UNCHANGED
    if entry is None or not agrees(held, entry.fields):
        return Deed.EDITED
    return Deed.UPDATED


def agrees(held: fixtures.Row, fields: dict) -> bool:
    """Say whether the row that is held has these values; columns that they do not name do not matter."""
    return all(held.fields.get(name) == value for name, value in fields.items())


def write(row: fixtures.Row, deed: Deed) -> list[DeserializedObject]:
    """Write one row, and return it if it points to rows that are still to come."""
    deserialized = row.deserialized()
    with transaction.atomic():
        if deed == Deed.UPDATED:
            deserialized.object.save(
                update_fields=set(row.fields) - {f.name for f in row.model._meta.many_to_many}
            )
            for name, values in (deserialized.m2m_data or {}).items():
                getattr(deserialized.object, name).set(values)
        else:
            deserialized.save()
    return [deserialized] if deserialized.deferred_fields else []


def ledger_key(row: fixtures.Row) -> tuple[str, str]:
    return row.label, "\x1f".join(map(str, row.natural_key))


def remember(row: fixtures.Row, entry: SeededRow | None):
    """Keep what was seeded, to know an edited row from an untouched one next time."""
    model, natural_key = ledger_key(row)
    entry = entry or SeededRow(model=model, natural_key=natural_key)
    entry.fields = row.fields
    entry.save()
