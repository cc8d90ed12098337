"""`manage.py import_document`: what it prints, and how it ends."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from measures.models import Measure

PAPERS = Path(__file__).parent / "papers"


def run(path, document="miami-consensus", **options):
    said = io.StringIO()
    call_command("import_document", path, document=document, stdout=said, **({"dry_run": True} | options))
    return said.getvalue()


@pytest.fixture
def sweeps(make_document, make_measure):
    """A document that is said to have seven measures, of which the record holds three."""
    document = make_document("charter-of-the-sweeps", measures_stated=7)
    for number, title in [(1, "Announcing visits"), (2, "Tall hats"), (3, "Counting chimneys")]:
        summary = f"The sweeps and {title.lower()}."
        make_measure(document=document, number=number, title=title, summary=summary, evidence="related")
    return document


def test_it_prints_what_was_found_as_json(sweeps):
    said = json.loads(run(PAPERS / "duplicate.txt", sweeps.slug, json=True))

    assert (said["stated"], said["found"]) == (7, 7)
    assert (said["missing"], said["duplicates"], said["skipped"]) == ([7], [2], [])
    assert [measure["number"] for measure in said["measures"]] == [1, 2, 2, 4, 3, 5, 6]
    assert said["measures"][0]["title"] == "Announcing visits"
    assert said["measures"][0]["text"] == "The sweeps announce their visits."


def test_what_was_skipped_has_its_reason(sweeps):
    said = json.loads(run(PAPERS / "pages.txt", sweeps.slug, json=True))

    assert {"text": "- 2 -", "page": 2, "reason": "page number"} in said["skipped"]
    assert {"text": "SNOW/doc. 7", "page": 1, "reason": "page header or footer"} in said["skipped"]


def test_a_paper_of_35_measures_under_two_headings_is_found_whole(record):
    said = json.loads(run(PAPERS / "thirty-five.txt", json=True))

    assert (said["stated"], said["found"], said["missing"]) == (35, 35, [])
    assert {measure["heading"] for measure in said["measures"]} == {
        "Measures on the water",
        "Measures on the shore",
    }


def test_it_says_the_same_to_people(sweeps):
    said = run(PAPERS / "gap.txt", sweeps.slug)

    assert "5 of 7 stated measures found" in said
    assert "- A gap: no measure has the number 3." in said


def test_a_dry_run_writes_nothing(sweeps):
    before = list(Measure.objects.order_by("pk").values())

    run(PAPERS / "duplicate.txt", sweeps.slug)

    assert list(Measure.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("path", "document", "sentence"),
    [
        (
            PAPERS / "gap.txt",
            "no-such-document",
            "No document that lists measures is called no-such-document.",
        ),
        (PAPERS / "no-such-file.txt", "miami-consensus", "cannot be read: No such file or directory."),
        (PAPERS / "make.py", "miami-consensus", "only these are read."),
        (PAPERS, "miami-consensus", "cannot be read: Is a directory."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(record, path, document, sentence):
    with pytest.raises(CommandError) as fault:
        run(path, document)

    assert str(fault.value).endswith(sentence)
    assert fault.value.returncode == 1
