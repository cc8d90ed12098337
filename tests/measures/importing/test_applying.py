"""Applying from the command line: what it writes, what it refuses, and that a kill leaves no half."""

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection

from conferences.models import Source
from measures.drafting.publishing import publish
from measures.drafting.reviewing import NotPossible, submit
from measures.importing.applying import apply
from measures.models import Measure, MeasureDraft, TextImport

PAPERS = Path(__file__).parent / "papers"
ROOT = Path(__file__).parents[3]
THIRTY_FIVE = PAPERS / "thirty-five.txt"
SOURCE = "https://example.org/consensus-of-the-ponds"


@pytest.fixture
def user(record):
    return get_user_model().objects.create_superuser("ana")


def run(path=THIRTY_FIVE, **options):
    said = io.StringIO()
    about = {"document": "miami-consensus", "source": SOURCE, "user": "ana", "json": True}
    call_command("import_document", path, stdout=said, **(about | options))
    return json.loads(said.getvalue())


@pytest.mark.django_db
def test_each_measure_gets_a_draft_that_was_read_in_the_source(user):
    said = run()

    assert said["applied"]["drafts"] == 35
    drafts = MeasureDraft.objects.order_by("number")
    assert {(one.evidence, one.number_evidence, one.heading_evidence) for one in drafts} == {("source",) * 3}
    first = drafts[0]
    assert first.official_text.startswith("The ponds exchange lists of the ropes")
    assert (first.citations.get(source__url=SOURCE).read, first.author) == ("item 1", user)
    assert first.base["official_text"] == Measure.objects.get(key=first.key).official_text
    assert {"title", "summary"} <= set(first.doubts)
    assert Source.objects.get(url=SOURCE).imports.get().source_is_new


@pytest.mark.django_db
def test_a_dry_run_says_the_same_as_the_real_run_and_writes_nothing(user):
    trial = run(dry_run=True)
    assert not TextImport.objects.exists()
    assert not MeasureDraft.objects.exists()
    assert not Source.objects.filter(url=SOURCE).exists()

    assert {**run(), "dry_run": True} == trial


@pytest.mark.django_db
def test_a_dry_run_needs_neither_user_nor_source(record):
    assert run(dry_run=True, user=None, source=None)["applied"]["drafts"] == 35
    assert not get_user_model().objects.filter(username=":dry run:").exists()


@pytest.mark.django_db
def test_a_paper_imported_again_after_publishing_changes_nothing(user, settings):
    settings.OWN_DRAFTS_MAY_BE_PUBLISHED = True
    run()
    for draft in MeasureDraft.objects.all():
        submit(draft, user)
    publish(MeasureDraft.objects.all(), user)

    assert run()["applied"] == {"drafts": 0, "new": 0, "doubted": 0, "same": list(range(1, 36)), "left": []}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"user": "nobody"}, "No user is called nobody."),
        ({"user": None}, "Say --source and --user, or add --dry-run."),
        ({"source": "javascript:alert(1)"}, "javascript:alert(1) is no address that begins with http"),
        ({"user": "closed"}, "The account of closed is closed."),
        ({"user": "guest"}, "The user guest may not import texts."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(options, sentence, user):
    get_user_model().objects.create_user("closed", is_active=False)
    get_user_model().objects.create_user("guest")

    with pytest.raises(CommandError, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        run(**options)

    assert not TextImport.objects.exists()


@pytest.mark.django_db
def test_a_paper_with_duplicates_is_understood_and_not_applied_in_either_run(user, make_document):
    make_document("sweeps", measures_stated=7)

    said = run(PAPERS / "duplicate.txt", document="sweeps")

    assert not TextImport.objects.exists()
    assert not MeasureDraft.objects.exists()
    assert (said["duplicates"], said["applied"]) == ([2], None)
    assert "More than one measure has the number 2: renumber one." in said["refused"]
    assert run(PAPERS / "duplicate.txt", document="sweeps", dry_run=True) == said | {"dry_run": True}


@pytest.mark.django_db
def test_a_second_import_waits_until_the_drafts_of_the_first_are_done(user):
    run()

    assert "has an open draft already" in run()["refused"][0]
    assert TextImport.objects.count() == 1


def environment(tmp_path):
    """Return the environment of an installation of its own, on the engine that the tests run on."""
    if connection.vendor == "postgresql":
        name = f"csbm_kills_{os.getpid()}"
        settings = connection.settings_dict
        url = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{name}"
    else:
        name, url = "", f"sqlite:///{tmp_path / 'kills.sqlite3'}"
    return name, os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "csbm_catalog.settings"}


@pytest.fixture
def installation(tmp_path):
    name, env = environment(tmp_path)
    if name:
        beside(f"CREATE DATABASE {name}")
    manage(env, "migrate", "--verbosity=0")
    manage(env, "shell", "-c", "from csbm_catalog.seeding import seed; seed(); "
           "from django.contrib.auth import get_user_model as u; u().objects.create_superuser('ana')")  # fmt: skip
    yield env
    if name:
        beside(f"DROP DATABASE {name} WITH (FORCE)")


def beside(command):
    """Give the server of PostgreSQL a command, from beside the database of the tests."""
    settings = connection.settings_dict
    server = psycopg2.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname="postgres",
    )
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(command)
    server.close()


def manage(env, *arguments) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


COUNT = (
    "from measures.models import *; from conferences.models import Source; "
    "held = MeasureDraft.objects.open(); "
    "print('counts', TextImport.objects.filter(state='applied').count(), held.count(), "
    "DraftVersion.objects.filter(draft__in=held).count(), "
    f"Source.objects.filter(url='{SOURCE}').count())"
)
UNDO = (
    "from measures.models import *; from measures.drafting.undoing import undo; "
    "from django.contrib.auth import get_user_model as u; "
    "undo(TextImport.objects.get(state='applied'), u().objects.get())"
)
IMPORT = [
    "import_document",
    str(THIRTY_FIVE),
    "--document",
    "miami-consensus",
    "--source",
    SOURCE,
    "--user",
    "ana",
]


def counts(env) -> str:
    return next(line for line in manage(env, "shell", "-c", COUNT).splitlines() if line.startswith("counts"))


def kill_imports(env, times):
    """Kill imports at random moments; each leaves all or nothing, and the next one goes on."""
    dice, killed, whole = random.Random(7), 0, "counts 1 35 35 1"
    manage(env, "shell", "-c", COUNT)
    started = time.monotonic()
    manage(env, *IMPORT, "--dry-run")
    takes = time.monotonic() - started
    for _time in range(times):
        running = subprocess.Popen([sys.executable, "manage.py", *IMPORT], cwd=ROOT, env=env,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(takes * dice.uniform(0.4, 1.0))
        running.send_signal(signal.SIGKILL)
        killed += running.wait() == -signal.SIGKILL
        found = counts(env)
        assert found in ("counts 0 0 0 0", whole)
        if found == whole:
            manage(env, "shell", "-c", UNDO)
    assert killed
    manage(env, *IMPORT)
    assert counts(env) == whole
    manage(env, "shell", "-c", UNDO)
    assert counts(env) == "counts 0 0 0 0"


def test_an_import_that_is_killed_leaves_no_half(installation):
    kill_imports(installation, 4)


@pytest.mark.soak
def test_fifty_imports_that_are_killed_leave_no_half(installation):
    scale = float(os.environ.get("CSBM_SOAK_SCALE", "0.02"))
    kill_imports(installation, max(1, int(50 * scale)))


@pytest.mark.django_db
def test_an_import_that_was_applied_is_not_applied_again(user):
    run()
    with pytest.raises(NotPossible):
        apply(TextImport.objects.get(), user)
