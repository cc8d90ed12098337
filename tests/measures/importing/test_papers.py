"""Made-up papers in every layout, each with what should be read in it beside it as JSON."""

import json
import time
from pathlib import Path

import pytest

from measures.importing.files import paper_of_file, paper_of_text
from measures.importing.reading import read

PAPERS = Path(__file__).parent / "papers"
FILES = sorted(path for path in PAPERS.iterdir() if path.suffix in {".txt", ".docx", ".html", ".pdf"})


def read_file(path):
    return read(paper_of_file(path.name, path.read_bytes()))


def as_plain(result) -> dict:
    """Return a paper as read in the form of the expected results."""
    return {
        "title": result.title,
        "preamble": result.preamble,
        "sections": [
            {
                "heading": section.heading,
                "label": section.label,
                "introduction": section.introduction,
                "items": [vars(item) for item in section.items],
            }
            for section in result.sections
        ],
        "afterword": result.afterword,
        "footnotes": result.footnotes,
        "skipped": [[one.text, one.reason] for one in result.skipped],
        "oddities": [[oddity.kind, list(oddity.numbers)] for oddity in result.oddities],
    }


def test_there_are_papers_enough():
    assert len(FILES) >= 12
    assert {path.suffix for path in FILES} == {".txt", ".docx", ".html", ".pdf"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_paper_is_read_as_expected(path):
    expected = json.loads(path.with_name(f"{path.name}.json").read_text())

    assert as_plain(read_file(path)) == expected


def test_the_same_text_is_read_alike_from_every_encoding():
    content = (PAPERS / "footnotes.txt").read_text().replace("¹", "*").replace("ü", "u")
    first = as_plain(read(paper_of_text(content)))

    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        assert as_plain(read(paper_of_file("paper.txt", content.encode(encoding)))) == first, encoding


def test_letters_come_out_composed_and_without_what_cannot_be_seen():
    paper = paper_of_file("paper.txt", "1. Cafe\u0301\u200b of\x07 the\u00a0harbor.\r\n2. Tea.".encode())

    assert [item.text for item in read(paper).items] == ["Café of the harbor.", "Tea."]


def test_a_paper_of_sixty_pages_takes_a_moment():
    words = "the harbors tell each other of the boats that are painted anew in spring and of their colors "
    measures = [f"{n}. {words * 6}" for n in range(1, 181)]
    bodies = ["\n\n".join(map(wrapped, measures[at : at + 3])) for at in range(0, len(measures), 3)]
    pages = [f"Paper of the Harbors\n\n{body}\n\n- {n} -" for n, body in enumerate(bodies, 1)]
    started = time.perf_counter()

    result = read(paper_of_text("\f".join(pages)))

    assert len(pages) == 60
    assert [item.text for item in result.items] == [words.strip() + (" " + words.strip()) * 5] * 180
    assert [item.page for item in result.items][::3] == list(range(1, 61))
    assert time.perf_counter() - started < 10


def wrapped(text, width=70):
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += f"{word} "
    return "\n".join(line.strip() for line in lines)
