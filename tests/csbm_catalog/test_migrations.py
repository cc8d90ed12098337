"""Migrations, on a database of their own: a file, or a second database of the server under test."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent.parent

COUNT = "from measures.models import Measure; print(Measure.objects.count())"
VERSION = "from csbm_catalog.models import CatalogueVersion; print(CatalogueVersion.current().number)"
CHANGE = "from measures.models import Measure; Measure.objects.filter(key='jbnh44').update(title='Changed')"
TABLES = (
    "from django.db import connection; "
    "print([t for t in connection.introspection.table_names() "
    "if t.startswith(('measures_', 'conferences_', 'csbm_catalog_'))])"
)
OF_OLD = """
from django.db import connection
from django.db.migrations.loader import MigrationLoader
before = [("conferences", "0004_resolutions"), ("measures", "0012_draft_versions")]
held = MigrationLoader(connection).project_state(before).apps
State, Marking = held.get_model("conferences", "State"), held.get_model("measures", "Marking")
"""
REMAKE = """
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
Measure = MigrationLoader(connection).project_state().apps.get_model("measures", "Measure")
changed = models.CharField(max_length=151)
changed.set_attributes_from_name("title")
with connection.schema_editor() as editor:
    editor.alter_field(Measure, Measure._meta.get_field("title"), changed, strict=True)
    editor._remake_table(Measure) if connection.vendor == "sqlite" else None
"""


@pytest.fixture
def manage(request):
    """Run manage.py on an empty database, and return what it prints."""
    url = request.getfixturevalue(f"{connection.vendor}_database")

    def run(*arguments):
        environment = os.environ | {"DATABASE_URL": url}
        command = [sys.executable, "-W", "error", "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def sqlite_database(tmp_path):
    return f"sqlite:///{tmp_path / 'another.sqlite3'}"


@pytest.fixture
def postgresql_database():
    """Yield the address of a new database on the server under test, and drop it afterwards."""
    server = connection.settings_dict
    name = f"csbm_migrations_{uuid4().hex[:12]}"
    access = {
        "host": server["HOST"],
        "port": server["PORT"],
        "user": server["USER"],
        "password": server["PASSWORD"],
    }
    administrator = psycopg2.connect(dbname="postgres", **access)
    administrator.autocommit = True
    with administrator.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield "postgres://{user}:{password}@{host}:{port}/{name}".format(name=name, **access)
        cursor.execute(f"DROP DATABASE {name}")
    administrator.close()


def code(manage, *lines):
    return manage("shell", "--verbosity=0", "-c", "\n".join(lines))


def test_migrations_run_forward_back_to_nothing_and_forward_again(manage):
    manage("migrate", "--verbosity=0")
    manage("seed")
    for app in ("measures", "conferences", "csbm_catalog"):
        manage("migrate", app, "zero", "--verbosity=0")
    assert code(manage, TABLES) == "[]"

    manage("migrate", "--verbosity=0")
    assert code(manage, COUNT, VERSION) == "0\n0"
    manage("seed")

    assert code(manage, COUNT) == "156"
    assert manage("seed").endswith("Nothing to do.")


def test_numbers_longer_than_their_bounds_stop_the_migration_in_a_sentence_that_names_them(manage):
    manage("migrate", "--verbosity=0")
    manage("migrate", "conferences", "0004", "--verbosity=0")
    code(manage, OF_OLD, "State(code='XX', name='Old', subregion='Caribbean', member_from=999).save()")
    code(manage, OF_OLD, "Marking(name='Long', rank=1000).save()")

    with pytest.raises(AssertionError, match=r"^CommandError: .*: state \d+, member_from 999\."):
        manage("migrate", "--verbosity=0")
    code(manage, OF_OLD, "State.objects.update(member_from=1948)")
    with pytest.raises(AssertionError, match=r"^CommandError: .*: marking \d+, rank 1000\."):
        manage("migrate", "--verbosity=0")
    code(manage, OF_OLD, "Marking.objects.filter(rank=1000).update(rank=999)")

    manage("migrate", "--verbosity=0")


def test_a_table_that_a_migration_has_remade_is_watched_again(manage):
    manage("migrate", "--verbosity=0")
    manage("seed")
    code(manage, REMAKE)

    manage("migrate", "--verbosity=0")
    before = int(code(manage, VERSION))
    code(manage, CHANGE)

    assert int(code(manage, VERSION)) == before + 1


def test_no_migration_is_missing(manage):
    assert manage("makemigrations", "--check", "--dry-run") == "No changes detected"
