"""Taking a backup: one moment of the database, written aside and put in its place when it is whole."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import connections, transaction
from django.utils import timezone

from csbm_catalog.backup.tables import Table, migrations, tables

FORMAT, NUMBER = "csbm-catalogue-backup", 1
COPY = "backup"


def write(target: Path) -> dict:
    """Write a backup of the database to a file, and return its manifest; no reader sees half of one."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with snapshot() as alias, ZipFile(file, "w", ZIP_DEFLATED) as archive:
                manifest = fill(archive, alias)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def fill(archive: ZipFile, alias: str) -> dict:
    manifest = {
        "format": FORMAT,
        "number": NUMBER,
        "taken_at": timezone.now().isoformat(timespec="seconds"),
        "engine": connections[alias].vendor,
        "migrations": migrations(alias),
        "tables": {table.name: add(archive, table, alias) for table in tables()},
    }
    archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return manifest


def add(archive: ZipFile, table: Table, alias: str) -> dict:
    """Add a table to the archive, and return what the manifest says of it."""
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as file:
        return measured(table, alias, file.write)


def measured(table: Table, alias: str, write=lambda line: None) -> dict:
    """Return columns, number of rows and SHA-256 of a table, and hand each line on."""
    digest, rows = sha256(), 0
    for text in table.lines(alias):
        line = text.encode()
        digest.update(line)
        write(line)
        rows += 1
    return {"columns": table.columns, "rows": rows, "sha256": digest.hexdigest()}


@contextmanager
def snapshot() -> Iterator[str]:
    """Yield the name of a connection that sees one moment of the database, while others go on writing."""
    if connections["default"].vendor == "postgresql":
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield "default"
    else:
        with tempfile.TemporaryDirectory(prefix="csbm-backup-") as folder, sqlite_copy(folder) as alias:
            yield alias


@contextmanager
def sqlite_copy(folder: str) -> Iterator[str]:
    """Copy the file through SQLite's own interface for that, which waits for nobody and stops nobody."""
    original = connections["default"]
    copy = original.copy(COPY)
    copy.settings_dict["NAME"] = str(Path(folder) / "copy.sqlite3")
    original.ensure_connection()
    copy.ensure_connection()
    original.connection.backup(copy.connection)
    connections[COPY] = copy
    try:
        yield COPY
    finally:
        copy.close()
        del connections[COPY]
