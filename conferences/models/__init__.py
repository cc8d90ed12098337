"""Where, when and by whom measures were agreed."""

from conferences.models.discrepancies import PRINTED, Discrepancy, DiscrepancySide, Fact
from conferences.models.documents import Document, DocumentCitation
from conferences.models.links import LinkCheck
from conferences.models.meetings import Body, Conference, ConferenceCitation, SideEvent
from conferences.models.sources import Citation, Reading, Source
from conferences.models.states import Organization, State
from conferences.models.taking_part import Officer, Participation

__all__ = [
    "PRINTED",
    "Body",
    "Citation",
    "Conference",
    "ConferenceCitation",
    "Discrepancy",
    "DiscrepancySide",
    "Document",
    "DocumentCitation",
    "Fact",
    "LinkCheck",
    "Officer",
    "Organization",
    "Participation",
    "Reading",
    "SideEvent",
    "Source",
    "State",
]
