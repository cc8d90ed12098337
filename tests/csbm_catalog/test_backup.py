"""The drill: a database is backed up, lost and restored, on its own engine and on the other."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import psycopg2
import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent.parent
PEOPLE = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from csbm_catalog.accounts.codes.devices import begin, take
from csbm_catalog.events import Deed, note
from csbm_catalog.models import KeptPDF
from conferences.models import Organization
from django.utils import timezone
from measures.models import Marking, Office, Packet, PacketIssue
ana = get_user_model().objects.create_user("ana", "ana@example.org", "a long enough password")
ana.groups.set([Group.objects.get(name="Editor")])
take("test", begin(ana))
note(ana, Deed.EXPORTED, "ünï · 'quotes' \\\\ \\n lines", "10.0.0.1")
Office.objects.create(name="An office", logo=bytes(range(256)), logo_digest="abc")
KeptPDF.objects.create(name="x", content=b"x", size=1)
packet = Packet.objects.create(owner=ana, changed_by=ana, name="P", title="T", marking=Marking.objects.lowest())
PacketIssue.objects.create(
    packet=packet, number=1, serial="S-1", issued_at=timezone.now(), issued_by=ana, record_number=1, title="T",
    marking="None", measures_held=0, pdf=b"\\x00pdf", sha256="0" * 64, frozen={"b": [1, None], "a": "ü"},
)
"""
SPOIL = """
from django.contrib.auth import get_user_model
from measures.models import Measure
get_user_model().objects.create_user("intruder")
Measure.objects.filter(key="jbnh44").update(title="Spoiled")
"""
AFTER = """
import json
from django.contrib.auth import authenticate, get_user_model
from django.test import Client, RequestFactory
from conferences.models import Organization
from csbm_catalog.models import CatalogueVersion, SearchRow
from django.db import IntegrityError
from measures.models import Measure, PacketIssue
before = CatalogueVersion.current().number
try:
    PacketIssue.objects.all()._raw_delete("default")
    frozen = False
except IntegrityError:
    frozen = True
Organization.objects.create(name="After the restore")
print(json.dumps({
    "frozen": frozen,
    "people": sorted(get_user_model().objects.values_list("username", flat=True)),
    "password": get_user_model().objects.get(username="ana").check_password("a long enough password"),
    "rights": get_user_model().objects.get(username="ana").has_perm("measures.change_measure"),
    "title": Measure.objects.get(key="jbnh44").title,
    "version": [before, CatalogueVersion.current().number],
    "indexed": [CatalogueVersion.current().indexed, SearchRow.objects.count() > 156],
    "found": "/measures/" in Client().get("/measures/?q=exercises").content.decode(),
}))
"""


def postgresql_access():
    """Return how to reach the server under test, or the one of this machine."""
    server = connection.settings_dict
    if connection.vendor == "postgresql":
        return {
            "host": server["HOST"],
            "port": server["PORT"],
            "user": server["USER"],
            "password": server["PASSWORD"],
        }
    return {"host": "127.0.0.1", "port": 5432, "user": "postgres", "password": "", "connect_timeout": 3}


@pytest.fixture
def new_database(tmp_path):
    """Make empty databases, of an engine by name; PostgreSQL's are dropped afterwards."""
    dropped = []

    def sqlite():
        return f"sqlite:///{tmp_path / uuid4().hex}.sqlite3"

    def postgresql():
        access = postgresql_access()
        try:
            server = psycopg2.connect(dbname="postgres", **access)
        except psycopg2.OperationalError:
            pytest.skip("no PostgreSQL answers here")
        server.autocommit = True
        name = f"csbm_backup_{uuid4().hex[:12]}"
        server.cursor().execute(f"CREATE DATABASE {name}")
        dropped.append((server, name))
        return "postgres://{user}:{password}@{host}:{port}/{name}".format(name=name, **access)

    yield {"sqlite": sqlite, "postgresql": postgresql}.__getitem__
    for server, name in dropped:
        server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


def manage(url, *arguments, ok=True):
    environment = os.environ | {"DATABASE_URL": url}
    command = [sys.executable, "-W", "error", "manage.py", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, input=""
    )
    assert (done.returncode == 0) is ok, done.stderr
    return (done.stdout if ok else done.stderr).strip()


def shell(url, code):
    return manage(url, "shell", "--verbosity=0", "-c", code)


@pytest.fixture
def filled(new_database):
    """A database of the engine under test, with the record, people and their devices."""
    url = new_database(connection.vendor)()
    manage(url, "migrate", "--verbosity=0")
    manage(url, "seed")
    shell(url, PEOPLE)
    return url


def tables_of(file):
    with ZipFile(file) as archive:
        return json.loads(archive.read("manifest.json"))["tables"]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_was_lost_is_restored_row_for_row(filled, new_database, tmp_path, engine):
    title = json.loads(shell(filled, AFTER))["title"]
    other = new_database(engine)()
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    manage(filled, "backup", first)
    manage(other, "migrate", "--verbosity=0")
    manage(other, "seed")
    shell(other, SPOIL)

    manage(other, "restore", first, "--yes")

    manage(other, "backup", second)
    restored, held = tables_of(second), tables_of(first)
    events = [restored.pop("csbm_catalog_event"), held.pop("csbm_catalog_event")]
    assert restored == held
    assert events[0]["rows"] == events[1]["rows"] + 1  # that it was restored
    after = json.loads(shell(other, AFTER.replace("After the restore", "Once more")))
    assert after["people"] == ["ana"]
    assert after["password"]
    assert after["frozen"]
    assert after["rights"]
    assert after["title"] == title != "Spoiled"
    assert after["version"][1] == after["version"][0] + 1
    assert after["indexed"][1]
    assert after["found"]
    assert manage(other, "check_record")


def test_new_rows_find_their_numbers_after_a_restore(filled, tmp_path):
    manage(filled, "backup", tmp_path / "one.zip")
    manage(filled, "restore", tmp_path / "one.zip", "--yes")

    shell(
        filled, "from django.contrib.auth import get_user_model; get_user_model().objects.create_user('new')"
    )


def test_sessions_end_with_a_restore(filled, tmp_path):
    manage(filled, "backup", tmp_path / "one.zip")
    shell(filled, "from django.contrib.auth import get_user_model; from django.test import Client; "
                  "Client().force_login(get_user_model().objects.get())")  # fmt: skip
    manage(filled, "restore", tmp_path / "one.zip", "--yes")

    said = shell(filled, "from django.contrib.sessions.models import Session; print(Session.objects.count())")
    assert said == "0"


def test_a_backup_is_one_moment_while_others_write(filled, tmp_path):
    stop = tmp_path / "stop"
    writer = f"""
from pathlib import Path
from django.db import transaction
from conferences.models import Organization, State
number = 0
while not Path("{stop}").exists():
    with transaction.atomic():
        Organization.objects.create(name=f"Body {{number}}")
        State.objects.filter(code="US").update(note=str(number))
    number += 1
"""
    thread = threading.Thread(target=shell, args=[filled, writer])
    thread.start()
    files = [tmp_path / f"{number}.zip" for number in range(3)]
    for file in files:
        manage(filled, "backup", file)
    stop.touch()
    thread.join()

    sizes = set()
    for file in files:
        with ZipFile(file) as archive:
            made = [
                line for line in archive.open("tables/conferences_organization.jsonl") if b'"Body ' in line
            ]
            notes = [line for line in archive.open("tables/conferences_state.jsonl") if b'"US"' in line]
        assert not made or f'"{len(made) - 1}"'.encode() in notes[0]
        sizes.add(len(made))
    assert len(sizes) > 1
    manage(filled, "restore", files[-1], "--yes")


def damaged_in_a_table(file):
    """Change one letter of a table, and leave everything else whole."""
    with ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["tables/conferences_state.jsonl"] = members["tables/conferences_state.jsonl"].replace(
        b"Haiti", b"Haitu"
    )
    with ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def edited(change):
    def damage(file):
        with ZipFile(file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(members["manifest.json"])
        change(manifest, members)
        members["manifest.json"] = json.dumps(manifest).encode()
        with ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    return damage


DAMAGES = {
    "cut off": (lambda file: file.write_bytes(file.read_bytes()[:5000]), "is damaged, or not a backup"),
    "a byte": (lambda file: flip(file), "damaged"),
    "a letter": (damaged_in_a_table, "the table conferences_state is not what its checksum says"),
    "a table less": (
        edited(lambda manifest, members: members.pop("tables/conferences_state.jsonl")),
        "cannot be read",
    ),
    "another version": (
        edited(lambda manifest, members: manifest["migrations"].append(["measures", "0099_future"])),
        "measures.0099_future",
    ),
    "another format": (edited(lambda manifest, members: manifest.update(number=2)), "another format"),
    "foreign": (lambda file: foreign(file), "is damaged, or not a backup"),
    "foreign manifest": (edited(lambda manifest, members: manifest.update(format="x")), "is not a backup"),
    "a list": (lambda file: file.write_text("[]"), "is damaged, or not a backup"),
    "empty": (lambda file: file.write_bytes(b""), "is damaged, or not a backup"),
    "gone": (lambda file: file.unlink(), "cannot be read: No such file"),
}


def flip(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def foreign(file):
    with ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "Holiday pictures")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A database of SQLite with the record, and a backup of it, for what only reads them."""
    folder = tmp_path_factory.mktemp("small")
    url = f"sqlite:///{folder}/db.sqlite3"
    manage(url, "migrate", "--verbosity=0")
    manage(url, "seed")
    manage(url, "backup", folder / "whole.zip")
    return url, folder / "whole.zip"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_foreign_file_is_refused_in_a_sentence_and_nothing_changes(small, tmp_path, damage):
    url, whole = small
    file = tmp_path / "file.zip"
    file.write_bytes(whole.read_bytes())
    spoil, sentence = DAMAGES[damage]
    spoil(file)

    said = manage(url, "restore", file, "--yes", ok=False)

    assert sentence in said
    assert "Traceback" not in said
    assert shell(url, "from measures.models import Measure; print(Measure.objects.count())") == "156"


def test_a_restore_that_fails_half_way_changes_nothing(small, tmp_path):
    url, whole = small
    file = tmp_path / "file.zip"
    file.write_bytes(whole.read_bytes())
    edited(break_a_link)(file)

    refusal = manage(url, "restore", file, "--yes", ok=False)

    assert "do not fit together; nothing was changed" in refusal
    said = "from measures.models import Measure as M, MeasureRelation as R; print(M.objects.count(), R.objects.count())"
    assert shell(url, said) == "156 108"


def break_a_link(manifest, members):
    """Let measures stand in documents that are not there; the checksum is as if that had been so."""
    from hashlib import sha256

    name = "tables/conferences_document.jsonl"
    members[name] = b""
    told = manifest["tables"]["conferences_document"]
    told["rows"] = 0
    told["sha256"] = sha256(members[name]).hexdigest()


def test_without_a_terminal_and_without_yes_nothing_happens(small):
    url, whole = small

    assert "--yes" in manage(url, "restore", whole, ok=False)


def test_a_file_that_is_there_is_not_written_over_unasked(small, tmp_path):
    url, _whole = small
    file = tmp_path / "file.zip"
    file.write_text("precious")

    said = manage(url, "backup", file, ok=False)

    assert "is there already" in said
    assert file.read_text() == "precious"
    manage(url, "backup", file, "--overwrite")
    assert tables_of(file)


def test_a_backup_that_fails_leaves_nothing_behind(small, tmp_path):
    url, _whole = small

    said = manage(url, "backup", tmp_path / "no" / "such" / "folder.zip", ok=False)

    assert "cannot be written" in said
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_reads_the_file(small):
    _url, whole = small

    assert oct(whole.stat().st_mode)[-3:] == "600"


def test_sessions_and_what_can_be_made_anew_are_left_out(small):
    held = set(tables_of(small[1]))

    assert not {"django_session", "csbm_catalog_searchrow", "csbm_catalog_keptpdf"} & held
    assert {
        "auth_user",
        "auth_user_groups",
        "otp_totp_totpdevice",
        "measures_packetissue",
        "csbm_catalog_event",
    } <= held


def test_every_other_table_of_the_database_is_in_it(small):
    url, whole = small
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        found = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    left_out = {name for name in found if name.startswith(("axes_", "csbm_catalog_search", "sqlite_"))}
    left_out |= {"django_session", "csbm_catalog_keptpdf", "csbm_catalog_waitingfile", "django_migrations"}

    assert found - left_out == set(tables_of(whole))
