"""What a packet as a Word document says besides its measures: cover, changes, meetings, documents and states."""

import binascii
from base64 import b64decode
from io import BytesIO

from django.utils.translation import gettext as _
from docx.image.exceptions import UnrecognizedImageError
from docx.shared import Mm, Pt

from conferences.models import Fact
from csbm_catalog.dates import display_date
from csbm_catalog.word.writing import plain
from measures.packets.apparatus import observers_of, participants_of

PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")
LOGO_HEIGHT = Mm(18)


def cover(packet) -> None:
    """Write the cover: whose packet it is, what for, how it is marked, and of which record."""
    word, contents = packet.word, packet.contents
    if contents.marking:
        word.paragraph(contents.marking, style="Marking").paragraph_format.space_after = Pt(24)
    logo(packet)
    if contents.office:
        word.paragraph(contents.office, style="Subtitle")
    word.paragraph(contents.title, style="Title").paragraph_format.space_before = Pt(120)
    if contents.subtitle:
        word.paragraph(contents.subtitle, style="Subtitle")
    if contents.purpose:
        word.prose(contents.purpose)
    facts(packet, *packet.particulars())


def title(packet) -> None:
    """Write the title of a packet without a cover."""
    packet.word.paragraph(packet.contents.title, style="Title")
    if packet.contents.subtitle:
        packet.word.paragraph(packet.contents.subtitle, style="Subtitle")


def changes(packet, since) -> None:
    """Write what changed since the last issue, rewordings word by word: underlined is new, struck out is gone."""
    word = packet.word
    packet.begin(_("Changed since issue {number}").format(number=since.number))
    word.paragraph(f"{since.serial}, {display_date(since.issued_at)}.")
    if not since:
        word.paragraph(
            _(
                "No measure was added, removed, moved or reworded since issue {number}; title, subtitle, "
                "purpose, covering memo and marking are the same too."
            ).format(number=since.number)
        )
    for rewording in since.texts:
        reworded(packet, rewording)
    for name, found in ((_("Added:"), since.added), (_("Removed:"), since.removed)):
        for change in found:
            word.paragraph(f"{name} ", change.name, style="Facts")
    for change in since.moved:
        moved = _("{name}: from {before} to {after}").format(
            name=change.name, before=change.before, after=change.after
        )
        word.paragraph(_("Moved:") + " ", moved, style="Facts")
    for change in since.reworded:
        word.paragraph(_("Reworded:") + " ", change.name, style="Facts")
        for rewording in change.rewordings:
            reworded(packet, rewording)


def reworded(packet, rewording) -> None:
    paragraph = packet.word.paragraph(f"{rewording.label}: ", "", style="Note")
    for piece in rewording.pieces:
        run = paragraph.add_run(plain(piece.text))
        run.font.underline = piece.kind == "added" or None
        run.font.strike = piece.kind == "removed" or None


def logo(packet) -> None:
    """Add the office's logo where it is a picture that Word knows."""
    contents = packet.contents
    kind = next((kind for kind in PICTURES if contents.logo.startswith(kind)), None)
    if kind is None:
        return
    try:
        picture = BytesIO(b64decode(contents.logo.removeprefix(kind), validate=True))
        shape = packet.word.document.add_picture(picture, height=LOGO_HEIGHT)
    except (binascii.Error, UnrecognizedImageError):
        return
    shape._inline.docPr.set("descr", _("Logo of {office}").format(office=contents.office))


def dossier(packet) -> None:
    """Write in full the meeting, the document or the state that the packet is about, if it is about one."""
    contents = packet.contents
    if packet.apparatus.dossier_meeting:
        meeting(packet, packet.apparatus.dossier_meeting)
    if contents.document:
        document(packet, contents.document)
    if contents.state:
        state(packet, contents.state)


class Disputed:
    """Says after a fact that sources disagree about it, where they do."""

    def __init__(self, discrepancies):
        self.facts = {one.fact for one in discrepancies if one.is_open}

    def __call__(self, fact: Fact, value: str) -> str:
        return f"{value} ({_('sources disagree, see below')})" if fact in self.facts and value else value


def meeting(packet, conference) -> None:
    unknown, said = _("not known"), Disputed(conference.discrepancies.all())
    structure = conference.structure or (unknown if Fact.STRUCTURE in said.facts else "")
    packet.begin(conference.name, said(Fact.TITLE, conference.name))
    facts(
        packet,
        (_("Kind:"), said(Fact.KIND, conference.get_kind_display())),
        (_("Date:"), said(Fact.DATE, conference.when)),
        (_("Place:"), said(Fact.PLACE, conference.where or unknown)),
        (_("Host:"), said(Fact.HOST, str(conference.host or conference.host_name or unknown))),
        (_("Mandate:"), said(Fact.MANDATE, conference.mandate or unknown)),
        (_("Structure:"), said(Fact.STRUCTURE, structure)),
        (_("Note on the observers:"), conference.observers_note),
    )
    documents(packet, _("Documents adopted"), conference.documents.listing_measures().order_by("position"))
    if packet.parts.participants:
        people(packet, conference, 2, said)
    documents(packet, _("Papers"), conference.documents.papers())
    disagreements(packet, conference)
    cited(packet, conference.citations.all())


def document(packet, record) -> None:
    unknown, said = _("not known"), Disputed(record.discrepancies.all())
    packet.begin(record.title, said(Fact.TITLE, record.title))
    symbol = (
        f"{record.symbol} ({record.get_symbol_evidence_display()})"
        if record.symbol_evidence
        else record.symbol
    )
    application = {True: _("voluntary"), False: _("not voluntary"), None: unknown}[record.voluntary]
    stated = "" if record.measures_stated is None else str(record.measures_stated)
    facts(
        packet,
        (_("Kind:"), said(Fact.KIND, record.get_kind_display())),
        (_("Symbol:"), said(Fact.SYMBOL, symbol or unknown)),
        (_("Note on the symbol:"), record.symbol_note),
        (_("Meeting:"), str(record.conference) if record.conference else ""),
        (_("Adopted:"), said(Fact.DATE, display_date(record.adopted) if record.adopted else unknown)),
        (_("Note on the adoption:"), record.adopted_note),
        (_("Issued:"), said(Fact.ISSUED, display_date(record.issued) if record.issued else unknown)),
        (_("Measures that it has, as stated:"), said(Fact.MEASURES, stated or unknown)),
        (_("Note on the number of measures:"), record.measures_stated_note),
        (_("Application:"), application),
        (_("Note:"), record.note),
    )
    disagreements(packet, record)
    cited(packet, record.citations.select_related("source"))


def state(packet, record) -> None:
    said = Disputed(record.discrepancies.all())
    packet.begin(record.name, said(Fact.TITLE, record.name))
    until = display_date(record.member_until) if record.member_until else ""
    facts(
        packet,
        (_("Subregion:"), record.get_subregion_display()),
        (_("Member of the OAS from:"), str(record.member_from or "")),
        (_("Member until:"), until),
        (_("Note:"), record.note),
    )
    meetings = record.participations.select_related("conference")
    packet.word.heading(said(Fact.PARTICIPANTS, _("Meetings")), 2)
    rows = [
        [str(part.conference), part.conference.when, part.get_role_display(), part.name_as_printed]
        for part in meetings
    ]
    columns = [_("Meeting"), _("Date"), _("Recorded as"), _("Name as printed")]
    table(packet, columns, rows, _("The record names no meeting in which this state took part."))
    offices = record.offices.select_related("conference")
    packet.word.heading(said(Fact.OFFICERS, _("Offices held")), 2)
    rows = [
        [officer.title, str(officer.conference), officer.person or _("not known"), known(packet, officer)]
        for officer in offices
    ]
    columns = [_("Office"), _("Meeting"), _("Person"), _("Known from")]
    table(packet, columns, rows, _("The record names no office held by this state."))
    disagreements(packet, record)


def people(packet, conference, level: int, said: Disputed) -> None:
    """Write officers, states taking part, observers and organizations of a meeting."""
    word = packet.word
    word.heading(said(Fact.OFFICERS, _("Officers")), level)
    rows = [
        [officer.title, officer.state.name, officer.person or _("not known"), known(packet, officer)]
        for officer in conference.officers.all()
    ]
    columns = [_("Office"), _("State"), _("Person"), _("Known from")]
    table(packet, columns, rows, _("Who held office is not known."))
    word.heading(said(Fact.PARTICIPANTS, _("States taking part")), level)
    groups = participants_of(conference)
    for subregion, parts in groups:
        names = ", ".join(part.state.name for part in parts)
        word.paragraph(f"{subregion} ({len(parts)}): ", names, style="Facts")
    if not groups:
        word.paragraph(_("Which states took part is not known."))
    stated = conference.participants_stated
    if stated is not None:
        word.paragraph(_("Stated in a source: {count}.").format(count=stated), style="Facts")
    if conference.participants_note:
        word.paragraph(conference.participants_note, style="Facts")
    word.heading(_("Observers"), level)
    observers = ", ".join(part.state.name for part in observers_of(conference))
    word.paragraph(observers or _("Which states observed is not known."))
    organizations = ", ".join(map(str, conference.organizations.all()))
    if organizations:
        word.heading(_("Organizations"), level)
        word.paragraph(organizations)


def known(packet, officer) -> str:
    """Return how an office is known, with the numbers of its sources where these are listed."""
    sources = {officer.source_id, officer.person_source_id} & set(packet.apparatus.numbers)
    numbers = sorted(packet.apparatus.numbers[source] for source in sources) if packet.parts.sources else []
    words = [officer.get_evidence_display(), *(f"[{number}]" for number in numbers), officer.note]
    return " ".join(filter(None, words))


def documents(packet, heading: str, records) -> None:
    if not records:
        return
    packet.word.heading(heading, 2)
    for record in records:
        details = [record.symbol, display_date(record.date) if record.date else _("date not known")]
        packet.word.paragraph(f"{record.title}, ", ", ".join(filter(None, details)), style="Facts")


def disagreements(packet, record) -> None:
    """Write every side of each fact on which sources disagree."""
    discrepancies = list(record.discrepancies.with_sides())
    if not discrepancies:
        return
    packet.word.heading(_("Where sources disagree"), 2)
    for discrepancy in discrepancies:
        with packet.word.kept_whole():
            packet.word.heading(discrepancy.topic, 3)
            sides(packet, discrepancy)


def disagreements_below(packet, discrepancies) -> None:
    """Write the same below a measure or a meeting among others: without headings, which the contents repeat."""
    for discrepancy in discrepancies:
        packet.word.paragraph(_("Where sources disagree:") + " ", discrepancy.topic, style="Facts")
        sides(packet, discrepancy)


def sides(packet, discrepancy) -> None:
    for side in discrepancy.sides.all():
        shown = _("Shown in the catalogue:") if side.is_shown else _("Another source:")
        packet.word.paragraph(f"{shown} ", f"{side.text} ({side.source})", style="Facts")
    if discrepancy.reason:
        packet.word.paragraph(_("Why:") + " ", discrepancy.reason, style="Facts")
    if not discrepancy.is_open:
        packet.word.paragraph(_("Resolved:") + " ", discrepancy.resolution, style="Facts")


def cited(packet, citations) -> None:
    if packet.parts.sources and citations:
        packet.cite(packet.word.paragraph(_("Sources:") + " ", "", style="Facts"), citations)


def facts(packet, *pairs: tuple[str, str]) -> None:
    """Write what is known, a line each; a pair without a value is left out."""
    for name, value in pairs:
        if value:
            packet.word.paragraph(f"{name} ", value, style="Facts")


def table(packet, columns: list[str], rows: list[list[str]], nothing: str) -> None:
    if rows:
        packet.word.table(columns, rows)
    else:
        packet.word.paragraph(nothing)
