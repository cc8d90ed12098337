"""What PDF/UA-1 asks of a packet's file, as far as it can be read off the file: veraPDF is not to be had here."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from measures.packets.contents import Changes, Section
from measures.packets.pdf import render
from tests.measures.packets.printing import elements, read, three
from tests.measures.packets.test_docx import PNG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]
PAINTING = {b"Tj", b"TJ", b"'", b'"', b"Do", b"sh", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s"}


@cache
def everything(variant="pdf/ua-1") -> bytes:
    """Return a packet with everything on: a logo, a memo, notes, markings, changes, meetings."""
    contents = three(
        logo=PNG, office="Office", marking="For official use", memo="A memo.", purpose="To brief.",
        changes=Changes(number=1, serial="CSBM-2026-0001", issued_at=datetime(2026, 11, 1, tzinfo=UTC)),
    )  # fmt: skip
    noted = [replace(entry, note="A note.", marking="Delegation only") for entry in contents.entries]
    return render(replace(contents, sections=[Section("Chosen", noted)]), variant, True)


@pytest.fixture(params=["pdf/ua-1", "pdf/a-3a"])
def reader(request) -> PdfReader:
    return read(everything(request.param))


def test_whatever_is_painted_is_tagged_or_said_to_be_an_artifact(reader):
    for page in reader.pages:
        depth = 0
        for _operands, operator in ContentStream(page.get_contents(), reader).operations:
            depth += operator in (b"BDC", b"BMC")
            depth -= operator == b"EMC"
            assert depth > 0 or operator not in PAINTING
        assert depth == 0


def test_every_link_has_a_text_and_a_place_in_the_structure(reader):
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]

    assert links
    assert all(link["/Contents"] and "/StructParent" in link for link in links)
    assert Counter(elements(reader))["/Link"] == len(links)


def test_tabs_follow_the_structure(reader):
    assert {page["/Tabs"] for page in reader.pages if page.get("/Annots")} == {"/S"}


def test_every_figure_has_an_alternative(reader):
    figures = [one for one in structure(reader) if one["/S"] == "/Figure"]

    assert [figure["/Alt"] for figure in figures] == ["Logo of Office"]


def test_headings_begin_at_the_first_level_and_skip_none(reader):
    levels = [int(tag[2]) for tag in elements(reader) if tag in ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_each_cell_of_a_table_names_its_heads(reader):
    heads = {str(one["/ID"]) for one in structure(reader) if one["/S"] == "/TH"}
    cells = [one for one in structure(reader) if one["/S"] == "/TD"]

    assert cells
    for cell in cells:
        named = {str(head) for head in cell["/A"]["/Headers"]}
        assert named
        assert named <= heads


def test_no_element_that_means_something_is_empty(reader):
    for one in structure(reader):
        assert one["/S"] == "/NonStruct" or one.get("/K") not in (None, []), one["/S"]


def structure(reader: PdfReader):
    """Yield the elements of the structure, in no order."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if not hasattr(one, "get"):
            continue
        if "/S" in one:
            yield one
        children = one.get("/K", [])
        waiting += children if isinstance(children, list) else [children]
