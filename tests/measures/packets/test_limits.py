"""How much a packet holds: one rule, so that what the desk takes can also be made into a file."""

from dataclasses import replace

import pytest
from django.urls import reverse

from csbm_catalog.pdf import TooMuch
from measures.models import Packet
from measures.packets import limits
from measures.packets.saved import contents_of
from tests.reading import content

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def nearly_full(packet, monkeypatch):
    """A packet in which ten more characters have room."""
    packet.sections.create(heading="A heading", position=2)
    packet.items.update(note="We support this.", private_note="Not yet.")
    packet.purpose, packet.memo, packet.private_note = "Why", "Dear delegate", "For us"
    packet.save()
    monkeypatch.setattr(limits, "MAX_SAID", limits.characters_in(packet) + 10)
    return packet


def test_what_the_desk_takes_can_be_made_into_a_file(nearly_full):
    nearly_full.memo += "x" * 10
    nearly_full.save()

    limits.refuse_too_much(contents_of(nearly_full, "https://a.example/"))


def test_a_file_is_refused_as_the_desk_would_have_refused_it(nearly_full):
    contents = contents_of(nearly_full, "https://a.example/")

    with pytest.raises(TooMuch, match="at most"):
        limits.refuse_too_much(replace(contents, memo="x" * (limits.MAX_SAID + 1)))


@pytest.mark.parametrize(("length", "is_taken"), [(10, True), (11, False)])
def test_a_heading_counts(nearly_full, desk, length, is_taken):
    response = desk.post(
        reverse("packets:add_section", args=[nearly_full.key]), {"heading": "x" * length}, follow=True
    )

    assert nearly_full.sections.count() == 1 + is_taken
    assert ("at most" in content(response).split("characters of your own")[1]) != is_taken


@pytest.mark.parametrize(("length", "is_taken"), [(13 + 10, True), (13 + 11, False)])
def test_a_longer_heading_counts(nearly_full, desk, length, is_taken):
    section = nearly_full.sections.get()
    heading = section.heading + "x" * (length - 13)

    response = desk.post(
        reverse("packets:section", args=[nearly_full.key, section.key]),
        {"heading": heading, "version": nearly_full.version},
    )

    assert response.status_code == (302 if is_taken else 422)


@pytest.mark.parametrize(("more", "is_taken"), [(10, True), (11, False)])
def test_a_title_counts(nearly_full, desk, more, is_taken):
    texts = {name: getattr(nearly_full, name) for name in ("name", "purpose", "memo", "private_note")}
    data = texts | {"title": nearly_full.title + "x" * more, "marking": "Unmarked", "paper": "A4"}

    response = desk.post(
        reverse("packets:edit", args=[nearly_full.key]), data | {"version": nearly_full.version}
    )

    assert response.status_code == (302 if is_taken else 422)
    assert Packet.objects.get().title.endswith("x") == is_taken
