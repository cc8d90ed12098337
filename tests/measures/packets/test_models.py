"""What the database refuses of packets, and that they are no part of the record."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from csbm_catalog.models import CatalogueVersion, Record
from measures.models import (
    Asking,
    IssueCounter,
    Marking,
    Office,
    Packet,
    PacketAtHand,
    PacketIssue,
    PacketItem,
    PacketSection,
    PacketShare,
)
from tests import breaches
from tests.breaches import twin, value

ISSUE = {"serial": "CSBM-2026-0002", "number": 2, "sha256": "b" * 64}
BREACHES = {
    "asking_once": [twin(Asking)],
    "issuecounter.year": [twin(IssueCounter)],
    "marking.name": [twin(Marking, rank=99)],
    "marking.rank": [twin(Marking, name="Another")],
    "marking_rank_short": [value(Marking, rank=1000)],
    "marking_has_name": [value(Marking, name="")],
    "office.name": [twin(Office)],
    "office_has_name": [value(Office, name="")],
    "packet.key": [twin(Packet)],
    "packet_has_name": [value(Packet, name="")],
    "packet_has_title": [value(Packet, title="")],
    "packet_issue_has_serial": [twin(PacketIssue, **ISSUE | {"serial": ""})],
    "packet_issue_number_positive": [twin(PacketIssue, **ISSUE | {"number": 0})],
    "packet_issue_number_unique": [twin(PacketIssue, **ISSUE | {"number": 1})],
    "packet_item_once": [twin(PacketItem, position=9)],
    "packet_paper_valid": [value(Packet, paper="A3")],
    "packet_section_has_heading": [value(PacketSection, heading="")],
    "packet_share_once": [twin(PacketShare, may_edit=True)],
    "packet_version_positive": [value(Packet, version=0)],
    "packetissue.serial": [twin(PacketIssue, **ISSUE | {"serial": "CSBM-2026-0001"})],
    "packetissue.sha256": [twin(PacketIssue, **ISSUE | {"sha256": "a" * 64})],
    "packetsection.key": [twin(PacketSection)],
}
PACKETS = {"asking", "marking", "office", "packet", "issuecounter", "packetathand", "packetissue", "packetitem", "packetsection", "packetshare"}  # fmt: skip  # noqa: E501


@pytest.fixture
def everything(packet, owner, colleague, share):
    """A row of every model of the desk."""
    share()
    Office.objects.create(name="An office")
    Asking.objects.create(asker="a", minute=1)
    IssueCounter.objects.create(year=2026)
    packet.sections.create(heading="A heading", position=1)
    PacketAtHand.objects.create(user=owner, packet=packet)
    PacketIssue.objects.create(
        packet=packet, number=1, serial="CSBM-2026-0001", issued_at=timezone.now(), issued_by=owner,
        record_number=1, title="The round", measures_held=3, pdf=b"%PDF", sha256="a" * 64, frozen={},
    )  # fmt: skip


@pytest.mark.parametrize(("name", "breach"), breaches.params(BREACHES))
def test_the_database_refuses(name, breach, everything):
    breaches.assert_refused(name, breach)


def test_every_rule_about_packets_has_been_tried():
    rules = breaches.rules_of("measures")

    assert {rule for rule in rules if is_about_packets(rule)} == {*BREACHES, "packetathand.user"}


def test_the_database_refuses_a_second_packet_at_hand(everything, owner, packet):
    with pytest.raises(IntegrityError), transaction.atomic():
        PacketAtHand.objects.create(user=owner, packet=packet)


def is_about_packets(rule):
    models = [apps.get_model("measures", name) for name in PACKETS]
    constraints = {constraint.name for model in models for constraint in model._meta.constraints}
    return rule in constraints or rule.split(".")[0] in PACKETS


def test_no_packet_moves_the_version_of_the_record(everything, packet, owner, measures):
    before = CatalogueVersion.current().number

    packet.items.first().delete()
    packet.move_on(owner)

    assert CatalogueVersion.current().number == before
    assert not any(issubclass(apps.get_model("measures", name), Record) for name in PACKETS)


def test_a_serial_is_never_given_twice(db):
    assert [IssueCounter.take(2026), IssueCounter.take(2026), IssueCounter.take(2027)] == [
        "CSBM-2026-0001",
        "CSBM-2026-0002",
        "CSBM-2027-0001",
    ]


def test_there_is_always_a_lowest_marking(db):
    Marking.objects.all().delete()

    assert Marking.objects.lowest().printed == ""


def test_the_examples_of_markings_are_there(markings):
    assert [marking.printed for marking in markings.values()] == ["", "For official use", "Delegation only"]
