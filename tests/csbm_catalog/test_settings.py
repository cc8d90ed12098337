import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = ("DJANGO_", "DATABASE_URL")


def run(*command: str, **settings: str) -> subprocess.CompletedProcess:
    """Run Python in a process of its own with these settings and no others."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    neutral = {"DJANGO_SECRET_KEY": "", "DJANGO_DEBUG": "0", "DATABASE_URL": "sqlite://:memory:"}
    environment = ours | neutral | {"DJANGO_SETTINGS_MODULE": "csbm_catalog.settings"} | settings
    command = [sys.executable, *command]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120)


def script(text: str, **settings: str) -> object:
    """Return what a script prints as JSON; it has Django set up and a client of a visitor."""
    start = """
        import django, environ, json
        environ.Env.read_env = staticmethod(lambda path: None)  # a developer's .env
        django.setup()
        from django.conf import settings
        from django.db import connection
        from django.test import Client
    """
    key = {"DJANGO_SECRET_KEY": "k" * 60 + "0123456789"}
    done = run("-c", textwrap.dedent(start) + textwrap.dedent(text), **key | settings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_site_does_not_start_without_a_secret_key():
    done = run("manage.py", "check")

    assert done.returncode != 0
    assert "DJANGO_SECRET_KEY is not set" in done.stderr


def test_the_settings_of_production_pass_the_check_for_deployment():
    done = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        DJANGO_SECRET_KEY="0123456789abcdefghij" * 3, DJANGO_HTTPS="1",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_is_what_is_not_said_to_be_a_trial():
    told = script("print(json.dumps([settings.DEBUG, settings.SECURE_SSL_REDIRECT, settings.CLOSED]))")

    assert told == [False, True, False]


def test_production_speaks_https_alone():
    told = script("""
        from django.core.management import call_command
        call_command("migrate", verbosity=0)
        client = Client(SERVER_NAME="localhost")
        plain, health, secure = client.get("/about/"), client.get("/healthz"), client.get("/healthz", secure=True)
        bad = client.get("/about/", headers={"Host": "evil.example"})
        hardened = ["Content-Security-Policy", "X-Frame-Options", "Permissions-Policy"]
        print(json.dumps({
            "redirect": [plain.status_code, plain["Location"], [name for name in hardened if name not in plain]],
            "health": health.status_code,
            "hsts": secure["Strict-Transport-Security"],
            "bad host": [bad.status_code, [name for name in hardened if name not in bad]],
        }))
    """, DJANGO_HTTPS="1")  # fmt: skip

    assert told == {
        "redirect": [301, "https://localhost/about/", []],
        "health": 200,
        "hsts": "max-age=63072000; includeSubDomains; preload",
        "bad host": [400, []],
    }


def test_the_cookies_of_production_are_bound_to_the_host():
    told = script("""
        from django.core.management import call_command
        call_command("migrate", verbosity=0)
        from django.contrib.auth import get_user_model
        get_user_model().objects.create_user("reader", password="a long enough password")
        client = Client(SERVER_NAME="localhost")
        client.get("/accounts/login/", secure=True)
        client.post("/accounts/login/", {"username": "reader", "password": "a long enough password"}, secure=True)
        print(json.dumps({
            name: [bool(cookie["secure"]), bool(cookie["httponly"]), cookie["path"], cookie["domain"], cookie["samesite"]]
            for name, cookie in client.cookies.items()
        }))
    """, DJANGO_HTTPS="1")  # fmt: skip

    assert told == {name: [True, True, "/", "", "Lax"] for name in ("__Host-csrf", "__Host-session")}


def test_a_trial_has_neither_redirect_nor_hsts():
    told = script("""
        response = Client(SERVER_NAME="localhost").get("/healthz")
        print(json.dumps([settings.SECURE_SSL_REDIRECT, "Strict-Transport-Security" in response]))
    """, DJANGO_HTTPS="0")  # fmt: skip

    assert told == [False, False]


@pytest.mark.parametrize(("proxies", "scheme"), [("0", "http"), ("1", "https")])
def test_a_proxy_is_believed_only_where_it_is_trusted(proxies, scheme):
    told = script("""
        from django.test import RequestFactory
        request = RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"})
        print(json.dumps(request.scheme))
    """, DJANGO_HTTPS="0", DJANGO_TRUSTED_PROXIES=proxies)  # fmt: skip

    assert told == scheme


def test_database_url_names_postgresql():
    told = script("""
        print(json.dumps([connection.vendor, settings.DATABASES["default"]["NAME"],
                          settings.DATABASES["default"]["CONN_HEALTH_CHECKS"]]))
    """, DATABASE_URL="postgres://somebody@10.0.0.1/catalogue")  # fmt: skip

    assert told == ["postgresql", "catalogue", True]


def test_a_file_of_sqlite_has_a_log_of_writes_and_writers_that_wait(tmp_path):
    told = script("""
        with connection.cursor() as cursor:
            told = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in
                    ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")]
        print(json.dumps([*told, connection.transaction_mode]))
    """, DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3")  # fmt: skip

    assert told == ["wal", 1, 20000, 1, "IMMEDIATE"]


def test_eight_writers_of_one_sqlite_file_all_succeed(tmp_path):
    told = script("""
        from concurrent.futures import ThreadPoolExecutor
        from django.core.management import call_command
        from django.db import transaction
        from conferences.models import State
        from csbm_catalog.models import CatalogueVersion
        call_command("migrate", verbosity=0)
        State.objects.create(code="XX", name="X", subregion="Caribbean", note="0")

        def write(writer):
            for _time in range(25):
                with transaction.atomic():
                    state = State.objects.get(code="XX")  # read first: what a deferred transaction trips over
                    state.note = str(int(state.note) + 1)
                    state.save()
            connection.close()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(write, range(8)))
        print(json.dumps([State.objects.get(code="XX").note, CatalogueVersion.current().number]))
    """, DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3")  # fmt: skip

    assert told == ["200", 201]


def test_a_contact_that_is_no_address_stops_the_site():
    done = run("manage.py", "check", DJANGO_SECRET_KEY="k", DJANGO_CONTACT="nobody")

    assert done.returncode != 0
    assert "DJANGO_CONTACT" in done.stderr
