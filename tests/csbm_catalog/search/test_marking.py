import pytest
from hypothesis import given
from hypothesis import strategies as st

from csbm_catalog.search.marking import matched
from csbm_catalog.search.query import parse
from csbm_catalog.templatetags.catalog import marked


def marks(text: str, query: str) -> list[str]:
    return [piece for piece, is_match in matched(text, parse(query)) if is_match]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Exchange of attachés", "ATTACHE", ["attachés"]),
        ("Military exercises near borders", "exercise border", ["exercises", "borders"]),
        ("Advance notice of maneuvers", "exercises", ["maneuvers"]),
        ("The chair of the committee", "the chair", ["chair"]),
        ("Search, and rescue!", '"search and rescue"', ["Search", "rescue"]),
        ("Nothing here", "border", []),
        ("", "border", []),
    ],
)
def test_the_words_that_the_query_asked_for_are_marked(text, query, expected):
    assert marks(text, query) == expected


@given(text=st.text(), query=st.text(max_size=50))
def test_the_pieces_are_the_text(text, query):
    assert "".join(piece for piece, _is_match in matched(text, parse(query))) == text


def test_marks_are_put_in_after_the_text_is_escaped():
    assert (
        marked("<b>border</b> & more", parse("border")) == "&lt;b&gt;<mark>border</mark>&lt;/b&gt; &amp; more"
    )


def test_a_query_is_never_markup():
    assert marked("a script", parse("<script>alert(1)</script>")) == "a <mark>script</mark>"


@pytest.mark.parametrize("query", [None, parse(""), parse("the")])
def test_without_words_the_text_is_escaped_all_the_same(query):
    assert marked("<i>", query) == "&lt;i&gt;"
