"""Two administrators on one account, group, office or marking: the second save is stopped, and loses nothing."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from csbm_catalog.accounts import ADMINISTRATOR, EDITOR
from csbm_catalog.events import Deed, Event
from measures.models import Marking, Office
from tests.csbm_catalog.accounts.conftest import signed_in
from tests.csbm_catalog.admin.conftest import page_of
from tests.csbm_catalog.admin.filling import change, values


@pytest.fixture
def root(make_account):
    return signed_in(make_account("root", is_superuser=True, is_staff=True))


@pytest.fixture
def adm(make_account):
    return signed_in(make_account("adm", ADMINISTRATOR))


@pytest.fixture
def ana(make_account):
    return make_account("ana")


def names(user) -> list[str]:
    return list(user.groups.values_list("name", flat=True))


def test_a_second_save_of_an_account_is_stopped_and_shows_both(root, adm, ana, groups):
    mine = values(root.get(page_of(ana)))
    change(adm, page_of(ana), groups=[groups[EDITOR].pk], is_staff="on")

    stopped = root.post(page_of(ana), mine | {"first_name": "Anna", "_save": "1"})

    ana.refresh_from_db()
    assert stopped.status_code == 200
    assert (names(ana), ana.is_staff, ana.first_name) == ([EDITOR], True, "")
    [told] = stopped.context["conflict"]["changes"]
    assert {str(field) for field in told.fields} == {
        "First name: – → Anna", "Staff status: yes → no", "Groups: Editor → –",
    }  # fmt: skip
    assert values(stopped)["first_name"] == ["Anna"]


def test_what_was_seen_can_be_saved_over_and_is_kept_as_a_change_of_rights(root, adm, ana, groups):
    mine = values(root.get(page_of(ana)))
    change(adm, page_of(ana), groups=[groups[EDITOR].pk], is_staff="on")
    stopped = root.post(page_of(ana), mine | {"first_name": "Anna", "_save": "1"})

    agreed = values(stopped) | {"seen": stopped.context["conflict"]["now"], "_save": "1"}
    answer = root.post(page_of(ana), agreed)

    assert answer.status_code == 302
    assert names(ana) == []
    newest = Event.objects.filter(deed=Deed.RIGHTS_CHANGED).first()
    assert (newest.who, newest.about) == ("root", "ana: - Editor, - is_staff")


def test_no_page_of_a_conflict_tells_a_password(root, adm, ana):
    mine = values(root.get(page_of(ana)))
    change(adm, page_of(ana), last_name="Ruiz")
    ana.refresh_from_db()
    ana.set_password("another quite long password")
    ana.save()

    stopped = root.post(page_of(ana), mine | {"first_name": "Anna", "_save": "1"})

    [told] = stopped.context["conflict"]["changes"]
    assert {field.label for field in told.fields} == {"First name", "Last name"}


def test_that_its_owner_signed_in_meanwhile_stops_nothing_and_is_not_lost(root, ana):
    mine = values(root.get(page_of(ana)))
    ana.last_login = timezone.now()
    ana.save()

    answer = root.post(page_of(ana), mine | {"first_name": "Anna", "_save": "1"})

    assert answer.status_code == 302
    moment = ana.last_login
    ana.refresh_from_db()
    assert (ana.first_name, ana.last_login) == ("Anna", moment)


def test_a_second_save_of_a_group_is_stopped(root, make_account, db):
    other = signed_in(make_account("other", is_superuser=True, is_staff=True))
    press = Group.objects.create(name="Press")
    mine = values(root.get(page_of(press)))
    change(other, page_of(press), permissions=[Permission.objects.get(codename="view_theme").pk])

    stopped = root.post(page_of(press), mine | {"name": "The press", "_save": "1"})

    assert {field.label for field in stopped.context["conflict"]["changes"][0].fields} == {
        "Name",
        "Permissions",
    }
    assert press.permissions.count() == 1


@pytest.mark.parametrize("make", [lambda: Office(name="An office"), lambda: Marking(name="Mine", rank=77)])
def test_a_second_save_of_an_office_or_a_marking_is_stopped(root, adm, make):
    row = make()
    row.save()
    mine = values(root.get(page_of(row)))
    change(adm, page_of(row), name="Theirs")

    stopped = root.post(page_of(row), mine | {"name": "Mine again", "_save": "1"})

    row.refresh_from_db()
    assert row.name == "Theirs"
    assert str(stopped.context["conflict"]["changes"][0].fields[0]) == "Name: Theirs → Mine again"


def test_what_was_typed_for_an_office_that_is_gone_is_shown(root, db):
    office = Office.objects.create(name="An office")
    mine = values(root.get(page_of(office)))
    office.delete()

    answer = root.post(page_of(office), mine | {"name": "A name that was typed", "_save": "1"})

    assert answer.status_code == 410
    assert "A name that was typed" in answer.content.decode()
    assert reverse("record-deleted") not in answer.content.decode().partition('id="content-main"')[2]
