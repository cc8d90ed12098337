"""The cast of the desk: an owner, an editor, a reader, a colleague, an account of no staff, and a stranger."""

import itertools
from hashlib import sha256

import pytest
import tinyhtml5
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from csbm_catalog.accounts import BRIEFING_STAFF
from measures.models import Marking, Measure, Packet, PacketShare
from measures.packets.arranging import Outline
from measures.packets.gathering import gather
from tests.reading import text

numbers = itertools.count(1)


@pytest.fixture
def markings(db):
    """The three markings of the examples, by name; made anew where a test before has emptied the database."""
    examples = {"Unmarked": 0, "For official use": 10, "Delegation only": 20}
    return {
        name: Marking.objects.get_or_create(rank=rank, defaults={"name": name})[0]
        for name, rank in examples.items()
    }


@pytest.fixture
def make_account(db):
    """Make an account that works at the desk, unless it is said not to."""

    def make(name, is_staff=True):
        user = get_user_model().objects.create_user(name)
        if is_staff:
            user.groups.add(Group.objects.get_or_create(name=BRIEFING_STAFF)[0])
        return user

    return make


@pytest.fixture
def owner(make_account):
    return make_account("owner")


@pytest.fixture
def colleague(make_account):
    return make_account("colleague")


@pytest.fixture
def measures(record):
    """The first five measures of the Consensus of Miami."""
    return list(Measure.objects.filter(document__slug="miami-consensus")[:5])


@pytest.fixture
def packet(record, owner, markings, measures):
    """A packet of three measures, A, B and C."""
    packet = Packet.objects.create(
        owner=owner, changed_by=owner, name="Round", title="The round", marking=markings["Unmarked"]
    )
    gather(packet, measures[:3], owner)
    return Packet.objects.get(pk=packet.pk)


@pytest.fixture
def share(packet, colleague):
    """Share the packet with the colleague."""

    def share(may_edit=False):
        return PacketShare.objects.create(packet=packet, user=colleague, may_edit=may_edit)

    return share


@pytest.fixture
def desk(owner):
    """A browser in which the owner is signed in."""
    return signed_in(owner)


def signed_in(user):
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def quick_pdf(monkeypatch):
    """Make PDFs without the engine: different bytes for different contents, which are kept for looking at."""
    seen = []

    def packet_pdf(contents, variant="pdf/ua-1", signed_in=False):
        seen.append(contents)
        return b"%PDF-" + sha256(repr(contents).encode()).hexdigest().encode() + str(next(numbers)).encode()

    monkeypatch.setattr("measures.packets.pdf.packet_pdf", packet_pdf)
    return seen


def words(response) -> str:
    """Return the words of the page between header and footer, whatever its status."""
    return text(tinyhtml5.parse(response.content.decode(), namespace_html_elements=False).find(".//main"))


def order(packet) -> list[str]:
    """Return the rows of a packet in order: numbers of measures, and headings."""
    return [str(getattr(row, "heading", "") or row.measure.number) for row in Outline(packet).rows]
