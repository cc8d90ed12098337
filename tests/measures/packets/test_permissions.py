"""Who is answered what at the desk: one table of person × address × method."""

import pytest
from django.test import Client
from django.urls import clear_url_caches, get_resolver, include, path, reverse
from django.urls.resolvers import URLResolver
from django.views.generic import View

from measures import desk_urls
from measures.models import Office, PacketShare
from measures.packets.issuing import issue
from tests.measures.packets.conftest import signed_in

pytestmark = pytest.mark.usefixtures("record")

PEOPLE = ["owner", "editor", "reader", "colleague", "account", "stranger"]

# What GET and POST answer to each of PEOPLE; "in" leads to sign-in, and 403 shows what was typed.
NOBODY = [405] * 4 + [404, "in"]
READING = ([200] * 3 + [404, 404, "in"], [405] * 3 + [404, 404, 403])
EDITING = ([200] * 2 + [404] * 3 + ["in"], [302] * 2 + [404] * 3 + [403])
DEED = ([405] * 2 + [404] * 3 + ["in"], [302] * 2 + [404] * 3 + [403])
OWNING = ([200] + [404] * 4 + ["in"], [302] + [404] * 4 + [403])
OWNERS_DEED = ([405] + [404] * 4 + ["in"], [302] + [404] * 4 + [403])
STAFF = ([200] * 4 + [404, "in"], [405] * 4 + [404, 403])
TABLE = {
    "verify": ([200] * 6, [422] * 6),
    "packets": ([200] * 4 + [404, "in"], [302] * 4 + [404, 403]),
    "gather": ([302] * 4 + [404, "in"], [302] * 4 + [404, 403]),
    "register": STAFF,
    "register_csv": STAFF,
    "logo": STAFF,
    "issued": READING,
    "pdf": READING,
    "docx": READING,
    "packet": READING,
    "preview": READING,
    "up": DEED,
    "down": DEED,
    "place": DEED,
    "remove": DEED,
    "undo": DEED,
    "sort": DEED,
    "add_section": DEED,
    "section": EDITING,
    "item": EDITING,
    "edit": EDITING,
    "issue": EDITING,
    "take": DEED,
    "duplicate": ([405] * 3 + [404, 404, "in"], [302] * 3 + [404, 404, 403]),
    "share": OWNING,
    "unshare": OWNERS_DEED,
    "archive": OWNERS_DEED,
    "restore": OWNERS_DEED,
    "delete": OWNING,
}
CASES = [
    pytest.param(name, method, person, expected, id=f"{name}-{method}-{person}")
    for name, methods in TABLE.items()
    for method, row in zip(("get", "post"), methods, strict=True)
    for person, expected in zip(PEOPLE, row, strict=True)
]


@pytest.fixture
def people(owner, make_account, packet):
    people = {"owner": owner, "stranger": None, "account": make_account("account", is_staff=False)}
    people |= {name: make_account(name) for name in ("editor", "reader", "colleague")}
    PacketShare.objects.create(packet=packet, user=people["editor"], may_edit=True)
    PacketShare.objects.create(packet=packet, user=people["reader"])
    return people


@pytest.fixture
def address_of(packet, owner, quick_pdf):
    """Return the address of each name, about the same packet, issued where the name is about an issue."""
    section = packet.sections.create(heading="A heading", position=9)
    office = Office.objects.create(name="An office", logo=b"png", logo_digest="abc")

    def address_of(name):
        special = {
            "section": lambda: [packet.key, section.key],
            "item": lambda: [packet.key, packet.items.first().measure.key],
            "issued": lambda: [issue(packet, owner, lambda serial: "https://a.example/").serial],
            "logo": lambda: [office.logo_digest],
        }
        general = {"verify", "packets", "gather", "register", "register_csv"}
        return reverse(
            f"packets:{name}", args=[] if name in general else special.get(name, lambda: [packet.key])()
        )

    return address_of


def said(name, packet):
    """Return what a form at each address sends when it is sent well."""
    version = packet.version
    return {
        "packets": {"name": "Another"},
        "gather": {"m": packet.items.first().measure.key},
        "add_section": {"heading": "Another heading"},
        "section": {"heading": "Renamed", "version": version},
        "item": {"note": "A note", "version": version},
        "edit": {
            "name": "Round",
            "title": "T",
            "marking": packet.marking.name,
            "paper": "A4",
            "version": version,
        },
        "issue": {"version": version},
        "unshare": {"user": "reader"},
        "up": {"row": packet.items.first().row_id},
    }.get(name, {})


@pytest.mark.parametrize(("name", "method", "person", "expected"), CASES)
def test_what_is_answered(name, method, person, expected, people, packet, address_of):
    client = signed_in(people[person])
    data = said(name, packet) | ({"user": people["colleague"].username} if name == "share" else {})
    address = address_of(name)

    response = client.get(address) if method == "get" else client.post(address, data)

    answered = (
        "in"
        if response.status_code == 302 and "/accounts/login/" in response["Location"]
        else response.status_code
    )
    assert answered == expected
    assert "no-store" in response.get("Cache-Control", "no-store")


def without_a_row(resolver=None) -> set[str]:
    """Return the routes under /packets/ and of /verify/ that the table has no row for, whoever adds them where."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            is_the_desk = resolver is None and pattern.app_name == "packets"
            found |= without_a_row(pattern) if is_the_desk or resolver else set()
        elif resolver is None:
            found |= (
                {str(pattern.pattern)} if str(pattern.pattern).startswith(("packets", "verify")) else set()
            )
        elif pattern.name not in TABLE:
            found.add(str(pattern.pattern))
    return found


def test_every_address_of_the_desk_has_a_row_and_every_row_an_address():
    assert without_a_row() == set()
    assert {pattern.name for pattern in desk_urls.urlpatterns} == set(TABLE)


@pytest.fixture
def one_more(request):
    """Add an address to the desk for the time of a test."""
    desk_urls.urlpatterns.append(request.param)
    clear_url_caches()
    yield
    desk_urls.urlpatterns.remove(request.param)
    clear_url_caches()


WITHOUT_A_ROW = {
    "named": path("packets/burn/", View.as_view(), name="burn"),
    "nameless": path("packets/burn/", View.as_view()),
    "included": path("packets/", include([path("burn/", View.as_view(), name="burn")])),
}


@pytest.mark.parametrize("one_more", WITHOUT_A_ROW.values(), ids=WITHOUT_A_ROW, indirect=True)
def test_an_address_without_a_row_is_noticed(one_more):
    assert [route.endswith("burn/") for route in without_a_row()] == [True]


@pytest.mark.parametrize("name", TABLE)
def test_no_other_method_does_anything_for_anybody(name, people, address_of):
    address = address_of(name)
    answers = {
        (person, method): getattr(signed_in(people[person]), method)(address).status_code
        for person in ("owner", "stranger")
        for method in ("put", "patch", "delete", "options", "trace")
    }

    assert {status for (person, _method), status in answers.items() if person == "owner"} == {405}
    assert {status for (person, _method), status in answers.items() if person == "stranger"} <= {405, 302}


ABOUT_A_PACKET = [
    name for name, row in TABLE.items() if row != STAFF and name not in ("verify", "packets", "gather")
]


@pytest.mark.parametrize("name", ABOUT_A_PACKET)
def test_a_packet_does_not_exist_for_a_colleague_by_any_method(name, people, address_of):
    client, address = signed_in(people["colleague"]), address_of(name)

    answers = {
        method: getattr(client, method)(address).status_code
        for method in ("get", "post", "put", "delete", "patch", "options", "trace", "head")
    }

    assert set(answers.values()) == {404}


@pytest.mark.parametrize("name", [name for name in TABLE if name != "verify"])
def test_nothing_is_taken_without_a_csrf_token(name, people, address_of):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["owner"])

    assert client.post(address_of(name), {"name": "x"}).status_code == 403


def test_a_packet_that_is_no_longer_shared_is_gone(people, packet):
    client = signed_in(people["editor"])
    assert client.get(packet.get_absolute_url()).status_code == 200

    packet.shares.all().delete()

    assert client.get(packet.get_absolute_url()).status_code == 404
    assert client.post(reverse("packets:edit", args=[packet.key]), {}).status_code == 404


def test_an_archived_packet_is_read_but_not_edited(people, packet):
    packet.archive(people["owner"])
    client = signed_in(people["owner"])

    assert client.get(packet.get_absolute_url()).status_code == 200
    assert client.get(reverse("packets:edit", args=[packet.key])).status_code == 404
    assert client.post(reverse("packets:undo", args=[packet.key])).status_code == 404


def test_an_administrator_is_not_let_into_others_packets(packet, administrator):
    assert signed_in(administrator).get(packet.get_absolute_url()).status_code == 404
    assert signed_in(administrator).get(reverse("packets:packets")).status_code == 200
