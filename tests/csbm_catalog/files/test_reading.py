import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csbm_catalog.files.reading import MOST_BYTES, MOST_ROWS, Unreadable, read

KNOWN, KEY = ["code", "name", "note"], ["code"]


def taken(content, name="a.csv"):
    return read(content if isinstance(content, bytes) else content.encode(), name, KNOWN, KEY)


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ("code\nUS", "a.xlsx", "csv or .json"),
        ("code\nUS", "a", "csv or .json"),
        ("", "a.csv", "no records"),
        ("[]", "a.json", "no records"),
        ("{}", "a.json", "no list"),
        ("7", "a.json", "no list"),
        ('{"results": 7}', "a.json", "no list"),
        ("[", "a.json", "Line 1 is no JSON"),
        ('[{"code": NaN}]', "a.json", "NaN is no value"),
        ('[{"code": 1, "code": 2}]', "a.json", "twice"),
        ("[" * 100_000, "a.json", "nested too deep"),
        ('[{"code": ' + "9" * 5000 + "}]", "a.json", "no JSON"),
        ("code,capital\nUS,Washington", "a.csv", "Unknown column: “capital”. Known are: code, name, note"),
        ('[{"code": "US"}, {"code": "CA", "flag": 1}]', "a.json", "Unknown column: “flag”"),
        ("name\nCanada", "a.csv", "column “code” is missing"),
        ("code,code\nUS,CA", "a.csv", "More than one column"),
        ('code,name\nUS,"Uni', "a.csv", "quotation mark"),
        (b"code,name\nUS,Espa\xf1a", "a.csv", "Line 2 is not in UTF-8"),
        ("code\nUS".encode("utf-16"), "a.csv", "Line 1 is not in UTF-8"),
        (b"\0" * 100, "a.csv", "Unknown column"),
        (b"x" * (MOST_BYTES + 1), "a.csv", "over 10 MB"),
        ("code\n" + "US\n" * (MOST_ROWS + 1), "a.csv", "more than 20,000 rows"),
        (json.dumps([{"code": "US"}] * (MOST_ROWS + 1)), "a.json", "more than 20,000 rows"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "bytes",
)
def test_what_is_no_file_of_records_is_refused_in_a_sentence(content, name, why):
    with pytest.raises(Unreadable, match=why):
        taken(content, name)


@pytest.mark.parametrize(
    ("content", "name", "number", "why"),
    [
        ("code,name\nUS,x\nCA", "a.csv", 3, "It has 1 cell; the first row names 2 columns."),
        ("code,name\nUS,x,y", "a.csv", 2, "It has 3 cells"),
        ("code,name\nUS,a\0b", "a.csv", 2, "name has a NUL"),
        ('[{"code": "US"}, 7]', "a.json", 2, "no object"),
        ('[{"code": "US", "name": "x"}, {"code": "CA"}]', "a.json", 2, "lacks “name”"),
        ('[{"code": "US", "name": "\\ud800"}]', "a.json", 1, "half a character"),
        ('[{"code": "US", "name": [{"a": "\\u0000"}]}]', "a.json", 1, "NUL"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(content, name, number, why):
    table = taken(content, name)

    assert list(table.faults) == [number]
    assert why in table.faults[number]
    assert number not in [row.number for row in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_whatever_its_spreadsheet_parts_cells_with(delimiter):
    content = f'\ufeffcode{delimiter}name\r\n\r\nUS{delimiter}"a, b; c"\r\n'

    [row] = taken(content).rows

    assert row == (3, {"code": "US", "name": "a, b; c"})


def test_a_text_that_was_kept_from_being_a_formula_is_read_as_it_was():
    assert taken("code,name\nUS,'=1+1").rows[0].cells["name"] == "=1+1"


def is_read_or_refused(content, name):
    """Say whether the file was read row by row or refused in a sentence; any other error goes on."""
    try:
        table = taken(content, name)
    except Unreadable as error:
        return bool(str(error))
    return all(table.faults.values()) and all(set(row.cells) <= set(KNOWN) for row in table.rows)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.json"]))
def test_any_bytes_are_read_or_refused(content, name):
    for whole in (content, b"code,name\n" + content, b'[{"code": "US", "name": ' + content):
        assert is_read_or_refused(whole, name)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_any_value_of_json_is_read_or_refused(value):
    assert is_read_or_refused(json.dumps([{"code": value}]), "a.json")


def test_the_largest_file_is_read_in_seconds():
    row = "US," + "x" * 490
    content = "code,name\n" + "\n".join([row] * MOST_ROWS)
    started = time.monotonic()

    assert len(taken(content).rows) == MOST_ROWS
    assert time.monotonic() - started < 5
