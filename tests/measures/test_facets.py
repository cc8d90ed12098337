import pytest
from hypothesis import given

from measures.models import Theme
from tests.measures import brute_force
from tests.measures.test_filters import asked, at_random, keys

pytestmark = pytest.mark.django_db
FACETS = ["document", "category", "type", "theme", "evidence", "conference", "state"]


def facet(filterset, name):
    return next(facet for facet in filterset.facets if facet.name == name)


def counts(filterset, name):
    return {value.value: value.count for value in facet(filterset, name).values}


@at_random
@given(question=brute_force.questions())
def test_every_value_of_every_facet_counts_what_it_would_give(record, question):
    filterset = asked(question)

    told = {facet.name: {value.value: value.count for value in facet.values} for facet in filterset.facets}

    for name, values in told.items():
        others = brute_force.found(question, without=name)
        assert values == {
            value: sum(brute_force.fits(entry, {name: [value]}, name) for entry in others) for value in values
        }
    assert filterset.total == len(brute_force.found(question))


@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize("question", ["", "q=border", "theme=visits&document=miami-consensus"])
def test_a_count_is_the_number_of_results_that_choosing_the_value_gives(record, name, question):
    told = counts(asked(question), name)
    others = "&".join(part for part in question.split("&") if not part.startswith(f"{name}="))

    given = {value: len(keys(f"{others}&{name}={value}")) for value in told}

    assert told == given


def test_a_facet_offers_each_value_that_the_record_has(record):
    filterset = asked("")

    offered = {name: set(counts(filterset, name)) for name in FACETS}

    assert offered["document"] == {entry.document for entry in brute_force.entries()}
    assert offered["theme"] == {row["slug"] for row in brute_force.rows("themes", "measures.theme")}
    assert offered["conference"] >= set(brute_force.participants())
    assert offered["state"] == set(brute_force.members())
    assert len(offered["state"]) == 35


def test_facets_stand_in_the_order_in_which_they_are_offered(record):
    assert [facet.name for facet in asked("").facets] == FACETS


def test_documents_are_offered_in_the_order_of_the_catalogue(record):
    offered = list(counts(asked(""), "document"))

    assert offered[:2] == ["buenos-aires-list", "santiago-declaration"]
    assert offered[-1] == "cyber-measures"


def test_a_measure_with_three_themes_is_counted_once(record, make_measure):
    before = asked("").total
    make_measure(themes=Theme.objects.all()[:3])

    filterset = asked("")

    assert filterset.total == before + 1
    assert sum(counts(filterset, "category").values()) == before + 1


def test_a_bad_value_leaves_the_counts_of_its_own_facet_and_no_other(record):
    filterset = asked("document=nowhere&category=military")

    military = sum(entry.category == "military" for entry in brute_force.entries())

    assert sum(counts(filterset, "document").values()) == military
    assert not any(sum(counts(filterset, name).values()) for name in FACETS if name != "document")


def test_a_malformed_value_leaves_the_counts_of_its_own_facet_and_no_other(record):
    filterset = asked("document=No+Where")

    assert sum(counts(filterset, "document").values()) == len(brute_force.entries())
    assert not any(sum(counts(filterset, name).values()) for name in FACETS if name != "document")


def test_what_is_chosen_is_always_among_the_values_shown_at_once(record):
    themes = facet(asked("theme=visits"), "theme")

    shown = [value.value for value in themes.first_values]

    assert "visits" in shown
    assert len(shown) == 7
    assert len(themes.first_values) + len(themes.more_values) == len(themes.values)


def test_a_count_is_of_the_record_as_it_is_now(client, record, make_measure):
    client.get("/measures/?category=general")
    make_measure(category="general")

    response = client.get("/measures/?category=general")

    general = sum(entry.category == "general" for entry in brute_force.entries())
    assert response.context["filter"].total == general + 1
    assert counts(response.context["filter"], "category")["general"] == general + 1
