"""Guesses at passwords: five for an account and an address, fifty for an address, however they come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode

from csbm_catalog.accounts.attempts import EVERY_NAME
from csbm_catalog.accounts.links import invitation_tokens, reset_tokens
from csbm_catalog.events import Deed, Event
from tests.conftest import PASSWORD
from tests.csbm_catalog.test_settings import script

NEW = "another quite long password"


@pytest.fixture
def ana(db):
    return get_user_model().objects.create_user("ana@example.org", "ana@example.org", PASSWORD)


@pytest.fixture
def checks(monkeypatch):
    """Collect the passwords that were looked at."""
    looked_at = []
    check = ModelBackend.authenticate

    def counted(self, request, username=None, password=None, **kwargs):
        looked_at.append(password)
        return check(self, request, username, password, **kwargs)

    monkeypatch.setattr(ModelBackend, "authenticate", counted)
    return looked_at


def guess(client, name="ana@example.org", password="wrong", **headers):
    return client.post(reverse("login"), {"username": name, "password": password}, **headers)


def lock(client, **headers):
    return [guess(client, **headers) for _time in range(5)][-1]


def test_the_fifth_wrong_password_locks_and_says_until_when(client, ana):
    answers = [guess(client) for _time in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    page = answers[-1].content.decode()
    assert "Too many wrong passwords" in page
    assert "in 15 minutes" in page
    assert 890 <= int(answers[-1]["Retry-After"]) <= 900
    assert "no-store" in answers[-1]["Cache-Control"]


def test_the_right_password_is_not_looked_at_while_locked(client, ana, checks):
    lock(client)

    assert guess(client, password=PASSWORD).status_code == 429
    assert checks == ["wrong"] * 5


def test_waiting_out_the_time_lets_in(client, ana):
    lock(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert guess(client, password=PASSWORD).status_code == 302


def test_trying_while_locked_does_not_make_the_wait_longer(client, ana):
    lock(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))

    assert "in 1 minute," in guess(client).content.decode()


def test_spellings_of_one_name_are_one_name(client, ana, checks):
    for name in [
        "ana@example.org",
        " ANA@example.org",
        "Ana@Example.ORG ",
        "\tana@EXAMPLE.org\n",
        "ａna@example.org",
    ]:
        guess(client, name)

    assert guess(client, password=PASSWORD).status_code == 429
    assert len(checks) == 5


def test_another_address_and_another_account_are_not_locked(client, ana):
    get_user_model().objects.create_user("ben", password=PASSWORD)
    lock(client)

    assert guess(client, password=PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 302
    assert guess(client, "ben", PASSWORD).status_code == 302


def test_a_new_browser_is_not_a_new_person(client, ana):
    for number in range(5):
        guess(Client(), headers={"User-Agent": f"Browser {number}"})

    assert guess(Client(), password=PASSWORD).status_code == 429


def test_of_ipv6_a_whole_network_is_one_address(client, ana):
    for number in range(5):
        guess(client, REMOTE_ADDR=f"2001:db8:1:2::{number + 1}")

    assert guess(client, password=PASSWORD, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert guess(client, password=PASSWORD, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_what_a_client_writes_itself_into_forwarded_for_is_not_believed(client, ana):
    for number in range(5):
        guess(client, headers={"X-Forwarded-For": f"10.0.0.{number}"})

    assert guess(client, password=PASSWORD).status_code == 429


def test_behind_a_proxy_each_client_counts_by_itself(client, ana, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(5):
        guess(client, headers={"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"})

    assert guess(client, password=PASSWORD, headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 429
    assert guess(client, password=PASSWORD, headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 302


def test_signing_in_forgets_the_guesses_before(client, ana):
    for _time in range(4):
        guess(client)
    guess(client, password=PASSWORD)

    assert [guess(client).status_code for _time in range(4)] == [200] * 4


def test_a_right_password_leaves_no_failed_sign_in(admin_client, ana):
    guess(Client(), password=PASSWORD)

    assert not AccessAttempt.objects.exists()


def test_only_what_counts_at_present_is_listed(admin_client, ana):
    guess(Client())
    guess(Client(), "another")
    AccessAttempt.objects.filter(username="ana@example.org").update(
        attempt_time=timezone.now() - timedelta(minutes=16)
    )
    AccessAttempt.objects.filter(username=EVERY_NAME).update(failures_since_start=0)

    page = admin_client.get(reverse("admin:csbm_catalog_failedsignin_changelist"))

    assert [one.username[:8] for one in page.context["cl"].result_list] == ["unknown "]


def test_the_log_names_as_unlocked_only_what_was_locked(admin_client, ana):
    lock(Client())
    pks = list(AccessAttempt.objects.values_list("pk", flat=True))

    admin_client.post(
        reverse("admin:csbm_catalog_failedsignin_changelist"), {"action": "unlock", "_selected_action": pks}
    )

    assert Event.objects.get(deed=Deed.UNLOCKED).about == "ana@example.org"


def test_counts_that_are_long_over_are_deleted_with_the_next_wrong_password(client, ana):
    guess(client, REMOTE_ADDR="10.1.2.3")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(days=2))

    guess(client, REMOTE_ADDR="10.9.9.9")

    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"10.9.9.9"}


def test_an_unknown_name_is_locked_alike_and_not_kept(client, ana):
    answers = [guess(client, "my secret password").status_code for _time in range(6)]

    assert answers == [200] * 4 + [429] * 2
    kept = [*AccessAttempt.objects.values_list("username", flat=True), *map(str, Event.objects.all())]
    assert not any("secret" in text for text in kept)


@pytest.mark.parametrize(
    ("name", "tokens"), [("password-reset-set", reset_tokens), ("invitation", invitation_tokens)]
)
def test_a_one_time_link_unlocks(client, ana, name, tokens):
    lock(client)
    link = reverse(name, args=[urlsafe_base64_encode(str(ana.pk).encode()), tokens.make_token(ana)])

    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"new_password1": NEW, "new_password2": NEW})

    assert guess(Client(), password=NEW).status_code == 302
    assert Event.objects.filter(deed=Deed.UNLOCKED, about="ana@example.org").exists()


def test_an_administrator_unlocks_an_account(client, admin_client, ana):
    lock(Client())

    admin_client.post(
        reverse("admin:auth_user_changelist"), {"action": "unlock", "_selected_action": [ana.pk]}
    )

    assert guess(Client(), password=PASSWORD).status_code == 302
    assert Event.objects.get(deed=Deed.UNLOCKED).who == "admin"


def test_an_administrator_sees_what_is_locked_and_unlocks_it(admin_client, ana):
    lock(Client())
    guess(Client(), "nobody at all")
    address = reverse("admin:csbm_catalog_failedsignin_changelist")

    page = admin_client.get(address).content.decode()
    assert "ana@example.org" in page
    assert "no account" in page
    assert "every account together" in page
    assert "failed sign-in" in page
    assert "Axes" not in page
    pks = AccessAttempt.objects.values_list("pk", flat=True)
    admin_client.post(address, {"action": "unlock", "_selected_action": list(pks)})

    assert guess(Client(), password=PASSWORD).status_code == 302


class TestOneAddressForManyNames:
    @pytest.fixture(autouse=True)
    def few(self, settings):
        settings.ADDRESS_FAILURE_LIMIT = 8

    def guess_many(self, count=8, **headers):
        return [guess(Client(), f"name {number}", **headers) for number in range(count)][-1]

    def test_is_locked_whatever_the_name_and_says_so(self, client, ana, checks):
        last = self.guess_many()

        right = guess(client, password=PASSWORD)

        assert (last.status_code, right.status_code) == (429, 429)
        assert "from your address, for whatever accounts" in right.content.decode()
        assert "Forgot the password?" not in right.content.decode()
        assert checks == ["wrong"] * 8

    def test_other_addresses_are_not_locked(self, client, ana):
        self.guess_many(REMOTE_ADDR="10.0.0.9")

        assert guess(client, password=PASSWORD).status_code == 302

    def test_of_ipv6_a_whole_network_is_one_address(self, client, ana):
        for number in range(8):
            guess(Client(), f"name {number}", REMOTE_ADDR=f"2001:db8:1:2::{number + 1}")

        assert guess(client, password=PASSWORD, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429

    def test_right_passwords_do_not_count_and_forget_nothing_of_the_others(self, client, ana):
        self.guess_many(7)
        answers = [guess(Client(), password=PASSWORD).status_code for _time in range(10)]

        assert answers == [302] * 10
        assert guess(Client(), "one more").status_code == 429

    def test_the_wait_counts_from_the_first_of_them(self, client, ana):
        self.guess_many(1)
        first = AccessAttempt.objects.filter(username=EVERY_NAME)
        first.update(attempt_time=timezone.now() - timedelta(minutes=14))
        self.guess_many(7)

        page = guess(client, password=PASSWORD)
        first.update(attempt_time=timezone.now() - timedelta(minutes=16))

        assert "in 1 minute," in page.content.decode()
        assert guess(client, password=PASSWORD).status_code == 302

    def test_who_unlocks_an_account_is_led_to_where_the_address_is_unlocked(self, admin_client, ana):
        accounts = reverse("admin:auth_user_changelist")
        asked = {"action": "unlock", "_selected_action": [ana.pk]}
        before = admin_client.post(accounts, asked, follow=True).content.decode()
        self.guess_many()

        after = admin_client.post(accounts, asked, follow=True).content.decode()

        assert "An address is locked for every account" not in before
        assert "An address is locked for every account" in after
        assert f'“<a href="{reverse("admin:csbm_catalog_failedsignin_changelist")}">' in after

    def test_the_log_tells_of_it(self, ana):
        self.guess_many(REMOTE_ADDR="10.1.2.3")

        event = Event.objects.get(deed=Deed.LOCKED_OUT)
        assert (event.about, event.address) == ("every account", "10.1.2.3")


def test_guesses_at_the_present_password_count_too(client, ana, checks):
    client.force_login(ana)
    asked = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}

    answers = [client.post(reverse("password-change"), asked).status_code for _time in range(6)]

    assert answers == [200] * 4 + [429] * 2
    assert client.post(reverse("password-confirm"), {"password": PASSWORD}).status_code == 429
    assert len(checks) == 5


def test_the_log_tells_of_failures_and_of_the_lock(client, ana):
    lock(client, REMOTE_ADDR="10.1.2.3")
    guess(client, REMOTE_ADDR="10.1.2.3")

    told = Event.objects.values_list("deed", "who", "about", "address")
    assert sorted(told) == sorted(
        [("sign-in-failed", "", "ana@example.org", "10.1.2.3")] * 5
        + [("locked-out", "", "ana@example.org", "10.1.2.3")]
    )


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_are_five(checks):
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory is one connection; of a file, the next test tells")
    get_user_model().objects.create_user("ana@example.org", password=PASSWORD)

    def one(number):
        try:
            return guess(Client(), password=f"wrong {number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(20)))

    assert len(checks) == 5
    assert answers.count(429) >= 15


def test_twenty_guesses_at_once_are_five_in_a_file_of_sqlite_too(tmp_path):
    told = script("""
        from concurrent.futures import ThreadPoolExecutor
        from django.contrib.auth import get_user_model
        from django.contrib.auth.backends import ModelBackend
        from django.core.management import call_command
        from django.db import connection
        call_command("migrate", verbosity=0)
        get_user_model().objects.create_user("ana", password="a long enough password")
        checks, check = [], ModelBackend.authenticate

        def counted(self, request, username=None, password=None, **kwargs):
            checks.append(password)
            return check(self, request, username, password, **kwargs)

        ModelBackend.authenticate = counted

        def one(number):
            client = Client(SERVER_NAME="localhost")
            status = client.post("/accounts/login/", {"username": "ana", "password": f"wrong {number}"}).status_code
            connection.close()
            return status

        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(one, range(20)))
        print(json.dumps([len(checks), answers.count(429) >= 15]))
    """, DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3", DJANGO_HTTPS="0")  # fmt: skip

    assert told == [5, True]
