"""Rights that end while somebody is at work: they are asked for again once the packet is held."""

import re

import pytest
from django.urls import reverse

from measures.models import Office, Packet, PacketIssue, PacketShare
from measures.packets.copying import duplicate, new_packet
from measures.packets.issuing import issue
from measures.views.desk.base import PacketView
from tests.measures.packets.conftest import signed_in
from tests.reading import content

pytestmark = pytest.mark.usefixtures("record")

EDITORS = ["up", "down", "place", "remove", "undo", "sort", "add_section", "section", "item", "edit", "issue"]
EDITORS += ["take", "duplicate"]
OWNERS = ["share", "unshare", "archive", "restore", "delete"]
SAID = {"add_section": {"heading": "A"}, "section": {"heading": "B"}, "share": {"user": "colleague"}}
TEXTS = {"name": "Round", "title": "Mine", "marking": "Unmarked", "paper": "A4"}


@pytest.fixture
def after_admission(monkeypatch):
    """Do something between a view's first look at the rights and its deed."""

    def after_admission(deed):
        admit = PacketView.admit

        def admit_and_do(view):
            admit(view)
            deed()

        monkeypatch.setattr(PacketView, "admit", admit_and_do)

    return after_admission


@pytest.fixture
def post(packet, quick_pdf):
    """Send what a form at an address about the packet sends."""
    section = packet.sections.create(heading="A heading", position=9)
    parts = {"section": [section.key], "item": [packet.items.first().measure.key]}

    def post(client, name):
        data = {"version": packet.version, "row": packet.items.last().row_id} | SAID.get(name, {})
        address = reverse(f"packets:{name}", args=[packet.key, *parts.get(name, [])])
        return client.post(address, data | (TEXTS if name == "edit" else {}))

    return post


@pytest.mark.parametrize("name", EDITORS + OWNERS)
def test_a_packet_deleted_in_the_meantime_is_not_found(name, post, desk, packet, colleague, after_admission):
    after_admission(lambda: Packet.objects.filter(pk=packet.pk).delete())

    assert post(desk, name).status_code == 404
    assert not Packet.objects.exists()


@pytest.mark.parametrize("name", EDITORS)
def test_a_right_withdrawn_in_the_meantime_is_none(name, post, packet, share, colleague, after_admission):
    share(may_edit=True)
    after_admission(lambda: PacketShare.objects.all().delete())
    before = packet.as_it_stands()

    assert post(signed_in(colleague), name).status_code == 404
    assert Packet.objects.get().as_it_stands() == before
    assert not PacketIssue.objects.exists()


@pytest.mark.parametrize("name", [name for name in EDITORS if name != "duplicate"])
def test_who_may_only_read_from_now_on_no_longer_edits(name, post, packet, share, colleague, after_admission):
    share(may_edit=True)
    after_admission(lambda: PacketShare.objects.update(may_edit=False))

    assert post(signed_in(colleague), name).status_code == 404


@pytest.mark.parametrize("name", OWNERS)
def test_a_packet_handed_over_in_the_meantime_is_the_others(
    name, post, desk, packet, colleague, after_admission
):
    after_admission(lambda: Packet.objects.update(owner=colleague))

    assert post(desk, name).status_code == 404


def test_a_packet_deleted_while_its_pdf_is_made_is_not_found(packet, desk, monkeypatch):
    def packet_pdf(contents, **kwargs):
        Packet.objects.filter(pk=packet.pk).delete()
        return b"%PDF"

    monkeypatch.setattr("measures.packets.pdf.packet_pdf", packet_pdf)

    assert (
        desk.post(reverse("packets:issue", args=[packet.key]), {"version": packet.version}).status_code == 404
    )


def test_a_packet_at_hand_that_is_deleted_in_the_meantime_is_not_found(packet, desk, measures, monkeypatch):
    packet.held = 3
    monkeypatch.setattr("measures.packets.staff.Desk.packet", packet)
    Packet.objects.all().delete()

    assert desk.post(reverse("packets:gather"), {"m": measures[4].key}).status_code == 404


# What a colleague who may only read is not told


@pytest.fixture
def secret(packet):
    packet.items.update(note="For print", private_note="SECRET of an item")
    Packet.objects.update(private_note="SECRET of the packet", is_template=True)
    packet.refresh_from_db()
    return packet


def test_a_reader_is_shown_no_private_note(secret, share, colleague, desk):
    share()

    shown = content(signed_in(colleague).get(secret.get_absolute_url()))

    assert "SECRET" not in shown
    assert "For print" in shown
    assert "SECRET of an item" in content(desk.get(secret.get_absolute_url()))


def test_an_owner_is_shown_them_also_when_the_packet_is_archived(secret, owner, desk):
    secret.archive(owner)

    assert "SECRET of the packet" in content(desk.get(secret.get_absolute_url()))


@pytest.mark.parametrize(("may_edit", "note"), [(False, ""), (True, "SECRET of an item")])
def test_a_copy_has_the_private_notes_that_its_maker_may_read(secret, share, colleague, may_edit, note):
    share(may_edit)

    copy = duplicate(secret, colleague)

    assert set(copy.items.values_list("note", "private_note")) == {("For print", note)}
    assert bool(copy.private_note) == may_edit


@pytest.mark.parametrize("may_edit", [False, True])
def test_so_has_a_packet_begun_from_a_template(secret, share, colleague, may_edit):
    share(may_edit)

    assert bool(new_packet(colleague, "New", secret).private_note) == may_edit


def test_a_reader_is_told_so_on_the_page(secret, share, colleague, desk):
    share()

    words = "without the private notes"
    assert words in content(signed_in(colleague).get(secret.get_absolute_url()))
    assert words not in content(desk.get(secret.get_absolute_url()))


# Nothing is named by a primary key


def test_no_choice_of_the_desk_is_a_primary_key(packet, desk, colleague, owner):
    Office.objects.create(name="An office")
    pages = [reverse(f"packets:{name}", args=[packet.key]) for name in ("edit", "share")]
    pages += [reverse("packets:item", args=[packet.key, packet.items.first().measure.key])]

    forms = [desk.get(page).context["form"] for page in pages]

    values = [str(value) for form in forms for name in form.fields for value in choices(form[name])]
    assert {"An office", "Unmarked", "colleague", "A4"} <= set(values)
    assert not [value for value in values if value.isdigit() and value != MAY_EDIT]


MAY_EDIT = "1"


def choices(field):
    return [value for value, _label in getattr(field.field, "choices", ())]


def test_no_address_of_the_desk_is_made_of_a_primary_key(packet, owner, quick_pdf):
    serial = issue(packet, owner, str).get_absolute_url()

    assert str(packet.pk) not in packet.get_absolute_url().strip("/").split("/")
    assert re.fullmatch(r"/packets/issues/CSBM-\d{4}-\d{4}\.pdf", serial)
