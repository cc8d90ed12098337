"""Accounts are closed, never deleted: the history never loses who did what."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from conferences.models import State
from csbm_catalog.accounts import ADMINISTRATOR, EDITOR
from csbm_catalog.history.edits import edits_of
from tests.csbm_catalog.accounts.conftest import signed_in
from tests.csbm_catalog.admin.filling import change


@pytest.fixture
def haiti(record):
    return State.objects.get(code="HT")


@pytest.fixture
def editor(make_account, haiti):
    """An editor who has changed a state."""
    editor = make_account("ed3", EDITOR)
    address = reverse("admin:conferences_state_change", args=[haiti.pk])
    assert change(signed_in(editor), address, note="Changed.").status_code == 302
    return editor


def who_changed(state) -> str:
    return edits_of(State, state.pk)[0].by.username


def test_a_superuser_is_told_to_close_instead_and_how(admin_client, editor, haiti):
    address = reverse("admin:auth_user_delete", args=[editor.pk])

    answers = [admin_client.get(address), admin_client.post(address, {"post": "yes"})]

    for answer in answers:
        assert answer.status_code == 403
        assert "Accounts are closed, not deleted" in answer.content.decode()
        assert reverse("admin:auth_user_change", args=[editor.pk]) in answer.content.decode()
    assert who_changed(haiti) == "ed3"


def test_no_page_and_no_list_offers_to_delete(admin_client, editor):
    page = admin_client.get(reverse("admin:auth_user_change", args=[editor.pk])).content.decode()
    listing = admin_client.get(reverse("admin:auth_user_changelist")).content.decode()

    assert reverse("admin:auth_user_delete", args=[editor.pk]) not in page
    assert "delete_selected" not in listing


def test_the_right_to_delete_accounts_gives_nothing(make_account, editor):
    administrator = make_account("adm", ADMINISTRATOR)
    administrator.user_permissions.add(Permission.objects.get(codename="delete_user"))

    answer = signed_in(administrator).post(
        reverse("admin:auth_user_delete", args=[editor.pk]), {"post": "yes"}
    )

    assert answer.status_code == 403
    assert get_user_model().objects.filter(pk=editor.pk).exists()


@pytest.mark.parametrize(
    "delete", [lambda one: one.delete(), lambda one: type(one).objects.filter(pk=one.pk).delete()]
)
def test_nothing_in_the_code_deletes_an_account(editor, haiti, delete):
    with pytest.raises(ProtectedError):
        delete(editor)

    assert who_changed(haiti) == "ed3"


def test_not_even_one_that_has_done_nothing_yet(make_account):
    with pytest.raises(ProtectedError, match="new cannot be deleted: accounts are closed"):
        make_account("new").delete()


def test_the_database_itself_keeps_the_account_of_who_did_something(editor):
    def delete():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM auth_user WHERE id = %s", [editor.pk])
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        delete()
