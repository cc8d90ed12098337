"""The contents of a packet that is kept at the desk."""

from dataclasses import fields
from datetime import datetime

from csbm_catalog.models import CatalogueVersion
from measures.models import Measure, Packet, PacketItem
from measures.packets.arranging import Outline
from measures.packets.changes import changes_since
from measures.packets.contents import Changes, Contents, Entry, Parts, Section
from measures.packets.discretion import tellable
from measures.packets.of import in_full


def contents_of(
    packet: Packet, address: str, *, serial: str = "", drafted_at: datetime | None = None
) -> Contents:
    """Return what a packet says now: its private notes are no part of it."""
    version = CatalogueVersion.current()
    parts = parts_of(packet)
    measures = {
        measure.pk: measure
        for measure in in_full(Measure.objects.listed().filter(packet_items__packet=packet))
    }
    sections = [
        Section(section.heading if section else "", [entry_of(item, measures) for item in items])
        for section, items in Outline(packet).sections()
    ]
    said = {
        "title": packet.title,
        "subtitle": packet.subtitle,
        "purpose": packet.purpose,
        "memo": packet.memo,
        "marking": packet.marking.printed,
    }
    return Contents(
        sections=sections,
        record_stamp=version.stamp,
        record_changed_at=version.changed_at,
        address=address,
        office=packet.office.name if packet.office else "",
        logo=packet.office.logo_address if packet.office else "",
        paper=packet.paper,
        parts=parts,
        serial=serial,
        drafted_at=drafted_at,
        changes=changes_in(packet, frozen(said, sections)),
        **said,  # type: ignore[arg-type]  # texts, all of them
    )


def changes_in(packet: Packet, now: dict) -> Changes | None:
    """Return what changed since the last issue; None where nothing was issued yet."""
    issue = packet.issues.defer("pdf").order_by("number").last()
    return changes_since(issue, tellable(issue.frozen, now, packet), now) if issue else None


def parts_of(packet: Packet) -> Parts:
    return Parts(**{part.name: getattr(packet, f"has_{part.name}") for part in fields(Parts)})


def entry_of(item: PacketItem, measures: dict[int, Measure]) -> Entry:
    return Entry(measures[item.measure_id], item.note, item.marking.printed if item.marking else "")


def frozen(said: dict, sections: list[Section]) -> dict:
    """Return what a packet says as JSON, to compare its next issue with."""
    return {
        "texts": said,
        "sections": [
            {"heading": section.heading, "items": [frozen_entry(entry) for entry in section.entries]}
            for section in sections
        ],
    }


def frozen_entry(entry: Entry) -> dict:
    measure = entry.measure
    return {
        "key": measure.key,
        "name": str(measure),
        "texts": {
            "title": measure.title,
            "summary": measure.summary,
            "official_text": measure.official_text,
            "place": f"{measure.document} {measure.printed_number}",
            "evidence": str(measure.evidence_level.label),
            "note": entry.note,
            "marking": entry.marking,
        },
    }


def frozen_contents(contents: Contents) -> dict:
    names = ("title", "subtitle", "purpose", "memo", "marking")
    return frozen({name: getattr(contents, name) for name in names}, contents.sections)
