"""A process that is killed during an import leaves nothing of it, or all of it: on either database."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

SCRIPT = Path(__file__).with_name("killed.py")
ROOT = SCRIPT.parents[3]
KILLS = max(5, int(50 * float(os.environ["CSBM_SOAK_SCALE"])))
WHOLE, NOTHING = "150 150", "0 0"


@pytest.fixture
def database(record, tmp_path):
    """Return the address of a copy of the database of the tests, for others to write in."""
    if connection.vendor == "sqlite":
        (tmp_path / "copy.sqlite3").write_bytes(connection.connection.serialize())
        yield f"sqlite:///{tmp_path / 'copy.sqlite3'}"
    else:
        yield from copied(connection.settings_dict)


def copied(settings):
    """Copy a database of PostgreSQL that others are connected to: by its own tool, and take it away again."""
    host, port, name = settings["HOST"] or "127.0.0.1", settings["PORT"] or 5432, f"{settings['NAME']}_killed"
    address = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{host}:{port}/"
    outside = psycopg2.connect(
        host=host, port=port, user=settings["USER"], password=settings["PASSWORD"], dbname="postgres"
    )
    outside.autocommit = True
    with outside.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        dump = subprocess.run(
            ["pg_dump", f"--dbname={address}{settings['NAME']}"], capture_output=True, check=True
        )
        subprocess.run(
            ["psql", "--quiet", f"--dbname={address}{name}"],
            input=dump.stdout,
            capture_output=True,
            check=True,
        )
        yield address + name
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    outside.close()


@pytest.mark.soak
def test_a_killed_import_leaves_no_half(database):
    run = subprocess.run(
        [sys.executable, "-W", "ignore", SCRIPT, str(KILLS)],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "csbm_catalog.settings",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    *killed, last = run.stdout.splitlines()
    assert len(killed) == KILLS
    assert set(killed) <= {WHOLE, NOTHING}
    assert NOTHING in killed
    assert last == WHOLE
