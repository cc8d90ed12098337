import pytest
from django.db import OperationalError
from django.test import Client

from csbm_catalog.models import CatalogueVersion
from tests.csbm_catalog import addresses

pytestmark = pytest.mark.django_db
EXPECTED = {
    "Content-Security-Policy": {
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
        "manifest-src 'self'",
    },
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
    "Referrer-Policy": {"same-origin"},
    "Permissions-Policy": {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
}  # fmt: skip


def strict(response) -> dict[str, set[str]]:
    return {
        name: {part.strip() for part in response[name].split(";")} if response.has_header(name) else None
        for name in EXPECTED
    }


@pytest.fixture
def broken(client, monkeypatch):
    """A client whose next request meets this fault in the page."""
    client.raise_request_exception = False

    def break_with(fault):
        def fail(cls):
            raise fault

        monkeypatch.setattr(CatalogueVersion, "current", classmethod(fail))
        return client

    return break_with


@pytest.mark.parametrize(
    "address", [*addresses.PUBLIC, "/accounts/login/", "/healthz", "/readyz", "/admin/login/"]
)
def test_every_page_has_the_strict_headers(client, record, address):
    response = client.get(address)

    assert response.status_code in (200, 302)
    assert strict(response) == EXPECTED


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (302, lambda client: client.get("/measures/?q=")),
        (301, lambda client: client.get("/states/US/")),
        (301, lambda client: client.get("/measures")),
        (400, lambda client: client.get("/measures/?q=%00")),
        (400, lambda client: client.get("/measures.csv?sort=x")),
        (400, lambda client: client.get("/", headers={"Host": "evil.example"})),
        (403, lambda client: Client(enforce_csrf_checks=True).post("/accounts/login/")),
        (404, lambda client: client.get("/nowhere/")),
        (404, lambda client: client.get("/static/nothing.css")),
        (405, lambda client: client.delete("/measures/")),
    ],
)  # fmt: skip
def test_every_other_answer_has_the_strict_headers(client, record, status, ask):
    response = ask(client)

    assert response.status_code == status
    assert strict(response) == EXPECTED


def test_what_has_not_changed_has_the_strict_headers(client, record):
    response = client.get("/", headers={"If-None-Match": client.get("/")["ETag"]})

    assert response.status_code == 304
    assert strict(response) == EXPECTED


@pytest.mark.parametrize(("status", "fault"), [(500, ValueError("x")), (503, OperationalError("x"))])
def test_a_fault_has_the_strict_headers(broken, status, fault):
    response = broken(fault).get("/measures/")

    assert response.status_code == status
    assert strict(response) == EXPECTED


def test_a_static_file_has_the_strict_headers(client):
    response = client.get("/static/csbm_catalog/mark.svg")

    assert b"".join(response).startswith(b"<svg")
    assert strict(response) == EXPECTED
