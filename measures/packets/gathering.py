"""Adding measures to a packet: at its end, each once, within the limit."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import Marking, Measure, Packet, PacketItem
from measures.packets.limits import MAX_MEASURES


@dataclass(frozen=True)
class Gathered:
    """How an addition went."""

    packet: Packet
    added: int
    present: int  # were in the packet already
    excess: int = 0  # by how many measures the packet would be too long: then nothing was added

    @property
    def sentence(self) -> str:
        if self.excess:
            return _(
                "Nothing was added: “%(packet)s” would have %(excess)s more than the %(limit)s measures of a packet."
            ) % {"limit": MAX_MEASURES, "packet": self.packet, "excess": self.excess}
        return " ".join(filter(None, [self._added, self._present]))

    @property
    def _added(self):
        if not self.added and self.present:
            return ""
        return ngettext(
            "%(number)s measure added to “%(packet)s”.",
            "%(number)s measures added to “%(packet)s”.",
            self.added,
        ) % {"number": self.added, "packet": self.packet}

    @property
    def _present(self):
        if not self.present:
            return ""
        if self.added:
            return ngettext(
                "%(number)s was there already.", "%(number)s were there already.", self.present
            ) % {"number": self.present}
        return ngettext(
            "It is in “%(packet)s” already.", "All %(number)s are in “%(packet)s” already.", self.present
        ) % {"number": self.present, "packet": self.packet}


def gather(packet: Packet, measures: Iterable[Measure], user) -> Gathered:
    """Add measures after the last one of a packet, in this order; those that it holds stay where they are."""
    wanted = list(dict.fromkeys(measures))
    with packet.changing(user) as held:
        present = set(held.items.values_list("measure_id", flat=True))
        new = [measure for measure in wanted if measure.pk not in present]
        excess = len(present) + len(new) - MAX_MEASURES
        if excess > 0:
            return Gathered(held, 0, len(wanted) - len(new), excess)
        section = held.sections.last()
        last = held.items.filter(section=section).aggregate(last=Max("position"))["last"] or 0
        PacketItem.objects.bulk_create(
            PacketItem(packet=held, section=section, measure=measure, position=position)
            for position, measure in enumerate(new, last + 1)
        )
    return Gathered(held, len(new), len(wanted) - len(new))


def first_packet(user) -> Packet:
    """Return a new packet for someone who adds a measure and has none at hand."""
    return Packet.objects.create(
        owner=user,
        changed_by=user,
        name=_("My packet"),
        title=_("Briefing packet"),
        marking=Marking.objects.lowest(),
    )
