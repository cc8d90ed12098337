"""Texts made to keep a reader busy: four times the text takes a few times the work, not sixteen times."""

import time

import pytest

from measures.importing.corrections import places_to_split
from measures.importing.files import letters_kind, paper_of_text
from measures.importing.reading import read

LONG = 18_000  # characters, as long as a line may be
LIST = "1. The harbors.\n{}\n2. The ferries.\n"
HOSTILE = {
    "dots that lead to no page": lambda n: LIST.format("." * (n * LONG // 8) + "z"),
    "dots apart": lambda n: LIST.format(". " * (n * LONG // 16) + "z"),
    "a paragraph of ends": lambda n: LIST.format(f"{'.(' * 75}\n" * n * 60 + "z"),
    "marks that are not closed": lambda n: LIST.format("[^" + "1" * (n * LONG // 8)),
    "references": lambda n: LIST.format("7) harbors and ferries of\n" * n * 1_500),
    "an introduction of a thousand paragraphs": lambda n: (
        "I. HARBORS\n\n" + "Gulls sing.\n\n" * n * 1_500 + LIST.format("") + "\nII. FERRIES\n\n" + LIST.format("")
    ),
    "a preamble of a thousand paragraphs": lambda n: "Gulls sing.\n\n" * n * 1_500 + LIST.format(""),
    "titles": lambda n: "Gulls sing\n\n" * n * 1_500 + LIST.format("Gulls sing\n\n" * n * 1_500),
    "headings": lambda n: LIST.format("GULLS SING\n\n" * n * 1_500),
    "numbers below rules": lambda n: LIST.format("Gulls1 sing2.\n" * n * 500) + "_____\n1 x\n2 y\n" * n * 500,
    "footnotes": lambda n: LIST.format("Gulls [1].\n" + "[1] Sing.\n" * n * 1_500),
    "letters that are Roman numerals": lambda n: LIST.format("i. x\nc) v\n" * n * 1_000),
}  # fmt: skip


def work_of(deed, argument):
    """Return the processor's seconds that a deed takes, the least of two."""
    taken = []
    for _time in range(2):
        began = time.process_time()
        deed(argument)
        taken.append(time.process_time() - began)
    return min(taken)


def is_in_step(deed, make):
    return work_of(deed, make(4)) < 9 * work_of(deed, make(1)) + 0.2


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_the_work_of_reading_grows_with_the_text(make):
    assert is_in_step(lambda text: read(paper_of_text(text)), make)


def test_comments_before_a_page_are_passed_over_once_each():
    for count in (1, 24, 600):
        assert letters_kind("<!-- x -->\n" * count + "<!doctype html><p>1. x</p>", "text") == "html"
        assert letters_kind("<!---->" * count + "1. x", "text") == "text"
    assert letters_kind("<?xml version='1.0'?>\n<!-- x --> <html>", "text") == "html"
    assert letters_kind("<!-- never closed <html>", "text") == "text"


def test_the_work_of_telling_a_page_from_text_grows_with_the_text():
    assert is_in_step(lambda text: letters_kind(text, "html"), lambda n: "<p " * n * 8_000)


def test_the_work_of_offering_places_to_split_grows_with_the_text():
    assert is_in_step(places_to_split, lambda n: "Gulls. " * n * 5_000)
