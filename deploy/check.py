"""`make test` and `make soak`: the suite on SQLite, then on PostgreSQL, and what could not be run."""

import os
import shlex
import subprocess
import sys

from environment import PYTHON, chromium, prepare, want_pango
from machine import CannotGoOn, call, main, say

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
ANSWERS = """
import sys, psycopg2
try:
    psycopg2.connect(sys.argv[1], connect_timeout=3).close()
except psycopg2.Error as fault:
    sys.exit(str(fault).splitlines()[0])
"""
SETTINGS = ("DJANGO_", "DATABASE_URL")


def check(*options: str) -> int:
    """Run the tests with pytest's options; return 1 where a run failed, or what is required is missing."""
    forget_settings()
    prepare("requirements.txt", "tests/requirements.txt")
    want_pango()
    browser = chromium()
    os.environ["CHROMIUM"] = browser or ""
    results = {
        "SQLite": run("SQLite", "sqlite://:memory:", options),
        "PostgreSQL": run_on_postgresql(options),
        "Browser tests": f"with {browser}" if browser else "skipped, because Chromium is not installed here",
    }
    return report(results)


def forget_settings() -> None:
    """Drop a developer's settings; tests/environment.py gives tests theirs, ahead of .env."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        del os.environ[name]
    os.environ.update(DJANGO_SECRET_KEY="test", DJANGO_HTTPS="0")


def run(name: str, database: str, options: tuple[str, ...]) -> str:
    say(f"Tests on {name}")
    pytest = [PYTHON, "-W", "error", "-m", "pytest", "-n", "auto"]
    asked = shlex.split(os.environ.get("ARGS", ""))
    status = call(*pytest, *options, *asked, env={"DATABASE_URL": database})
    return {0: "passed", 5: "failed: no test was found"}.get(status, "failed")


def run_on_postgresql(options: tuple[str, ...]) -> str:
    database = os.environ.get("TEST_DATABASE_URL") or LOCAL
    answer = subprocess.run([PYTHON, "-c", ANSWERS, database], capture_output=True, text=True)
    if answer.returncode == 0:
        return run("PostgreSQL", database, options)
    return f"skipped, because none can be used ({answer.stderr.strip()}); TEST_DATABASE_URL can name one"


def report(results: dict[str, str]) -> int:
    """Print how each part ended; return the exit status that this deserves."""
    print()
    for name, result in results.items():
        print(f"{name}: {result}")
    wrong = ("failed", "skipped") if os.environ.get("REQUIRE_ALL") == "1" else ("failed",)
    bad = [name for name, result in results.items() if result.startswith(wrong)]
    if bad:
        raise CannotGoOn(f"Not good: {', '.join(bad)}.")
    return 0


if __name__ == "__main__":
    main(check, sys.argv[1:])
