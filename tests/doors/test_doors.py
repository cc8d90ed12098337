"""Who is answered what, everywhere: one table of role × address × method, in `table.txt` beside this file.

Each line is an address as the URLconf has it, then what each of PEOPLE is answered to GET and to POST: the
status, or "in" where sign-in is asked for. What is posted is nothing, or what `said` says. An address without a
line fails, and a line without one. What owners and guests of a packet are answered is the packets' own table.
"""

import re
from itertools import groupby
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from measures.models import MeasureDraft
from tests.doors.conftest import PEOPLE

WRITTEN = Path(__file__).with_name("table.txt").read_text().splitlines()
TABLE = {route: cells for route, *cells in (line.split() for line in WRITTEN if line and line[0] != "#")}


def part(route: str) -> str:
    """Return the part of the site that an address is in: a model of the admin, or what all begin with."""
    return "/".join(route.split("/")[: 3 if route.startswith("admin/") else 1])


PARTS = {name: list(routes) for name, routes in groupby(sorted(TABLE), part)}


def routes(resolver=None, before="") -> set[str]:
    """Return every route there is, its arguments without their converters."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        written = str(pattern.pattern).removeprefix("^").removesuffix("$")
        route = before + re.sub(r"<\w+:(\w+)>", r"<\1>", re.sub(r"\(\?P(<\w+>).*?\)", r"\1", written))
        found |= routes(pattern, route) if hasattr(pattern, "url_patterns") else {route or "/"}
    return found


def test_every_address_has_a_line_and_every_line_an_address():
    assert routes() == set(TABLE)


def said(route: str) -> dict:
    """Return what is posted where nothing would be refused to everybody alike."""
    publish = {"deed": "publish", "text": ""}
    return {
        "admin/measures/measuredraft/<pk>/review/": lambda: (
            publish | {"version": MeasureDraft.objects.get().version}
        ),
        "admin/measures/measuredraft/import/<pk>/": lambda: publish,
        "packets/add/": lambda: {"name": "Another"},
    }.get(route, dict)()


def answered(person, method, address, data) -> str:
    """Return how this person is answered; what the deed did is taken back."""
    client = Client()
    with transaction.atomic():
        if person:
            client.force_login(person)
        response = getattr(client, method)(address, data)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    to_sign_in = response.status_code == 302 and "/login/" in response["Location"]
    return "in" if to_sign_in else str(response.status_code)


@pytest.mark.parametrize("part", PARTS)
def test_each_is_answered_what_the_table_says(part, people, address_of):
    found = {}
    for route in PARTS[part]:
        address = address_of(route.strip("/") and route)
        asked = (("get", {}), ("post", said(route)))
        found[route] = [
            "/".join(answered(people[person], method, address, data) for method, data in asked)
            for person in PEOPLE
        ]

    assert found == {route: TABLE[route] for route in PARTS[part]}


SIGNING_IN = {"admin/login/", "admin/logout/", "admin/password_change/"}


def test_in_production_every_address_of_the_admin_asks_for_a_code(people, address_of, settings):
    settings.HTTPS = True
    addresses = [
        address_of(route) for route in TABLE if route.startswith("admin/") and route not in SIGNING_IN
    ]
    client = Client()
    client.force_login(people["superuser"])

    for address in addresses:
        assert client.get(address).url.startswith("/accounts/code/"), address
        assert client.post(address, {"name": "x"}).status_code == 403, address
