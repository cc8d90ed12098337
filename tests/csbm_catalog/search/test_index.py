import pytest
from django.db import connection

from conferences.models import State
from csbm_catalog.models import CatalogueVersion, SearchRow, SearchWord
from csbm_catalog.search import index
from csbm_catalog.search.query import parse
from measures.models import Measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(record):
    index.ensure_indexed(CatalogueVersion.current())


def held() -> set:
    return set(SearchRow.objects.values_list("kind", "object_id", *index.COLUMNS))


def test_every_record_that_can_be_found_has_one_row(indexed):
    counts = {model.search_kind: model.objects.count() for model in index.searchable_models()}

    rows = {kind: SearchRow.objects.filter(kind=kind).count() for kind in counts}

    assert set(counts) == {"measure", "document", "conference", "state", "officer"}
    assert rows == counts
    assert SearchRow.objects.count() == sum(counts.values())


def test_an_index_that_holds_this_version_is_left_alone(indexed, django_assert_num_queries):
    version = CatalogueVersion.current()

    with django_assert_num_queries(0):
        index.ensure_indexed(version)


def test_rebuilding_what_is_current_writes_nothing(indexed, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):  # a savepoint, the version, the savepoint's end
        index.rebuild()


@pytest.mark.parametrize(
    "change",
    [
        lambda: State.objects.filter(code="HT").update(note="Quagga."),
        lambda: Measure.objects.filter(key="ongzhn").update(title="Quagga"),
        lambda: Measure.objects.get(key="ongzhn").themes.clear(),
        lambda: Measure.objects.filter(key="ongzhn").delete(),
    ],
    ids=["state", "measure", "theme", "deleted"],
)
def test_any_change_of_the_record_makes_the_index_anew(indexed, change):
    before = held()
    change()

    index.ensure_indexed(CatalogueVersion.current())

    assert held() != before
    assert CatalogueVersion.current().indexed == CatalogueVersion.current().number


def test_sql_by_hand_makes_the_index_anew(indexed):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_state SET note = 'Quagga.' WHERE code = 'HT'")

    index.ensure_indexed(CatalogueVersion.current())

    assert SearchRow.objects.matching(parse("quagga")).count() == 1


def test_what_is_gone_is_no_longer_found(indexed):
    State.objects.filter(code="HT").update(note="Quagga.")
    index.ensure_indexed(CatalogueVersion.current())
    State.objects.filter(code="HT").update(note="")
    index.ensure_indexed(CatalogueVersion.current())

    assert not SearchRow.objects.matching(parse("quagga")).exists()


def test_a_rebuild_gives_the_same_rows(indexed):
    before = held()
    CatalogueVersion.objects.update(indexed=None)

    index.ensure_indexed(CatalogueVersion.current())

    assert held() == before


def test_the_words_kept_for_spelling_are_of_four_letters_at_least(indexed):
    words = set(SearchWord.objects.values_list("word", flat=True))

    assert {"border", "expenditures", "satellite"} <= words
    assert min(map(len, words)) == 4


def test_an_empty_record_is_indexed(db):
    version = CatalogueVersion(pk=1)

    index.ensure_indexed(version)

    assert CatalogueVersion.current().indexed is not None
