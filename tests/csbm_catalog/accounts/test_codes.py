"""One-time codes: who is asked for one, how they are set up, what each is good for."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from csbm_catalog.accounts import EDITOR, attempts
from csbm_catalog.accounts.codes import devices
from csbm_catalog.accounts.codes.picture import picture_of
from csbm_catalog.events import Deed, Event
from tests.conftest import PASSWORD
from tests.csbm_catalog.accounts.conftest import code_of, signed_in

INDEX = "/admin/"
RECOVERY = re.compile(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>")


@pytest.fixture
def editor(make_account):
    return make_account("editor", EDITOR)


@pytest.fixture
def held(editor, telephone):
    """The editor's telephone and recovery codes, set up some time ago."""
    device, codes = telephone(editor)
    return device, codes


def enter(client, code, **data):
    return client.post(reverse("code"), {"code": code} | data)


class TestTheDoor:
    def test_in_a_trial_nobody_is_asked(self, editor):
        assert signed_in(editor).get(INDEX).status_code == 200

    def test_who_has_no_device_is_led_to_set_one_up(self, production, editor):
        answer = signed_in(editor).get("/admin/measures/measure/?q=x")

        assert answer.url == "/accounts/code/set-up/?next=%2Fadmin%2Fmeasures%2Fmeasure%2F%3Fq%3Dx"

    def test_who_has_one_is_asked_for_its_code_and_led_on(self, production, editor, held):
        client = signed_in(editor)
        asked = client.get("/admin/measures/theme/")
        page = client.get(asked.url)

        answer = enter(client, code_of(held[0]), next=page.context["next"])

        assert asked.url == "/accounts/code/?next=%2Fadmin%2Fmeasures%2Ftheme%2F"
        assert answer.url == "/admin/measures/theme/"
        assert client.get(answer.url).status_code == 200

    @pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x"])
    def test_leads_nowhere_else(self, production, editor, held, address):
        client = signed_in(editor)

        assert "elsewhere" not in client.get(reverse("code"), {"next": address}).content.decode()
        assert enter(client, code_of(held[0]), next=address).url == reverse("account")

    def test_a_code_lapses_with_the_day(self, production, editor, held):
        client = signed_in(editor)
        enter(client, code_of(held[0]))
        session = client.session
        session[devices.VERIFIED_AT] = int(time.time()) - devices.VERIFIED_SECONDS - 1
        session.save()

        assert client.get(INDEX).status_code == 302

    def test_a_code_given_in_one_browser_opens_no_other(self, production, editor, held):
        enter(signed_in(editor), code_of(held[0]))

        assert signed_in(editor).get(INDEX).status_code == 302

    def test_the_key_of_the_session_changes_with_the_code(self, production, editor, held):
        client = signed_in(editor)
        before = client.session.session_key
        enter(client, code_of(held[0]))

        assert client.session.session_key != before

    def test_whoever_may_not_enter_is_asked_for_nothing(self, production, make_account):
        client = signed_in(make_account("reader"))

        assert client.get(INDEX).url.startswith("/admin/login/")
        assert client.get("/measures/").status_code == 200

    @pytest.mark.parametrize("address", ["/admin/logout/", "/admin/password_change/", "/accounts/"])
    def test_who_cannot_give_a_code_can_still_leave(self, production, editor, held, address):
        assert "code" not in signed_in(editor).get(address).get("Location", "")


class TestCodes:
    def test_a_code_works_once(self, editor, held):
        code = code_of(held[0])

        assert devices.verify(editor, code) == held[0]
        assert devices.verify(editor, code) is None

    @pytest.mark.parametrize("code", ["000000", "12345", "", "abcdefghij", "ABCDE-FGHIJ", "٣٤٥٦٧٨", "x" * 40])
    def test_what_is_no_code_opens_nothing(self, production, editor, held, code):
        client = signed_in(editor)

        assert enter(client, code).status_code == 200
        assert client.get(INDEX).status_code == 302

    def test_a_code_may_have_spaces(self, editor, held):
        code = code_of(held[0])

        assert devices.verify(editor, f" {code[:3]} {code[3:]} ")

    def test_a_code_of_another_account_opens_nothing(self, editor, held, make_account, telephone):
        other, _codes = telephone(make_account("other", EDITOR))

        assert devices.verify(editor, code_of(other)) is None

    def test_each_wrong_guess_doubles_the_wait_and_says_so(self, production, editor, held):
        client = signed_in(editor)
        enter(client, "000000")
        answer = enter(client, code_of(held[0]))

        assert answer.status_code == 429
        assert "try again in" in answer.content.decode()
        TOTPDevice.objects.update(throttling_failure_count=10)
        assert "try again in 9 minutes" in enter(client, "000000").content.decode()

    def test_after_the_wait_the_right_code_is_taken(self, production, editor, held):
        client = signed_in(editor)
        enter(client, "000000")
        TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=5))

        assert enter(client, code_of(held[0])).status_code == 302

    def test_a_refused_code_is_in_the_log_and_not_what_it_was(self, editor, held):
        enter(signed_in(editor), "123456")

        event = Event.objects.get(deed=Deed.CODE_REFUSED)
        assert (event.user, event.about) == (editor, "")


class TestRecovery:
    def test_a_recovery_code_opens_once(self, production, editor, held):
        client, again = signed_in(editor), signed_in(editor)
        code = held[1][0]

        assert enter(client, code.upper().replace("-", " ")).status_code == 302
        assert client.get(INDEX).status_code == 200
        assert enter(again, code).status_code == 200
        assert again.get(INDEX).status_code == 302
        assert devices.recovery_codes_left(editor) == 9

    def test_says_how_many_are_left(self, production, editor, held):
        StaticToken.objects.filter(pk__in=list(StaticToken.objects.values_list("pk", flat=True)[:7])).delete()
        client = signed_in(editor)

        for code in held[1]:
            StaticDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
            if enter(client, code, next="/accounts/").status_code == 302:
                break

        page = client.get("/accounts/").content.decode()
        assert "2 are left" in page
        assert "Make new ones" in page

    def test_the_database_does_not_hold_the_codes(self, held):
        kept = set(StaticToken.objects.values_list("token", flat=True))

        assert len(kept) == 10
        assert not kept & {*held[1], *(code.replace("-", "") for code in held[1])}

    def test_new_ones_end_the_old(self, editor, held):
        client = signed_in(editor)
        enter(client, code_of(held[0]))

        page = client.post(reverse("recovery"))

        new = RECOVERY.findall(page.content.decode())
        assert len(set(new)) == 10
        assert "no-store" in page["Cache-Control"]
        assert devices.verify(editor, held[1][0]) is None
        StaticDevice.objects.update(throttling_failure_timestamp=None)
        assert devices.verify(editor, new[0])

    def test_looking_at_the_page_changes_nothing(self, editor, held):
        client = signed_in(editor)
        enter(client, code_of(held[0]))

        assert "10 recovery codes are left" in client.get(reverse("recovery")).content.decode()
        assert devices.verify(editor, held[1][0])

    @pytest.mark.django_db(transaction=True)
    def test_one_code_sent_ten_times_at_once_opens_one_door(self, production, editor, held):
        if connection.vendor == "sqlite":
            pytest.skip("a database in memory is one connection")

        def one(client):
            try:
                return enter(client, held[1][0]).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(one, [signed_in(editor) for _time in range(10)]))

        assert answers.count(302) == 1


class TestSettingUp:
    def set_up(self, client, code=None, **data):
        client.get(reverse("code-set-up"))
        code = code or code_of(TOTPDevice.objects.get(confirmed=False))
        return client.post(reverse("code-set-up"), {"code": code} | data)

    def test_shows_the_key_as_picture_and_letters_and_breaks_no_policy(self, editor):
        page = signed_in(editor).get(reverse("code-set-up")).content.decode()

        device = TOTPDevice.objects.get()
        assert f'd="{picture_of(device.config_url).path}"' in page
        assert devices.key_of(device) in page
        assert "style=" not in page
        assert "data:" not in page

    def test_the_key_stays_while_the_page_is_open(self, editor):
        client = signed_in(editor)
        keys = {
            devices.key_of(client.get(reverse("code-set-up")) and TOTPDevice.objects.get())
            for _time in range(3)
        }

        assert len(keys) == 1

    def test_the_first_right_code_shows_ten_recovery_codes_and_opens(self, production, editor):
        client = signed_in(editor)

        page = self.set_up(client, next="/admin/measures/theme/")

        assert len(set(RECOVERY.findall(page.content.decode()))) == 10
        assert 'href="/admin/measures/theme/"' in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert client.get(INDEX).status_code == 200
        assert Event.objects.filter(deed=Deed.CODES_SET_UP, about="editor").exists()

    def test_a_wrong_code_sets_nothing_up(self, production, editor):
        client = signed_in(editor)

        assert "This code is not right" in self.set_up(client, "000000").content.decode()
        assert devices.device_of(editor) is None
        assert client.get(INDEX).status_code == 302

    def test_a_device_that_is_not_confirmed_opens_nothing(self, production, editor):
        client = signed_in(editor)
        client.get(reverse("code-set-up"))

        assert devices.verify(editor, code_of(TOTPDevice.objects.get())) is None

    def test_a_session_left_open_is_asked_for_the_password(self, editor):
        client = signed_in(editor)
        session = client.session
        session[attempts.PASSWORD_AT] -= attempts.RECENT_SECONDS + 1
        session.save()

        asked = client.get(reverse("code-set-up"))
        wrong = client.post(asked.url, {"password": "wrong"})
        answer = client.post(asked.url, {"password": PASSWORD, "next": reverse("code-set-up")})

        assert asked.url == "/accounts/confirm/?next=%2Faccounts%2Fcode%2Fset-up%2F"
        assert "This is not your present password." in wrong.content.decode()
        assert answer.url == reverse("code-set-up")
        assert client.get(answer.url).status_code == 200

    def test_the_password_alone_does_not_replace_a_telephone(self, editor, held):
        client = signed_in(editor)

        assert client.get(reverse("code-set-up")).url.startswith("/accounts/code/?")
        assert client.post(reverse("code-set-up"), {"code": "000000"}).url.startswith("/accounts/code/?")
        assert client.post(reverse("recovery")).url.startswith("/accounts/code/?")
        assert TOTPDevice.objects.get() == held[0]

    def test_a_new_telephone_ends_the_old_one_and_its_recovery_codes(self, editor, held):
        client = signed_in(editor)
        enter(client, code_of(held[0]))

        self.set_up(client)

        assert devices.device_of(editor) != held[0]
        assert devices.verify(editor, held[1][0]) is None

    def test_strangers_are_asked_to_sign_in(self, client, db):
        for name in ("code", "code-set-up", "recovery", "password-confirm"):
            assert client.get(reverse(name)).url.startswith("/accounts/login/?next=")

    def test_no_page_of_the_admin_shows_a_key(self, admin_client):
        assert "otp" not in admin_client.get(INDEX).content.decode()
        assert admin_client.get("/admin/otp_totp/totpdevice/").status_code == 404


class TestLostTelephone:
    def remove(self, client, user):
        data = {"action": "remove_codes", "_selected_action": [user.pk]}
        return client.post(reverse("admin:auth_user_changelist"), data, follow=True)

    def test_an_administrator_removes_the_codes_of_another(self, admin_client, editor, held):
        page = self.remove(admin_client, editor)

        assert "The one-time codes of editor are removed." in page.content.decode()
        assert devices.device_of(editor) is None
        assert devices.recovery_codes_left(editor) == 0
        assert Event.objects.get(deed=Deed.CODES_REMOVED).who == "admin"

    def test_what_the_codes_had_opened_is_shut(self, production, administrator, telephone, editor, held):
        client = signed_in(editor)
        enter(client, code_of(held[0]))
        devices.remove(editor)

        assert client.get(INDEX).url.startswith("/accounts/code/set-up/")

    def test_an_editor_removes_nobodys(self, editor, make_account, telephone):
        other = make_account("other", EDITOR)
        telephone(other)

        self.remove(signed_in(editor), other)

        assert devices.device_of(other)


class TestTerminal:
    def make(self, monkeypatch, *options, **environment):
        names = {"USERNAME": "first", "EMAIL": "first@example.org", "PASSWORD": PASSWORD} | environment
        for name, value in names.items():
            monkeypatch.setenv(f"DJANGO_SUPERUSER_{name}", value)
        out = StringIO()
        call_command("createsuperuser", *options, stdout=out)
        return out.getvalue()

    def test_in_production_the_first_administrator_gets_codes(self, db, production, monkeypatch):
        said = self.make(monkeypatch, "--no-input")

        device = TOTPDevice.objects.get(confirmed=True)
        assert device.config_url in said
        assert devices.key_of(device) in said
        code = re.findall(r"^  ([a-z2-9]{5}-[a-z2-9]{5})$", said, re.M)
        assert len(code) == 10
        assert devices.verify(device.user, code[0])

    @pytest.mark.parametrize(("https", "option", "number"), [(True, "--no-codes", 0), (False, "--codes", 1)])
    def test_an_option_says_otherwise(self, db, settings, monkeypatch, https, option, number):
        settings.HTTPS = https
        self.make(monkeypatch, "--no-input", option)

        assert TOTPDevice.objects.filter(confirmed=True).count() == number

    def test_in_a_trial_there_are_none(self, db, monkeypatch):
        assert "otpauth" not in self.make(monkeypatch, "--no-input")

    def test_a_bad_password_of_the_environment_is_refused(self, db, monkeypatch):
        with pytest.raises(CommandError, match="at least 15 characters"):
            self.make(monkeypatch, "--no-input", PASSWORD="short")

    @pytest.mark.parametrize(
        ("given", "confirmed"), [(["right"], True), (["000000", "right"], True), ([""], False)]
    )
    def test_asks_for_the_code_that_the_telephone_shows(self, make_account, monkeypatch, given, confirmed):
        from django.core.management.base import OutputWrapper

        from csbm_catalog.accounts.codes.terminal import Enrolment

        answers, out = iter(given), StringIO()
        enrolment = Enrolment(make_account("first", is_superuser=True), OutputWrapper(out))
        monkeypatch.setattr(
            "builtins.input",
            lambda question: code_of(enrolment.device) if (one := next(answers)) == "right" else one,
        )

        enrolment.run(interactive=True)

        assert TOTPDevice.objects.get().confirmed is confirmed
        assert ("Recovery codes" in out.getvalue()) is confirmed
