"""Everything is taken away and brought back: nothing changes."""

import csv
import io
import json
import zipfile

import pytest
from lxml import etree

from conferences.models import Conference, Document, Source, State
from csbm_catalog.exports import LIVE
from measures.models import Measure, MeasureDraft, TextImport, Theme
from tests.measures.files.conftest import ORDER, exported, said, send, state_of_the_record

pytestmark = pytest.mark.usefixtures("record")
ODD = "=1+1; ['\"<b>é\n\t’' "


@pytest.fixture
def odd_record(record, make_measure):
    """A record with texts that a file could garble."""
    for model, name in ((State, "note"), (Document, "note"), (Conference, "mandate"), (Theme, "description")):
        row = model.objects.first()
        setattr(row, name, ODD)
        row.save()
    measure = make_measure(summary=ODD, evidence_note="'" + ODD, official_text="[" + ODD, label="'=1")
    measure.citations.create(source=Source.objects.first(), read=ODD, position=1)
    measure.citations.create(source=Source.objects.last(), read="", position=4)
    conference = Conference.objects.first()
    conference.organizations.create(name="-One; the other", kind="academic")
    conference.bodies.create(name=ODD, kind="committee", position=9)


@pytest.mark.parametrize("file_format", ["csv", "json"])
@pytest.mark.parametrize("kind", ORDER)
def test_what_is_taken_away_and_brought_back_changes_nothing(desk, kind, file_format, odd_record):
    before = state_of_the_record()

    page = send(desk, kind, exported(desk, kind, file_format), f"{kind}.{file_format}")

    held = ORDER[kind]._meta.model.objects.count()
    assert page.context["counts"] == {"invalid": 0, "changed": 0, "new": 0, "same": held}
    assert not page.context["is_sound"]
    assert state_of_the_record() == before
    assert not MeasureDraft.objects.exists()
    assert not TextImport.objects.exists()


@pytest.mark.parametrize("kind", ORDER)
def test_what_is_the_same_is_not_imported_by_force_either(desk, kind):
    page = send(desk, kind, exported(desk, kind, "json"), f"{kind}.json")
    before = state_of_the_record()

    desk.post(page.request["PATH_INFO"], {"seen": page.context["stamp"]})

    assert state_of_the_record() == before


def test_the_public_file_of_measures_is_one_to_bring_back(desk):
    content = b"".join(desk.get("/measures.csv").streaming_content)

    page = send(desk, "measures", content, "measures.csv")

    assert page.context["counts"]["same"] == Measure.objects.count()


def test_the_columns_of_measures_begin_with_those_of_the_public_file(desk):
    public = b"".join(desk.get("/measures.csv").streaming_content).splitlines()[0]

    assert exported(desk, "measures", "csv").startswith(public.strip() + b",")


@pytest.mark.parametrize("kind", ORDER)
def test_the_three_formats_say_the_same(desk, kind, odd_record):
    rows = json.loads(exported(desk, kind, "json"))["results"]
    lines = csv.reader(io.StringIO(exported(desk, kind, "csv").decode("utf-8-sig"), newline=""))
    sheet = etree.fromstring(
        zipfile.ZipFile(io.BytesIO(exported(desk, kind, "xlsx"))).read("xl/worksheets/sheet1.xml")
    )

    columns, *cells = lines
    assert columns == list(rows[0])
    assert len(cells) == len(rows)
    assert len(sheet.findall(".//{*}row")) == len(rows) + 1


@pytest.mark.parametrize("kind", ORDER)
def test_no_cell_is_a_formula(desk, kind, odd_record):
    lines = csv.reader(io.StringIO(exported(desk, kind, "csv").decode("utf-8-sig"), newline=""))
    book = zipfile.ZipFile(io.BytesIO(exported(desk, kind, "xlsx")))
    sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))

    assert not [cell for line in lines for cell in line if cell.startswith(LIVE)]
    assert not sheet.findall(".//{*}f")
    assert not sheet.findall(".//{*}hyperlink")
    assert not [
        text for cell in sheet.findall(".//{*}is") if (text := cell.xpath("string()")).startswith(LIVE)
    ]


def test_a_formula_comes_back_as_the_text_it_was(desk):
    State.objects.filter(code="US").update(note="=1+1")
    content = exported(desk, "states", "csv")
    State.objects.filter(code="US").update(note="")

    page = send(desk, "states", content, "states.csv")

    [change] = page.context["parts"][0]["shown"][0].changes
    assert (change.column, change.before, change.after) == ("note", "", "=1+1")


def test_a_large_file_of_what_is_there_is_answered_in_seconds(desk):
    """20,000 rows about the same states: each is named as a repetition, and nothing hangs."""
    header, *lines = exported(desk, "states", "csv").splitlines(keepends=True)

    page = send(desk, "states", header + b"".join((lines * 500)[:20_000]), "states.csv")

    assert page.context["counts"]["invalid"] == 20_000 - len(lines)
    assert len(page.content) < 1_000_000


def test_a_file_that_changes_too_much_is_refused(desk):
    rows = [{"slug": f"theme-{number}", "name": f"Theme {number}"} for number in range(20_000)]

    page = send(desk, "themes", rows)

    assert said(page) == [
        "The file would change 20000 records; at most 500 can be at once. Take it in parts."
    ]
    assert not Theme.objects.filter(slug="theme-1").exists()
