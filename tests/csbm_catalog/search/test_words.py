import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csbm_catalog.search.words import LONGEST, STOP_WORDS, fold, split, stem, stems


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Beltrán", "beltran"), ("SEGURIDAD", "seguridad"), ("São Tomé", "sao tome"), ("confiança", "confianca"),
        ("Straße", "strasse"), ("ﬁle", "file"), ("Ⅻ", "xii"), ("１２", "12"), ("e\u0301", "e"), ("", ""),
    ],
)  # fmt: skip
def test_accents_and_case_are_folded_away(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Search-and-rescue", ["search", "and", "rescue"]),
        ("RESEGRE/doc.4/03 rev. 3", ["resegre", "doc", "4", "03", "rev", "3"]),
        ("the state's neighbors’ borders", ["the", "state", "neighbors", "borders"]),
        ("under_score", ["under", "score"]),
        ("I.1", ["i", "1"]),
        ("… — “”", []),
    ],
)
def test_a_word_is_letters_and_digits(text, words):
    assert split(text) == words


@pytest.mark.parametrize(
    "alike",
    [
        "exercise exercises exercising exercised", "notification notifications", "border borders",
        "country countries", "academy academies", "legislator legislators", "disaster disasters",
        "Education EDUCATION educations", "attaché attaches Attachés",
    ],
)  # fmt: skip
def test_endings_case_and_accents_do_not_matter(alike):
    assert len({token for text in alike.split() for token in stems(text)}) == 1


@pytest.mark.parametrize("different", ["arms army", "policy police", "state station", "us use", "no not"])
def test_different_words_stay_apart(different):
    assert len(set(stems(different))) == 2


def test_stop_words_are_left_out():
    assert stems("The state of the art, el estado de la cuestión") == stems("state art estado cuestión")


def test_us_is_no_stop_word():
    assert "us" not in STOP_WORDS
    assert stems("US") == ["us"]


@given(text=st.text())
def test_every_token_is_small_letters_and_digits_of_ascii(text):
    tokens = stems(text)

    assert all(token.isascii() and token.isalnum() and token == token.lower() for token in tokens)


@given(text=st.text())
def test_no_token_outgrows_what_an_index_takes(text):
    assert all(len(token) <= LONGEST * 8 + 1 for token in stems(text + "中" * 100 + "a" * 100))


@given(text=st.text(st.characters(categories=["L", "N", "M", "Zs"])))
def test_the_same_text_composed_otherwise_is_the_same_words(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    assert stems(composed) == stems(decomposed)


def test_threads_do_not_share_the_stemmer():
    words = [f"exercis{ending}{number}" for number in range(500) for ending in ("es", "ing", "ed")]
    expected = [stem.__wrapped__(word) for word in words]

    with ThreadPoolExecutor(8) as pool:
        found = [list(pool.map(stem.__wrapped__, words)) for _round in range(3)]

    assert found == [expected] * 3
