"""Who may take files away and bring them back: export needs the right to view, import to add and to change."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from csbm_catalog.files.waiting import WaitingFile
from tests.measures.files.conftest import ORDER, PAGES, address, send

pytestmark = pytest.mark.usefixtures("record")
KINDS = list(ORDER)


def model_of(kind):
    return "measurerelation" if kind == "relations" else PAGES[kind].split("_")[1]


@pytest.fixture
def holder_of(client, db):
    """Sign somebody of the staff in who holds these rights and no others."""

    def sign_in(*rights):
        user = get_user_model().objects.create_user("somebody", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client.force_login(user)
        return client

    return sign_in


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_right_no_file_is_seen_taken_or_brought(holder_of, kind):
    client = holder_of()

    assert client.get(address(kind, "files")).status_code == 403
    assert client.get(address(kind, "export", kind, "csv")).status_code == 403
    assert send(client, kind, []).status_code == 403
    assert client.get(address(kind, "preview", kind, "token")).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_view_takes_away_and_brings_nothing_back(holder_of, kind):
    client = holder_of(f"view_{model_of(kind)}")

    page = client.get(address(kind, "files"))

    assert page.status_code == 200
    assert [one["upload"] for one in page.context["kinds"]] == [""]
    assert b'type="file"' not in page.content
    for file_format in ("csv", "json", "xlsx"):
        response = client.get(address(kind, "export", kind, file_format))
        assert response.status_code == 200
        assert b"".join(response.streaming_content)
    assert send(client, kind, []).status_code == 403
    assert not WaitingFile.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("deed", ["add", "change"])
def test_one_right_of_two_does_not_import(holder_of, kind, deed):
    drafted = "measuredraft" if kind in ("measures", "relations") else model_of(kind)
    client = holder_of(f"view_{model_of(kind)}", f"{deed}_{drafted}")

    assert send(client, kind, []).status_code == 403


@pytest.mark.parametrize("kind", ["measures", "relations"])
def test_the_right_to_change_measures_is_none_to_propose_them(holder_of, kind):
    client = holder_of(*(f"{deed}_{model_of(kind)}" for deed in ("view", "add", "change")))

    assert send(client, kind, []).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_strangers_and_readers_are_asked_to_sign_in(client, kind, django_user_model):
    pages = [
        address(kind, "files"),
        address(kind, "export", kind, "csv"),
        address(kind, "preview", kind, "token"),
    ]
    for user in (None, django_user_model.objects.create_user("reader")):
        if user:
            client.force_login(user)
        for page in pages:
            response = client.get(page)
            assert response.status_code == 302
            assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("kind", KINDS)
def test_each_page_answers_its_methods_alone(desk, kind):
    assert desk.post(address(kind, "files")).status_code == 405
    assert desk.post(address(kind, "export", kind, "csv")).status_code == 405
    assert desk.get(address(kind, "upload", kind)).status_code == 405
    assert desk.put(address(kind, "preview", kind, "token")).status_code == 405


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_not_found(desk, kind):
    assert desk.get(address(kind, "export", kind, "xls")).status_code == 404
    assert desk.get(address(kind, "export", "packets", "csv")).status_code == 404
    assert desk.post(address(kind, "upload", "packets")).status_code == 404
    assert desk.get(address(kind, "preview", "packets", "token")).status_code == 404
