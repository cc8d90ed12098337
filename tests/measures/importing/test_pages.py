"""Where pieces stand on a page of a PDF: which make a row, a cell of a table, a column."""

import pytest

from measures.importing.extracting.pages import rows
from measures.importing.extracting.pieces import Piece, row_text

WIDTH = 420.0


def page(*set_there):
    """Return the words of each row of a page on which these are set: x, y and words."""
    return [row_text(row) for row in rows([Piece(text, x, y, 10.0) for x, y, text in set_there], WIDTH)]


CELLS = [
    (60, 393, "1."), (90, 400, "The gulls sing to"), (90, 386, "the lighthouse."),
    (60, 350, "2."), (90, 357, "The gulls count the"), (90, 343, "ferries."),
]  # fmt: skip


def test_a_number_at_half_the_height_of_its_cell_begins_the_first_line():
    assert page(*CELLS) == [
        "1. The gulls sing to", "the lighthouse.", "2. The gulls count the", "ferries.",
    ]  # fmt: skip


def test_a_number_level_with_the_first_line_of_its_item_stays_there():
    tight = [(90, 400 - 13 * at, f"The gulls sing {at}.") for at in range(6)]
    numbers = [(60, 400, "1."), (60, 374, "2."), (60, 348, "3.")]

    assert page(*tight, *numbers)[::2] == [
        "1. The gulls sing 0.",
        "2. The gulls sing 2.",
        "3. The gulls sing 4.",
    ]


@pytest.mark.parametrize("off", [0, 4, 7])
def test_two_columns_are_read_one_after_the_other_at_whatever_height_their_lines_stand(off):
    left = [(60, 500 - 13 * at, f"The left gull sings {at}.") for at in range(8)]
    right = [(230, 500 + off - 13 * at, f"The right gull sings {at}.") for at in range(8)]

    found = page((60, 540, "A title over both of the columns of gulls"), *left, *right, (200, 300, "7"))

    assert found[0].startswith("A title")
    assert found[1:9] == [f"The left gull sings {at}." for at in range(8)]
    assert found[9:17] == [f"The right gull sings {at}." for at in range(8)]
    assert found[17:] == ["7"]


def test_signatures_beside_one_another_under_whole_lines_are_no_columns():
    whole = [
        (60, 500 - 13 * at, f"The gulls of the northern and southern harbors all sing {at}.")
        for at in range(9)
    ]
    signed = [(60, 340, "For the lighthouses"), (250, 340, "For the ferrymen of all")]

    assert page(*whole, *signed)[:9] == [text for _x, _y, text in whole]
