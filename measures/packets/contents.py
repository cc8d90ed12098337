"""What a packet says: one structure, which the preview, the PDF and the DOCX all render.

Every door makes a `Contents` first; whatever renders one shows the same measures in the same order.
"""

from dataclasses import dataclass, field
from datetime import datetime

from conferences.models import Conference, Document, State
from measures.models import Measure


@dataclass(frozen=True)
class Parts:
    """Which parts a packet has: each can be switched off, and then exactly that part is missing."""

    cover: bool = True
    contents: bool = True
    participants: bool = True  # participants and officers of the meetings concerned
    relations: bool = True  # related measures
    sources: bool = True
    legend: bool = True  # of evidence
    notes: bool = True  # printed notes of items, and the covering memo
    theme_index: bool = True


@dataclass(frozen=True)
class Entry:
    """One measure in a packet, with what was said about it there."""

    measure: Measure
    note: str = ""
    marking: str = ""  # of its own, where it has one


@dataclass(frozen=True)
class Section:
    """A part of the packet with a heading; an empty heading for a list without sections."""

    heading: str
    entries: list[Entry]


@dataclass(frozen=True)
class Piece:
    """Some words of a text that changed: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Rewording:
    """How one text changed, word by word: the pieces that are not `removed` are the new text."""

    label: str  # which text: "Title", "Note"
    pieces: list[Piece]


@dataclass(frozen=True)
class Change:
    """What happened to one measure since the issue before."""

    key: str
    name: str  # its place and title, as in `Measure.__str__`, and how it is known
    before: str = ""  # of a moved one: where it stood, in words
    after: str = ""
    rewordings: list[Rewording] = field(default_factory=list)


@dataclass(frozen=True)
class Changes:
    """What is new since an issue of the same packet; a part of its own, before the contents."""

    number: int  # of that issue: "Changed since issue 1"
    serial: str
    issued_at: datetime
    texts: list[Rewording] = field(default_factory=list)  # title, purpose and memo of the packet
    added: list[Change] = field(default_factory=list)
    removed: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    reworded: list[Change] = field(default_factory=list)

    def __bool__(self):
        return any((self.texts, self.added, self.removed, self.moved, self.reworded))


@dataclass(frozen=True)
class Contents:
    """Everything a file of a packet is made from; equal contents give equal bytes."""

    title: str
    sections: list[Section]
    record_stamp: str  # the version of the record
    record_changed_at: datetime | None
    address: str  # where this can be read on the site
    subtitle: str = ""
    purpose: str = ""
    memo: str = ""
    office: str = ""  # issuing office
    logo: str = ""  # address of the office's logo among our own: a data: URI made by us of an admin's picture
    marking: str = ""
    paper: str = "A4"  # or "Letter"
    parts: Parts = field(default_factory=Parts)
    serial: str = ""  # of an issue
    drafted_at: datetime | None = None  # of a draft: DRAFT goes across each page
    changes: Changes | None = None  # since the last issue; None for a first one. Falsy when nothing changed
    is_one_measure: bool = False  # as its own page shows it: not a packet that happens to hold one
    # A dossier also shows one of these in full, before the measures.
    conference: Conference | None = None
    document: Document | None = None
    state: State | None = None

    @property
    def entries(self) -> list[Entry]:
        return [entry for section in self.sections for entry in section.entries]

    @property
    def measures(self) -> list[Measure]:
        return [entry.measure for entry in self.entries]
