"""What was agreed, and the packets made from it; only what was agreed is part of the record."""

from measures.models.asking import Asking
from measures.models.issues import IssueCounter, PacketIssue
from measures.models.items import PacketItem, PacketSection
from measures.models.measures import (
    KEY_LETTERS,
    Category,
    Measure,
    MeasureCitation,
    MeasureRelation,
    Theme,
    Type,
    new_key,
)
from measures.models.offices import Marking, Office
from measures.models.packets import Packet, PacketAtHand, PacketShare, Paper

__all__ = [
    "KEY_LETTERS",
    "Asking",
    "Category",
    "IssueCounter",
    "Marking",
    "Measure",
    "MeasureCitation",
    "MeasureRelation",
    "Office",
    "Packet",
    "PacketAtHand",
    "PacketIssue",
    "PacketItem",
    "PacketSection",
    "PacketShare",
    "Paper",
    "Theme",
    "Type",
    "new_key",
]
