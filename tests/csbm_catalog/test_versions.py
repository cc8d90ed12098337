import pytest
from django.contrib.auth import get_user_model

from conferences.models import State
from csbm_catalog import versions
from csbm_catalog.models import CatalogueVersion
from measures.models import Measure
from tests.csbm_catalog import addresses

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def reader(client):
    client.force_login(get_user_model().objects.create_user("reader"))
    return client


def directives(response) -> set[str]:
    return set(response["Cache-Control"].replace(" ", "").split(","))


@pytest.mark.parametrize("address", addresses.PUBLIC)
def test_a_stranger_may_keep_an_answer_and_ask_whether_it_still_holds(client, record, address):
    response = client.get(address)

    assert directives(response) == {"public", "no-cache"}
    assert {"HX-Request", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}
    assert response["ETag"].startswith('"')


@pytest.mark.parametrize("address", addresses.PUBLIC)
def test_one_who_signed_in_keeps_nothing(reader, record, address):
    response = reader.get(address)

    assert {"private", "no-store"} <= directives(response)
    assert not response.has_header("ETag")


@pytest.mark.parametrize("address", addresses.PUBLIC)
def test_one_who_signed_in_is_never_told_that_nothing_changed(client, record, address):
    etag = client.get(address)["ETag"]
    client.force_login(get_user_model().objects.create_user("reader"))

    response = client.get(address, headers={"If-None-Match": etag})

    assert response.status_code != 304


@pytest.mark.parametrize("address", addresses.PUBLIC)
def test_an_answer_holds_until_the_record_changes(client, record, address):
    etag = client.get(address)["ETag"]
    same = client.get(address, headers={"If-None-Match": etag})
    State.objects.filter(code="HT").update(note="Changed.")

    after = client.get(address, headers={"If-None-Match": etag})

    assert same.status_code == 304
    assert after.status_code == client.get(address).status_code != 304
    assert after["ETag"] != etag


@pytest.mark.parametrize("address", ["/", "/documents/", "/measures/", "/measures/miami-consensus/12/"])
def test_a_page_that_was_kept_shows_what_changed_since(client, record, address):
    client.get(address)
    Measure.objects.filter(document__slug="miami-consensus", number=12).update(title="Quagga husbandry")
    Measure.objects.filter(document__slug="buenos-aires-list", number=1).update(title="Quagga husbandry")
    record_number = CatalogueVersion.current().number

    response = client.get(address)

    assert f"Version {record_number} of the record" in response.content.decode()
    assert "measure" not in address.strip("/").split("/")[0] or "Quagga" in response.content.decode()


def test_page_and_fragment_of_one_address_have_each_an_etag(client, record):
    page, fragment = client.get("/measures/"), client.get("/measures/", headers=FRAGMENT)

    response = client.get("/measures/", headers={**FRAGMENT, "If-None-Match": page["ETag"]})

    assert page["ETag"] != fragment["ETag"]
    assert response.status_code == 200
    assert "<html" not in response.content.decode()


def test_a_page_is_never_a_fragment_that_was_kept(client, record):
    client.get("/measures/", headers=FRAGMENT)

    response = client.get("/measures/")

    assert "<html" in response.content.decode()


def test_a_new_build_is_a_new_etag(client, record, settings):
    before = client.get("/")["ETag"]
    settings.BUILD = "another build"

    after = client.get("/")["ETag"]

    assert after != before


def test_a_kept_page_names_the_host_at_which_it_was_asked(client, record):
    first = client.get("/measures/miami-consensus/12/", headers={"Host": "localhost"})

    second = client.get("/measures/miami-consensus/12/", headers={"Host": "127.0.0.1"})

    assert "http://localhost/m/ongzhn/" in first.content.decode()
    assert "http://127.0.0.1/m/ongzhn/" in second.content.decode()


def test_one_who_signed_in_leaves_nothing_in_what_strangers_are_shown(client, record, administrator):
    client.force_login(administrator)
    client.get("/about/")
    client.logout()

    response = client.get("/about/")

    assert "public" in directives(response)
    assert administrator.username not in response.content.decode()


def test_what_does_not_exist_is_not_said_to_be_unchanged(client, record):
    etag = client.get("/")["ETag"]

    response = client.get("/measures/nowhere/1/", headers={"If-None-Match": etag})

    assert response.status_code == 404


@pytest.mark.parametrize("header", ["*", '"', 'W/""', "x" * 5000, '"a", "b"', "\xff"])
def test_a_hostile_if_none_match_breaks_nothing(client, record, header):
    response = client.get("/measures/", headers={"If-None-Match": header})

    assert response.status_code in (200, 304)


def test_a_record_without_any_change_has_version_0(db):
    CatalogueVersion.objects.all().delete()

    version = CatalogueVersion.current()

    assert (version.number, version.pk) == (0, 1)


def test_the_version_is_asked_for_once_a_request(rf, record, django_assert_num_queries):
    request = rf.get("/")

    with django_assert_num_queries(1):
        assert versions.version_of(request) is versions.version_of(request)
