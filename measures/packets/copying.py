"""New packets: from nothing, from a template, or as a copy."""

from django.db import transaction
from django.utils.translation import gettext as _

from measures.models import Marking, Packet, PacketItem, PacketSection

OWN = [  # of each packet: not copied
    "id", "key", "owner", "name", "is_template", "removed", "archived_at", "version",
    "created_at", "changed_at", "changed_by",
]  # fmt: skip


def new_packet(user, name: str, template: Packet | None = None) -> Packet:
    """Return a new packet, with the texts, choices and sections of a template but without its measures."""
    if template is None:
        return Packet.objects.create(
            owner=user, changed_by=user, name=name, title=name, marking=Marking.objects.lowest()
        )
    with transaction.atomic():
        packet = copied(template, user, name)
        copy_sections(template, packet)
    return packet


def duplicate(packet: Packet, user) -> Packet:
    """Return a copy of a packet with what its maker is shown of it: a reader's has no private notes.

    Shares and issues are the packet's own.
    """
    with transaction.atomic():
        copy = copied(packet, user, shortened(_("Copy of %(name)s") % {"name": packet.name}))
        sections = copy_sections(packet, copy)
        items = packet.items.in_order()
        is_private = not knows_private_notes(packet, user)
        for item in items:
            item.pk, item.packet, item.section = None, copy, sections.get(item.section_id)
            item.private_note = "" if is_private else item.private_note
        PacketItem.objects.bulk_create(items)
    return copy


def copied(packet: Packet, user, name: str) -> Packet:
    """Return a new packet that says and chooses what another does."""
    fields = {
        field.name: getattr(packet, field.name)
        for field in Packet._meta.local_fields
        if field.name not in OWN
    }
    if not knows_private_notes(packet, user):
        fields["private_note"] = ""
    return Packet.objects.create(owner=user, changed_by=user, name=name, **fields)


def knows_private_notes(packet: Packet, user) -> bool:
    """Say whether a user works on a packet, and so is shown its private notes."""
    return Packet.objects.worked_on_by(user).filter(pk=packet.pk).exists()


def copy_sections(packet: Packet, copy: Packet) -> dict[int, PacketSection]:
    """Copy the headings; returns the new ones by the primary keys of the old."""
    return {
        section.pk: copy.sections.create(heading=section.heading, position=section.position)
        for section in packet.sections.all()
    }


def shortened(name: str) -> str:
    return name[: Packet._meta.get_field("name").max_length]
