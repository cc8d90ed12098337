"""What was agreed, and the packets made from it; only what was agreed is part of the record."""

from measures.models.asking import Asking
from measures.models.content import KEY_LETTERS, Category, Theme, Type, new_key
from measures.models.drafts import DraftCitation, DraftRelation, DraftRemark, MeasureDraft
from measures.models.imports import TextImport
from measures.models.issues import IssueCounter, PacketIssue
from measures.models.items import PacketItem, PacketSection
from measures.models.measures import Measure, MeasureCitation, MeasureRelation
from measures.models.offices import Marking, Office
from measures.models.packets import Packet, PacketAtHand, PacketShare, Paper
from measures.models.reports import ReaderReport
from measures.models.versions import DraftVersion

__all__ = [
    "KEY_LETTERS",
    "Asking",
    "Category",
    "DraftCitation",
    "DraftRelation",
    "DraftRemark",
    "DraftVersion",
    "IssueCounter",
    "Marking",
    "Measure",
    "MeasureCitation",
    "MeasureDraft",
    "MeasureRelation",
    "Office",
    "Packet",
    "PacketAtHand",
    "PacketIssue",
    "PacketItem",
    "PacketSection",
    "PacketShare",
    "Paper",
    "ReaderReport",
    "TextImport",
    "Theme",
    "Type",
    "new_key",
]
