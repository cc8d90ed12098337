import json

import pytest
from django.apps import apps
from django.core.management import call_command

from conferences.models import (
    Conference,
    Discrepancy,
    Document,
    Organization,
    Participation,
    Source,
    State,
)
from csbm_catalog.events import Deed, Event, note
from csbm_catalog.files.waiting import WaitingFile
from csbm_catalog.models import CatalogueVersion, KeptPDF, Record, SearchRow, SearchWord, SeededRow
from measures.models import Measure, MeasureRelation, Theme
from tests import breaches
from tests.breaches import twin

pytestmark = pytest.mark.usefixtures("record", "kept_pdf", "kept_rows")


@pytest.fixture
def kept_pdf(db):
    return KeptPDF.objects.create(name="a name", content=b"%PDF", size=4)


@pytest.fixture
def kept_rows(member_of_staff):
    note(member_of_staff, Deed.SIGNED_IN)
    return WaitingFile.objects.create(
        owner=member_of_staff, kind="states", name="states.csv", content=b"", digest="0" * 64
    )


BREACHES = {
    "event_deed_known": [twin(Event, deed="forged")],
    "keptpdf.name": [twin(KeptPDF)],
    "search_row_unique": [twin(SearchRow)],
    "searchword.word": [twin(SearchWord)],
    "seeded_row_unique": [twin(SeededRow)],
    "waitingfile.token": [twin(WaitingFile)],
}


@pytest.mark.parametrize(("name", "breach"), breaches.params(BREACHES))
def test_the_database_refuses(name, breach):
    breaches.assert_refused(name, breach)


def test_every_rule_of_the_database_has_been_tried():
    assert breaches.rules_of("csbm_catalog") == set(BREACHES)


def models_of_the_record():
    return [model for model in apps.get_models() if issubclass(model, Record)]


@pytest.mark.parametrize("model", models_of_the_record(), ids=lambda model: model._meta.label)
def test_a_row_is_found_by_its_natural_key(model):
    for row in model.objects.all():
        assert model.objects.get_by_natural_key(*row.natural_key()) == row


def test_natural_keys_read_as_one_would_say_them():
    miami = Participation.objects.get(conference__slug="miami-2003", state__code="US")
    relation = MeasureRelation.objects.get(
        later__key="jbnh44", earlier__document__slug="santiago-declaration", earlier__number=5
    )

    assert miami.natural_key() == ("miami-2003", "US")
    assert relation.natural_key()[0] == "jbnh44"
    assert Measure.natural_lookups() == ["key"]
    assert Participation.natural_lookups() == ["conference__slug", "state__code"]


def test_a_dump_by_natural_keys_loads_into_an_empty_catalogue_as_it_was(tmp_path):
    before = rows_of(tmp_path / "before.json")
    for model in [Measure, Discrepancy, Document, Conference, State, Organization, Theme, Source]:
        model.objects.all().delete()
    assert not any(model.objects.exists() for model in models_of_the_record())

    call_command("loaddata", tmp_path / "before.json", verbosity=0)

    assert rows_of(tmp_path / "after.json") == before
    assert len(before) > 700


def rows_of(path):
    """Dump the record by natural keys and return its rows, lists of links in one order."""
    labels = [model._meta.label for model in models_of_the_record()]
    call_command("dumpdata", *labels, natural_foreign=True, natural_primary=True, output=str(path))
    return sorted(json.dumps(sorted_links(row), sort_keys=True) for row in json.loads(path.read_text()))


def sorted_links(row):
    links = {field.name for field in apps.get_model(row["model"])._meta.many_to_many}
    return row | {"fields": {name: sorted(v) if name in links else v for name, v in row["fields"].items()}}


def test_the_version_of_an_empty_catalogue_is_0():
    CatalogueVersion.objects.all().delete()

    assert (CatalogueVersion.current().number, CatalogueVersion.current().changed_at) == (0, None)
