"""What is remembered of a removed heading or measure, and how it comes back."""

from django.utils.translation import gettext as _

from measures.models import Marking, Measure, Packet, PacketItem, PacketSection
from measures.packets.limits import MAX_MEASURES


def remembered(row: PacketSection | PacketItem) -> dict:
    """Return what brings a row back, as JSON."""
    if isinstance(row, PacketSection):
        return {"kind": "section", "name": row.heading, "key": row.key, "heading": row.heading}
    return {
        "kind": "item",
        "name": str(row),
        "measure": row.measure_id,
        "note": row.note,
        "private_note": row.private_note,
        "marking": row.marking_id,
        "marking_name": row.marking.name if row.marking else "",
        "rank": row.marking.rank if row.marking else 0,
    }


def recalled(packet: Packet, memory: dict) -> PacketSection | PacketItem | None:
    """Return a removed row anew; None where there is none, or where nothing can take its place any more."""
    if memory.get("kind") == "section":
        return packet.sections.create(key=memory["key"], heading=memory["heading"], position=0)
    if memory.get("kind") != "item" or not may_return(packet, memory["measure"]):
        return None
    return packet.items.create(
        measure_id=memory["measure"],
        marking=marking_of(memory),
        position=0,
        note=memory["note"],
        private_note=memory["private_note"],
    )


def marking_of(memory: dict) -> Marking | None:
    """Return the marking of a removed item, or the next higher one where that has been deleted meanwhile."""
    if not memory["marking"]:
        return None
    same = Marking.objects.filter(pk=memory["marking"]).first()
    marking = same or Marking.objects.filter(rank__gte=memory["rank"]).first()
    if marking is None:
        raise Unmarkable(
            _(
                "Not put back: %(name)s was marked “%(marking)s”, which no longer exists, and no marking is as "
                "high. Add the measure again with a marking that fits, or ask an administrator for one."
            )
            % {"name": memory["name"], "marking": memory["marking_name"]}
        )
    return marking


class Unmarkable(Exception):
    """Why an item does not return, as a sentence: no marking is left that is as high as the one it had."""


def may_return(packet: Packet, measure: int) -> bool:
    """Say whether the measure exists, is not in the packet by another way, and has room in it."""
    present = packet.items.values_list("measure_id", flat=True)
    return (
        measure not in present and len(present) < MAX_MEASURES and Measure.objects.filter(pk=measure).exists()
    )
