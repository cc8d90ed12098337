"""The change log of the whole record: narrowed, paged, and as a table."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from csbm_catalog.events import Deed, Event
from tests.csbm_catalog.admin.conftest import page_of
from tests.csbm_catalog.admin.filling import change

LOG = "/admin/log/"


def entries(client, **asked):
    return [entry for entry, _url in client.get(LOG, asked).context["entries"]]


@pytest.fixture
def edited(admin_client, other_client, haiti, meeting):
    change(admin_client, page_of(haiti), note="A note.", why="Según el informe")
    change(other_client, page_of(meeting), mandate="Changed.", why="=1+1")


def test_the_log_tells_every_change_the_newest_first(admin_client, edited):
    newest, before, *_seeded = entries(admin_client)

    assert (newest.change.noun, newest.by.username, newest.reason) == ("meeting", "other", "=1+1")
    assert [str(field) for field in before.change.fields] == ["Note: – → A note."]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "conferences.state", "change": "~"}, ["state"]),
        ({"person": "OTHER"}, ["meeting"]),
        ({"why": "segun el INFORME"}, ["state"]),
        ({"change": "~"}, ["meeting", "state"]),
        ({"change": "-"}, []),
        ({"since": str(date.today() + timedelta(days=2))}, []),
        ({"until": "2001-01-01"}, []),
        ({"since": str(date.today() - timedelta(days=1)), "change": "~"}, ["meeting", "state"]),
    ],
)
def test_the_log_is_narrowed(admin_client, edited, asked, found):
    assert [entry.change.noun for entry in entries(admin_client, **asked)] == found


@pytest.mark.parametrize(
    ("person", "found"),
    [
        ("ED1 Núñez", ["meeting"]),
        ("nunez ed1", ["meeting"]),
        ("ed1@example.org", ["meeting"]),
        ("ED1 admin", []),
        ("The catalogue itself", []),
    ],
)
def test_a_person_is_found_by_the_name_that_the_log_prints(admin_client, edited, person, found):
    other = get_user_model().objects.filter(username="other")
    other.update(username="ed1@example.org", first_name="ED1", last_name="Núñez")

    asked = entries(admin_client, person=person, change="~")

    assert [entry.change.noun for entry in asked] == found


def test_what_no_person_changed_is_found_by_the_name_that_the_log_prints(admin_client, edited):
    found = entries(admin_client, person="the catalogue itself")

    assert found
    assert {entry.by for entry in found} == {None}


def test_taking_the_table_away_is_kept_in_the_log_of_events(admin_client, record):
    admin_client.head("/admin/log.csv")
    admin_client.get("/admin/log.csv", {"why": "x"})

    [event] = Event.objects.filter(deed=Deed.EXPORTED)
    assert (event.who, event.about) == ("admin", "change-log.csv")


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "nothing"},
        {"since": "31.12.2020"},
        {"change": "?"},
        {"since": "0001-01-01"},
        {"person": "x" * 300},
    ],
)
def test_what_cannot_be_asked_is_explained_beside_its_field(admin_client, record, asked):
    response = admin_client.get(LOG, asked)
    table = admin_client.get("/admin/log.csv", asked)

    assert response.status_code == 200
    assert response.context["entries"] == []
    assert set(response.context["form"].errors) == set(asked)
    assert table.status_code == 400


def test_the_log_has_pages_and_keeps_what_was_asked(admin_client, record):
    response = admin_client.get(LOG, {"change": "+", "page": "2"})

    assert response.context["page"].number == 2
    assert "?change=%2B&amp;page=3" in response.content.decode()


def test_a_page_of_the_log_takes_few_queries(admin_client, record, edited, django_assert_max_num_queries):
    models = len({entry.change.model for entry in entries(admin_client)})

    with django_assert_max_num_queries(15 + 8 * models):
        admin_client.get(LOG)


def test_the_table_holds_every_change_and_no_formula(admin_client, edited):
    response = admin_client.get("/admin/log.csv", {"change": "~"})

    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [row["why"] for row in rows] == ["'=1+1", "Según el informe"]
    assert rows[1]["fields"] == "Note: – → A note."


def test_one_sees_the_changes_to_what_one_may_see(client, member_of_staff, edited):
    client.force_login(member_of_staff)
    nothing = client.get(LOG)
    member_of_staff.user_permissions.set(Permission.objects.filter(codename="view_state"))
    client.force_login(get_user_model().objects.get(pk=member_of_staff.pk))

    assert nothing.status_code == 403
    assert {entry.change.noun for entry in entries(client)} == {"state"}
