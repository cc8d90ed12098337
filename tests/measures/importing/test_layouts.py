"""Random measures, written in a layout and read back: nothing is lost, added or moved."""

import io
import textwrap

from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.importing.extracting import word
from measures.importing.extracting.counting import of_roman, printed
from measures.importing.files import paper_of_file, paper_of_text
from measures.importing.reading import read
from measures.importing.refusals import Refused

WORDS = "harbor lighthouse gull ferry rope calendar exchange paint tell spring berth keeper well-lit café with the of"
words = st.lists(st.sampled_from(WORDS.split()), min_size=3, max_size=60)
sentences = words.map(lambda chosen: f"Parties {' '.join(chosen)} daily.")
measures = st.lists(st.lists(sentences, min_size=1, max_size=9), min_size=2, max_size=4)
styles = st.sampled_from(["{}. ", "{}) ", "({}) "])
quick = settings(deadline=None, max_examples=60)


def sectioned(result):
    return [(section.heading, [item.text for item in section.items]) for section in result.sections]


def wrapped(text, width):
    return textwrap.fill(text, width, break_on_hyphens=False, break_long_words=False)


def written(sections, style, runs, between, width):
    """Return sections of measures as text: headings in capitals with Roman numerals."""
    parts, number = ["ACCORD OF THE HARBORS", "The harbors agree as follows:"], 0
    for at, texts in enumerate(sections, 1):
        parts.append(f"{printed(at, 'upperRoman')}. {heading(at)}")
        body = []
        for place, text in enumerate(texts, 1):
            number += 1
            body.append(wrapped(style.format(number if runs else place) + text, width))
        parts.append(between.join(body))
    return "\n\n".join([*parts, "Done at the lighthouse."])


def heading(at):
    return ["MEASURES OF SPRING", "MEASURES OF SUMMER", "MEASURES OF AUTUMN", "MEASURES OF WINTER"][at - 1]


@quick
@given(measures, styles, st.booleans(), st.sampled_from(["\n", "\n\n"]), st.integers(50, 90))
def test_measures_written_in_a_layout_are_read_back(sections, style, runs, between, width):
    result = read(paper_of_text(written(sections, style, runs, between, width)))

    assert sectioned(result) == [(heading(at), texts) for at, texts in enumerate(sections, 1)]
    assert [item.number for item in result.items] == list(range(1, sum(map(len, sections)) + 1))
    assert (result.oddities, result.afterword) == ([], "Done at the lighthouse.")


@quick
@given(measures, styles, st.integers(50, 90), st.integers(8, 40))
def test_measures_are_read_back_over_pages_with_headers(sections, style, width, page):
    lines = written(sections, style, False, "\n\n", width).split("\n")
    pages = [lines[at : at + page] for at in range(0, len(lines), page)]
    text = "\f".join(
        "\n".join(["Paper of the Harbors", "", *p, "", f"- {n} -"]) for n, p in enumerate(pages, 1)
    )

    result = read(paper_of_text(text))

    found = [(head, [text.replace("\n\n", " ") for text in texts]) for head, texts in sectioned(result)]
    assert found == [(heading(at), texts) for at, texts in enumerate(sections, 1)]


@quick
@given(st.lists(sentences, min_size=3, max_size=30), st.data())
def test_a_measure_that_is_left_out_is_a_gap(texts, data):
    left_out = data.draw(st.integers(2, len(texts) - 1))
    text = "\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1) if n != left_out)

    result = read(paper_of_text(text))

    assert result.missing == [left_out]
    assert [item.number for item in result.items] == [n for n in range(1, len(texts) + 1) if n != left_out]


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(measures)
def test_measures_of_a_word_document_are_read_back(sections):
    document = Document()
    document.add_heading("Accord of the Harbors", 0)
    for at, texts in enumerate(sections, 1):
        document.add_heading(heading(at).title(), 1)
        for text in texts:
            document.add_paragraph(text, style="List Number")
    result = read(paper_of(document))

    assert sectioned(result) == [(heading(at).title(), texts) for at, texts in enumerate(sections, 1)]


def paper_of(document):

    made = io.BytesIO()
    document.save(made)
    return word.paper(made.getvalue())


@settings(deadline=None, max_examples=5)
@given(measures)
def test_measures_of_a_page_are_read_back(sections):
    parts = []
    for at, texts in enumerate(sections, 1):
        parts.append(f"<h2>{heading(at)}</h2><ol>{''.join(f'<li>{text}</li>' for text in texts)}</ol>")
    page = f"<!doctype html><html><h1>Accord</h1>{''.join(parts)}<p>Done.</p></html>"

    result = read(paper_of_file("paper.html", page.encode()))

    assert sectioned(result) == [(heading(at), texts) for at, texts in enumerate(sections, 1)]


def test_a_list_without_numbers_keeps_the_sign_that_is_printed():
    document = Document()
    document.add_paragraph("The harbors lend:", style="List Number")
    document.add_paragraph("ropes;", style="List Bullet")
    document.add_paragraph("paddles.", style="List Bullet")
    document.add_paragraph("The harbors meet.", style="List Number")
    page = "<ol><li>The harbors lend:<ul><li>ropes;<li>paddles.</ul><li>The harbors meet.</ol>"
    expected = ["The harbors lend:\n• ropes;\n• paddles.", "The harbors meet."]

    assert [item.text for item in read(paper_of(document)).items] == expected
    assert [item.text for item in read(paper_of_file("a.html", page.encode())).items] == expected
    pasted = "1. The harbors lend:\n\uf0b7 ropes;\n* paddles\n2. The harbors meet."
    assert [item.text for item in read(paper_of_text(pasted)).items] == [
        "The harbors lend:\n• ropes;\n* paddles", "The harbors meet.",
    ]  # fmt: skip


def test_a_title_in_capitals_over_two_lines_ends_where_a_sentence_begins():
    text = "RULES OF THE MEETING OF\nHARBORS\nThe harbors, having met, agree on what\nfollows.\n1. One.\n2. Two.\n"

    result = read(paper_of_text(text))

    assert (result.title, result.preamble) == (
        ["RULES OF THE MEETING OF HARBORS"], "The harbors, having met, agree on what follows.",
    )  # fmt: skip


def test_a_number_typed_into_a_list_without_numbers_is_the_number():
    page = "<ul><li>1. The harbors lend.<li>2. The harbors meet.</ul>"

    items = read(paper_of_file("a.html", page.encode())).items

    assert [(item.printed, item.text) for item in items] == [
        ("1.", "The harbors lend."),
        ("2.", "The harbors meet."),
    ]


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_any_text_is_read_or_refused(text):
    read_or_refused(text)


LINES = "1. 2. 3. 1) 2) (1) (2) a) b) i) ii) I. II. A. B. 1.1 1.2 2.1 - ____ [1] *x HARBORS x. of \f".split(
    " "
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from([*LINES, "", "- 1 -", "Harbors and ferries"]), max_size=40))
def test_any_mixture_of_numbers_is_read_or_refused(lines):
    read_or_refused("\n".join(lines))


def read_or_refused(text):
    try:
        result = read(paper_of_text(text))
    except Refused:
        return
    assert result.items
    assert all(oddity.message for oddity in result.oddities)
    assert all(len(item.label) <= 20 and item.number > 0 for item in result.items)


@given(st.integers(1, 3999))
def test_roman_numerals_are_read_as_they_are_printed(number):
    assert of_roman(printed(number, "upperRoman")) == number
    assert of_roman(printed(number, "lowerRoman")) == number
