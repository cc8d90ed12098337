"""A packet's version: it moves on with every change, and with nothing that changes nothing."""

import pytest
from django.urls import reverse

from measures.packets.gathering import gather
from tests.measures.packets.conftest import order

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def do(desk, packet):
    """Do a deed of the desk, and return by how much the packet's version moved on."""

    def do(deed, /, *rest, **data):
        packet.refresh_from_db()
        before = packet.version
        desk.post(reverse(f"packets:{deed}", args=[packet.key, *rest]), {"version": before} | data)
        packet.refresh_from_db()
        return packet.version - before

    return do


@pytest.fixture
def first(packet):
    return packet.items.in_order().first().row_id


def test_a_change_moves_it_on_by_one(do, first):
    assert [do("down", row=first), do("sort", by="document"), do("remove", row=first), do("undo")] == [1] * 4
    assert [do("add_section", heading="A"), do("edit", **TEXTS), do("archive"), do("restore")] == [1] * 4


TEXTS = {"name": "Round", "title": "Another", "marking": "Unmarked", "paper": "A4", "has_cover": "on"}


def test_what_cannot_be_moved_further_does_not(do, first):
    assert do("up", row=first) == 0
    assert do("place", row=first, before=first) == 0


def test_what_is_gone_does_not(do):
    assert do("up", row="m-gone") == 0


def test_undoing_nothing_does_not(do):
    assert do("undo") == 0


def test_sorting_what_is_in_order_does_not(do, packet):
    assert do("sort", by="document") == 0
    assert do("sort", by="weight") == 0


def test_the_same_order_under_a_new_heading_does_not(do, first):
    do("add_section", heading="A")

    assert do("up", row=first) == 0


def test_saving_the_same_texts_does_not(do, packet, measures):
    do("edit", **TEXTS)

    assert do("edit", **TEXTS) == 0
    assert do("item", measures[0].key, note="", private_note="", marking="") == 0


def test_a_note_does(do, measures):
    assert do("item", measures[0].key, note="We support this.") == 1


def test_adding_what_is_there_does_not(packet, owner, measures):
    gather(packet, measures[:3], owner)

    assert order(packet) == ["1", "2", "3"]
    assert packet.__class__.objects.get().version == packet.version


def test_archiving_twice_does_not(do):
    assert [do("archive"), do("archive")] == [1, 0]


def test_who_changed_nothing_is_not_named(share, packet, colleague):
    share(may_edit=True)

    with packet.changing(colleague):
        pass

    packet.refresh_from_db()
    assert packet.changed_by == packet.owner
