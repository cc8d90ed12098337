"""The parts of a packet's PDF: what each says, and where."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml.html import fromstring
from pypdf import PdfReader

from conferences.models import Conference, Document, State
from csbm_catalog.models import CatalogueVersion
from measures.models import Measure, MeasureRelation
from measures.packets import of
from measures.packets.contents import Changes, Parts, Section
from measures.packets.pdf import html
from measures.templatetags.packets import about_pages
from tests.measures.packets.printing import (
    SITE,
    contents_of,
    elements,
    made,
    outline,
    text_of,
    three,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def running_head(reader: PdfReader, number: int) -> str:
    """Return what stands above a page from 1: it is read after the text, before the foot."""
    return re.search(r"Measures: Consensus of Miami\s*(.*?)\s*CSBM Catalogue, record", said(reader, number))[
        1
    ]


def said(reader: PdfReader, number: int) -> str:
    return " ".join(reader.pages[number - 1].extract_text().split())


def test_a_page_that_begins_with_a_measure_is_not_headed_by_what_begins_below_it():
    contents = three(parts=replace(Parts(), contents=False, legend=False, participants=False))
    reader = made(contents)
    first = next(page for _depth, title, page in outline(reader) if title == "Sources")

    assert running_head(reader, first) == "Chosen"


def test_an_ellipsis_stands_for_an_ellipsis_alone():
    reader = made(three(title="A title … " + "x" * 150, marking=""))

    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            assert not re.search(rb"> <[0-9a-f]{17,}>", font.get_object()["/ToUnicode"].get_data())


def test_a_packet_of_one_measure_keeps_its_parts():
    contents = three(
        memo="A covering memo", parts=replace(Parts(), cover=False, contents=False, legend=False)
    )

    text = text_of(made(replace(contents, sections=[Section("Chosen", contents.entries[:1])])))

    assert "A covering memo" in text
    assert "Participants and officers" in text
    assert "Index of themes" in text


def test_the_contents_name_the_evidence_of_each_measure():
    reader = made(three())
    at = next(page for _depth, title, page in outline(reader) if title == "Contents")

    for entry in three().entries:
        known = f"{re.escape(entry.measure.title)} \\d+ {entry.measure.evidence_level.label}"
        assert re.search(known, said(reader, at))


def test_a_relation_says_on_what_it_rests():
    earlier, later, other = contents_of("document=cyber-measures").measures[:3]
    MeasureRelation.objects.create(later=later, earlier=earlier, kind="related-to", basis="A first basis.")
    rest = contents_of("document=cyber-measures")
    same = text_of(made(replace(rest, sections=[Section("", rest.entries[:1])])))
    MeasureRelation.objects.create(later=other, earlier=earlier, kind="related-to", basis="Another basis.")
    unlike = text_of(made(replace(rest, sections=[Section("", rest.entries[:1])])))

    assert "Basis: A first basis." in same
    assert "Basis:" not in unlike
    assert unlike.index("A first basis.") < unlike.index("Another basis.")


def test_a_new_issue_without_changes_says_so_plainly():
    nothing = Changes(number=1, serial="CSBM-2026-0001", issued_at=datetime(2026, 11, 1, tzinfo=UTC))

    reader = made(three(changes=nothing))

    assert "Changed since issue 1" in [title for _depth, title, _page in outline(reader)]
    assert "No measure was added, removed, moved or reworded since issue 1" in text_of(reader)
    assert "Changed since" not in text_of(made(three()))


def test_a_document_names_the_papers_of_its_meeting():
    document = Document.objects.get(slug="miami-consensus")

    text = text_of(made(of.of_document(document, CatalogueVersion.current(), SITE + "/documents/x/")))

    assert "Papers of Miami 2003" in text
    for paper in document.conference.documents.papers():
        assert paper.title in text


def test_the_profile_of_a_state_lists_the_sources_of_its_offices():
    state = State.objects.get(code="AR")

    text = text_of(made(of.of_state(state, CatalogueVersion.current(), SITE + "/states/ar/")))

    office = state.offices.select_related("source").get(title="Rapporteur")
    assert "Read in the source [1]" in text
    assert office.source.url in text


def test_a_measure_on_its_own_lists_its_own_sources_and_no_others():
    measure = Measure.objects.get(document__slug="miami-illustrative-list", number=45)

    text = text_of(
        made(of.of_measure(measure, CatalogueVersion.current(), SITE + measure.get_absolute_url()))
    )

    assert ("[1]" in text) == measure.citations.exists()


def test_a_note_too_long_for_a_row_stands_below_the_table_and_is_all_there(make_document):
    conference = Conference.objects.get(slug="miami-2003")
    note = " ".join(f"word{number}" for number in range(2000))
    make_document("long-note", kind="paper", conference=conference, position=100, title="Noted", note=note)
    contents = of.of_conference(conference, CatalogueVersion.current(), SITE + conference.get_absolute_url())

    reader = made(replace(contents, sections=[]))

    text = text_of(reader)
    assert "Noted The note on it stands below the table." in text
    assert all(f"word{number} " in text + " " for number in range(2000))
    assert list(elements(reader)).count("/TR") == html(replace(contents, sections=[])).count("<tr>")


@pytest.mark.parametrize(
    ("make", "model", "lookup", "slugs"),
    [
        (of.of_document, Document, {"slug": "miami-consensus"}, ["consensus-symbol"]),
        (
            of.of_conference, Conference, {"slug": "miami-2003"},
            ["quebec-mandate", "miami-organization", "miami-participants"],
        ),
        (of.of_state, State, {"code": "HT"}, ["miami-participants"]),
        (of.of_measure, Measure, {"document__slug": "santiago-declaration", "number": 10}, ["santiago-measure-10"]),
    ],
)  # fmt: skip
def test_a_fact_on_which_sources_disagree_leads_to_both_sides(make, model, lookup, slugs):
    page = fromstring(html(make(model.objects.get(**lookup), CatalogueVersion.current(), SITE + "/x/")))

    marks = page.xpath("//a[normalize-space()='(sources disagree)']/@href")
    assert all(any(mark.endswith(f"-{slug}") for mark in marks) for slug in slugs)
    assert all(len(page.xpath(f"//*[@id='{mark[1:]}']")) == 1 for mark in marks)


@pytest.mark.parametrize("query", ["document=cyber-measures", "document=miami-consensus"])
def test_about_how_many_pages_a_pdf_has_is_said_beforehand(query):
    contents = contents_of(query)

    pages = len(made(contents).pages)

    assert abs(about_pages(len(contents.measures)) - pages) <= max(1, pages * 0.15)
