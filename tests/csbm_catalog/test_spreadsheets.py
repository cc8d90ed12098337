import zipfile

import pytest
from lxml import etree

from csbm_catalog.exports import harmless
from csbm_catalog.spreadsheets import LONGEST_CELL, spreadsheet

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LIVELY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "http://example.org/",
    "mailto:a@example.org",
]


def sheet_of(*table):
    """Return the XML of the one sheet, and the names of everything in the file."""
    with spreadsheet(*table) as file, zipfile.ZipFile(file) as book:
        return etree.fromstring(book.read("xl/worksheets/sheet1.xml")), book.namelist()


@pytest.mark.parametrize("text", LIVELY)
def test_no_cell_is_a_formula_or_an_address(text):
    sheet, names = sheet_of(["column"], [{"column": text}])

    assert not sheet.findall(f".//{SHEET}f")
    assert not sheet.findall(f".//{SHEET}hyperlink")
    assert not [name for name in names if "rels/sheet1" in name]
    written = sheet.findall(f".//{SHEET}c")[1].xpath("string()").replace("_x000D_", "\r")
    assert written == harmless(text)


def test_numbers_stay_numbers_and_nothing_known_stays_empty():
    sheet, _names = sheet_of(["a", "b"], [{"a": 7, "b": None}])

    [number] = sheet.findall(f".//{SHEET}row")[1]
    assert (number.get("t"), number.findtext(f"{SHEET}v")) == (None, "7")


def test_a_text_that_no_cell_holds_is_cut_and_says_so():
    sheet, _names = sheet_of(["a"], [{"a": "x" * 40_000}])

    text = sheet.findall(f".//{SHEET}c")[1].xpath("string()")
    assert len(text) == LONGEST_CELL
    assert text.endswith("[cut: a cell holds no more]")
