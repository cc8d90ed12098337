"""An issue never tells of the one before what it may not say itself."""

import pytest

from measures.packets.discretion import tellable
from measures.packets.issuing import issue

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def reissued(packet, owner, quick_pdf, markings):
    """Issue the packet with a memo and a note, change it, issue it again; return what the second says of changes."""

    def reissued(marking="Unmarked", item_marking=None, note="The note says BETA now.", **values):
        item = packet.items.first()
        packet.memo, packet.marking = "The memo says ALPHA.", markings[marking]
        item.note, item.marking = "The note says ALPHA.", markings[item_marking] if item_marking else None
        packet.save()
        item.save()
        issue(packet, owner, lambda serial: "https://a.example/")
        packet.refresh_from_db()
        item.note, item.marking = note, None
        item.save()
        packet.memo, packet.marking = "The memo says BETA.", markings["Unmarked"]
        for name, value in values.items():
            setattr(packet, name, value)
        packet.save()
        issue(packet, owner, lambda serial: "https://a.example/")
        return repr(quick_pdf[-1].changes)

    return reissued


def test_rewordings_are_shown_where_nothing_stands_against_it(reissued):
    said = reissued()

    assert "ALPHA" in said
    assert "BETA" in said


def test_notes_and_memo_that_are_switched_off_are_not_told(reissued):
    said = reissued(has_notes=False)

    assert "ALPHA" not in said
    assert "BETA" not in said


def test_old_words_of_an_item_that_was_for_fewer_are_not_told(reissued):
    said = reissued(marking="Delegation only", item_marking="Delegation only")

    assert "ALPHA" not in said
    assert said.count("BETA") == 2


def test_words_that_have_not_changed_are_no_change_whatever_they_were_marked(reissued):
    said = reissued(marking="Delegation only", note="The note says ALPHA.")

    assert "The note" not in said


def test_what_was_marked_in_a_way_that_is_known_no_more_is_for_nobody(packet):
    before = {"texts": {"title": "Before", "marking": "Renamed since"}, "sections": []}
    now = {"texts": {"title": "Now", "marking": ""}, "sections": []}

    assert tellable(before, now, packet)["texts"]["title"] == ""
