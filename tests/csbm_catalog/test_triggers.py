import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from conferences.models import Document
from csbm_catalog.models import CatalogueVersion
from csbm_catalog.search.index import rebuild
from csbm_catalog.triggers import install_triggers, record_tables
from measures.models import Measure, MeasureRelation, Theme

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def measure(record):
    return Measure.objects.get(key="jbnh44")


def version():
    return CatalogueVersion.current().number


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def insert(measure):
    Theme.objects.create(slug="new", name="New")


def save(measure):
    measure.save()


def delete(measure):
    measure.delete()


def update_in_bulk(measure):
    Measure.objects.filter(pk=measure.pk).update(title="Changed")


def create_in_bulk(measure):
    Theme.objects.bulk_create([Theme(slug=f"new-{at}", name=f"New {at}") for at in range(3)])


def delete_in_bulk(measure):
    MeasureRelation.objects.filter(presumed=True).delete()


def add_a_theme(measure):
    measure.themes.add(Theme.objects.create(slug="new", name="New"))


def take_a_theme_out(measure):
    measure.themes.remove(measure.themes.first())


def rest_on_another(measure):
    measure.based_on.add(Measure.objects.get(key="qkudxj"))


def name_a_source(measure):
    measure.citations.create(source=Document.objects.get(slug="cyber-measures").sources.first())


def insert_by_hand(measure):
    sql("INSERT INTO measures_theme (slug, name, description) VALUES ('new', 'New', '')")


def update_by_hand(measure):
    sql("UPDATE measures_measure SET title = 'Changed' WHERE id = %s", measure.pk)


def delete_by_hand(measure):
    sql("DELETE FROM measures_measure_themes WHERE measure_id = %s", measure.pk)


CHANGES = [
    insert, save, delete, update_in_bulk, create_in_bulk, delete_in_bulk, add_a_theme, take_a_theme_out,
    rest_on_another, name_a_source, insert_by_hand, update_by_hand, delete_by_hand,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_the_record_moves_its_version(change, measure):
    before = CatalogueVersion.current()

    change(measure)

    after = CatalogueVersion.current()
    assert after.number > before.number
    assert after.changed_at >= before.changed_at


def read(measure):
    list(Measure.objects.listed())


def change_nothing(measure):
    Measure.objects.filter(key="no-such-key").update(title="Changed")
    Measure.objects.filter(key="no-such-key").delete()


def add_a_theme_that_is_there(measure):
    measure.themes.add(measure.themes.first())


def rebuild_the_index(measure):
    CatalogueVersion.objects.update(indexed=None)
    rebuild()


def make_an_account(measure):
    get_user_model().objects.create_user("someone")


@pytest.mark.parametrize(
    "deed",
    [read, change_nothing, add_a_theme_that_is_there, rebuild_the_index, make_an_account],
    ids=lambda deed: deed.__name__,
)
def test_what_leaves_the_record_as_it_is_leaves_its_version(deed, measure):
    before = version()

    deed(measure)

    assert version() == before


def test_a_change_that_is_undone_undoes_the_version(measure):
    before = version()

    with transaction.atomic():
        update_in_bulk(measure)
        transaction.set_rollback(True)

    assert version() == before


def test_the_first_change_begins_at_version_1(measure):
    CatalogueVersion.objects.all().delete()

    update_in_bulk(measure)

    assert version() == 1
    assert CatalogueVersion.current().changed_at is not None


def test_the_day_of_the_last_change_is_of_a_zone(measure):
    update_in_bulk(measure)

    assert CatalogueVersion.current().changed_at.utcoffset() is not None


def test_every_table_of_the_record_is_watched():
    assert set(record_tables()) == {
        "conferences_body",
        "conferences_conference",
        "conferences_conference_organizations",
        "conferences_conferencecitation",
        "conferences_discrepancy",
        "conferences_discrepancy_conferences",
        "conferences_discrepancy_documents",
        "conferences_discrepancy_states",
        "conferences_discrepancyside",
        "conferences_document",
        "conferences_documentcitation",
        "conferences_officer",
        "conferences_organization",
        "conferences_participation",
        "conferences_sideevent",
        "conferences_source",
        "conferences_state",
        "measures_measure",
        "measures_measure_based_on",
        "measures_measure_discrepancies",
        "measures_measure_themes",
        "measures_measurecitation",
        "measures_measurerelation",
        "measures_theme",
    }


@pytest.mark.parametrize("table", record_tables())
def test_a_table_is_watched_by_the_database_itself(table):
    names = {f"{table}_{event}_recorded" for event in ("insert", "update", "delete")}

    assert names <= triggers()


def triggers():
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def test_laying_the_triggers_twice_counts_once(measure):
    install_triggers()
    before = version()

    Measure.objects.filter(pk=measure.pk).update(title="Changed")

    assert version() == before + 1
