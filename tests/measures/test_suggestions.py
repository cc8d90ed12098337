import pytest
from django.http import QueryDict

from measures.suggestions import Suggestions, nearest, respelled
from tests.measures.test_filters import asked, keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(client, record):
    client.get("/measures/?q=border")


def offers(question: str) -> dict[str, int]:
    return {offer.name: offer.count for offer in Suggestions(asked(question)).dropped}


def test_what_can_be_dropped_is_offered_with_what_it_gives(record):
    question = {
        "document": "document=cyber-measures",
        "category": "category=military",
        "theme": "theme=visits",
    }

    found = offers("&".join(question.values()))

    given = {name: len(keys("&".join(set(question.values()) - {part}))) for name, part in question.items()}
    assert found == {name: number for name, number in given.items() if number}


def test_the_offer_that_gives_most_comes_first(record):
    counts = list(offers("document=cyber-measures&category=military&q=cyber").values())

    assert counts
    assert counts == sorted(counts, reverse=True)


def test_an_offer_leads_to_the_question_without_that_parameter(record):
    filterset = asked("document=cyber-measures&category=military&page=3&sort=title")

    addresses = {offer.name: offer.address for offer in Suggestions(filterset).dropped}

    assert addresses == {
        "document": "?category=military&sort=title",
        "category": "?document=cyber-measures&sort=title",
    }


def test_themes_that_never_meet_are_offered_to_be_dropped_or_to_be_asked_for_one_or_the_other(record):
    found = offers("theme=visits&theme=cyberspace&theme_match=all&category=military")

    assert found == {
        "theme": len(keys("category=military")),
        "theme_match": len(keys("theme=visits&theme=cyberspace&category=military")),
    }


def test_of_bad_values_only_the_one_is_offered_whose_loss_helps(record):
    assert set(offers("document=no+where&category=military")) == {"document"}
    assert offers("document=no+where&category=ci+vil") == {}


def test_an_unknown_value_is_offered_to_be_dropped(record):
    assert offers("document=nowhere&category=military") == {"document": len(keys("category=military"))}


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("sattelite", "satellite"),
        ("expenditurs", None),  # the stem is known
        ("bordr exercise", "border exercise"),
        ("militray exercises", "military exercises"),
        ("zzzzzz", None),
        ("bor", None),
        ("the", None),
    ],
)
def test_near_spellings_are_of_the_record(indexed, text, near):
    params = QueryDict(mutable=True)
    params["q"] = text

    found = respelled(params)

    assert (found.text if found else None) == near


def test_a_near_spelling_keeps_the_rest_of_the_question(indexed):
    found = respelled(QueryDict("q=sattelite&category=military&page=4"))

    assert found.address == "?q=satellite&category=military"


def test_a_near_spelling_finds_something(client, indexed):
    response = client.get("/measures/?q=sattelite")

    again = client.get("/measures/" + response.context["suggestions"].respelled.address)

    assert response.context["filter"].total == 0
    assert again.context["filter"].total > 0
    assert "satellite" in response.content.decode()


def test_words_that_cannot_be_searched_for_are_not_respelled(record):
    assert Suggestions(asked("q=the")).respelled is None


@pytest.mark.parametrize(
    ("word", "spelled", "near"),
    [("bor", ["border"], "bor"), ("qqqq", ["border"], "qqqq"), ("bordre", ["border"], "border")],
)
def test_a_short_or_distant_word_stays_as_it_is(word, spelled, near):
    assert nearest(word, spelled) == near


def test_an_empty_list_says_what_was_asked(client, indexed):
    response = client.get("/measures/?document=cyber-measures&category=military")

    told = response.content.decode()
    assert "No measure has all of this" in told
    assert "Cyber measures" in told
    assert "Without “Document”" in told
