"""Bringing the shipped record into a catalogue, also into one that is in use."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, transaction
from django.db.models import F, PositiveSmallIntegerField, UniqueConstraint

from csbm_catalog import fixtures
from csbm_catalog.history import Quiet, explained, keep
from csbm_catalog.models import CatalogueVersion, Record, SeededRow
from csbm_catalog.numbers import PARKED
from csbm_catalog.search.index import ensure_indexed

REASON = "Shipped with the catalogue."


class Deed(StrEnum):
    """What became of one row of the fixtures."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    EDITED = "left: edited here"
    DELETED = "left: deleted here"
    REFUSED = "left: does not fit"


class Waiting(NamedTuple):
    """A row to be written, and why it could not be yet."""

    row: fixtures.Row
    deed: Deed
    reason: Exception | None = None


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
    waiting: list[Waiting] = []
    for row in fixtures.rows():
        if row.model not in held:
            held[row.model] = fixtures.held(row.model)
        entry = ledger.get(ledger_key(row))
        deed = decide(row, held[row.model].get(row.natural_key), entry)
        if deed in (Deed.ADDED, Deed.UPDATED):
            waiting.append(Waiting(row, deed))
            continue
        if deed == Deed.UNCHANGED and entry is None:
            remember(row, entry)
        outcome.note(row, deed)
    refused = {ledger_key(row): reason for row, _deed, reason in write_all(waiting)}
    for row, deed, _reason in waiting:
        if ledger_key(row) in refused:
            outcome.note(row, Deed.REFUSED, refused[ledger_key(row)])
        else:
            remember(row, ledger.get(ledger_key(row)))
            outcome.note(row, deed)
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


def write_all(waiting: list[Waiting]) -> list[Waiting]:
    """Write the rows; return those that do not fit, each with the reason."""
    left = write_in_rounds(waiting)
    updates = [one for one in left if one.deed == Deed.UPDATED]
    if updates and change_places(updates):
        left = write_in_rounds([one for one in left if one.deed == Deed.ADDED])
    return left


def write_in_rounds(waiting: list[Waiting]) -> list[Waiting]:
    """Write the rows; return those that fail although all others are written.

    A row may point to one that comes after it, or need the number that another is about to give up: so
    what fails is tried again for as long as anything else succeeds.
    """
    while waiting:
        left = [Waiting(row, deed, fault) for row, deed, _old in waiting if (fault := write(row, deed))]
        if len(left) == len(waiting):
            return left
        waiting = left
    return []


def change_places(updates: list[Waiting]) -> bool:
    """Write rows that hold one another's places, all or none; say whether it was done."""
    try:
        with transaction.atomic():
            for row, _deed, _reason in updates:
                park(row)
            if write_in_rounds(updates):
                raise IntegrityError("their places are not theirs alone")
    except IntegrityError:
        return False
    return True


def park(row: fixtures.Row):
    """Move a row that is held out of the place, a number or a position, that another is to have."""
    found = dict(zip(row.model.natural_lookups(), row.natural_key, strict=True))
    if places := places_of(row.model):
        row.model.objects.filter(**found).update(**{name: F(name) + PARKED for name in places})


def places_of(model: type[Record]) -> list[str]:
    """Return the fields that say where a row stands among its like, one row a place."""
    unique = {
        name for rule in model._meta.constraints if isinstance(rule, UniqueConstraint) for name in rule.fields
    }
    return [
        name
        for name in unique - set(model.natural_key_fields)
        if isinstance(model._meta.get_field(name), PositiveSmallIntegerField)
    ]


def write(row: fixtures.Row, deed: Deed) -> Exception | None:
    """Write one row, or return why it does not fit."""
    try:
        with transaction.atomic():
            deserialized = row.deserialized()
            with Quiet(deserialized.object):
                if deed == Deed.ADDED:
                    deserialized.save()
                else:
                    links = deserialized.m2m_data or {}
                    deserialized.object.save(update_fields=set(row.fields) - set(links))
                    for name, values in links.items():
                        getattr(deserialized.object, name).set(values)
            written = row.model._default_manager.get(pk=deserialized.object.pk)
            keep(explained(written, reason=REASON), added=deed == Deed.ADDED)
    except (DeserializationError, IntegrityError) as error:
        return error
    return None


def ledger_key(row: fixtures.Row) -> tuple[str, str]:
    return row.label, "\x1f".join(map(str, row.natural_key))


def remember(row: fixtures.Row, entry: SeededRow | None):
    """Keep what was seeded, to know an edited row from an untouched one next time."""
    model, natural_key = ledger_key(row)
    entry = entry or SeededRow(model=model, natural_key=natural_key)
    entry.fields = row.fields
    entry.save()
