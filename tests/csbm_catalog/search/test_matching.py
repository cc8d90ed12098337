"""What the database finds is what plain Python finds in the same rows, for any query, on either database."""

import random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csbm_catalog.models import CatalogueVersion, SearchRow
from csbm_catalog.search.index import COLUMNS, ensure_indexed
from csbm_catalog.search.query import SearchQuery, Term, parse
from csbm_catalog.search.words import stem
from tests.measures import hostile

pytestmark = pytest.mark.django_db
WEIGHTS = {"title": (8, 4), "heading": (2, 1), "place": (3, 3)}
at_random = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL's own parser")
VOCABULARY = (
    "border borders military Exercise maneuvers security measures confidence building united nations arms "
    "hotline miami 12 consensus list of the 2003 haiti villegas III.3 resegre doc 4 03 oas defence zebra peace"
).split()


@pytest.fixture
def rows(record):
    """Every row of the index as lists of tokens, by id."""
    ensure_indexed(CatalogueVersion.current())
    return {
        row.pk: {column: getattr(row, column).split() for column in COLUMNS}
        for row in SearchRow.objects.all()
    }


def holds(tokens: list[str], run: tuple[str, ...]) -> bool:
    return any(tuple(tokens[at : at + len(run)]) == run for at in range(len(tokens) - len(run) + 1))


def in_column(row: dict, term, column: str) -> bool:
    return any(holds(row[column], run) for run in term.names)


def expected_score(row: dict, query) -> int:
    return sum(
        typed if holds(row[column], term.names[0]) else alike
        for term in query.terms
        for column, (typed, alike) in WEIGHTS.items()
        if in_column(row, term, column)
    )


def expected(rows: dict, query) -> dict[int, int]:
    """Return id and score of each row in which every term stands in some column."""
    return {
        pk: expected_score(row, query)
        for pk, row in rows.items()
        if all(any(in_column(row, term, column) for column in COLUMNS) for term in query.terms)
    }


def found(query) -> dict[int, int]:
    return dict(SearchRow.objects.matching(query).scored(query).values_list("pk", "score"))


def words(minimum=1, maximum=4) -> st.SearchStrategy:
    return st.lists(st.sampled_from(VOCABULARY), min_size=minimum, max_size=maximum).map(" ".join)


@at_random
@given(text=words())
def test_words_match_and_score_as_in_plain_python(rows, text):
    query = parse(text)
    if query:
        assert found(query) == expected(rows, query)


@at_random
@given(seed=st.integers(0, 10**9))
def test_phrases_of_the_record_match_and_score_as_in_plain_python(rows, seed):
    dice = random.Random(seed)
    tokens = dice.choice(list(rows.values()))["body"] or ["border"]
    at = dice.randrange(len(tokens))
    query = parse(f'"{" ".join(tokens[at : at + dice.randrange(1, 5)])}" {dice.choice(VOCABULARY)}')

    assert found(query) == expected(rows, query)


def test_a_phrase_does_not_run_from_one_column_into_the_next(rows):
    ends = {(row["title"][-1], row["heading"][0]) for row in rows.values() if row["title"] and row["heading"]}
    queries = [parse('"' + " ".join(pair) + '"') for pair in sorted(ends)[::5]]

    assert queries
    assert [found(query) for query in queries] == [expected(rows, query) for query in queries]


@at_random
@given(text=st.text(max_size=200) | st.integers(0, 10**9).map(lambda seed: hostile.text(random.Random(seed))))
def test_any_text_matches_as_in_plain_python(rows, text):
    query = parse(text)
    if query:
        assert found(query) == expected(rows, query)


def test_the_word_that_ends_a_column_is_found_by_nobody(rows):
    query = parse("endofcolumn")

    assert found(query) == {}


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(min_size=1, max_size=70)
    | st.from_regex(r"[0-9]{1,5}[a-z]{0,3}[0-9]{0,5}e?[0-9]{0,3}", fullmatch=True)
)
def test_any_word_that_is_indexed_is_found(db, text):
    token = stem("".join(character for character in text.casefold() if character.isalnum()) or "a")
    row = SearchRow.objects.create(kind="test", object_id=1, title=f"before {token} after")
    if connection.vendor == "sqlite":
        refill()

    matches = SearchRow.objects.filter(kind="test").matching(parse_token(f"before {token} after"))

    assert [match.pk for match in matches] == [row.pk]
    row.delete()


def parse_token(run: str):
    """Return a query for these tokens, as they are, as a phrase."""
    return SearchQuery(run, (Term((tuple(run.split()),)),), False)


def refill():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO csbm_catalog_searchfts (csbm_catalog_searchfts) VALUES ('rebuild')")


@on_postgresql
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    token=(
        st.text(min_size=1, max_size=70).map(
            lambda text: stem("".join(c for c in text.casefold() if c.isalnum()) or "a")
        )
        | st.from_regex(r"[a-z0-9]{1,64}", fullmatch=True).map(stem)
        | st.from_regex(r"[0-9]{1,4}e[0-9]{1,4}[a-z]{0,3}", fullmatch=True).map(stem)
    )
)
def test_postgresql_takes_every_token_for_one_word(db, token):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(to_tsvector('simple', %s))", [token])
        [lexemes] = cursor.fetchone()

    assert lexemes == [token]
