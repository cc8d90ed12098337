import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from csbm_catalog import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(monkeypatch):
    """The database, gone."""

    def fail(*args, **kwargs):
        raise OperationalError("could not connect")

    monkeypatch.setattr(connection, "cursor", fail)


def test_alive_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_ready_says_that_all_is_well(client, monkeypatch):
    monkeypatch.setattr(health, "pdf_engine_fault", lambda: "")

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "pdf": "available"}


def test_a_machine_without_pango_is_ready(client, monkeypatch):
    monkeypatch.setattr(health, "pdf_engine_fault", lambda: "cannot load library 'libpango-1.0-0'")

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["pdf"] == "unavailable"


def test_the_pdf_engine_is_looked_for_once(client, monkeypatch):
    client.get("/readyz")
    before = health.pdf_engine_fault.cache_info().misses

    client.get("/readyz")

    assert health.pdf_engine_fault.cache_info().misses == before


def test_without_a_database_the_process_is_alive_and_not_ready(client, away):
    alive, ready = client.get("/healthz"), client.get("/readyz")

    assert alive.status_code == 200
    assert ready.status_code == 503
    assert ready.json()["database"] == "away"


def test_a_database_that_is_not_migrated_is_not_ready(client):
    latest = max(
        name for app, name in MigrationRecorder(connection).applied_migrations() if app == "measures"
    )
    MigrationRecorder(connection).record_unapplied("measures", latest)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["migrations"] == "pending"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_nobody_keeps_what_the_health_addresses_say(client, address):
    response = client.get(address)

    assert "no-store" in response["Cache-Control"]
