"""A packet as a Word document: the same measures, in the same order, with the same notes as its PDF."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH

from conferences.models import Fact
from csbm_catalog.evidence import Evidence
from csbm_catalog.word import Word
from csbm_catalog.word.fields import field
from csbm_catalog.word.writing import plain
from measures.packets import docx_parts
from measures.packets.apparatus import Apparatus, disputed_people
from measures.packets.contents import Contents, Entry
from measures.packets.of import base_of

LANGUAGES = {"en": "en-US"}


def packet_docx(contents: Contents) -> bytes:
    """Return the packet as DOCX; equal contents of the same record give equal bytes."""
    return PacketDocument(contents).bytes()


class PacketDocument:
    """The parts of a packet, in the order in which they are read."""

    def __init__(self, contents: Contents):
        self.contents = contents
        self.parts = contents.parts
        self.apparatus = Apparatus(contents)
        language = get_language() or "en"
        self.word = Word(contents.paper, LANGUAGES.get(language, language))
        self.marks: dict[int, str] = {}

    def bytes(self) -> bytes:
        self.properties()
        self.front()
        docx_parts.dossier(self)
        for section in self.contents.sections:
            self.begin(section.heading or _("Measures"), numbered=True)
            for entry in section.entries:
                with self.word.kept_whole():
                    self.entry(entry)
        self.back()
        return self.word.bytes()

    def properties(self) -> None:
        themes = [str(theme) for theme, _entries in self.apparatus.themes]
        self.word.properties(
            at=self.contents.record_changed_at,
            title=self.contents.title,
            author=self.contents.office or _("CSBM Catalogue"),
            subject=self.contents.subtitle or _("Confidence- and security-building measures of the Americas"),
            keywords="; ".join(themes),
        )

    def front(self) -> None:
        """Write what stands before the measures; without a cover the title stands above what follows."""
        word, contents = self.word, self.contents
        self.is_first = not self.parts.cover
        self.running_heads("")
        docx_parts.cover(self) if self.parts.cover else docx_parts.title(self)
        if contents.changes is not None:
            docx_parts.changes(self, contents.changes)
        if self.parts.legend:
            self.legend()
        if self.parts.contents:
            if not self.parts.legend:  # which is short: both stand on one page
                self.new_part(_("Contents"))
            word.contents(
                _("Contents"),
                _(
                    "Page numbers come when the contents are updated: Word asks on opening; in LibreOffice, "
                    "Tools, Update, Indexes and Tables."
                ),
            )
        if self.parts.notes and contents.memo:
            self.begin(_("Covering memo"))
            word.prose(contents.memo)

    def legend(self) -> None:
        self.begin(_("How sure each entry is"))
        for level in Evidence:
            self.word.paragraph(f"{level.label}. ", str(level.sentence))
        self.word.paragraph(
            _("Category, type and themes are the catalogue’s own classification, not the documents’.")
        )

    def particulars(self) -> list[tuple[str, str]]:
        """Return what the cover says of the packet as such, by name."""
        contents = self.contents
        drafted_at = contents.drafted_at
        given = [
            (_("Serial:"), contents.serial),
            (_("Draft of:"), moment(drafted_at) if drafted_at else ""),
            (_("Measures:"), str(len(contents.entries))),
            (_("Record:"), self.record()),
        ]
        return [(name, value) for name, value in given if value]

    def begin(self, name: str, heading: str = "", *, numbered: bool = False) -> None:
        """Begin a part of the packet under a real heading, which may say more than its name in the running head."""
        self.new_part(name)
        self.word.heading(heading or name, 1, numbered=numbered)

    def new_part(self, name: str) -> None:
        """Begin a part on a page of its own, named in the running head; the first follows the title."""
        if not self.is_first:
            self.word.new_section()
        self.is_first = False
        self.running_heads(name)

    def running_heads(self, part: str) -> None:
        drafted_at = self.contents.drafted_at
        draft = _("DRAFT, {when}").format(when=moment(drafted_at)) if drafted_at else ""
        marking, title, serial = self.contents.marking, self.contents.title, self.contents.serial
        self.word.running_heads(marking, draft, title, part, serial, page_of)

    def entry(self, entry: Entry) -> None:
        """Write one measure: what it says, what was said about it here, and how it is known."""
        measure, word = entry.measure, self.word
        discrepancies = self.apparatus.discrepancies[measure.pk]
        said = docx_parts.Disputed(discrepancies)
        # The contents field repeats headings, and no more.
        named = f"{said(Fact.TITLE, str(measure))} ({measure.evidence_level.label})"
        self.marks[measure.pk] = word.heading(named, 2, numbered=True)
        if entry.marking:
            word.paragraph(
                entry.marking, style="Marking"
            ).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
        word.paragraph(place_of(measure, said), style="Label")
        if measure.official_text:
            document = ", ".join(filter(None, [measure.document.title, measure.document.symbol]))
            word.paragraph(_("Official wording: {document}").format(document=document), style="Label")
            word.prose(measure.official_text, style="Wording")
        own_words = said(Fact.WORDING, _("In the catalogue’s own words"))
        word.paragraph(own_words, style="Label")
        word.prose(measure.summary)
        if self.parts.notes and entry.note:
            word.paragraph(_("Note"), style="Label")
            word.prose(entry.note, style="Note")
        self.facts(measure)
        docx_parts.disagreements_below(self, discrepancies)

    def facts(self, measure) -> None:
        word = self.word
        known = [said_once(str(measure.evidence_level.label), measure.evidence_note)]
        if measure.verified_at:
            when = date_format(measure.verified_at, "j F Y")
            known.append(_("Compared with the source by an editor on {date}.").format(date=when))
        if based_on := [f"{other.document} {other.printed_number}" for other in measure.based_on.all()]:
            known.append(_("Rests on: {measures}.").format(measures=", ".join(based_on)))
        word.paragraph(_("How it is known:") + " ", " ".join(known), style="Facts")
        themes = ", ".join(theme.name for theme in measure.themes.all())
        classes = [measure.get_category_display(), measure.get_type_display(), themes]
        classified = " · ".join(filter(None, classes))
        word.paragraph(_("Classification (the catalogue’s own):") + " ", classified, style="Facts")
        if self.parts.relations:
            self.relations(measure)
        if self.parts.sources:
            cited = self.apparatus.citations[measure.pk]
            known_from = "" if cited else _("none: this entry was not read in any source.")
            self.cite(word.paragraph(_("Sources:") + " ", known_from, style="Facts"), cited)
        address = base_of(self.contents) + measure.get_permanent_url()
        word.link(word.paragraph(_("Address:") + " ", "", style="Facts"), address, url=address)

    def relations(self, measure) -> None:
        for related in self.apparatus.related[measure.pk]:
            basis = related.relation.basis
            if related.relation.presumed:
                proof = _(
                    "Presumed: one of the two entries was drawn from the other, so the link proves nothing"
                )
                basis = basis if basis.startswith(proof.partition(":")[0]) else said_once(proof, basis)
            other = f"{related.other} ({related.other.evidence_level.label}). {basis}"
            self.word.paragraph(f"{related.kind[:1].upper()}{related.kind[1:]}: ", other, style="Facts")

    def cite(self, paragraph, citations) -> None:
        """Add the number of each source, leading to its place in the list, and what was read there."""
        for position, citation in enumerate(citations):
            number = self.apparatus.numbers[citation.source_id]
            if position:
                paragraph.add_run("; ")
            self.word.link(paragraph, f"[{number}]", anchor=f"source_{number}")
            if citation.read:
                paragraph.add_run(f" {plain(citation.read)}")

    def back(self) -> None:
        """Write what stands behind the measures: meetings, sources, index, and whose record it is."""
        if self.parts.participants and self.apparatus.meetings:
            self.begin(_("Participants and officers"))
            for meeting in self.apparatus.meetings:
                self.word.heading(meeting.name, 2)
                discrepancies = disputed_people(meeting)
                docx_parts.people(self, meeting, 3, docx_parts.Disputed(discrepancies))
                docx_parts.disagreements_below(self, discrepancies)
        if self.parts.sources and self.apparatus.sources:
            self.sources()
        if self.parts.theme_index and self.apparatus.themes:
            self.theme_index()
        self.about()

    def theme_index(self) -> None:
        """Write an entry for each theme, with the page of each of its measures."""
        self.begin(_("Index of themes"))
        for theme, entries in self.apparatus.themes:
            paragraph = self.word.paragraph(f"{theme.name}: ", "", style="Source")
            for position, entry in enumerate(entries):
                measure = entry.measure
                paragraph.add_run("; " if position else "")
                name = f"{measure.document} {measure.printed_number}"
                self.word.link(paragraph, name, anchor=self.marks[measure.pk])
                paragraph.add_run(_(", page {number}").format(number=""))
                field(paragraph, rf"PAGEREF {self.marks[measure.pk]} \h")

    def sources(self) -> None:
        self.begin(_("Sources"))
        for number, source in enumerate(self.apparatus.sources, start=1):
            paragraph = self.word.paragraph(f"[{number}]\t", style="Source")
            self.word.bookmark(paragraph, f"source_{number}")
            if source.title:
                paragraph.add_run(plain(source.title) + ". ")
            self.word.link(paragraph, source.url, url=source.url)

    def about(self) -> None:
        """Write, last of all, where this can be read and which state of the record it shows."""
        contents = self.contents
        self.begin(_("About this document"))
        docx_parts.facts(self, (_("Serial:"), contents.serial), (_("Record:"), self.record()))
        address = self.word.paragraph(_("Address:") + " ", "", style="Facts")
        self.word.link(address, contents.address, url=contents.address)
        self.word.paragraph(
            _(
                "The CSBM Catalogue is independent, and made from public documents; it is not a publication "
                "of the Organization of American States. Titles and summaries are the catalogue’s own words, "
                "never official wording."
            ),
            style="Facts",
        )

    def record(self) -> str:
        version = _("version {number}").format(number=self.contents.record_stamp.partition("@")[0])
        changed_at = self.contents.record_changed_at
        changed = _("last changed {when}").format(when=moment(changed_at)) if changed_at else ""
        return ", ".join(filter(None, [version, changed]))


def place_of(measure, said: docx_parts.Disputed) -> str:
    """Return under which heading a measure stands, and how that and its number are known."""
    place = _("Place in the list: {how}").format(how=measure.get_number_evidence_display())
    place = said(Fact.NUMBER, place)
    if not measure.heading and Fact.HEADING not in said.facts:
        return place
    how = _("heading: {how}").format(how=measure.get_heading_evidence_display())
    heading = f"{measure.heading} ({how})" if measure.heading else _("No heading")
    return f"{said(Fact.HEADING, heading)} · {place}"


def said_once(word: str, note: str) -> str:
    """Return the note after the word that it explains; notes of the record often begin with that word."""
    return note if note.startswith(word) else f"{word}. {note}".rstrip()


def page_of(paragraph) -> None:
    """Write “Page x of y”."""
    paragraph.add_run(_("Page") + " ")
    field(paragraph, "PAGE", "1")
    paragraph.add_run(" " + _("of") + " ")
    field(paragraph, "NUMPAGES", "1")


def moment(at) -> str:
    return date_format(localtime(at), "j F Y, H:i e")
