import pytest
from django.contrib.auth import get_user_model

from tests.conftest import PASSWORD
from tests.csbm_catalog import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def closed(settings):
    settings.CLOSED = True


@pytest.mark.parametrize("address", [*addresses.PUBLIC, *addresses.PDFS.values()])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_every_public_address_leads_a_stranger_to_sign_in(client, record, address, headers):
    response = client.get(address, headers=headers)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/")


@pytest.mark.parametrize("address", ["/accounts/login/", "/healthz", "/readyz"])
def test_health_and_sign_in_stay_open(client, record, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", addresses.PUBLIC)
def test_one_who_signed_in_reads_and_nobody_else_keeps_it(client, record, address):
    client.force_login(get_user_model().objects.create_user("reader"))

    response = client.get(address)

    assert response.status_code in (200, 302)
    assert {"private", "no-store"} <= set(response["Cache-Control"].replace(" ", "").split(","))
    assert not response.has_header("ETag")


@pytest.mark.parametrize("address", addresses.PUBLIC)
def test_an_answer_kept_while_the_site_was_open_is_not_confirmed(client, record, settings, address):
    settings.CLOSED = False
    etag = client.get(address)["ETag"]
    settings.CLOSED = True

    response = client.get(address, headers={"If-None-Match": etag})

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, record):
    get_user_model().objects.create_user("reader", password=PASSWORD)
    asked = client.get("/measures/?category=military")["Location"]

    response = client.post(asked, {"username": "reader", "password": PASSWORD})

    assert response["Location"] == "/measures/?category=military"


@pytest.mark.parametrize("following", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client, record, following):
    get_user_model().objects.create_user("reader", password=PASSWORD)

    response = client.post(
        "/accounts/login/", {"username": "reader", "password": PASSWORD, "next": following}
    )

    assert response["Location"] == "/"


def test_a_page_that_does_not_exist_tells_a_stranger_nothing_of_the_record(client, record):
    response = client.get("/measures/nowhere/1/")

    assert response.status_code == 302
