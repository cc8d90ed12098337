import pytest
from django.test import Client

from tests.csbm_catalog import addresses

pytestmark = pytest.mark.django_db
METHODS = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "NONSENSE"]


def test_every_route_has_an_example_here():
    known = {**addresses.EXAMPLES, **addresses.PDFS, **addresses.LIVE, **addresses.HEALTH}

    assert set(addresses.routes()) == set(known)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "address",
    [*addresses.PUBLIC, *addresses.PDFS.values(), *addresses.LIVE.values(), *addresses.HEALTH.values()],
)
def test_a_public_page_is_only_read(record, address, method):
    strict, lax = Client(enforce_csrf_checks=True), Client()

    responses = [client.generic(method, address) for client in (strict, lax)]

    assert [response.status_code for response in responses] in ([403, 405], [405, 405])
    assert "GET" in responses[1]["Allow"]


@pytest.mark.parametrize("address", [*addresses.PUBLIC, *addresses.LIVE.values(), *addresses.HEALTH.values()])
def test_a_head_is_a_get_without_the_body(client, record, address):
    full, head = client.get(address), client.head(address)

    assert head.status_code == full.status_code
    assert head.getvalue() == b""
    assert head.get("ETag") == full.get("ETag")


@pytest.mark.parametrize(
    "address", ["/", "/measures.csv", "/nowhere/", "/healthz", "/admin/", "/static/nothing.css"]
)
@pytest.mark.parametrize("question", ["q=" + "a" * 4001, "q=%00", "a%00=1", "x\0"])
def test_the_guard_refuses_in_the_style_of_the_site(client, record, address, question):
    response = client.get(address, QUERY_STRING=question)

    assert response.status_code == 400
    assert "This request could not be read" in response.content.decode()
    assert "CSBM Catalogue" in response.content.decode()


def test_the_guard_refuses_nul_in_a_path(client, record):
    response = client.get("/documents/miami%00/")

    assert response.status_code == 400
    assert "This request could not be read" in response.content.decode()


def test_the_guard_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/measures/", QUERY_STRING="q=%00")

    assert response.status_code == 400


def test_the_guard_lets_four_thousand_characters_through(client, record):
    response = client.get("/about/", QUERY_STRING="unknown=" + "a" * 3992)

    assert response.status_code == 200


def test_a_form_without_its_token_is_refused_in_the_style_of_the_site(record):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "a", "password": "b"})

    assert response.status_code == 403
    assert "This form could not be accepted" in response.content.decode()


@pytest.mark.parametrize("address", [*addresses.PUBLIC, "/healthz", "/readyz", "/nowhere/", "/measures/?q="])
def test_a_stranger_gets_no_cookie(client, record, address):
    response = client.get(address)

    assert not response.cookies
    assert not response.has_header("Set-Cookie")


def test_every_answer_has_an_id_of_its_own(client, record):
    ids = {
        client.get(address)["X-Request-ID"] for address in ["/", "/", "/nowhere/", "/measures.csv", "/?q=%00"]
    }

    assert len(ids) == 5
    assert all(len(one) == 32 for one in ids)
