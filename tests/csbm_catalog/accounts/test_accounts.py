import re
import threading
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils.http import urlsafe_base64_encode

from csbm_catalog.accounts import BRIEFING_STAFF
from csbm_catalog.accounts.admin import AccountAdmin
from csbm_catalog.accounts.links import invitation_tokens, reset_tokens
from csbm_catalog.accounts.mail import THREAD
from tests.conftest import PASSWORD
from tests.csbm_catalog.admin.conftest import page_of
from tests.csbm_catalog.admin.filling import values

COMMON = "1q2w3e4r5t6y7u8i9o0p"
NEW = "another quite long password"
OPEN_PAGES = ["login", "signed-out", "password-reset", "password-reset-sent", "password-reset-done"]
OWN_PAGES = ["account", "password-change", "password-changed"]
INVITED = {"email": "Ana.Ruiz@Example.org", "first_name": "Ana", "last_name": "Ruiz"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD, first_name="Ana")


@pytest.fixture
def with_email(settings):
    settings.SENDS_EMAIL = True
    settings.DEFAULT_FROM_EMAIL = "catalogue@example.org"


def sign_in(client, username="ana", password=PASSWORD, **data):
    return client.post(reverse("login"), {"username": username, "password": password} | data)


def is_signed_in(client) -> bool:
    return client.get(reverse("account")).status_code == 200


def mailed() -> list:
    """Return the e-mails, once the threads that send them have ended."""
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(10)
    return mail.outbox


def link_in(text: str) -> str:
    return re.search(r"https?://[^/\s]+(/accounts/(?:reset|invitation)/[^\s\"<]+)", text)[1]


def set_password(client, link: str, password=NEW):
    """Open a one-time link and send the form that it leads to."""
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(form, {"new_password1": password, "new_password2": password}, follow=True)


class TestSignIn:
    def test_the_form_tells_keepers_of_passwords_what_is_what(self, client):
        page = client.get(reverse("login")).content.decode()

        assert 'autocomplete="username"' in page
        assert 'autocomplete="current-password"' in page

    def test_leads_where_the_reader_was_going(self, client, ana):
        response = sign_in(client, next="/documents/")

        assert response.url == "/documents/"

    @pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x"])
    def test_never_leads_elsewhere(self, client, ana, address):
        page = client.get(reverse("login"), {"next": address})

        assert "elsewhere" not in page.content.decode()
        assert sign_in(client, next=address).url == reverse("home")

    def test_a_wrong_password_keeps_the_name_and_is_told_in_a_sentence(self, client, ana):
        page = sign_in(client, password="wrong").content.decode()

        assert "No account has this user name and this password." in page
        assert 'value="ana"' in page
        assert "wrong" not in page

    def test_an_unknown_name_is_told_the_same(self, client, ana):
        known = sign_in(client, password="wrong").content.decode()
        unknown = sign_in(client, username="nobody", password="wrong").content.decode()

        assert re.findall(r"No account has[^<]+", known) == re.findall(r"No account has[^<]+", unknown)

    def test_capital_letters_do_not_matter_in_the_name(self, client, ana):
        sign_in(client, username=" ANA ")

        assert is_signed_in(client)

    def test_a_closed_account_is_not_let_in_and_told_nothing_of_it(self, client, ana):
        get_user_model().objects.update(is_active=False)

        page = sign_in(client).content.decode()

        assert "No account has this user name and this password." in page
        assert not is_signed_in(client)

    def test_sessions_end_when_an_account_is_closed(self, client, ana):
        sign_in(client)
        assert is_signed_in(client)

        get_user_model().objects.update(is_active=False)

        assert not is_signed_in(client)

    def test_the_admin_uses_the_same_page(self, client, member_of_staff):
        response = client.get(reverse("admin:index"), follow=True)

        assert response.redirect_chain[-1][0] == f"{reverse('login')}?next=%2Fadmin%2F"
        signed_in = sign_in(client, username="staff", next="/admin/")
        assert client.get(signed_in.url).status_code == 200

    def test_whom_the_admin_does_not_let_in_is_told_so(self, client, ana):
        client.force_login(ana)

        page = client.get(reverse("admin:index"), follow=True).content.decode()

        assert "This account does not open the page that you asked for" in page


class TestSignOut:
    def test_signs_out_and_says_so(self, client, ana):
        client.force_login(ana)

        page = client.post(reverse("logout"), follow=True)

        assert "You are signed out" in page.content.decode()
        assert not is_signed_in(client)

    def test_the_admin_signs_out_at_the_same_place(self, admin_client):
        page = admin_client.post(reverse("admin:logout"), follow=True)

        assert "You are signed out" in page.content.decode()

    def test_a_link_signs_nobody_out(self, client, ana):
        client.force_login(ana)

        assert client.get(reverse("logout")).status_code == 405
        assert is_signed_in(client)

    def test_the_page_does_not_tell_somebody_signed_in_that_they_are_not(self, client, ana):
        client.force_login(ana)

        assert "You are signed out" not in client.get(reverse("signed-out")).content.decode()


class TestHeader:
    def test_strangers_see_no_account_and_a_way_to_sign_in(self, client, record):
        page = client.get(reverse("about")).content.decode()

        assert "Sign out" not in page
        assert f'href="{reverse("login")}"' in page

    def test_a_page_that_was_kept_for_strangers_still_shows_the_account(self, client, record, ana):
        client.get(reverse("about"))
        client.force_login(ana)

        response = client.get(reverse("about"))

        assert "Sign out" in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    def test_a_page_shown_to_somebody_signed_in_is_not_kept_for_strangers(self, client, record, ana):
        client.force_login(ana)
        client.get(reverse("about"))
        client.logout()

        assert "Sign out" not in client.get(reverse("about")).content.decode()


class TestPassword:
    def change(self, client, **data):
        filled = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW} | data
        return client.post(reverse("password-change"), filled, follow=True)

    def test_is_changed_and_the_session_goes_on(self, client, ana):
        client.force_login(ana)

        page = self.change(client)

        assert "The password is changed" in page.content.decode()
        assert is_signed_in(client)
        ana.refresh_from_db()
        assert ana.check_password(NEW)

    def test_other_sessions_end(self, client, ana):
        other = type(client)()
        other.force_login(ana)
        client.force_login(ana)

        self.change(client)

        assert not is_signed_in(other)

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({"old_password": "wrong"}, "This is not your present password."),
            ({"new_password1": "short", "new_password2": "short"}, "at least 15 characters"),
            ({"new_password1": COMMON, "new_password2": COMMON}, "too common"),
            ({"new_password1": "Passwordpassword", "new_password2": "Passwordpassword"}, "too repetitive"),
            ({"new_password1": "ana@example.org!", "new_password2": "ana@example.org!"}, "too similar"),
            ({"new_password2": NEW + "!"}, "didn’t match"),
        ],
    )
    def test_a_bad_one_is_refused_in_a_sentence_beside_its_field(self, client, ana, data, sentence):
        client.force_login(ana)

        page = self.change(client, **data).content.decode()

        assert sentence in page
        assert 'aria-invalid="true"' in page
        ana.refresh_from_db()
        assert ana.check_password(PASSWORD)

    def test_what_is_wrong_with_it_stands_beside_the_first_field(self, client, ana):
        client.force_login(ana)

        page = self.change(client, new_password1="short", new_password2="short")

        assert set(page.context["form"].errors) == {"new_password1"}

    def test_strangers_are_asked_to_sign_in(self, client):
        for name in OWN_PAGES:
            assert client.get(reverse(name)).url == f"{reverse('login')}?next={reverse(name)}"


class TestReset:
    def ask(self, client, address="ana@example.org"):
        return client.post(reverse("password-reset"), {"email": address}, follow=True)

    def test_without_email_the_page_says_so_and_whom_to_ask(self, client, ana, settings):
        settings.CONTACT = "keepers@example.org"

        pages = [client.get(reverse("password-reset")), self.ask(client)]

        for page in pages:
            assert "This installation sends no e-mail" in page.content.decode()
            assert "keepers@example.org" in page.content.decode()
        assert mailed() == []

    def test_a_link_sets_a_new_password_once(self, client, ana, with_email):
        self.ask(client, "ANA@example.org")
        [message] = mailed()
        link = link_in(message.body)

        page = set_password(client, link)

        assert message.to == ["ana@example.org"]
        assert "The new password is set" in page.content.decode()
        ana.refresh_from_db()
        assert ana.check_password(NEW)
        again = type(client)().get(link, follow=True).content.decode()
        assert "This link does not work any more" in again

    def test_an_unknown_address_is_answered_the_same(self, client, ana, with_email):
        known, unknown = self.ask(client), self.ask(client, "nobody@example.org")

        assert known.redirect_chain == unknown.redirect_chain
        assert known.content == unknown.content
        assert len(mailed()) == 1

    def test_the_answer_does_not_wait_for_the_mail_server(self, client, ana, with_email, monkeypatch):
        may_go_on = threading.Event()
        send = EmailBackend.send_messages
        monkeypatch.setattr(EmailBackend, "send_messages", lambda *given: may_go_on.wait(10) and send(*given))

        response = self.ask(client)

        assert response.status_code == 200
        assert mail.outbox == []
        may_go_on.set()
        assert len(mailed()) == 1

    def test_a_closed_account_is_sent_nothing(self, client, ana, with_email):
        get_user_model().objects.update(is_active=False)

        self.ask(client)

        assert mailed() == []

    def test_a_link_of_an_account_that_was_closed_since_does_not_work(self, client, ana, with_email):
        self.ask(client)
        get_user_model().objects.update(is_active=False)

        page = client.get(link_in(mailed()[0].body), follow=True)

        assert "This link does not work any more" in page.content.decode()

    def test_a_server_that_is_away_is_logged_and_not_shown(
        self, client, ana, with_email, monkeypatch, caplog
    ):
        def fail(*given):
            raise ConnectionRefusedError

        monkeypatch.setattr(EmailBackend, "send_messages", fail)

        response = self.ask(client)
        mailed()

        assert response.status_code == 200
        assert "An e-mail could not be sent." in caplog.text

    @pytest.mark.parametrize("link", ["/accounts/reset/MQ/x-y/", "/accounts/reset/é/set-password/"])
    def test_a_made_up_link_does_not_work(self, client, db, link):
        page = client.get(link, follow=True)

        assert page.status_code == 200
        assert "This link does not work any more" in page.content.decode()


class TestLinks:
    @pytest.mark.parametrize(
        ("tokens", "hours", "works"),
        [
            (reset_tokens, 1, True),
            (reset_tokens, 3, False),
            (invitation_tokens, 6 * 24, True),
            (invitation_tokens, 8 * 24, False),
        ],
    )
    def test_each_kind_has_its_own_lifetime(self, ana, monkeypatch, tokens, hours, works):
        monkeypatch.setattr(tokens, "_now", lambda: datetime.now() - timedelta(hours=hours))
        token = tokens.make_token(ana)
        monkeypatch.undo()

        assert tokens.check_token(ana, token) is works

    def test_a_link_of_one_kind_is_none_of_the_other(self, ana):
        assert not reset_tokens.check_token(ana, invitation_tokens.make_token(ana))

    def test_the_log_does_not_tell_them(self, client, ana, caplog):
        token = reset_tokens.make_token(ana)

        with caplog.at_level("INFO", logger="catalogue.requests"):
            client.get(reverse("password-reset-set", args=["MQ", token]))

        assert "/accounts/reset/MQ/…/" in caplog.text
        assert token not in caplog.text


class TestInvitation:
    def invite(self, admin_client, **data):
        return admin_client.post(reverse("admin:auth_user_add"), INVITED | data)

    def test_without_email_the_link_is_shown_to_the_administrator(self, admin_client):
        group = Group.objects.get(name=BRIEFING_STAFF)

        response = self.invite(admin_client, groups=[group.pk])

        user = get_user_model().objects.get(username="ana.ruiz@example.org")
        assert not user.has_usable_password()
        assert list(user.groups.all()) == [group]
        assert not user.is_staff
        assert link_in(response.content.decode())
        assert "no-store" in response["Cache-Control"]

    def test_the_invited_person_sets_a_password_and_is_signed_in(self, admin_client, client):
        link = link_in(self.invite(admin_client).content.decode())
        guest = type(client)()
        assert "Ana Ruiz, choose a password" in guest.get(link, follow=True).content.decode()

        set_password(guest, link)

        assert is_signed_in(guest)
        assert get_user_model().objects.get(first_name="Ana").check_password(NEW)
        assert "does not work any more" in type(client)().get(link, follow=True).content.decode()

    def test_where_email_is_set_up_the_link_goes_there_and_is_not_shown(self, admin_client, with_email):
        response = self.invite(admin_client)

        [message] = mail.outbox
        assert message.to == ["ana.ruiz@example.org"]
        assert link_in(message.body)
        assert link_in(message.body) not in response.content.decode()
        assert "Sent to ana.ruiz@example.org." in response.content.decode()

    def test_where_the_server_fails_the_link_is_shown_after_all(self, admin_client, with_email, monkeypatch):
        def fail(*given):
            raise ConnectionRefusedError

        monkeypatch.setattr(EmailBackend, "send_messages", fail)

        response = self.invite(admin_client)

        assert "could not be sent" in response.content.decode()
        assert link_in(response.content.decode())

    @pytest.mark.parametrize("field", ["email", "username"])
    def test_an_address_has_one_account(self, admin_client, field):
        get_user_model().objects.create_user(**({"username": "x"} | {field: "ana.ruiz@EXAMPLE.org"}))

        response = self.invite(admin_client)

        assert "There is an account with this address already." in response.content.decode()
        assert get_user_model().objects.filter(first_name="Ana").count() == 0

    @pytest.mark.parametrize("missing", ["email", "first_name", "last_name"])
    def test_address_and_name_are_needed(self, admin_client, missing):
        self.invite(admin_client, **{missing: ""})

        assert not get_user_model().objects.filter(username="ana.ruiz@example.org").exists()

    def test_an_administrator_gives_a_new_link_to_open_accounts_alone(self, admin_client, ana):
        closed = get_user_model().objects.create_user("closed", is_active=False)

        response = admin_client.post(
            reverse("admin:auth_user_changelist"),
            {"action": "give_links", "_selected_action": [ana.pk, closed.pk]},
        )

        assert len(re.findall(r"/accounts/invitation/", response.content.decode())) == 1

    def test_staff_without_the_right_invite_nobody(self, client, member_of_staff):
        client.force_login(member_of_staff)

        assert self.invite(client).status_code == 403
        assert get_user_model().objects.count() == 1


class TestClosedSite:
    @pytest.mark.parametrize("name", OPEN_PAGES)
    def test_whoever_has_no_session_can_still_get_one(self, client, settings, name, db):
        settings.CLOSED = True

        assert client.get(reverse(name)).status_code == 200

    def test_an_invitation_works(self, client, settings, ana):
        settings.CLOSED = True
        key = urlsafe_base64_encode(str(ana.pk).encode())

        set_password(client, reverse("invitation", args=[key, invitation_tokens.make_token(ana)]))

        assert is_signed_in(client)

    def test_signing_out_twice_is_no_fault(self, client, settings, db):
        settings.CLOSED = True

        assert "You are signed out" in client.post(reverse("logout"), follow=True).content.decode()


def test_a_password_set_while_an_account_is_being_saved_stays(admin_client, ana, monkeypatch):
    page = values(admin_client.get(page_of(ana)))
    read = AccountAdmin.get_object

    def read_just_before(self, *args, **kwargs):
        found = read(self, *args, **kwargs)
        anew = get_user_model().objects.get(pk=found.pk)
        anew.set_password(NEW)
        anew.save()
        return found

    monkeypatch.setattr(AccountAdmin, "get_object", read_just_before)

    response = admin_client.post(page_of(ana), page | {"first_name": "Ana María", "_save": "1"})

    ana.refresh_from_db()
    assert response.status_code == 302
    assert ana.first_name == "Ana María"
    assert ana.check_password(NEW)
