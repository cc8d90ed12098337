"""Pairs of a query and what it is to find, the same on both databases.

The pairs in this file are written by hand. `search_order.json` holds, for each query, the whole answer in
its order: made on SQLite, read through by an editor, and asked of both databases.
"""

import json
from pathlib import Path

import pytest

from tests.measures.test_filters import asked, places

pytestmark = pytest.mark.django_db
ORDER = json.loads((Path(__file__).parent / "search_order.json").read_text(encoding="utf-8"))

# What comes first, in order; a few words of the record are enough to see why.
FIRST = [
    ("miami 12", "miami-consensus:12 miami-illustrative-list:12"),
    ("12 miami", "miami-consensus:12 miami-illustrative-list:12"),
    ("Miami 35", "miami-consensus:35 miami-illustrative-list:35"),
    ("miami consensus 35", "miami-consensus:35"),
    ("III.3", "buenos-aires-list:17"),
    ("santiago 10", "santiago-declaration:10"),
    ("declaration of santiago", "santiago-declaration:1 santiago-declaration:2 santiago-declaration:3"),
    ("buenos aires", "buenos-aires-list:1 buenos-aires-list:2 buenos-aires-list:3"),
    ("cyber measures 4", "cyber-measures:4"),
    ("EDUCATION", "santiago-declaration:11 miami-consensus:32"),
    ("peace for education", "santiago-declaration:11 miami-consensus:32"),
    ("maneuvers", "miami-illustrative-list:25 miami-illustrative-list:26 santiago-declaration:1"),
    ("exercise", "santiago-declaration:1 miami-consensus:1 miami-consensus:3"),
    ("communications", "santiago-declaration:8 miami-consensus:12"),
    ("hotline", "santiago-declaration:8 miami-consensus:12"),
    ("notify", "miami-consensus:1 consolidated-list:4"),
    ("notice", "santiago-declaration:1 miami-consensus:11 miami-illustrative-list:25"),
    ("mutual confidence", "miami-consensus:10"),
    ("borders", "san-salvador-declaration:3 miami-consensus:10 miami-consensus:28"),
    ("military spending", "san-salvador-declaration:5 miami-consensus:15"),
    ("military expenditures", "miami-consensus:6 consolidated-list:10 oas-reporting-list:8"),
    ("defense budget", "miami-illustrative-list:30 miami-illustrative-list:51"),
    ("oas inventory", "oas-reporting-list:1 miami-consensus:24 consolidated-list:1"),
    ("land mines", "miami-consensus:20 miami-illustrative-list:45"),
    ("demining", "miami-illustrative-list:45 miami-consensus:20"),
    ("search rescue", "miami-consensus:23 miami-illustrative-list:42"),
]

# All that is found, and nothing else.
SETS = [
    ("satellites", "buenos-aires-list:9 miami-illustrative-list:12"),
    ("SATELLITE", "buenos-aires-list:9 miami-illustrative-list:12"),
    ("attachés", "miami-illustrative-list:40"),
    ("attache", "miami-illustrative-list:40"),
    ("Attache\u0301s", "miami-illustrative-list:40"),
    ("nuclear waste", "san-salvador-declaration:6 miami-consensus:30"),
    ("waste nuclear", "san-salvador-declaration:6 miami-consensus:30"),
    ("terrorism", "miami-illustrative-list:49"),
    ("sports", "miami-illustrative-list:23"),
    ("the media", "buenos-aires-list:18 miami-illustrative-list:21"),
    ("UN Charter", "miami-illustrative-list:1"),
    ("charter of the united nations", "miami-illustrative-list:1"),
    ('"points of contact"', "miami-consensus:34 cyber-measures:2 cyber-measures:3"),
    ("contact points", "miami-consensus:34 cyber-measures:2 cyber-measures:3"),
    ('"contact points"', ""),
    ('"search and rescue"', "miami-consensus:23 miami-illustrative-list:42"),
    ('"rescue and search"', ""),
    ("“search and rescue”", "miami-consensus:23 miami-illustrative-list:42"),
    ("«search and rescue» coastal", "miami-consensus:23"),
    ("rosters of experts", "miami-consensus:35 miami-illustrative-list:52"),
    ("hemispheric security chair", "miami-consensus:3 consolidated-list:7"),
    ("peacekeeping", "miami-consensus:22 miami-illustrative-list:41"),
    ("peace keeping", "miami-consensus:22 miami-illustrative-list:41"),
    ("illicit trafficking", "miami-consensus:21 miami-illustrative-list:48"),
    ("libro blanco", "cyber-measures:1"),
    ("white papers", "cyber-measures:1"),
    ("crime 9", "miami-illustrative-list:9"),
    ("zebra", ""),
    ("border zebra", ""),
]

# Names for one thing: each finds just what the first finds.
ALIKE = [
    "CSBM | csbms | CBM | CBMs | MFCS | confidence building | confidence- and security-building measures"
    " | medidas de fomento de la confianza | Medidas de Fomento de la Confianza y la Seguridad"
    " | medidas de fomento da confiança | mesures de confiance | MESURES DE CONFIANCE ET DE SÉCURITÉ",
    "maneuver | maneuvers | exercise | exercises | manoeuvres | maniobras | ejercicios | manobras | exercices",
    "hotline | hot line | hotlines | communications | communication | telecommunications",
    "notification | notifications | NOTIFICATION | notice | notify",
    "military spending | military expenditures | defence spending | defense budgets",
    "defense | defence | DEFENCE",
    "border | borders | frontier | frontiers",
    "neighbor | neighbors | neighbour | neighbours",
    "legislators | legislator | parliamentarians | members of parliament",
    "OAS | OEA | Organization of American States",
    "UN | ONU | United Nations | the united nations",
    "organization | organisation",
    "weapon | weapons | arms",
    "mines | land mines | landmines | demining",
    "disasters | natural disaster",
    "cybersecurity | cyber | cyberspace",
]
QUERIES = [query for query, _found in FIRST + SETS] + [name for group in ALIKE for name in group.split(" | ")]


@pytest.mark.parametrize(("query", "first"), FIRST)
def test_a_query_shows_first_what_was_meant(record, query, first):
    expected = first.split()

    found = places({"q": query})

    assert found[: len(expected)] == expected


@pytest.mark.parametrize(("query", "expected"), SETS)
def test_a_query_finds_these_measures_and_no_others(record, query, expected):
    found = places({"q": query})

    assert sorted(found) == sorted(expected.split())


@pytest.mark.parametrize("group", ALIKE)
def test_names_for_one_thing_find_the_same(record, group):
    first, *others = group.split(" | ")
    expected = set(places({"q": first}))

    found = {name: set(places({"q": name})) for name in others}

    assert expected
    assert found == dict.fromkeys(others, expected)


@pytest.mark.parametrize("query", QUERIES)
def test_both_databases_give_one_order(record, query):
    found = places({"q": query})

    assert found == ORDER[query]


def test_the_kept_orders_are_those_of_the_pairs():
    assert len(set(QUERIES)) >= 40
    assert set(ORDER) == set(QUERIES)


@pytest.mark.parametrize("query", ["border", "exercises", "training", "defense", "education"])
def test_a_word_in_the_title_comes_before_one_elsewhere(record, query):
    word = query.rstrip("s")

    found = [word in measure.title.lower() for measure in asked({"q": query}).qs]

    assert True in found
    assert found == sorted(found, reverse=True)


def test_a_name_as_typed_comes_before_another_name_for_it(record):
    titles = [measure.title for measure in asked({"q": "maneuvers"}).qs]

    with_maneuvers = ["maneuvers" in title for title in titles]

    assert with_maneuvers == sorted(with_maneuvers, reverse=True)


def test_of_more_than_twelve_words_the_first_twelve_are_searched_for(record):
    twelve = "measures to honor peace commitments buenos aires list 3 study ways solemn"

    short, long = asked({"q": twelve}), asked({"q": f"{twelve} zebra crossing"})

    assert not short.query.is_cut
    assert long.query.is_cut
    assert [m.reference for m in long.qs] == [m.reference for m in short.qs] == ["buenos-aires-list:3"]


def test_a_measure_that_is_added_is_found(client, record, make_measure):
    made = make_measure(title="Quagga husbandry")

    response = client.get("/measures.json", {"q": "quaggas"})

    assert [row["key"] for row in json.loads(response.getvalue())["results"]] == [made.key]


def test_a_measure_that_is_deleted_is_no_longer_found(client, record, make_measure):
    made = make_measure(title="Quagga husbandry")
    client.get("/measures.json", {"q": "quaggas"})
    made.delete()

    response = client.get("/measures.json", {"q": "quaggas"})

    assert json.loads(response.getvalue())["count"] == 0
