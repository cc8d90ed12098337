import shutil
import subprocess
import zipfile
from dataclasses import fields, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn

from conferences.models import Conference, Document, State
from measures.models import Measure
from measures.packets.contents import (
    Change,
    Changes,
    Contents,
    Entry,
    Parts,
    Piece,
    Rewording,
    Section,
)
from measures.packets.docx import packet_docx

CHANGED_AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQ"
    "AAAABJRU5ErkJggg=="
)
SIGN_OF = {
    "cover": "To prepare the third session.",
    "contents": "Contents",
    "participants": "Participants and officers",
    "relations": "Restated by: ",
    "sources": "Sources: ",
    "legend": "Read in the source. This entry was read in the document itself.",
    "notes": "Ask about this one.",
    "theme_index": "Index of themes",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def contents(record):
    """A packet of two sections with a note, a memo and a marking of its own."""
    consensus = list(Measure.objects.filter(document__slug="miami-consensus").listed().in_order()[:4])
    return Contents(
        title="Measures for the talks",
        subtitle="For the delegation",
        purpose="To prepare the third session.",
        memo="Dear colleagues,\n\nread this first.",
        office="Office of Hemispheric Affairs",
        marking="For official use",
        record_stamp="17@1.0",
        record_changed_at=CHANGED_AT,
        address="https://catalogue.example/measures/",
        sections=[
            Section("First the later", [Entry(consensus[2], note="Ask about this one.")]),
            Section("Then the others", [Entry(consensus[0], marking="Delegation only"), Entry(consensus[1])]),
        ],
    )


def opened(contents: Contents):
    return docx.Document(BytesIO(packet_docx(contents)))


def texts(document) -> list[str]:
    """Return every paragraph as it is read, those of links and tables included."""
    found = document.element.body.iter(qn("w:p"))
    return ["".join(text.text or "" for text in one.iter(qn("w:t"))) for one in found]


def headings(document, *levels: int) -> list[str]:
    styles = [f"Heading {level}" for level in levels]
    return [one.text for one in document.paragraphs if one.style.name in styles]


def running_heads(document) -> list[str]:
    places = [place for section in document.sections for place in (section.header, section.footer)]
    return [one.text for place in places for one in place.paragraphs]


def named(measure) -> str:
    """Return the heading of a measure: the contents repeat it, and say there too how it is known."""
    return f"{measure} ({measure.evidence_level.label})"


def test_sections_and_measures_are_headings_in_the_order_of_the_packet(contents):
    document = opened(contents)

    expected = [
        heading
        for section in contents.sections
        for heading in (section.heading, *(named(entry.measure) for entry in section.entries))
    ]
    assert [heading for heading in headings(document, 1, 2) if heading in expected] == expected


def test_no_level_of_headings_is_skipped(contents):
    document = opened(replace(contents, conference=Conference.objects.get(slug="miami-2003")))

    levels = [int(one.style.name[-1]) for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_contents_are_a_field_that_is_filled_with_numbered_headings(contents):
    document = opened(contents)

    instructions = [code.text.strip() for code in document.element.body.iter(qn("w:instrText"))]
    assert instructions[0] == r'TOC \o "1-2" \h \z \u'
    assert f"2.1{named(contents.measures[1])}" in texts(document)
    names = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    led_to = {link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))} - {None}
    assert led_to <= names
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_a_measure_says_its_words_evidence_note_and_classification(contents):
    measure = contents.measures[0]

    said = texts(opened(contents))

    assert measure.summary in said
    assert "In the catalogue’s own words" in said
    assert any(text.startswith("How it is known: From a related document") for text in said)
    assert any(text.startswith("Classification (the catalogue’s own): ") for text in said)
    assert said.index("Ask about this one.") > said.index(measure.summary)
    assert f"Address: https://catalogue.example{measure.get_permanent_url()}" in said


def test_official_wording_is_marked_as_such(contents, make_measure):
    measure = make_measure(official_text="The states shall\n\nconsult one another.", title="Consultations")

    said = texts(opened(replace(contents, sections=[Section("", [Entry(measure)])])))

    label = next(text for text in said if text.startswith("Official wording: "))
    assert said[said.index(label) + 1 :][:2] == ["The states shall", "consult one another."]


def test_sources_are_numbered_by_first_mention(contents):
    said = texts(opened(contents))

    cited = contents.measures[0].citations.all()
    assert any(text.startswith("[1]") and text.endswith(cited[0].source.url) for text in said)
    assert any(text.startswith("Sources: [1]") for text in said)


@pytest.mark.parametrize("part", [field.name for field in fields(Parts)])
def test_a_part_switched_off_is_missing_and_nothing_else(contents, part):
    whole = texts(opened(contents))

    without = texts(opened(replace(contents, parts=Parts(**{part: False}))))

    assert any(text.startswith(SIGN_OF[part]) for text in whole)
    assert not any(text.startswith(SIGN_OF[part]) for text in without)
    others = [sign for name, sign in SIGN_OF.items() if name != part]
    assert [sign for sign in others if not any(text.startswith(sign) for text in without)] == []
    assert all(named(measure) in without for measure in contents.measures)


def test_a_marking_stands_on_the_cover_and_in_every_running_head(contents):
    document = opened(contents)

    assert document.paragraphs[0].text == "For official use"
    for section in document.sections:
        assert "For official use" in [one.text for one in section.header.paragraphs]
        assert "For official use" in [one.text for one in section.footer.paragraphs]
    assert "Delegation only" in texts(document)


def test_pages_are_numbered_x_of_y_and_name_their_section(contents):
    document = opened(contents)

    for section in document.sections:
        codes = [code.text.strip() for code in section.footer._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]
    assert any(text.endswith("\tThen the others") for text in running_heads(document))


def test_only_a_draft_says_so(contents):
    draft = replace(contents, drafted_at=datetime(2026, 11, 24, 15, 0, tzinfo=UTC))

    assert "DRAFT, 24 November 2026, 15:00 UTC" in running_heads(opened(draft))
    assert not any("DRAFT" in text for text in running_heads(opened(contents)))


def test_a_draft_says_so_above_each_page(contents):
    draft = opened(replace(contents, drafted_at=datetime(2026, 11, 24, 15, 0, tzinfo=UTC)))

    for section in draft.sections:
        assert "DRAFT, 24 November 2026, 15:00 UTC" in [one.text for one in section.header.paragraphs]


def test_the_contents_say_how_to_get_their_page_numbers_until_they_have_them(contents):
    body = opened(contents).element.body

    hint = next(one for one in body.iter(qn("w:p")) if "Page numbers come" in "".join(one.itertext()))
    ends = [mark.get(qn("w:fldCharType")) for mark in hint.iter(qn("w:fldChar"))]
    assert ends == ["end"]  # of the contents: what stands before it goes when they are updated


def test_a_new_issue_without_changes_says_so_plainly(contents):
    nothing = Changes(number=1, serial="CSBM-2026-001", issued_at=CHANGED_AT)

    said = texts(opened(replace(contents, changes=nothing)))

    assert "Changed since issue 1" in said
    assert any(
        text.startswith("No measure was added, removed, moved or reworded since issue 1") for text in said
    )


def test_properties_tell_title_author_language_and_the_date_of_the_record(contents):
    properties = opened(contents).core_properties

    assert properties.title == "Measures for the talks"
    assert properties.author == "Office of Hemispheric Affairs"
    assert properties.subject == "For the delegation"
    assert "Visits" in properties.keywords
    assert properties.created == properties.modified == CHANGED_AT
    assert properties.language == "en-US"


def test_equal_contents_give_equal_bytes(contents):
    first = packet_docx(contents)

    again = packet_docx(replace(contents))

    assert first == again
    assert {member.date_time for member in zipfile.ZipFile(BytesIO(first)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


@pytest.mark.parametrize(("paper", "millimeters"), [("A4", 297), ("Letter", 279)])
def test_paper(contents, paper, millimeters):
    document = opened(replace(contents, paper=paper))

    assert {int(section.page_height.mm) for section in document.sections} == {millimeters}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a & b ]]> <w:t>",
        "مرحبا שלום 🕊 e\u0301",
        "w" * 20_000,
        "{ PAGE } \\* MERGEFORMAT",
    ],
)
def test_hostile_text_comes_out_as_text(contents, text):
    entry = replace(contents.entries[0], note=text)

    said = texts(opened(replace(contents, title=text[:200], sections=[Section(text, [entry])])))

    assert said.count(text) >= 2


def test_characters_that_xml_cannot_hold_are_shown_as_replaced(contents):
    entry = replace(contents.entries[0], note="a\x00b\x0bc\ufffed")

    said = texts(opened(replace(contents, sections=[Section("", [entry])])))

    assert "a\ufffdb\ufffdc\ufffdd" in said


@pytest.mark.parametrize(
    ("logo", "pictures"), [(PNG, 1), ("data:image/png;base64,AAAA", 0), ("data:image/svg+xml;base64,AAAA", 0)]
)
def test_a_logo_is_shown_where_word_knows_the_picture(contents, logo, pictures):
    document = opened(replace(contents, logo=logo))

    assert len(document.inline_shapes) == pictures
    if pictures:
        described = document.inline_shapes[0]._inline.docPr.get("descr")
        assert described == "Logo of Office of Hemispheric Affairs"


def test_changes_are_told_word_by_word(contents):
    pieces = [
        Piece("same", "Notice of "),
        Piece("removed", "large "),
        Piece("added", "all "),
        Piece("same", "exercises"),
    ]
    changes = Changes(
        number=1,
        serial="CSBM-2026-001",
        issued_at=CHANGED_AT,
        added=[Change("abc234", "Consensus of Miami 9: New")],
        moved=[Change("abc235", "Consensus of Miami 8: Old", "first", "after the second")],
        reworded=[Change("abc236", "Consensus of Miami 7", rewordings=[Rewording("Title", pieces)])],
    )  # fmt: skip

    document = opened(replace(contents, changes=changes))

    assert headings(document, 1)[0] == "Changed since issue 1"
    said = texts(document)
    assert "Added: Consensus of Miami 9: New" in said
    assert "Moved: Consensus of Miami 8: Old: from first to after the second" in said
    reworded = next(one for one in document.paragraphs if one.text.startswith("Title: "))
    assert [run.text for run in reworded.runs if run.font.strike] == ["large "]
    assert [run.text for run in reworded.runs if run.font.underline] == ["all "]


@pytest.mark.parametrize(
    ("model", "name", "lookup", "heading"),
    [
        (Conference, "conference", {"slug": "miami-2003"}, "Documents adopted"),
        (Document, "document", {"slug": "miami-consensus"}, "Where sources disagree"),
        (State, "state", {"code": "AR"}, "Offices held"),
    ],
)
def test_a_dossier_is_written_in_full_before_the_measures(contents, model, name, lookup, heading):
    subject = model.objects.get(**lookup)

    document = opened(replace(contents, **{name: subject}))

    found = headings(document, 1, 2)
    assert found.index(heading) < found.index("First the later")


@pytest.mark.parametrize(
    ("model", "name", "lookup", "said"),
    [
        (
            Document,
            "document",
            {"slug": "miami-consensus"},
            "Symbol: RESEGRE/doc.4/03 rev. 3 (from a related document)",
        ),
        (Conference, "conference", {"slug": "miami-2003"}, "States taking part"),
        (State, "state", {"code": "HT"}, "Meetings"),
    ],
)
def test_a_dossier_says_beside_a_fact_that_sources_disagree(contents, model, name, lookup, said):
    document = opened(replace(contents, **{name: model.objects.get(**lookup)}))

    assert f"{said} (sources disagree, see below)" in texts(document)


def test_tables_repeat_their_head_and_split_no_row(contents):
    table = opened(contents).tables[0]

    assert [cell.text for cell in table.rows[0].cells] == ["Office", "State", "Person", "Known from"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_libreoffice_opens_it(contents, tmp_path):
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice (soffice) is not installed here, so nothing opened the document")
    (tmp_path / "packet.docx").write_bytes(packet_docx(contents))

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "txt:Text", "packet.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)

    read = (tmp_path / "packet.txt").read_text()
    assert "Contents" in read
    assert all(measure.summary in read for measure in contents.measures)
