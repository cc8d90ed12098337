import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings

from conferences.models import Conference, Participation, State
from csbm_catalog.search.query import parse
from measures.filters import MeasureFilterSet
from measures.models import Measure
from tests.measures import brute_force

pytestmark = pytest.mark.django_db
at_random = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def asked(question: dict | str) -> MeasureFilterSet:
    """Return the filter set of a question, as a dict of values or as it stands in an address."""
    if isinstance(question, str):
        return MeasureFilterSet(QueryDict(question), Measure.objects.listed())
    params = QueryDict(mutable=True)
    for name, values in question.items():
        params.setlist(name, values if isinstance(values, list) else [values])
    return MeasureFilterSet(params, Measure.objects.listed())


def keys(question: dict | str) -> list[str]:
    return [measure.key for measure in asked(question).qs]


def places(question: dict | str) -> list[str]:
    return [measure.reference for measure in asked(question).qs]


@at_random
@given(question=brute_force.questions())
def test_any_question_finds_what_brute_force_finds_in_the_same_order(record, question):
    expected = brute_force.answer(question)

    found = keys(question)

    assert found == expected


@pytest.mark.parametrize("word", brute_force.WORDS)
def test_the_words_drawn_at_random_have_no_other_name(word):
    query = parse(word)

    assert {len(term.names) for term in query.terms} == {1}


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("document=miami-consensus", 35),
        ("document=miami-illustrative-list", 53),
        ("document=buenos-aires-list", 18),
        ("conference=miami-2003", 88),
        ("document=miami-consensus&document=miami-illustrative-list", 88),
        ("document=miami-consensus&conference=santiago-1995", 0),
        ("", 156),
    ],
)
def test_values_add_up_within_a_name_and_narrow_between_names(record, question, number):
    assert asked(question).total == number
    assert len(keys(question)) == number


def test_all_themes_asks_for_measures_that_have_every_one(record):
    either = places("theme=visits&theme=transparency")
    both = places("theme=visits&theme=transparency&theme_match=all")

    assert set(both) < set(either)
    assert both == ["miami-consensus:2", "consolidated-list:6"]


def test_a_state_has_the_measures_of_the_meetings_in_which_it_took_part(record):
    meetings = {slug for slug, states in brute_force.participants().items() if "ca" in states}

    found = {measure.document.conference.slug for measure in asked("state=ca").qs}

    assert "miami-2003" in meetings
    assert found == meetings & {entry.conference for entry in brute_force.entries()}


def test_a_state_that_observed_a_meeting_has_none_of_its_measures(record):
    dominica = State.objects.get(code="DM")
    dominica.participations.all().delete()
    Participation.objects.create(
        conference=Conference.objects.get(slug="miami-2003"), state=dominica, role="observer"
    )

    filterset = asked("state=dm")

    assert filterset.is_valid()
    assert filterset.total == 0


def test_a_selection_keeps_its_order_and_names_each_measure_once(record):
    question = "m=miami-consensus:12&m=qkudxj&m=miami-illustrative-list:3&m=ongzhn&m=qkudxj"

    found = places(question)

    assert found == ["miami-consensus:12", "buenos-aires-list:1", "miami-illustrative-list:3"]


@pytest.mark.parametrize(
    ("question", "name", "sentence"),
    [
        ("document=nowhere", "document", "The catalogue knows no “nowhere” here."),
        ("document=miami-consensus&document=NOWHERE", "document", "The catalogue knows no “NOWHERE” here."),
        ("conference=miami-1903", "conference", "The catalogue knows no “miami-1903” here."),
        ("category=civil", "category", "The catalogue knows no “civil” here."),
        ("theme=peace", "theme", "The catalogue knows no “peace” here."),
        ("type=1", "type", "The catalogue knows no “1” here."),
        ("evidence=certain", "evidence", "The catalogue knows no “certain” here."),
        ("state=zz", "state", "The catalogue knows no “zz” here."),
        ("state=CA", "state", "The catalogue knows no “CA” here."),
        ("m=miami-consensus:36", "m", "The catalogue knows no “miami-consensus:36” here."),
        ("m=miami-consensus:0", "m", "The catalogue knows no “miami-consensus:0” here."),
        ("m=miami-consensus:99999999999999999999", "m", "miami-consensus:99999999999999999999"),
        ("m=miami-consensus:%D9%A3", "m", "miami-consensus:٣"),
        ("m=zzzzzz", "m", "The catalogue knows no “zzzzzz” here."),
        ("theme_match=some", "theme_match", "some is not one of the available choices."),
        ("sort=random", "sort", "random is not one of the available choices."),
        ("sort=selection", "sort", "selection is not one of the available choices."),
        ("q=the+of", "q", "There is no word in “the of” to search for."),
        ("q=%E2%9C%82+%2B+*", "q", "There is no word in “✂ + *” to search for."),
        ("q=" + "a" * 201, "q", "This is longer than 200 characters; shorten it."),
    ],
)
def test_a_bad_value_finds_nothing_and_says_so_beside_its_name(record, question, name, sentence):
    filterset = asked(question)

    assert not filterset.is_valid()
    assert (list(filterset.qs), filterset.total) == ([], 0)
    assert list(filterset.errors) == [name]
    assert sentence in filterset.errors[name][0]


def test_a_long_bad_value_is_told_in_short(record):
    filterset = asked("document=" + "a" * 119 + "-")

    [sentence] = filterset.errors["document"]

    assert len(sentence) < 100


def test_every_bad_value_is_told_not_only_the_first(record):
    filterset = asked("document=nowhere&category=civil&sort=random&m=zzzzzz&q=the")

    assert set(filterset.errors) == {"document", "category", "sort", "m", "q"}


def test_two_hundred_characters_are_searched_for(record):
    filterset = asked("q=" + "a" * 200)

    assert filterset.is_valid()
    assert filterset.total == 0


def test_a_title_sorts_without_regard_to_case(record, make_measure):
    small, capital = make_measure(title="aaa at the start"), make_measure(title="AAB after it")

    found = keys("sort=title")

    assert found[:2] == [small.key, capital.key]


def test_last_first_is_the_order_of_documents_turned_round(record):
    assert keys("sort=-document") == list(reversed(keys("sort=document")))


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("", "document"),
        ("q=border", "relevance"),
        ("m=qkudxj", "selection"),
        ("m=qkudxj&q=border", "selection"),
        ("q=border&sort=title", "title"),
    ],
)
def test_the_order_follows_from_the_question_where_none_is_asked(record, question, sort):
    assert asked(question).sort_in_use == sort


def test_relevance_without_words_is_the_order_of_documents(record):
    assert keys("sort=relevance") == keys("")


def test_relevance_is_offered_only_for_words(record):
    without_words, with_words = asked("sort=title"), asked("q=border")

    assert "relevance" not in dict(without_words.sort_choices)
    assert "relevance" in dict(with_words.sort_choices)


def test_a_chip_leads_to_the_question_without_its_value(record):
    filterset = asked("category=military&category=other&q=border&page=2")

    addresses = {(chip.name, chip.text): chip.address for chip in filterset.chips}

    assert addresses == {
        ("q", "border"): "?category=military&category=other",
        ("category", "Military"): "?category=other&q=border",
        ("category", "Other"): "?category=military&q=border",
    }


def test_there_is_one_chip_for_a_whole_selection(record):
    [chip] = asked("m=qkudxj&m=miami-consensus:12").chips

    assert (chip.text, chip.address) == ("2 measures", "?")


def test_a_chip_is_there_for_a_bad_value_too(record):
    [chip] = asked("document=nowhere").chips

    assert (chip.label, chip.text, chip.address) == ("Document", "nowhere", "?")


def test_words_given_twice_are_one_chip_for_the_last(record):
    filterset = asked("q=border&q=training")

    assert filterset.query.text == "training"
    assert [chip.text for chip in filterset.chips] == ["training"]
