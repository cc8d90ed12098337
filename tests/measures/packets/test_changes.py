"""Changed since an issue: one added, one removed, one moved, one reworded."""

import time
from datetime import UTC, datetime
from itertools import chain

import pytest

from measures.models import PacketIssue
from measures.packets.changes import changes_since, pieces


def said(*keys, heading="", texts=None, **notes):
    """Return frozen contents with one section of these items."""
    items = [
        {
            "key": key,
            "name": f"Measure {key}",
            "texts": {"title": key, "note": notes.get(key, ""), "evidence": "Working entry"},
        }
        for key in keys
    ]
    return {"texts": texts or {"title": "A packet"}, "sections": [{"heading": heading, "items": items}]}


def compare(before, after):
    issue = PacketIssue(
        number=1, serial="CSBM-2026-0001", issued_at=datetime(2026, 1, 1, tzinfo=UTC), frozen=before
    )
    return changes_since(issue, before, after)


def keys(changes):
    return [change.key for change in changes]


def test_nothing_has_changed():
    assert not compare(said(*"abc"), said(*"abc"))


def test_one_added():
    changes = compare(said(*"abc"), said(*"abxc"))

    assert (keys(changes.added), changes.removed, changes.moved, changes.reworded) == (["x"], [], [], [])


def test_what_changed_is_named_with_how_it_is_known():
    changes = compare(said(*"abc"), said(*"xcb", b="Reworded."))

    named = chain(changes.added, changes.removed, changes.moved, changes.reworded)
    assert [one.name for one in named] == [f"Measure {key} (Working entry)" for key in "xacb"]


def test_one_removed():
    changes = compare(said(*"abc"), said(*"ac"))

    assert (changes.added, keys(changes.removed), changes.moved, changes.reworded) == ([], ["b"], [], [])


def test_one_moved():
    changes = compare(said(*"abcde"), said(*"bcdea"))

    assert (changes.added, changes.removed, keys(changes.moved), changes.reworded) == ([], [], ["a"], [])
    assert (changes.moved[0].before, changes.moved[0].after) == ("first", "after Measure e")


def test_one_reworded():
    changes = compare(said(*"ab", a="We support this fully."), said(*"ab", a="We support it fully now."))

    assert keys(changes.reworded) == ["a"]
    [rewording] = changes.reworded[0].rewordings
    assert rewording.label == "Note"
    assert [(piece.kind, piece.text) for piece in rewording.pieces] == [
        ("same", "We support "),
        ("removed", "this "),
        ("added", "it "),
        ("same", "fully "),
        ("added", "now"),
        ("same", "."),
    ]


def test_added_removed_moved_and_reworded_at_once():
    changes = compare(said(*"abcde", b="old"), said(*"xbcea", b="new"))

    assert keys(changes.added) == ["x"]
    assert keys(changes.removed) == ["d"]
    assert keys(changes.moved) == ["a"]
    assert keys(changes.reworded) == ["b"]


def test_another_heading_is_a_move():
    before = {
        "texts": {},
        "sections": said(*"ab", heading="One")["sections"] + said(*"c", heading="Two")["sections"],
    }
    after = {
        "texts": {},
        "sections": said(*"a", heading="One")["sections"] + said(*"bc", heading="Two")["sections"],
    }

    changes = compare(before, after)

    assert keys(changes.moved) == ["b"]
    assert changes.moved[0].after == "Two, after Measure a"


def test_a_renamed_heading_moves_nothing():
    assert not compare(said(*"abc", heading="One"), said(*"abc", heading="First"))


def test_the_packets_own_texts_are_compared_too():
    changes = compare(said("a", texts={"title": "Old title"}), said("a", texts={"title": "New title"}))

    assert [rewording.label for rewording in changes.texts] == ["Title"]


def test_white_space_is_no_wording():
    assert not compare(said("a", a="one  two"), said("a", a="one two\n"))


@pytest.mark.parametrize(
    ("before", "after"), [("", "new"), ("old", ""), ("one two", "one three two"), ("é ü", "é ö")]
)
def test_the_pieces_give_both_texts(before, after):
    found = pieces(before, after)

    assert "".join(piece.text for piece in found if piece.kind != "removed") == after
    assert "".join(piece.text for piece in found if piece.kind != "added") == before


HOSTILE = [
    "a " * 10_000,
    "a b " * 5_000,
    " ".join(map(chr, range(0x4E00, 0x4E00 + 9_999))),
    "a. " * 6_000,
    "x" * 20_000,
]


@pytest.mark.parametrize(
    "text", HOSTILE, ids=["one word", "two words", "all unlike", "sentences", "one long word"]
)
def test_no_text_takes_long_to_compare(text):
    began = time.monotonic()

    pieces(text, text[::-1])

    assert time.monotonic() - began < 5
