"""Issuing: frozen bytes, a serial, the record's version, and what stands in the way."""

from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.urls import reverse

from csbm_catalog.models import CatalogueVersion
from measures.models import IssueCounter, PacketIssue
from measures.packets.issuing import Refused, issue
from measures.packets.saved import contents_of
from tests.measures.packets.conftest import signed_in
from tests.reading import content

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def issued(packet, owner, quick_pdf):
    """Issue the packet as it is now."""

    def issued():
        packet.refresh_from_db()
        return issue(packet, owner, lambda serial: f"https://a.example/verify/?serial={serial}")

    return issued


def test_an_issue_says_who_when_from_which_record_and_with_which_hash(issued, owner):
    first = issued()

    assert first.serial.startswith("CSBM-20")
    assert (first.number, first.issued_by, first.measures_held) == (1, owner, 3)
    assert first.record_number == CatalogueVersion.current().number
    assert first.sha256 == sha256(first.pdf).hexdigest()


def test_the_serial_is_printed_in_the_file(issued, quick_pdf):
    first = issued()

    assert quick_pdf[-1].serial == first.serial
    assert first.serial in quick_pdf[-1].address
    assert quick_pdf[-1].drafted_at is None


def test_after_editing_the_same_bytes_are_downloaded(issued, packet, desk):
    first = issued()
    before = desk.get(first.get_absolute_url()).content

    packet.items.first().delete()
    desk.post(reverse("packets:edit", args=[packet.key]), {"title": "Another", "version": 99})
    second = issued()
    after = desk.get(first.get_absolute_url()).content

    assert sha256(before).hexdigest() == sha256(after).hexdigest() == first.sha256
    assert (second.number, second.sha256 == first.sha256) == (2, False)


def test_a_new_issue_opens_with_what_changed(issued, packet, quick_pdf, measures):
    first = issued()
    packet.items.filter(measure=measures[0]).delete()
    packet.items.filter(measure=measures[1]).update(note="We support this.")

    issued()

    changes = quick_pdf[-1].changes
    assert (changes.number, changes.serial) == (1, first.serial)
    assert [change.key for change in changes.removed] == [measures[0].key]
    assert [change.key for change in changes.reworded] == [measures[1].key]
    assert quick_pdf[0].changes is None


def test_a_marking_below_that_of_an_item_is_refused_and_names_it(issued, packet, markings, measures):
    packet.items.filter(measure=measures[1]).update(marking=markings["Delegation only"])

    with pytest.raises(Refused) as refusal:
        issued()

    assert str(measures[1]) in str(refusal.value)
    assert "Delegation only" in str(refusal.value)
    assert not PacketIssue.objects.exists()


def test_a_marking_as_high_as_that_of_its_items_is_not(issued, packet, markings):
    packet.items.update(marking=markings["For official use"])
    packet.marking = markings["For official use"]
    packet.save()

    assert issued().marking == "For official use"


def test_an_empty_packet_is_not_issued(issued, packet):
    packet.items.all().delete()

    with pytest.raises(Refused):
        issued()


def test_a_packet_that_changes_while_its_pdf_is_made_is_not_issued(packet, owner, monkeypatch):
    def packet_pdf(contents, **kwargs):
        with packet.changing(owner) as held:
            held.memo = "Another"
        return b"%PDF"

    monkeypatch.setattr("measures.packets.pdf.packet_pdf", packet_pdf)

    with pytest.raises(Refused):
        issue(packet, owner, str)
    assert not PacketIssue.objects.exists()


def test_a_record_that_changes_while_the_pdf_is_made_is_not_issued(packet, owner, monkeypatch, measures):
    def packet_pdf(contents, **kwargs):
        measures[0].save()
        return b"%PDF"

    monkeypatch.setattr("measures.packets.pdf.packet_pdf", packet_pdf)

    with pytest.raises(Refused):
        issue(packet, owner, str)


def test_the_pdf_is_made_outside_any_transaction(packet, owner, monkeypatch):
    def packet_pdf(contents, **kwargs):
        assert all(block._from_testcase for block in connection.atomic_blocks)
        return b"%PDF"

    monkeypatch.setattr("measures.packets.pdf.packet_pdf", packet_pdf)

    assert issue(packet, owner, str).pdf == b"%PDF"


def test_the_number_of_a_refused_issue_is_not_given_again(packet, owner, monkeypatch, quick_pdf):
    taken = IssueCounter.take(2026)

    assert issue(packet, owner, str).serial != taken


def test_what_was_issued_is_not_deleted_with_its_packet(issued, packet, desk):
    issued()

    response = desk.post(reverse("packets:delete", args=[packet.key]))

    assert response.status_code == 409
    assert PacketIssue.objects.count() == 1


def test_a_private_note_is_in_nothing_that_is_made_of_a_packet(packet, desk, quick_pdf):
    packet.items.update(private_note="SECRET of an item")
    packet.private_note = "SECRET of the packet"
    packet.save()

    made = contents_of(packet, "https://a.example/")
    preview = desk.get(reverse("packets:preview", args=[packet.key])).content.decode()
    word = desk.get(reverse("packets:docx", args=[packet.key])).content
    issued = issue(packet, packet.owner, str)

    assert "SECRET" not in repr(made)
    assert "SECRET" not in preview
    assert b"SECRET" not in plain_text(word)
    assert "SECRET" not in str(issued.frozen)


def plain_text(docx):
    """Return all that is in a Word file, unpacked."""
    with ZipFile(BytesIO(docx)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def test_the_deed_in_the_browser(packet, desk, quick_pdf):
    response = desk.post(
        reverse("packets:issue", args=[packet.key]), {"version": packet.version}, follow=True
    )

    assert PacketIssue.objects.get().serial in content(response)


def test_a_packet_that_has_changed_since_the_page_was_opened_is_looked_at_once_more(packet, desk, quick_pdf):
    response = desk.post(reverse("packets:issue", args=[packet.key]), {"version": packet.version - 1})

    assert response.status_code == 409
    assert not PacketIssue.objects.exists()


# The register


def test_the_register_lists_what_was_issued(issued, desk):
    first = issued()

    words = content(desk.get(reverse("packets:register")))

    assert first.serial in words
    assert first.sha256 in words
    assert "owner" in words


@pytest.mark.parametrize("words", ["round", "OWNER round", "csbm-20", "nothing"])
def test_the_register_is_searched(issued, desk, words):
    first = issued()

    found = content(desk.get(reverse("packets:register"), {"q": words}))

    assert (first.sha256 in found) == (words != "nothing")


def test_the_register_as_csv_is_harmless_in_a_spreadsheet(issued, desk, packet):
    packet.title = "=cmd|' /C calc'!A0"
    packet.save()
    first = issued()

    lines = b"".join(desk.get(reverse("packets:register_csv"))).decode("utf-8-sig").splitlines()

    assert lines[0] == "serial,title,number,issued_at,issued_by,office,marking,measures,record,sha256"
    assert lines[1].startswith(f"{first.serial},'=cmd|")
    assert lines[1].endswith(first.sha256)


def test_the_register_takes_few_queries(issued, desk, packet, django_assert_max_num_queries):
    for _time in range(4):
        issued()

    with django_assert_max_num_queries(12):
        desk.get(reverse("packets:register"))


def test_a_colleague_sees_an_issue_in_the_register_but_does_not_get_the_file(issued, colleague):
    first = issued()

    assert first.serial in content(signed_in(colleague).get(reverse("packets:register")))
    assert signed_in(colleague).get(first.get_absolute_url()).status_code == 404


# Verifying


def verify(client, **data):
    return content(client.post(reverse("packets:verify"), data))


def as_file(bytes_):
    file = BytesIO(bytes_)
    file.name = "packet.pdf"
    return file


def test_a_stranger_verifies_a_serial(issued, client):
    first = issued()

    words = verify(client, serial=first.serial.lower())

    assert first.serial in words
    assert first.sha256 in words
    assert "The round" not in words
    assert "owner" not in words


def test_a_stranger_verifies_a_file(issued, client):
    first = issued()

    words = verify(client, pdf=as_file(first.pdf))

    assert "Genuine" in words
    assert first.serial in words


def test_a_file_that_was_changed_is_not_genuine(issued, client):
    first = issued()

    words = verify(client, pdf=as_file(first.pdf + b" "))

    assert "Not genuine" in words
    assert first.serial not in words


def test_a_genuine_file_under_another_serial_is_not_genuine(issued, client):
    first, second = issued(), issued()

    words = verify(client, pdf=as_file(first.pdf), serial=second.serial)

    assert "Not genuine" in words


def test_a_serial_that_was_not_issued_is_not_genuine(client):
    assert "was not issued" in verify(client, serial="CSBM-2026-9999")


def test_a_file_larger_than_any_packet_is_refused(client):
    response = client.post(reverse("packets:verify"), {"pdf": as_file(b"0" * 25_000_001)})

    assert response.status_code == 422


def test_a_file_that_nothing_wants_is_not_read_to_its_end(client):
    response = client.post(reverse("packets:verify"), {"pdf": as_file(b"0" * 27_000_000)})

    assert response.status_code == 422
