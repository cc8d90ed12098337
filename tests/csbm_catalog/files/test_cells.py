import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csbm_catalog.exports import LIVE, csv_lines
from csbm_catalog.files.cells import cell, listed, uncovered

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
LIVELY = st.builds(str.__add__, st.text("'=+-@\t\r\n;[ ", max_size=4), TEXTS)


def there_and_back(value):
    lines = "".join(csv_lines(["column"], [{"column": cell(value)}, {"column": "end"}]))
    _head, [text, *_none], _end = csv.reader(io.StringIO(lines.removeprefix("\ufeff"), newline=""))
    return text


@given(LIVELY)
def test_every_text_comes_back_from_a_cell_as_it_was(text):
    if text:  # a row of one empty cell is an empty line
        assert uncovered(there_and_back(text)) == text


@given(st.lists(LIVELY, min_size=1))
def test_every_list_comes_back_from_a_cell_as_it_was(values):
    assert listed(uncovered(there_and_back(values))) == values


@given(LIVELY)
def test_no_cell_is_live(text):
    if text:
        assert not there_and_back(text).startswith(LIVE)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([], ""),
        (["air", "naval"], "air; naval"),
        (["a; b", ""], '["a; b", ""]'),
        ([{"state": "US"}], '[{"state": "US"}]'),
    ],
)
def test_a_list_is_joined_where_it_can_be_taken_apart_again(values, text):
    assert cell(values) == text
