"""`make run`: from a bare clone to the catalogue on 127.0.0.1, and there again in seconds."""

import errno
import os
import secrets
import socket
import sys

from environment import PYTHON, prepare, want_pango
from machine import ROOT, CannotGoOn, alone, call, main, say

ENV_FILE = ROOT / ".env"
TRIAL = """\
# Written by `make run` for a trial on this machine; .env.example explains every setting.
# Keep the key to yourself: who has it can forge a sign-in.
DJANGO_SECRET_KEY={key}
# 0: plain http, for this machine only. Remove the line where the public can reach the site.
DJANGO_HTTPS=0
"""


def run() -> None:
    write_env()
    read_env()
    port = number("PORT", 8000)
    number("WEB_CONCURRENCY", 1)
    need_port(port)
    prepare("requirements.txt")
    with alone():
        want_pango()
        fill()
    need_port(port)
    print(f"\n  The catalogue:           http://127.0.0.1:{port}/   (Ctrl-C stops it)")
    print("  First administrator:     make admin   (in another terminal)\n", flush=True)
    os.chdir(ROOT)
    os.execv(PYTHON, [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"])


def write_env() -> None:
    """Write .env with a fresh secret key; one that is there is never touched."""
    try:
        file = os.open(ENV_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(file, "w") as env:
        env.write(TRIAL.format(key=secrets.token_urlsafe(50)))
    say("Wrote .env with a new secret key")


def read_env() -> None:
    """Take PORT and WEB_CONCURRENCY from .env; everything else there is read by the settings themselves."""
    for line in ENV_FILE.read_text().splitlines():
        name, _, value = line.partition("=")
        if name.strip() in ("PORT", "WEB_CONCURRENCY"):
            os.environ.setdefault(name.strip(), value.strip().strip("'\""))


def number(name: str, default: int) -> int:
    """Return a whole number from the environment."""
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise CannotGoOn(f"{name} is to be a whole number from 1 to 65535, not {value!r}.")
    return int(value)


def need_port(port: int) -> None:
    """Refuse to go on where the port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                raise CannotGoOn(f"Port {port} is in use. Take another: make run PORT={port + 1}") from fault
            raise CannotGoOn(f"Port {port} cannot be used: {os.strerror(fault.errno or 0)}.") from fault


def fill() -> None:
    """Bring the database to the present models and record, and the static files to their place."""
    if call(PYTHON, "deploy/database.py") != 0:
        raise CannotGoOn("The catalogue cannot start with these settings: see .env and .env.example.")
    follow("Migrating the database", "manage.py", "migrate", "--no-input")
    follow("Loading the record", "manage.py", "seed")
    follow("Collecting static files", "deploy/static.py")
    say("Ready")


def follow(heading: str, *command: str) -> None:
    say(heading)
    if call(PYTHON, *command) != 0:
        raise CannotGoOn(f"{' '.join(command)} failed; its own words are above.")


if __name__ == "__main__":
    main(run, sys.argv[1:])
