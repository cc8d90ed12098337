"""Issuing a packet: a serial, a file made outside any transaction, and one transaction that keeps both."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csbm_catalog.models import CatalogueVersion
from measures.models import IssueCounter, Packet, PacketIssue
from measures.packets import pdf
from measures.packets.saved import contents_of, frozen_contents


class Refused(Exception):
    """Why a packet is not issued, as a sentence for who asked."""


@dataclass(frozen=True)
class Obstacle:
    """An item that is for fewer readers than the packet."""

    item: object
    marking: str


def obstacles(packet: Packet) -> list[Obstacle]:
    """Return the items whose own marking ranks above the packet's."""
    above = packet.items.filter(marking__rank__gt=packet.marking.rank)
    items = above.select_related("measure__document", "marking").in_order()
    return [Obstacle(item, item.marking.name) for item in items]


def issue(packet: Packet, user, address) -> PacketIssue:
    """Issue a packet as it stands, and return the issue; `address(serial)` is where it can be verified.

    Raises Refused, with the sentence that says why, and Packet.DoesNotExist where the packet or the right to
    it has gone meanwhile; the number of a refused issue is not used again.
    """
    refuse(packet)
    now = timezone.now()
    record = CatalogueVersion.current()
    serial = IssueCounter.take(now.year)
    contents = contents_of(packet, address(serial), serial=serial)
    content = pdf.packet_pdf(contents, signed_in=True)
    with packet.held_for(user) as held:
        if held.version != packet.version:
            raise Refused(
                _("Somebody changed the packet while its PDF was made. Look at it, and issue it again.")
            )
        if CatalogueVersion.current().stamp != record.stamp:
            raise Refused(_("The record changed while the PDF was made. Issue the packet again."))
        Packet.objects.filter(pk=held.pk).update(version=F("version") + 1)  # asked twice, it is issued once
        last = packet.issues.aggregate(last=Max("number"))["last"] or 0
        return PacketIssue.objects.create(
            packet=packet,
            number=last + 1,
            serial=serial,
            issued_at=now,
            issued_by=user,
            record_number=record.number,
            record_changed_at=record.changed_at,
            title=packet.title,
            office=contents.office,
            marking=packet.marking.name,
            measures_held=len(contents.measures),
            pdf=content,
            sha256=sha256(content).hexdigest(),
            frozen=frozen_contents(contents),
        )


def refuse(packet: Packet) -> None:
    if not packet.items.exists():
        raise Refused(_("The packet holds no measure."))
    if found := obstacles(packet):
        names = "; ".join(f"{one.item} ({one.marking})" for one in found)
        raise Refused(
            _("The packet is marked “%(marking)s”, which is below the marking of: %(items)s.")
            % {"marking": packet.marking, "items": names}
        )
