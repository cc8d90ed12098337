"""Measure how pages answer while two packets are made: `python -m benchmarks.beside`.

A server as it is deployed, on a scratch database, which keeps no PDF, so that each is made anew. One reader
signed in and one stranger ask for the 88 measures of Miami over and over; beside them a third reads pages, one
at a time. The same pages are read before, with nothing else under way, to tell a slow machine from a slow site.
"""

import argparse
import contextlib
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

SCRATCH = tempfile.mkdtemp(prefix="beside-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "csbm_catalog.settings",
    "DJANGO_SECRET_KEY": "benchmark",
    "DJANGO_LOG_LEVEL": "ERROR",
    "DJANGO_HTTPS": "0",
    "DJANGO_PDF_KEPT_MEGABYTES": "0",
}
os.environ.setdefault("BESIDE_DATABASE_URL", f"sqlite:///{SCRATCH}/db.sqlite3")
os.environ["DATABASE_URL"] = os.environ["BESIDE_DATABASE_URL"]

PACKET = "/measures.pdf?document=miami-consensus&document=miami-illustrative-list"
PAGES = [
    "/healthz",
    "/measures/",
    "/measures/?category=military&evidence=related",
    "/measures/?q=exercise",
    "/measures/miami-consensus/1/",
    "/conferences/miami-2003/",
]
GOAL = 0.1  # seconds, 95 of 100 answers


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=30, help="how long pages are read beside the packets")
    seconds = options.parse_args().seconds
    session = prepare()
    with serving() as port:
        alone = read_pages(port, 5)
        with made_over_and_over(port, ["", session]) as packets:
            beside = read_pages(port, seconds)
    report(alone, beside, packets)


def prepare() -> str:
    """Fill the scratch database; return the cookie of somebody signed in."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connection

    from csbm_catalog.seeding import seed

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    seed()
    user = get_user_model().objects.create_user(f"reader-{os.getpid()}")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    connection.close()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextlib.contextmanager
def serving():
    """Serve as deployed, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    server = subprocess.Popen(command, env=os.environ | {"PORT": str(port)})
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(60)


def wait_for(port: int):
    for _try in range(200):
        with contextlib.suppress(OSError):
            if ask(port, "/healthz")[0] == 200:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def ask(port: int, address: str, cookie: str = "") -> tuple[int, float]:
    """Return the status of an answer, and the seconds until all of it was there."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - began
    finally:
        connection.close()


@contextlib.contextmanager
def made_over_and_over(port: int, cookies: list[str]):
    """Ask for the packet as each of the readers, again and again; give the seconds that each took."""
    taken: list[float] = []
    refused: list[int] = []
    over = threading.Event()

    def again(cookie: str):
        while not over.is_set():
            status, seconds = ask(port, PACKET, cookie)
            taken.append(seconds)
            if status != 200:
                refused.append(status)
                return

    readers = [threading.Thread(target=again, args=[cookie], daemon=True) for cookie in cookies]
    for reader in readers:
        reader.start()
    time.sleep(5)  # until both renderers are warm, and both are at it
    taken.clear()
    yield taken
    over.set()
    for reader in readers:
        reader.join(60)
    if refused:
        raise SystemExit(f"{len(refused)} packets were refused with {refused[0]}: nothing was measured.")


def read_pages(port: int, seconds: int) -> dict[str, list[float]]:
    """Read the pages in turn, with a reader's short pauses; return the seconds of each answer."""
    taken: dict[str, list[float]] = {page: [] for page in PAGES}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for page in PAGES:
            status, one = ask(port, page)
            if status != 200:
                raise SystemExit(f"{page} was answered with {status}.")
            taken[page].append(one)
            time.sleep(0.02)
    return taken


def report(alone, beside, packets: list[float]):
    print(f"{len(packets)} packets were made meanwhile, in {statistics.median(packets):.1f} s each (median)")
    print(f"{'page':50} {'alone: p50':>11} {'p95':>6} {'beside: p50':>12} {'p95':>6}   (ms)")
    for page in [*PAGES, "all of them"]:
        of = [which.get(page) or every(which) for which in (alone, beside)]
        figures = [1000 * at(share, one) for one in of for share in (0.5, 0.95)]
        print("{:50} {:11.0f} {:6.0f} {:12.0f} {:6.0f}".format(page, *figures))
    slowest = at(0.95, every(beside))
    print(f"p95 of all pages: {slowest * 1000:.0f} ms (goal {GOAL * 1000:.0f} ms)")


def every(taken: dict[str, list[float]]) -> list[float]:
    return [one for of_page in taken.values() for one in of_page]


def at(share: float, seconds: list[float]) -> float:
    return sorted(seconds)[min(int(share * len(seconds)), len(seconds) - 1)]


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
