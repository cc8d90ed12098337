"""How often /verify/ answers one address: counted in the database, so over all processes and machines."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from measures.models import Asking
from tests.measures.packets.conftest import words

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def minute(monkeypatch):
    """Hold the clock, and return what moves it on by a minute, or by more."""
    now = [1000]
    monkeypatch.setattr("measures.models.asking.this_minute", lambda: now[0])
    return lambda minutes=1: now.append(now.pop() + minutes)


def ask(client, **kwargs):
    return client.get(reverse("packets:verify"), {"serial": "x"}, **kwargs)


def test_asking_very_often_is_answered_by_wait(client, minute):
    responses = [ask(client) for _time in range(31)]

    assert [response.status_code for response in responses] == [200] * 30 + [429]
    assert responses[-1]["Retry-After"] == "60"
    assert "30 questions a minute" in words(responses[-1])


def test_another_process_knows_of_it(client, minute):
    for _time in range(30):
        ask(client)

    for name in caches:
        caches[name].clear()

    assert ask(client).status_code == 429


def test_a_minute_later_it_answers_again(client, minute):
    for _time in range(31):
        ask(client)

    minute()

    assert ask(client).status_code == 200


def test_after_an_hour_it_has_forgotten(client, minute):
    ask(client)

    minute(61)

    ask(client)
    assert not Asking.objects.filter(minute=1000).exists()


def test_another_address_is_answered(client, minute):
    for _time in range(31):
        ask(client)

    assert ask(client, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_looking_at_the_page_is_no_question(client, minute):
    for _time in range(31):
        client.get(reverse("packets:verify"))

    assert ask(client).status_code == 200


def test_no_address_is_kept(client, minute):
    ask(client, REMOTE_ADDR="192.0.2.7")

    assert "192.0.2.7" not in str(list(Asking.objects.values()))
