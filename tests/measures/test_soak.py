"""Long random runs, on whichever database the tests run; a failure names what was asked.

CSBM_SOAK_SCALE says how much of the whole is run; each run asks other things than the last.
"""

import os
import random

import pytest

from csbm_catalog.models import CatalogueVersion, SearchRow
from csbm_catalog.search.index import ensure_indexed
from csbm_catalog.search.query import parse
from tests.measures import hostile

pytestmark = [pytest.mark.django_db, pytest.mark.soak]
PARTS = range(4)  # so that several processes share the work
QUERIES, STRINGS = (
    int(whole * float(os.environ["CSBM_SOAK_SCALE"])) // len(PARTS) for whole in (10_000, 20_000)
)
TO_A_DOOR = 20  # of the strings, one in so many goes through a whole page, the others to the database alone
ANSWERS = {200, 302, 400}


@pytest.fixture
def visitor(client, record):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("part", PARTS)
def test_no_random_query_breaks_a_door(visitor, part):
    dice = random.Random()
    for _query in range(QUERIES):
        address = f"{dice.choice(hostile.DOORS)}?{hostile.query_string(dice)}"

        response = visitor.get(address, headers={"HX-Request": "true"} if dice.random() < 0.1 else {})

        assert response.status_code in ANSWERS, address
        if response.streaming:
            assert response.getvalue(), address


@pytest.mark.parametrize("part", PARTS)
def test_no_hostile_string_breaks_the_search(record, part):
    ensure_indexed(CatalogueVersion.current())
    dice = random.Random()
    for _string in range(STRINGS):
        text = hostile.text(dice)

        query = parse(text)

        found = SearchRow.objects.matching(query).scored(query).order_by("-score")[:10] if query else []
        assert len(list(found)) <= 10, text


@pytest.mark.parametrize("part", PARTS)
def test_no_hostile_string_breaks_a_page(visitor, part):
    dice = random.Random()
    for _string in range(STRINGS // TO_A_DOOR):
        text = hostile.text(dice)

        response = visitor.get(dice.choice(hostile.DOORS), {"q": text})

        assert response.status_code in ANSWERS, text
