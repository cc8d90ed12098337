"""Measure pages against `/hello/`, side by side in one run: `make bench`, `make bench ARGS="--measures 1000"`.

Machines are noisy, so each address takes its turn with `/hello/`, request by request, and what counts is
the ratio of the medians of processor time: this process's and, on PostgreSQL, its server process's too.
Queries and bytes are exact. The database is a scratch one, made and removed by this run.
"""

import argparse
import gzip
import os
import statistics
import time
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "csbm_catalog.settings"
os.environ.setdefault("DJANGO_LOG_LEVEL", "ERROR")
os.environ.setdefault("DJANGO_HTTPS", "0")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from benchmarks.record import enlarge  # noqa: E402
from csbm_catalog.seeding import seed  # noqa: E402

ADDRESSES = [
    "/measures/",
    "/measures/?category=military&evidence=related",
    "/measures/?q=exercise",
    "/measures/?page=4",
    "/measures/miami-consensus/1/",
    "/conferences/miami-2003/",
    "/",
    "/measures.csv",
]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--requests", type=int, default=60, help="of each address, and as many of /hello/")
    options.add_argument("--measures", type=int, default=0, help="enlarge the record to so many measures")
    arguments = options.parse_args()
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        seed()
        enlarge(arguments.measures)
        with override_settings(ROOT_URLCONF="benchmarks.urls", ALLOWED_HOSTS=["testserver"]):
            report(arguments.requests)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def report(requests: int):
    print(f"{connection.vendor}, {requests} requests each; processor milliseconds a request, median")
    print(f"{'address':50} {'ms':>8} {'hello':>7} {'ratio':>6} {'queries':>8} {'bytes':>8} {'gzip':>7}")
    for address in ADDRESSES:
        print(line(address, {}, requests))
    etag = Client().get("/measures/")["ETag"]
    print(line("/measures/", {"HTTP_IF_NONE_MATCH": etag}, requests, "/measures/, unchanged (304)"))


def line(address: str, headers: dict, requests: int, label: str = "") -> str:
    client = Client(**headers)
    body = client.get(address).getvalue()
    with CaptureQueriesContext(connection) as queries:
        client.get(address).getvalue()
    asked = len(queries)  # counted now: later requests empty the log
    page, hello = side_by_side(client, address, requests)
    packed = len(gzip.compress(body))
    return (
        f"{label or address:50} {page:8.2f} {hello:7.2f} {page / hello:6.1f} "
        f"{asked:8} {len(body):8} {packed:7}"
    )


def side_by_side(client: Client, address: str, requests: int) -> tuple[float, float]:
    """Return the median processor milliseconds of a request, of the address and of /hello/."""
    taken: dict[str, list[float]] = {address: [], "/hello/": []}
    for _turn in range(requests):
        for each in taken:
            began = processor_seconds()
            client.get(each).getvalue()
            taken[each].append((processor_seconds() - began) * 1000)
    return statistics.median(taken[address]), statistics.median(taken["/hello/"])


def processor_seconds() -> float:
    return time.process_time() + server_seconds()


def server_seconds() -> float:
    """Return the processor seconds of our PostgreSQL server process, read from Linux in ticks of 10 ms."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    try:
        fields = (
            Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
        )
    except OSError:  # the server is on another machine
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
