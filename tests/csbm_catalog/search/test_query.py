import pytest
from hypothesis import given
from hypothesis import strategies as st

from csbm_catalog.search.query import MAX_WORDS, parse
from csbm_catalog.search.vocabulary import GROUPS, names, typed
from csbm_catalog.search.words import stems
from tests.measures import hostile


def runs(text: str) -> list[set[str]]:
    """Return, for each term of a query, the runs of tokens that it accepts."""
    return [{" ".join(run) for run in term.names} for term in parse(text).terms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coastal ships", [{"coastal"}, {"ship"}]),
        ("ships the of ships", [{"ship"}]),
        ('"search and rescue"', [{"search rescu"}]),
        ('coastal "search rescue" ships', [{"coastal"}, {"search rescu"}, {"ship"}]),
        ('"search rescue', [{"search"}, {"rescu"}]),
        ('"" ships', [{"ship"}]),
        ('"the of" ships', [{"ship"}]),
        ("“search rescue”", [{"search rescu"}]),
        ("UN Charter", [{"un", "unit nation", "onu"}, {"charter"}]),
        ("hot line", [{"hot line", "hotlin", "communic", "telecommun"}]),
        ('"hot line"', [{"hot line"}]),
        ("", []),
        ("the of", []),
        ('" " * ( ^', []),
    ],
)
def test_a_query_is_taken_apart_into_terms(text, expected):
    assert runs(text) == expected


def test_the_longest_name_wins():
    [term] = parse("medidas de fomento de la confianza y de la seguridad").terms

    assert term.as_typed.names == (("medida", "fomento", "confianza", "seguridad"),)


def test_what_was_typed_comes_first_among_the_names():
    [term] = parse("manoeuvres").terms

    assert term.names[0] == ("manoeuvr",)
    assert len(term.names) > 1


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_every_name_of_a_group_is_one_term_with_the_same_names(group):
    queries = [parse(name) for name in group]

    assert all(len(query.terms) == 1 for query in queries)
    assert len({frozenset(query.terms[0].names) for query in queries}) == 1


def test_no_name_stands_in_two_groups():
    found = [typed(name) for group in GROUPS for name in {typed(name): name for name in group}.values()]

    assert len(found) == len(set(found)) == len(names())


@pytest.mark.parametrize(("number", "is_cut"), [(11, False), (12, False), (13, True), (60, True)])
def test_the_thirteenth_word_is_cut_off(number, is_cut):
    words = [f"w{at}" for at in range(number)]

    query = parse(" ".join(words))

    assert query.is_cut is is_cut
    assert len(query.terms) == min(number, MAX_WORDS)


def test_the_words_of_a_phrase_count_among_the_twelve():
    query = parse('"a1 a2 a3 a4 a5 a6 a7" b1 b2 b3 b4 b5 b6')

    assert query.is_cut
    assert len(query.terms) == 6


def test_a_query_of_nothing_is_false():
    assert not parse("the")
    assert parse("ships")


@given(text=st.text() | st.sampled_from(hostile.SYNTAX))
def test_any_text_is_at_most_twelve_terms_of_plain_tokens(text):
    query = parse(text)

    assert len(query.terms) <= MAX_WORDS
    assert all(term.names and all(term.names) for term in query.terms)
    assert all(token.isascii() and token.isalnum() for token in query.tokens)


@given(words=st.lists(st.sampled_from(["coastal", "ships", "visits", "charter"]), unique=True))
def test_the_order_of_words_does_not_matter(words):
    assert set(parse(" ".join(words)).terms) == set(parse(" ".join(reversed(words))).terms)


@given(text=st.text())
def test_a_quoted_text_is_one_run_of_its_first_words(text):
    text = text.replace('"', "")

    terms = parse(f'"{text}"').terms

    assert len(terms) <= 1 or any(quote in text for quote in "“”„«»″")
    if len(terms) == 1 and not any(quote in text for quote in "“”„«»″"):
        assert list(terms[0].names[0]) == stems(text)[: len(terms[0].names[0])]
