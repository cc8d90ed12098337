import os
import socket
import subprocess
import sys
import textwrap
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection
from django.test.client import MULTIPART_CONTENT

from csbm_catalog.models import CatalogueVersion
from tests.csbm_catalog import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    """A client that is shown what a visitor would be, also where the code fails."""
    client.raise_request_exception = False
    return client


@pytest.fixture(params=[OperationalError, InterfaceError])
def away(request, monkeypatch):
    """The database, gone: the fault carries what no visitor may see."""

    def fail(*args, **kwargs):
        raise request.param("server at 10.0.0.1 closed the connection")

    monkeypatch.setattr(connection, "cursor", fail)


@pytest.mark.parametrize("address", addresses.PUBLIC)
def test_while_the_database_is_away_every_page_says_so_and_when_to_come_back(visitor, away, address):
    response = visitor.get(address)

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    assert "The catalogue will be back shortly" in response.content.decode()


@pytest.mark.parametrize("address", ["/measures/", "/admin/", "/accounts/login/"])
def test_one_who_signed_in_sees_the_same_page_while_the_database_is_away(admin_client, monkeypatch, address):
    admin_client.raise_request_exception = False
    monkeypatch.setattr(connection, "cursor", lambda *args: (_ for _ in ()).throw(OperationalError("x")))

    response = admin_client.get(address)

    assert response.status_code == 503


@pytest.mark.parametrize("address", addresses.PUBLIC)
def test_no_page_tells_why_the_database_is_away(visitor, away, address):
    told = visitor.get(address).content.decode()

    assert "10.0.0.1" not in told
    assert "Traceback" not in told
    assert "Error</" not in told


@pytest.mark.parametrize("address", addresses.PUBLIC)
def test_any_other_fault_is_a_page_in_the_style_of_the_site(visitor, monkeypatch, address):
    def fail(cls):
        raise ZeroDivisionError("a secret of the code")

    monkeypatch.setattr(CatalogueVersion, "current", classmethod(fail))

    response = visitor.get(address)

    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
    assert "CSBM Catalogue" in response.content.decode()
    assert "secret of the code" not in response.content.decode()


def test_a_page_that_does_not_exist_is_in_the_style_of_the_site(client, record):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_a_host_that_is_not_ours_is_refused_in_the_style_of_the_site(client, record):
    response = client.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "This request could not be read" in response.content.decode()


class TestFormsThatAreTooLarge:
    TEXT = {"note": "x" * 3_000_000}

    def send(self, client, content_type):
        client.handler.enforce_csrf_checks = True
        client.get("/report/")  # for the cookie
        data = self.TEXT if content_type == MULTIPART_CONTENT else urlencode(self.TEXT)
        return client.post("/admin/conferences/state/add/", data, content_type)

    @pytest.mark.parametrize("content_type", [MULTIPART_CONTENT, "application/x-www-form-urlencoded"])
    def test_are_answered_with_the_limit_and_the_way_back(self, admin_client, content_type):
        answer = self.send(admin_client, content_type)

        page = answer.content.decode()
        assert answer.status_code == 413
        assert "The text of a form may have 2.5\xa0MB at most; this one has more." in page
        assert "Go back with the button of your browser" in page
        assert "CSBM Catalogue" in page

    def test_are_answered_to_strangers_alike(self, client, db):
        assert self.send(client, MULTIPART_CONTENT).status_code == 413

    def test_may_also_have_too_many_fields_or_files(self, admin_client, settings):
        fields = admin_client.post("/admin/conferences/state/add/", {f"n{n}": "x" for n in range(1001)})
        settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
        files = admin_client.post(
            "/admin/conferences/state/add/", {f"n{n}": SimpleUploadedFile("a.txt", b"x") for n in range(2)}
        )

        assert (fields.status_code, files.status_code) == (413, 413)
        assert "A form may have 1000 fields at most" in fields.content.decode()
        assert "A form may bring 1 files at most" in files.content.decode()


def test_a_dead_database_server_gives_503_without_a_stack_trace():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, and not listening: nobody answers at this port
        asked = ask_in_another_process(f"postgres://nobody@127.0.0.1:{unused.getsockname()[1]}/nothing")

    assert asked == "/ 503 10 /measures/ 503 10 /measures.csv 503 10 /healthz 200 None /readyz 503 None"


def ask_in_another_process(database: str) -> str:
    """Return what the site answers with this database: address, status and Retry-After of each page."""
    script = """
        import django
        django.setup()
        from django.test import Client
        told = []
        for address in ["/", "/measures/", "/measures.csv", "/healthz", "/readyz"]:
            response = Client(raise_request_exception=False, SERVER_NAME="localhost").get(address)
            assert b"Traceback" not in response.content and b"psycopg2" not in response.content
            told += [address, str(response.status_code), str(response.get("Retry-After"))]
        print(*told)
    """
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "csbm_catalog.settings"}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout.strip()
