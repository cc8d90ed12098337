"""`make admin`: create an administrator, also on a clone that has never run."""

import os
import sys

from environment import PYTHON, prepare
from machine import CannotGoOn, alone, call, main
from run import follow, number, read_env, write_env

TOLD = [f"DJANGO_SUPERUSER_{name}" for name in ("USERNAME", "EMAIL", "PASSWORD")]


def create(*options: str) -> None:
    if all(os.environ.get(name) for name in TOLD):
        options += ("--no-input",)
    elif not sys.stdin.isatty():  # createsuperuser would skip its questions, and call that a success
        raise CannotGoOn(
            "`make admin` asks for a name, an address and a password: run it in a terminal, "
            f"or set {', '.join(TOLD)}."
        )
    write_env()
    read_env()
    port = number("PORT", 8000)
    prepare("requirements.txt")
    with alone():
        if call(PYTHON, "deploy/database.py") != 0:
            raise CannotGoOn("No administrator was created: see .env and .env.example.")
        follow("Migrating the database", "manage.py", "migrate", "--no-input", "--verbosity", "0")
    if call(PYTHON, "manage.py", "createsuperuser", *options) != 0:
        raise CannotGoOn("No administrator was created.")
    print(f"\n  Sign in, once `make run` is running: http://127.0.0.1:{port}/accounts/login/")
    print(f"  Edit the record, invite others:      http://127.0.0.1:{port}/admin/\n", flush=True)


if __name__ == "__main__":
    main(create, sys.argv[1:])
