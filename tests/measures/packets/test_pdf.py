"""The packet as a PDF, read back: what it says, where, and how it is built."""

import json
import random
import re
import shutil
import subprocess
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.urls import reverse
from pypdf import PdfReader

from conferences.models import Conference
from csbm_catalog import pdf as engine
from csbm_catalog.evidence import Evidence
from csbm_catalog.models import CatalogueVersion
from csbm_catalog.pdf import TooMuch
from measures.models import Category, Measure, Theme, Type
from measures.packets import limits, of
from measures.packets.contents import Parts, Section
from measures.packets.pdf import html, render
from tests.measures.packets.printing import (
    MIAMI,
    SITE,
    contents_of,
    elements,
    made,
    miami,
    outline,
    read,
    text_of,
    three,
)

pytestmark = pytest.mark.django_db


def keys_printed(reader: PdfReader) -> list[str]:
    return re.findall(rf"{SITE}/m/([a-z0-9]+)/", "".join(page.extract_text() for page in reader.pages))


def random_questions(count: int):
    chance = random.Random(20260101)
    documents = ["miami-consensus", "miami-illustrative-list", "santiago-declaration", "buenos-aires-list"]
    themes = list(Theme.objects.values_list("slug", flat=True))
    for _one in range(count):
        question = QueryDict(mutable=True)
        for name, values in {
            "document": documents,
            "category": Category.values,
            "theme": themes,
            "type": Type.values,
            "evidence": Evidence.values,
            "sort": ["document", "-document", "title"],
            "q": ["exercise", "border", "information"],
        }.items():
            if chance.random() < 0.3:
                many = 1 if name in ("sort", "q") else 2
                question.setlist(name, chance.sample(values, many))
        yield question.urlencode()


def test_for_fifty_random_questions_a_packet_holds_what_the_list_holds_in_its_order(client):
    for query in random_questions(50):
        listed = json.loads(b"".join(client.get(f"{reverse('measures:json')}?{query}")))["results"]

        printed = re.findall(r'<article [^>]*id="m-(\w+)"', html(contents_of(query)))
        assert printed == [row["key"] for row in listed], query


@pytest.mark.parametrize(
    "query",
    [
        "category=general&sort=title",
        "q=border",
        "document=cyber-measures",
        "m=miami-consensus:3&m=miami-consensus:1",
    ],
)
def test_a_pdf_prints_the_measures_of_the_list_in_its_order(client, query):
    listed = json.loads(b"".join(client.get(f"{reverse('measures:json')}?{query}")))["results"]

    reader = made(contents_of(query))

    assert keys_printed(reader) == [row["key"] for row in listed]


def test_every_number_in_the_contents_is_the_page_to_which_its_entry_leads():
    reader = read(miami())
    first_page_of = {title: page for _depth, title, page in outline(reader)}
    contents = slice(first_page_of["Contents"] - 1, first_page_of["Consensus of Miami"] - 1)
    names, printed = [], []
    for page in reader.pages[contents]:
        for annotation in page["/Annots"]:
            names.append(annotation.get_object()["/Dest"])
        lines = page.extract_text().splitlines()
        printed += [
            int(line.split()[-1])
            for line in lines
            if re.search(r"\D\s*\d+$", line) and "Page " not in line and "record" not in line
        ]

    led_to = [
        reader.get_destination_page_number(reader.named_destinations[name]) + 1
        for name in dict.fromkeys(names)
    ]
    assert len(led_to) == 88 + 7
    assert printed == led_to


def test_every_page_reference_in_the_index_is_the_page_of_its_measure():
    reader = read(miami())
    text = " ".join(page.extract_text() for page in reader.pages)
    pages = {title: page for depth, title, page in outline(reader) if depth == 2}

    first = next(title for title in pages if title.startswith("12 "))
    assert f"12 (p. {pages[first]})" in " ".join(text.split())


def test_no_measure_is_split_over_pages():
    reader = read(miami())
    begun = [page for depth, title, page in outline(reader) if depth == 2 and title[0].isdigit()]
    ended = [
        number
        for number, page in enumerate(reader.pages, 1)
        for _key in re.findall(rf"{SITE}/m/", page.extract_text())
    ]

    assert len(begun) == 88
    assert begun == ended


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    reader = read(miami())

    for number, page in enumerate(reader.pages, 1):
        titles = [title for _depth, title, where in outline(reader) if where == number]
        body = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        for title in titles:
            assert body[-1] != title


def test_bookmarks_mirror_the_headings():
    reader = read(miami())
    bookmarks = list(outline(reader))
    headings = [tag for tag in elements(reader) if tag in ("/H1", "/H2", "/H3", "/H4")]

    assert [f"/H{depth + 1}" for depth, _title, _page in bookmarks] == headings
    assert [title for depth, title, _page in bookmarks if depth < 2] == [
        "Measures: Consensus of Miami, Miami Illustrative List", "How sure each entry is", "Contents",
        "Consensus of Miami", "Miami Illustrative List",
        "Participants and officers", "Sources", "Index of themes", "About this document",
    ]  # fmt: skip


def test_the_file_is_tagged_titled_and_in_english():
    reader = read(miami())
    root = reader.trailer["/Root"]

    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (
        b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().replace(b"\n", b"")
        or b"pdfuaid" in root["/Metadata"].get_data()
    )
    assert reader.metadata.title == "Measures: Consensus of Miami, Miami Illustrative List"
    assert reader.metadata.author == "CSBM Catalogue"
    assert "88 measures" in reader.metadata.subject
    assert "Border cooperation" in reader.metadata["/Keywords"]
    changed_at = CatalogueVersion.current().changed_at
    assert reader.metadata.creation_date.date() == changed_at.date()


def test_a_table_and_a_paragraph_are_one_element_each_and_links_have_text():
    contents = contents_of(MIAMI)
    source = html(contents)
    tags = list(elements(read(miami())))

    assert tags.count("/Table") == source.count("<table")
    assert tags.count("/P") == len(re.findall(r"<p[ >]", source))
    assert tags.count("/TR") == source.count("<tr>")
    assert '"></a>' not in source


def test_fonts_are_embedded_and_subset():
    for page in read(miami()).pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert re.match(r"/[A-Z]{6}\+", font["/BaseFont"])
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_equal_contents_give_equal_bytes_in_two_processes():
    first = render(three(), "pdf/ua-1", True)
    engine.renderer.stop()

    assert render(three(), "pdf/ua-1", True) == first


PRINTED = {
    "cover": "Confidence and security in the Americas",
    "contents": "Contents",
    "participants": "Participants and officers",
    "relations": "Relations",
    "sources": "Sources",
    "legend": "Each measure bears a mark",
    "notes": "A covering memo",
    "theme_index": "Index of themes",
}


def test_each_switch_turned_off_removes_its_part_and_no_other():
    switches = [field.name for field in fields(Parts)]
    assert set(switches) == set(PRINTED)
    notes = [replace(entry, note="A note on it") for entry in three().entries]

    for off in switches:
        contents = three(memo="A covering memo", parts=replace(Parts(), **{off: False}))
        text = text_of(made(replace(contents, sections=[Section("Chosen", notes)])))
        for name, words in PRINTED.items():
            assert (words in text) == (name != off), (off, name)
        assert text.count("A note on it") == (0 if off == "notes" else 3)
        assert text.count(f"{SITE}/m/") == 3


def test_a_measure_on_its_own_takes_at_most_two_pages_without_cover_or_contents():
    longest = max(
        Measure.objects.all(), key=lambda one: one.relations_back.count() + one.relations_forward.count() * 2
    )

    for measure in [longest, Measure.objects.get(document__slug="miami-consensus", number=1)]:
        reader = made(of.of_measure(measure, CatalogueVersion.current(), SITE + measure.get_absolute_url()))

        assert len(reader.pages) <= 2
        assert "Contents" not in text_of(reader)
        assert "How it is known" in text_of(reader)


def test_every_page_says_which_of_how_many_and_bears_the_marking_twice():
    reader = made(three(marking="Delegation only", purpose="To brief."))

    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {len(reader.pages)}" in text
        assert text.count("Delegation only") >= 2
    assert reader.pages[0].extract_text().count("Delegation only") == 3


def test_the_longest_marking_is_never_cut():
    marking = "For official use of the delegation only until the meeting ends"

    reader = made(three(marking=marking))

    assert all(
        "".join(page.extract_text().split()).count(marking.replace(" ", "")) >= 2 for page in reader.pages
    )


def test_a_draft_says_so_across_each_page_and_when_it_was_made():
    made_at = datetime(2026, 11, 24, 15, 40, tzinfo=UTC)

    reader = made(three(drafted_at=made_at))

    assert all("Draft of 2026-11-24 15:40 UTC" in page.extract_text() for page in reader.pages)
    plain = made(three())
    for page, other in zip(reader.pages, plain.pages, strict=True):
        assert len(page.get_contents().get_data()) > len(other.get_contents().get_data())


def test_the_last_page_says_where_it_came_from_and_of_which_version():
    text = " ".join(read(miami()).pages[-1].extract_text().split())

    assert f"version {CatalogueVersion.current().number}" in text
    assert f"{SITE}/measures/?document=miami-consensus" in text


def test_hostile_text_comes_out_as_text_within_the_margins():
    words = "<script>alert(1)</script> <img src=file:///etc/passwd> </p><style>*{display:none}</style> &amp; {{ x }}"
    long_word = "W" * 20_000
    note = f"{words} العربية שלום 😀 e\u0301n\u0303 {long_word}"
    entry = replace(three().entries[0], note=note[: limits.MAX_NOTE])

    reader = made(three(title=words, office=words, marking="<b>", memo=words, subtitle="x" * 200))
    noted = made(replace(three(), sections=[Section(words, [entry])]))

    assert text_of(reader).count("<script>alert(1)</script>") >= 3
    text = text_of(noted)
    assert text.count("W") > 19_000
    assert "😀" in text
    assert "שלום" in text or "םולש" in text
    for page in noted.pages:
        right = float(page.mediabox.width) - 20 * 72 / 25.4
        page.extract_text(
            visitor_text=lambda t, cm, tm, font, size, right=right: check_inside(t, cm, tm, right)
        )


def check_inside(text, cm, tm, right):
    x = tm[4] * cm[0] + cm[4]
    assert not text.strip() or -1 <= x <= right


def test_letter_paper_is_letter_and_a4_is_a4():
    assert [round(float(x)) for x in made(three(paper="Letter")).pages[0].mediabox[2:]] == [612, 792]
    assert [round(float(x)) for x in made(three(paper="A4")).pages[0].mediabox[2:]] == [595, 842]


def test_the_archival_variant_holds_the_measures_as_json_and_csv():
    reader = read(render(three(), "pdf/a-3a", True))
    files = {name: contents[0] for name, contents in reader.attachments.items()}

    assert [row["key"] for row in json.loads(files["measures.json"])["results"]] == [
        m.key for m in three().measures
    ]
    assert len(files["measures.csv"].decode("utf-8-sig").splitlines()) >= 4
    assert b"pdfaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_a_table_longer_than_a_page_is_cut_into_parts_each_with_its_head(make_document):
    conference = Conference.objects.get(slug="miami-2003")
    for position in range(100, 160):
        make_document(
            f"paper-{position}",
            kind="paper",
            conference=conference,
            position=position,
            short_title="",
            title=f"Paper {position} on a long subject that takes more than a line of the table",
        )
    contents = of.of_conference(conference, CatalogueVersion.current(), SITE + conference.get_absolute_url())

    text = text_of(made(replace(contents, sections=[])))

    parts = int(re.search(r"Papers of Miami 2003, part 1 of (\d+)", text).group(1))
    assert parts >= 3
    assert text.count("Paper Symbol Date") == parts


def test_more_than_fits_is_refused_in_words_that_name_the_limit():
    entry = three().entries[0]

    for contents, words in [
        (replace(three(), sections=[Section("", [entry] * 301)]), "at most 300 measures"),
        (replace(three(), sections=[Section("", [replace(entry, note="x" * 20_001)])]), "at most 20000"),
        (three(memo="x" * 200_001), "at most 200,000"),
    ]:
        with pytest.raises(TooMuch, match=words):
            limits.refuse_too_much(contents)


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed here")
def test_qpdf_finds_no_fault(tmp_path):
    path = tmp_path / "packet.pdf"
    path.write_bytes(miami())

    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)
