"""The cast of the tests: the real record, loaded once, and makers of more of it."""

import itertools

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection

from conferences.models import Document
from csbm_catalog import pdf
from csbm_catalog.seeding import seed
from measures.importing import slot
from measures.models import Measure

PASSWORD = "a long enough password for a test"
numbers = itertools.cycle(range(500, 900))  # beyond those of the record, within three digits


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the record into the test database, for every test that does not say otherwise."""
    with django_db_blocker.unblock():
        seed()
    yield
    with django_db_blocker.unblock():
        end_other_sessions()


def end_other_sessions():
    """End what threads of a browser test's server still hold: PostgreSQL drops no database in use."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def slots_of_this_run(tmp_path_factory):
    """Wait for no other run: one paper at a time is read on a machine, and few PDFs are made."""
    folder = tmp_path_factory.mktemp("slots")
    slot.SLOT = folder / "reading.lock"
    pdf.SLOTS = {name: folder / name for name in pdf.SLOTS}
    for path in pdf.SLOTS.values():
        path.touch()


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """Spend no half second on each password: how long one takes is what no test is about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def forget_pages():
    """Begin each test with nothing kept in this process."""
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture
def record(db):
    """The record as it is shipped; loaded anew where a test before has emptied the database."""
    if not Measure.objects.exists():
        seed()


@pytest.fixture
def make_document(db):
    def make(slug="a-document", **values):
        position = next(numbers)
        defaults = {
            "kind": "declaration",
            "position": position,
            "title": "A document",
            "short_title": "Document",
        }
        return Document.objects.create(slug=slug, **(defaults | values))

    return make


@pytest.fixture
def make_measure(db):
    """Make a measure, told only what the test is about; it stands in the Consensus of Miami."""

    def make(themes=(), **values):
        document = values.pop("document", None) or Document.objects.get(slug="miami-consensus")
        defaults = {
            "number": next(numbers),
            "number_evidence": "provisional",
            "category": "military",
            "type": "transparency",
            "title": "A made-up measure",
            "summary": "Made for a test.",
            "evidence": "working",
        }
        measure = Measure.objects.create(document=document, **(defaults | values))
        measure.themes.set(themes)
        return measure

    return make


@pytest.fixture
def member_of_staff(db):
    return get_user_model().objects.create_user("staff", password=PASSWORD, is_staff=True)


@pytest.fixture
def administrator(db):
    return get_user_model().objects.create_superuser("admin", password=PASSWORD)


@pytest.fixture
def admin_client(client, administrator):
    client.force_login(administrator)
    return client
