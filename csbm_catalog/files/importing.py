"""Importing a file of records: what it would do, found out by doing it and taking it back, and doing it."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from tablib import Dataset

from csbm_catalog.files.reading import Row, Table, Unreadable
from csbm_catalog.files.resources import RecordResource, log
from csbm_catalog.versions import fingerprint

MOST_CHANGES = 500  # more would keep the browser waiting longer than a proxy does; the whole record is fewer


class Fate(StrEnum):
    """What becomes of a row."""

    INVALID = "invalid"
    CHANGED = "changed"
    NEW = "new"
    SAME = "same"


@dataclass
class Change:
    """What one column says now, and what the file says: in pieces, which for a list are its items."""

    column: str
    before: object
    after: object

    @property
    def pieces(self) -> tuple[list[str], list[str]]:
        """Return what goes and what comes; of two lists, what both have is left out."""
        if not isinstance(self.before, list) or not isinstance(self.after, list):
            return [legible(self.before)], [legible(self.after)]
        gone = [one for one in self.before if one not in self.after]
        come = [one for one in self.after if one not in self.before]
        if not gone and not come:  # another order
            gone, come = self.before, self.after
        return list(map(legible, gone)), list(map(legible, come))


@dataclass
class Finding:
    """One row of the file, with what it is called and what becomes of it."""

    number: int
    name: str
    fate: Fate
    changes: list[Change] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def refuse(self, reasons: list[str]):
        self.fate = Fate.INVALID
        self.reasons += reasons


@dataclass
class Report:
    """What an import does, row by row."""

    findings: list[Finding]

    def of(self, fate: Fate) -> list[Finding]:
        return [finding for finding in self.findings if finding.fate == fate]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(finding.fate for finding in self.findings)
        return {fate.value: counted[fate] for fate in Fate}

    @property
    def is_sound(self) -> bool:
        """Say whether every row can be written, and at least one would be."""
        counts = self.counts
        return not counts[Fate.INVALID] and bool(counts[Fate.NEW] or counts[Fate.CHANGED])

    def stamp(self, digest: str) -> str:
        """Return what stands for this file doing just this: it differs where either does."""
        return fingerprint(digest, [(one.number, one.name, one.fate, one.changes) for one in self.findings])


class Moved(Exception):
    """The record changed since the preview: nothing was imported."""


def preview(resource: RecordResource, table: Table) -> Report:
    """Return what the import would do: it is run, and taken back.

    Raises Unreadable where it would do more than can be done at once.
    """
    return run(resource, table, is_dry=True)


@transaction.atomic
def apply(resource: RecordResource, table: Table, digest: str, seen: str) -> Report:
    """Import the file, all of it or, where a row is invalid, nothing; return what was done.

    `seen` is the stamp of the preview. Raises Moved, and changes nothing, where the import would no longer
    do what that showed.
    """
    report = run(resource, table, is_dry=False)
    if report.stamp(digest) != seen:
        raise Moved
    return report


def run(resource: RecordResource, table: Table, is_dry: bool) -> Report:
    findings, wanted = compare(resource, table)
    if len(wanted) > MOST_CHANGES:
        raise Unreadable(
            _("The file would change %(count)s records; at most 500 can be at once. Take it in parts.")
            % {"count": len(wanted)}
        )
    is_refused = any(finding.fate == Fate.INVALID for finding in findings)
    if wanted:
        write(resource, table.columns, wanted, is_dry or is_refused)
    return Report(sorted(findings, key=lambda finding: finding.number))


def compare(resource: RecordResource, table: Table) -> tuple[list[Finding], list[tuple[Finding, dict]]]:
    """Return a finding for each row, and the rows that are to be written, as they would be exported."""
    findings = [Finding(number, "", Fate.INVALID, reasons=[fault]) for number, fault in table.faults.items()]
    wanted, met = [], {}
    held = {key: resource.values(record) for key, record in resource.held_records().items()}
    for row in table.rows:
        values, reasons = understood(resource, row)
        finding = Finding(row.number, name_of(resource, row), Fate.NEW)
        findings.append(finding)
        if not reasons and (key := resource.key_of(values)):
            if key in met:
                reasons = [_("Row %(number)s is about the same record.") % {"number": met[key]}]
            met.setdefault(key, row.number)
            if key in held:
                finding.fate = Fate.CHANGED
        if reasons:
            finding.refuse(reasons)
            continue
        before = held.get(resource.key_of(values), {})
        finding.changes = changes(resource, before, values)
        if before and not finding.changes:
            finding.fate = Fate.SAME
        else:
            wanted.append((finding, values))
    return findings, wanted


def understood(resource: RecordResource, row: Row) -> tuple[dict, list[str]]:
    """Return the values of a row as they would be exported, and what is wrong with them."""
    values, reasons = {}, []
    for name, value in row.cells.items():
        if resource.column(name).readonly:
            continue
        try:
            values[name] = resource.column(name).plain(value)
        except ValueError as error:
            reasons.append(f"{name}: {error}")
    return values, reasons or resource.faults_of(values)


def name_of(resource: RecordResource, row: Row) -> str:
    return " → ".join(legible(row.cells[name])[:200] for name in resource.key_columns())


def changes(resource: RecordResource, before: dict, values: dict) -> list[Change]:
    """Return what differs, in the order of the columns; of a new record, what is not empty."""
    found = []
    for name in resource.columns():
        empty = [] if isinstance(values.get(name), list) else ""
        if name in values and values[name] != (held := before.get(name, empty)):
            if not before and values[name] is None:
                continue
            found.append(Change(name, held, values[name]))
    return found


def write(resource: RecordResource, columns: list[str], wanted: list[tuple[Finding, dict]], is_dry: bool):
    """Run the import, or a dry run of it; rows that cannot be written are refused with the reasons."""
    names = [name for name in columns if not resource.column(name).readonly]
    rows = [[values[name] for name in names] for _finding, values in wanted]
    result = resource.import_data(
        Dataset(*rows, headers=names), dry_run=is_dry, rollback_on_validation_errors=True
    )
    for error in result.base_errors:
        raise error.error
    for (finding, _values), row in zip(wanted, result.rows, strict=True):
        if row.validation_error:
            finding.refuse(sentences(row.validation_error))
        elif row.errors:
            log.error("A row of a file could not be written", exc_info=row.errors[0].error)
            finding.refuse([_("It could not be written.")])


def sentences(error: ValidationError) -> list[str]:
    """Return what is wrong, each with its column."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        message if name == NON_FIELD_ERRORS else f"{name}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def legible(value: object) -> str:
    """Return a value as a reader of the preview sees it; of an object, what is not empty."""
    match value:
        case dict():
            return ", ".join(
                f"{name}: {legible(one)}" for name, one in value.items() if one not in ("", None)
            )
        case list():
            return "; ".join(map(legible, value))
        case bool():
            return "true" if value else "false"
        case _:
            return "" if value is None else str(value)
