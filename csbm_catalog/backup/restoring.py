"""Restoring a backup: the file is looked at first, then all of it replaces all that is there, or nothing does."""

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile
from zlib import error as BadDeflate

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from csbm_catalog.backup.tables import Table, migrations, tables
from csbm_catalog.backup.writing import FORMAT, NUMBER, measured
from csbm_catalog.models import KeptPDF, WaitingFile
from csbm_catalog.search.index import rebuild
from csbm_catalog.triggers import install_triggers, thaw

ROWS_AT_A_TIME = 500


class Refused(Exception):
    """Why a file is not restored, as a sentence for who asked."""


class Backup:
    """A file that was read through and found whole, and fit for this database."""

    def __init__(self, path: Path):
        try:
            self.archive = ZipFile(path)
            self.manifest = json.loads(self.archive.read("manifest.json"))
        except OSError as fault:
            raise Refused(f"{path} cannot be read: {fault.strerror}.") from fault
        except (BadZipFile, KeyError, ValueError, BadDeflate, EOFError) as fault:
            raise Refused(f"{path} is damaged, or not a backup of this catalogue.") from fault
        self.path = path
        self.check_kind()
        self.check_schema()
        self.check_contents()

    def check_kind(self):
        kind = self.manifest.get("format") if isinstance(self.manifest, dict) else None
        if kind != FORMAT:
            raise Refused(f"{self.path} is not a backup of this catalogue.")
        if self.manifest["number"] != NUMBER:
            raise Refused(f"{self.path} was written by another version of the catalogue, in another format.")

    def check_schema(self):
        """Refuse a backup that was taken under other migrations: its rows fit other tables."""
        theirs, ours = ({tuple(one) for one in many} for many in (self.manifest["migrations"], migrations()))
        columns = {name: told["columns"] for name, told in self.manifest["tables"].items()}
        if theirs == ours and columns == {table.name: table.columns for table in tables()}:
            return
        odd = sorted(".".join(pair) for pair in theirs ^ ours)[:5]
        raise Refused(
            f"{self.path} was taken under another version of the catalogue"
            + (f" (migrations that only one side has: {', '.join(odd)})" if odd else "")
            + ". Run the version that took it, restore there, then migrate."
        )

    def check_contents(self):
        for name, told in self.manifest["tables"].items():
            digest, rows = sha256(), 0
            try:
                for line in self.lines(name):
                    digest.update(line)
                    rows += 1
            except (BadZipFile, KeyError, BadDeflate, EOFError) as fault:
                raise Refused(f"{self.path} is damaged: the table {name} cannot be read.") from fault
            if (digest.hexdigest(), rows) != (told["sha256"], told["rows"]):
                raise Refused(f"{self.path} is damaged: the table {name} is not what its checksum says.")

    def lines(self, table: str) -> Iterator[bytes]:
        with self.archive.open(f"tables/{table}.jsonl") as file:
            yield from file

    @property
    def rows(self) -> int:
        return sum(told["rows"] for told in self.manifest["tables"].values())


def restore(backup: Backup) -> None:
    """Replace every row of the database by those of a backup, in one transaction. Raises Refused, and changes nothing."""
    try:
        replace_all(backup)
    except (DatabaseError, ValueError, ValidationError) as fault:
        raise Refused(f"The rows of {backup.path} do not fit together; nothing was changed.") from fault


@transaction.atomic
def replace_all(backup: Backup) -> None:
    held = tables()
    WaitingFile.objects.all().delete()  # each belongs to an account that may go
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(connection.ops.quote_name(table.name) for table in held)
            cursor.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
        thaw(cursor, connection.vendor)
        for table in held:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.name)}")
        # Filling a table of the record moves the version on: the version of the backup is put back after that.
        for table in sorted(held, key=lambda table: table.name == "csbm_catalog_catalogueversion"):
            fill(cursor, table, backup)
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in held]):
            cursor.execute(statement)
    connection.check_constraints()  # now, and not at the end: triggers are laid on tables that wait for nothing
    install_triggers()
    Session.objects.all().delete()
    KeptPDF.objects.all().delete()
    ContentType.objects.clear_cache()
    compare(backup, held)
    rebuild()


def fill(cursor, table: Table, backup: Backup) -> None:
    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.name)}")
    rows = (table.values(line, connection) for line in map(bytes.decode, backup.lines(table.name)))
    while some := list(islice(rows, ROWS_AT_A_TIME)):
        cursor.executemany(table.insert(connection), some)


def compare(backup: Backup, held: list[Table]) -> None:
    """Read everything back: what the database now holds is what the file says, or nothing is changed."""
    for table in held:
        if measured(table, "default") != backup.manifest["tables"][table.name]:
            raise Refused(f"The table {table.name} did not come out as it went in; nothing was changed.")
