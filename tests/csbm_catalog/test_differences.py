"""Two texts, word by word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csbm_catalog.differences import Piece, differ, pieces


def texts(found, *kinds):
    return "".join(piece.text for piece in found if piece.kind in kinds)


def test_what_changed_is_told_in_whole_words():
    found = pieces("The parties exchange calendars.", "The parties exchanged two calendars.")

    assert found == [
        Piece("same", "The parties "),
        Piece("removed", "exchange "),
        Piece("added", "exchanged two "),
        Piece("same", "calendars."),
    ]


def test_white_space_alone_is_no_difference():
    assert pieces("The  parties\nagree.", "The parties agree.") == [Piece("same", "The parties agree.")]
    assert not differ("The  parties\nagree.", "The parties agree.")
    assert differ("The parties agree.", "The parties agreed.")


def test_nothing_and_something():
    assert pieces("", "") == []
    assert pieces("", "New.") == [Piece("added", "New.")]
    assert pieces("Old.", "") == [Piece("removed", "Old.")]


words = st.lists(st.sampled_from(["harbor ", "gull, ", "tea. ", "\n", "(a) ", "lamp"]), max_size=40).map(
    "".join
)


@given(words, words)
def test_the_new_text_is_all_there_and_the_old_in_words(before, after):
    found = pieces(before, after)

    assert texts(found, "same", "added") == after
    assert texts(found, "same", "removed").split() == before.split() or differ(before, after)


@given(words)
def test_a_text_equals_itself(text):
    assert texts(pieces(text, text), "removed", "added") == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ".join(f"a{n}" for n in range(9_000)), " ".join(f"b{n}" for n in range(9_000))),
        (" ".join(f"a{n % 97}" for n in range(9_000)), " ".join(f"a{n * 31 % 89}" for n in range(9_000))),
        ("harbor " * 400_000, "gull " * 400_000),
        ("Harbor. " * 200_000, "Gull. " * 200_000),
    ],
)
def test_long_texts_take_a_bounded_time(before, after):
    started = time.perf_counter()

    assert texts(pieces(before, after), "same", "added") == after
    assert time.perf_counter() - started < 8
