"""Imports that are killed: a process prepares once, then forks children that import and are killed on the way.

Run by test_kills with a database of its own in DATABASE_URL; prints a line for each kill: how many records
of the file were there afterwards, and how many versions of them.
"""

import os
import random
import signal
import sys
import time

import django

django.setup()

from django.db import connections  # noqa: E402

from csbm_catalog.files.importing import apply, preview  # noqa: E402
from csbm_catalog.files.reading import Row, Table  # noqa: E402
from measures.models import Theme  # noqa: E402
from measures.resources import ThemeResource  # noqa: E402

ROWS = 150


def table(number: int) -> Table:
    rows = [
        Row(row, {"slug": f"killed-{number}-{row}", "name": f"Killed {number} {row}"}) for row in range(ROWS)
    ]
    return Table(["slug", "name"], rows)


def bring(number: int, seen: str):
    apply(ThemeResource(), table(number), "", seen)


def found(number: int) -> str:
    slug = f"killed-{number}-"
    return f"{Theme.objects.filter(slug__startswith=slug).count()} " + str(
        Theme.history.filter(slug__startswith=slug).count()
    )


def kill_on_the_way(number: int, most: float) -> str:
    """Import in a child, and kill it at a random moment; return what is there afterwards."""
    seen = preview(ThemeResource(), table(number)).stamp("")
    connections.close_all()  # a child does not share a connection with its parent
    child = os.fork()
    if child == 0:
        bring(number, seen)
        os._exit(0)
    time.sleep(random.uniform(0, most))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return found(number)


def main(kills: int):
    """Kill this many imports; then import once more, unharmed."""
    started = time.monotonic()
    bring(0, preview(ThemeResource(), table(0)).stamp(""))
    whole = time.monotonic() - started  # a preview and an import: twice what one takes
    for number in range(1, kills + 1):
        print(kill_on_the_way(number, whole * 0.6))
    bring(1_000, preview(ThemeResource(), table(1_000)).stamp(""))
    print(found(1_000))


main(int(sys.argv[1]))
