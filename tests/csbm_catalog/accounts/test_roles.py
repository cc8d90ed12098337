"""Who may do what: the table of roles, and what nobody can give themselves."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from csbm_catalog.accounts import ADMINISTRATOR, BRIEFING_STAFF, EDITOR, PUBLISHER, READER, roles
from csbm_catalog.accounts.roles import GRANTED, ROLES, TABLE, fill_groups, permissions_of
from csbm_catalog.events import Deed, Event
from tests.conftest import PASSWORD
from tests.csbm_catalog.accounts.conftest import signed_in
from tests.csbm_catalog.admin.filling import values

NAMES = dict(zip(["reader", "officer", "editor", "publisher", "administrator"], ROLES, strict=True))


@pytest.fixture
def people(make_account):
    people = {name: make_account(name, role) for name, role in NAMES.items()}
    return people | {
        "stranger": None,
        "superuser": make_account("superuser", is_superuser=True, is_staff=True),
    }


def held(group) -> set:
    return {
        f"{one.content_type.app_label}.{one.codename}"
        for one in group.permissions.select_related("content_type")
    }


class TestGroups:
    def test_all_are_there_after_each_migrate_and_twice_is_once(self, db):
        Group.objects.all().delete()

        fill_groups()
        fill_groups()

        assert sorted(Group.objects.values_list("name", flat=True)) == sorted(ROLES)

    def test_readers_and_briefing_staff_may_do_nothing_in_the_admin(self, groups):
        assert held(groups[READER]) == held(groups[BRIEFING_STAFF]) == set()

    def test_each_role_has_what_the_one_below_has(self, groups):
        editor, publisher, administrator = (held(groups[name]) for name in (EDITOR, PUBLISHER, ADMINISTRATOR))

        assert set() < editor < publisher < administrator

    def test_editors_keep_the_record_and_no_accounts(self, groups):
        editor = held(groups[EDITOR])

        assert {"measures.change_measure", "conferences.add_document", "measures.view_theme"} <= editor
        assert not [
            name for name in editor if name.startswith(("auth.", "axes.", "admin.", "sessions.", "otp"))
        ]
        assert not {"measures.delete_measure", "conferences.delete_document"} & editor

    def test_publishers_delete_besides(self, groups):
        assert {"measures.delete_measure", "conferences.delete_document"} <= held(groups[PUBLISHER])

    def test_administrators_keep_accounts_and_read_the_log(self, groups):
        expected = (
            "auth.add_user auth.change_user auth.view_group csbm_catalog.view_event "
            "csbm_catalog.delete_failedsignin"
        )

        assert set(expected.split()) <= held(groups[ADMINISTRATOR])
        assert "auth.delete_user" not in held(groups[ADMINISTRATOR])

    def test_what_was_granted_by_hand_gives_way_to_the_table(self, groups):
        groups[READER].permissions.add(Permission.objects.get(codename="delete_user"))
        groups[EDITOR].permissions.clear()

        fill_groups()

        assert held(groups[READER]) == set()
        assert "measures.change_measure" in held(groups[EDITOR])

    def test_other_groups_are_left_as_they_are(self, groups):
        other = Group.objects.create(name="Press")
        other.permissions.add(Permission.objects.get(codename="view_theme"))

        fill_groups()

        assert held(other) == {"measures.view_theme"}

    def test_the_table_names_what_is_to_come(self):
        models = ["measures.measure", "measures.measuredraft", "measures.historicalmeasure"]

        editor, publisher = (permissions_of(role, models) for role in (EDITOR, PUBLISHER))

        assert ("measures.measure", "verify_measure") in editor & publisher
        assert ("measures.measuredraft", "publish_measuredraft") in publisher - editor
        assert {name for model, name in publisher if "historical" in model} == {"view_historicalmeasure"}

    def test_every_row_grants_something_to_somebody(self):
        assert all(any(row[column] for column in GRANTED.values()) for row in TABLE)

    def test_a_permission_that_comes_later_is_given_by_the_next_migrate(self, groups, monkeypatch):
        monkeypatch.setattr(roles, "create_permissions", lambda *args, **kwargs: None)
        kind = Permission.objects.get(codename="view_measure").content_type
        Permission.objects.filter(codename="verify_measure").delete()
        fill_groups()
        assert "measures.verify_measure" not in held(groups[EDITOR])

        Permission.objects.create(codename="verify_measure", name="x", content_type=kind)
        fill_groups()

        assert "measures.verify_measure" in held(groups[EDITOR])


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
@pytest.mark.parametrize("name", ["code", "code-set-up", "recovery", "password-confirm"])
def test_pages_of_codes_are_asked_and_sent_and_nothing_else(people, name, method):
    answer = getattr(signed_in(people["editor"]), method)(reverse(name))

    assert answer.status_code in (302, 405)


class TestAdministrators:
    """One who keeps accounts gives nothing that they have not, and reaches nobody who has more."""

    def change(self, client, user, **data):
        address = reverse("admin:auth_user_change", args=[user.pk])
        page = client.get(address)
        return client.post(address, (values(page) if page.status_code == 200 else {}) | data)

    @pytest.fixture
    def client(self, people):
        return signed_in(people["administrator"])

    def test_give_roles(self, client, people, groups):
        self.change(client, people["reader"], groups=[groups[PUBLISHER].pk], is_staff="on")

        assert people["reader"].groups.get() == groups[PUBLISHER]
        assert "+ Publisher" in Event.objects.get(deed=Deed.RIGHTS_CHANGED).about

    def test_make_nobody_a_superuser(self, client, people):
        self.change(client, people["reader"], is_superuser="on", email="changed@example.org")

        people["reader"].refresh_from_db()
        assert people["reader"].email == "changed@example.org"
        assert not people["reader"].is_superuser

    def test_give_no_single_permission(self, client, people):
        permission = Permission.objects.get(codename="delete_user")

        self.change(client, people["reader"], user_permissions=[permission.pk])

        assert not people["reader"].user_permissions.exists()

    def test_give_no_group_that_has_more_than_they(self, client, people):
        more = Group.objects.create(name="More")
        more.permissions.add(Permission.objects.get(codename="delete_user"))

        answer = self.change(client, people["reader"], groups=[more.pk])

        assert answer.status_code == 200
        assert more not in people["reader"].groups.all()

    def test_invite_nobody_into_such_a_group(self, client, people):
        more = Group.objects.create(name="More")
        more.permissions.add(Permission.objects.get(codename="delete_user"))
        data = {"email": "new@example.org", "first_name": "N", "last_name": "W", "groups": [more.pk]}

        client.post(reverse("admin:auth_user_add"), data)

        assert not get_user_model().objects.filter(email="new@example.org").exists()

    @pytest.mark.parametrize("is_active", [True, False])
    @pytest.mark.parametrize("how", ["superuser", "permission", "group"])
    def test_do_not_touch_who_has_more(self, client, people, make_account, how, is_active):
        other = make_account("other", is_superuser=how == "superuser", is_active=is_active)
        permission = Permission.objects.get(codename="delete_user")
        if how == "permission":
            other.user_permissions.add(permission)
        if how == "group":
            more = Group.objects.create(name="More")
            more.permissions.add(permission)
            other.groups.add(more)
        listing = reverse("admin:auth_user_changelist")

        assert self.change(client, other, email="mine@example.org").status_code == 403
        assert client.post(reverse("admin:auth_user_password_change", args=[other.pk]), {}).status_code == 403
        for action in ("give_links", "unlock", "remove_codes"):
            page = client.post(listing, {"action": action, "_selected_action": [other.pk]}, follow=True)
            assert "/accounts/invitation/" not in page.content.decode()
        other.refresh_from_db()
        assert other.email == "other@example.org"

    def test_cannot_raise_themselves(self, client, people):
        self.change(client, people["administrator"], is_superuser="on")

        people["administrator"].refresh_from_db()
        assert not people["administrator"].is_superuser

    def test_invite_editors_who_can_enter(self, client, groups):
        data = {
            "email": "new@example.org",
            "first_name": "N",
            "last_name": "W",
            "groups": [groups[EDITOR].pk],
        }

        client.post(reverse("admin:auth_user_add"), data)

        assert get_user_model().objects.get(email="new@example.org").is_staff

    def test_do_not_rewrite_the_roles(self, people, groups):
        superuser = signed_in(people["superuser"])
        address = reverse("admin:auth_group_change", args=[groups[EDITOR].pk])

        assert superuser.get(address).status_code == 200
        assert superuser.post(address, {"name": "Mine"}).status_code == 403


class TestSessions:
    def sessions(self, user, number=2):
        clients = [Client() for _client in range(number)]
        for client in clients:
            client.post(reverse("login"), {"username": user.username, "password": PASSWORD})
        assert all(is_signed_in(client) for client in clients)
        return clients

    def keys(self, clients):
        from django.contrib.sessions.models import Session

        keys = [client.cookies["session"].value for client in clients]
        return Session.objects.filter(pk__in=keys).count()

    def test_end_at_once_when_the_account_is_closed(self, people, admin_client):
        clients, other = self.sessions(people["editor"]), self.sessions(people["publisher"], 1)

        people["editor"].is_active = False
        people["editor"].save()

        assert self.keys(clients) == 0
        assert self.keys(other) == 1
        people["editor"].is_active = True
        people["editor"].save()
        assert not any(is_signed_in(client) for client in clients)

    def test_end_when_an_administrator_sets_the_password(self, people):
        clients = self.sessions(people["editor"])

        people["editor"].set_password("another quite long password")
        people["editor"].save()

        assert self.keys(clients) == 0

    def test_others_end_and_mine_goes_on_when_i_change_my_password(self, people):
        mine, other = self.sessions(people["editor"])
        new = "another quite long password"

        mine.post(
            reverse("password-change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        )

        assert is_signed_in(mine)
        assert self.keys([other]) == 0

    def test_end_when_rights_change(self, people, groups):
        clients = self.sessions(people["editor"])
        administrator = signed_in(people["administrator"])

        TestAdministrators().change(administrator, people["editor"], groups=[groups[READER].pk], is_staff="")

        assert self.keys(clients) == 0
        assert is_signed_in(administrator)

    def test_go_on_when_only_a_name_changes(self, people):
        clients = self.sessions(people["editor"])

        people["editor"].first_name = "Ana"
        people["editor"].save()

        assert all(is_signed_in(client) for client in clients)


def is_signed_in(client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_a_reader_reads_a_closed_site(settings, people, record):
    settings.CLOSED = True

    assert signed_in(people["reader"]).get("/measures/").status_code == 200
    assert signed_in(None).get("/measures/").status_code == 302
