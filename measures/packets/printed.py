"""What a template prints of a packet beside its contents: numbers, lists, and tables that fit a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import ceil

from django.utils.translation import gettext as _

from conferences.models import Citation, Conference, Discrepancy, Document
from csbm_catalog.evidence import Evidence
from measures.models import Measure
from measures.packets.apparatus import Apparatus, Related, disputed_people, observers_of, participants_of
from measures.packets.contents import Contents, Entry
from measures.packets.of import base_of
from measures.templatetags.packets import is_long

LINES_A_TABLE = 40  # of the fifty that a page of Letter holds: rows are guessed, not measured
LETTERS_A_LINE = 30
MEASURES_A_LINE = 60  # of the index: some eight lines of print


@dataclass
class Table:
    """A table, or a part of one that is longer than a page."""

    rows: list
    part: int
    parts: int


@dataclass
class IndexLine:
    """Measures of one theme and one document; `theme` is empty where the line goes on with the one above."""

    theme: str
    document: Document
    measures: list[Measure]


@dataclass
class PrintedEntry:
    """An entry with what stands around it: its numbered sources, its relations and where they lead."""

    entry: Entry
    citations: list[tuple[int, Citation]]
    related: list[tuple[Related, str]]
    discrepancies: list[Discrepancy]

    @property
    def measure(self):
        return self.entry.measure

    @property
    def basis(self) -> str:
        """Return on what the relations rest, where they all rest on the same: most are the editors' reading."""
        bases = {one.relation.basis_apart for one, _address in self.related} - {""}
        return bases.pop() if len(bases) == 1 else ""

    @property
    def has_presumed(self) -> bool:
        return any(one.relation.presumed for one, _address in self.related)


class Printed:
    """A packet as its templates ask for it."""

    def __init__(self, contents: Contents):
        self.contents = contents
        self.base = base_of(contents)
        self.apparatus = Apparatus(contents)
        self.keys = {measure.key for measure in contents.measures}

    @cached_property
    def sections(self) -> list[tuple[str, list[PrintedEntry]]]:
        return [
            (section.heading, [self.printed(entry) for entry in section.entries])
            for section in self.contents.sections
        ]

    @property
    def entries(self) -> list[PrintedEntry]:
        return [entry for _heading, entries in self.sections for entry in entries]

    def printed(self, entry: Entry) -> PrintedEntry:
        citations = self.apparatus.citations[entry.measure.pk]
        related = self.apparatus.related[entry.measure.pk]
        return PrintedEntry(
            entry,
            self.numbered(citations),
            [(one, self.address_of(one.other)) for one in related],
            self.apparatus.discrepancies[entry.measure.pk],
        )

    def numbered(self, citations) -> list[tuple[int, Citation]]:
        return [(self.apparatus.numbers[citation.source_id], citation) for citation in citations]

    def address_of(self, measure) -> str:
        """Return where a measure stands in this packet, or on the site."""
        return f"#m-{measure.key}" if measure.key in self.keys else self.base + measure.get_permanent_url()

    @property
    def index(self) -> Iterator["IndexLine"]:
        """Yield the measures of each theme, a line a document: no line grows with the packet."""
        for theme, entries in self.apparatus.themes:
            name = theme.name
            for document, found in groupby(entries, key=lambda entry: entry.measure.document):
                measures = [entry.measure for entry in found]
                for start in range(0, len(measures), MEASURES_A_LINE):
                    yield IndexLine(name, document, measures[start : start + MEASURES_A_LINE])
                    name = ""

    @property
    def levels(self):
        return list(Evidence)

    @property
    def numbered_sources(self):
        return enumerate(self.apparatus.sources, 1)

    @cached_property
    def meetings(self) -> list["Meeting"]:
        return [Meeting(conference, self) for conference in self.apparatus.meetings]

    @cached_property
    def dossier(self) -> "Meeting | None":
        meeting = self.apparatus.dossier_meeting
        return Meeting(meeting, self) if meeting else None

    @cached_property
    def dossier_sources(self):
        return self.numbered(self.contents.document.citations.select_related("source"))

    @cached_property
    def participations(self) -> list[Table]:
        assert self.contents.state  # asked for by the page of a state alone
        parts = self.contents.state.participations.select_related("conference__host")
        return tables(parts, lambda part: (part.conference.short_name,))

    @cached_property
    def offices(self) -> list[Table]:
        assert self.contents.state
        offices = self.contents.state.offices.select_related("conference", "source", "person_source")
        return tables(offices, lambda office: (office.title, in_a_cell(office.note)))

    @cached_property
    def papers(self) -> list[Table]:
        """Return the papers of the meeting of the document that is shown in full."""
        assert self.contents.document
        assert self.contents.document.conference
        return papers_of(self.contents.document.conference)

    @property
    def foot(self) -> str:
        """Return what stands at the foot of each page: the version of the record, or when a draft was made."""
        contents = self.contents
        if contents.drafted_at:
            return _("Draft of %(time)s UTC") % {"time": contents.drafted_at.strftime("%Y-%m-%d %H:%M")}
        if contents.serial:
            return f"{contents.serial} · " + _("record %(number)s") % {"number": self.record_number}
        return _("CSBM Catalogue, record %(number)s") % {"number": self.record_number}

    @property
    def record_number(self) -> str:
        return self.contents.record_stamp.partition("@")[0]

    @property
    def keywords(self) -> str:
        return ", ".join(theme.name for theme, _entries in self.apparatus.themes)


class Meeting:
    """A meeting with its officers and papers in tables, its participants by subregion, its observers."""

    def __init__(self, conference: Conference, printed: Printed):
        self.conference = conference
        self.by_subregion = participants_of(conference)
        self.known = sum(len(parts) for _subregion, parts in self.by_subregion)
        self.observers = observers_of(conference)
        self.disputed_people = disputed_people(conference)
        self.sources = (
            printed.numbered(conference.citations.all()) if conference == printed.contents.conference else []
        )

    @cached_property
    def officers(self) -> list[Table]:
        return tables(
            self.conference.officers.all(), lambda one: (one.title, one.person, in_a_cell(one.note))
        )

    @cached_property
    def papers(self) -> list[Table]:
        return papers_of(self.conference)

    @cached_property
    def adopted(self):
        return self.conference.documents.listing_measures().counted().order_by("position")


def papers_of(conference: Conference) -> list[Table]:
    return tables(conference.documents.papers(), lambda paper: (paper.title, in_a_cell(paper.note)))


def in_a_cell(note: str) -> str:
    """Return what stands of a note in its row: a long one stands below the table."""
    return "" if is_long(note) else note


def tables(rows, texts_of) -> list[Table]:
    """Cut rows into tables that each fit a page, guessing a row's lines by the longest of its texts."""
    cut: list[list] = []
    lines = LINES_A_TABLE
    for one in rows:
        needed = max(ceil(len(text) / LETTERS_A_LINE) for text in texts_of(one)) + 1
        if lines + needed > LINES_A_TABLE:
            cut.append([])
            lines = 0
        cut[-1].append(one)
        lines += needed
    return [Table(rows, part, len(cut)) for part, rows in enumerate(cut, 1)]
