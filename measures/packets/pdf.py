"""A packet as a PDF: what is printed of its contents, where it is kept, and how it is made."""

from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from math import ceil

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from conferences.models import Citation, Conference
from csbm_catalog.evidence import Evidence
from csbm_catalog.exports import csv_lines, json_lines
from csbm_catalog.models import KeptPDF
from csbm_catalog.pdf import make_pdf
from csbm_catalog.versions import fingerprint
from measures.exports import COLUMNS, row
from measures.packets.apparatus import Apparatus, Related, observers_of, participants_of
from measures.packets.contents import Contents, Entry
from measures.packets.limits import refuse_too_much
from measures.packets.of import base_of

LINES_A_TABLE = 40  # of the fifty that a page of Letter holds: rows are guessed, not measured
LETTERS_A_LINE = 30


def packet_pdf(contents: Contents, variant: str = "pdf/ua-1", signed_in: bool = False) -> bytes:
    """Return the packet as a PDF, kept from last time where nothing of it has changed since.

    Raises TooMuch before anything is rendered, and what `csbm_catalog.pdf.make_pdf` raises.
    """
    refuse_too_much(contents)
    name = name_of(contents, variant)
    if contents.drafted_at or contents.serial:  # an issue keeps its own bytes, and a refused one none
        return render(contents, variant, signed_in)
    return KeptPDF.objects.get_or_make(name, lambda: render(contents, variant, signed_in))


def render(contents: Contents, variant: str, signed_in: bool) -> bytes:
    return make_pdf(
        html(contents),
        paper=contents.paper,
        variant=variant,
        draft=bool(contents.drafted_at),
        logo=contents.logo,
        attachments=attachments(contents) if variant.startswith("pdf/a") else (),
        signed_in=signed_in,
    )


def html(contents: Contents) -> str:
    """Return what the PDF engine reads."""
    alone = not (contents.document or contents.conference or contents.state or contents.parts.cover)
    is_measure = alone and len(contents.entries) == 1 and not contents.parts.contents
    name = "packets/pdf/measure.html" if is_measure else "packets/pdf/packet.html"
    return render_to_string(name, {"packet": contents, "parts": contents.parts, "printed": Printed(contents)})


def name_of(contents: Contents, variant: str) -> str:
    """Return the name under which this PDF is kept: of what it says, the record, the build and the variant."""
    return fingerprint(settings.BUILD, variant, plain(contents))


def plain(value):
    """Return contents without models: under one version of the record a primary key says it all."""
    if isinstance(value, Model):
        return (value._meta.label, value.pk)
    if is_dataclass(value):
        return [plain(getattr(value, field.name)) for field in fields(value)]
    return [plain(one) for one in value] if isinstance(value, list) else value


def filename(contents: Contents) -> str:
    return f"{slugify(contents.title)[:60].strip('-') or 'packet'}.pdf"


def attachments(contents: Contents) -> list[dict]:
    """Return the measures of a packet as JSON and CSV, with the columns of every other door."""
    rows = [row(measure, base_of(contents)) for measure in contents.measures]
    texts = {
        "measures.json": "".join(json_lines({"address": [contents.address]}, len(rows), iter(rows))),
        "measures.csv": "".join(csv_lines(COLUMNS, rows)),
    }
    described = _("The measures of this packet, for other programs")
    date = (
        contents.record_changed_at.isoformat() if contents.record_changed_at else "2000-01-01T00:00:00+00:00"
    )
    return [
        {"name": name, "text": text, "description": described, "date": date} for name, text in texts.items()
    ]


@dataclass
class Table:
    """A table, or a part of one that is longer than a page."""

    rows: list
    part: int
    parts: int


@dataclass
class PrintedEntry:
    """An entry with what stands around it: its numbered sources, its relations and where they lead."""

    entry: Entry
    citations: list[tuple[int, Citation]]
    related: list[tuple[Related, str]]

    @property
    def measure(self):
        return self.entry.measure


class Printed:
    """What a template prints of a packet beside its contents: numbers, lists and tables."""

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

    def printed(self, entry: Entry) -> PrintedEntry:
        citations = self.apparatus.citations[entry.measure.pk]
        related = self.apparatus.related[entry.measure.pk]
        return PrintedEntry(
            entry,
            self.numbered(citations),
            [(one, self.address_of(one.other)) for one in related],
        )

    def numbered(self, citations) -> list[tuple[int, Citation]]:
        return [(self.apparatus.numbers[citation.source_id], citation) for citation in citations]

    def address_of(self, measure) -> str:
        """Return where a measure stands in this packet, or on the site."""
        return f"#m-{measure.key}" if measure.key in self.keys else self.base + measure.get_permanent_url()

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
        return tables(offices, lambda office: (office.title, office.note))

    @property
    def foot(self) -> str:
        """Return what stands at the foot of each page: the version of the record, or when a draft was made."""
        contents = self.contents
        if contents.drafted_at:
            return _("Draft of %(time)s UTC") % {"time": contents.drafted_at.strftime("%Y-%m-%d %H:%M")}
        name = _("CSBM Catalogue, record %(number)s") % {"number": self.record_number}
        return f"{contents.serial} · {name}" if contents.serial else name

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
        self.sources = (
            printed.numbered(conference.citations.all()) if conference == printed.contents.conference else []
        )

    @cached_property
    def officers(self) -> list[Table]:
        return tables(
            self.conference.officers.all(), lambda officer: (officer.title, officer.person, officer.note)
        )

    @cached_property
    def papers(self) -> list[Table]:
        return tables(self.conference.documents.papers(), lambda paper: (paper.title, paper.note))

    @cached_property
    def adopted(self):
        return self.conference.documents.listing_measures().counted().order_by("position")


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
