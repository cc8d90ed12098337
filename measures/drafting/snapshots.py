"""A measure, or a draft of one, as plain values: to compare two, to keep one, to write one back."""

import hashlib
import json
from typing import TypedDict

from conferences.models import Document, Source
from measures.models import DraftCitation, DraftRelation, Measure, MeasureDraft, Theme
from measures.models.content import MeasureContent

# In the order in which a reader of a comparison meets them.
TEXT_FIELDS = (
    "number", "label", "number_evidence", "heading", "heading_evidence", "title", "summary", "official_text",
    "category", "type", "evidence", "evidence_note",
)  # fmt: skip


class Cited(TypedDict):
    source: str
    read: str


class Related(TypedDict):
    earlier: str
    kind: str
    presumed: bool
    basis: str


Snapshot = dict  # of the names in `FIELDS`, with plain values and natural keys
FIELDS = ("document", *TEXT_FIELDS, "themes", "based_on", "citations", "relations")


def snapshot(content: Measure | MeasureDraft) -> Snapshot:
    """Return everything that a draft can change, as JSON holds it; equal for equal contents."""
    relations = content.relations_back if isinstance(content, Measure) else content.relations
    return {
        "document": content.document.slug,
        **{name: getattr(content, name) for name in TEXT_FIELDS},
        "themes": sorted(theme.slug for theme in content.themes.all()),
        "based_on": sorted(measure.key for measure in content.based_on.all()),
        "citations": [
            Cited(source=citation.source.url, read=citation.read) for citation in content.citations.all()
        ],
        "relations": sorted(
            (
                Related(
                    earlier=relation.earlier.key,
                    kind=relation.kind,
                    presumed=relation.presumed,
                    basis=relation.basis,
                )
                for relation in relations.all()
            ),
            key=lambda related: related["earlier"],
        ),
    }


def changed_fields(before: Snapshot | None, after: Snapshot) -> list[str]:
    """Return the names of what differs, in reading order; all of them where there was nothing before."""
    return [name for name in FIELDS if before is None or before[name] != after[name]]


def marks(values: Snapshot) -> dict[str, str]:
    """Return a short mark of each field: what a form was opened with, to know later what was changed in it."""
    return {
        name: hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]
        for name, value in values.items()
    }


def set_columns(content: MeasureContent, values: Snapshot):
    """Set the row's own columns, without saving. Raises DoesNotExist where the document is gone."""
    content.document = Document.objects.get(slug=values["document"])
    for name in TEXT_FIELDS:
        setattr(content, name, values[name])


def fill(draft: MeasureDraft, values: Snapshot) -> MeasureDraft:
    """Save the draft with these values, links included. Raises DoesNotExist where something is gone."""
    set_columns(draft, values)
    draft.save()
    draft.themes.set(Theme.objects.filter(slug__in=values["themes"]))
    draft.based_on.set(Measure.objects.filter(key__in=values["based_on"]))
    draft.citations.all().delete()
    DraftCitation.objects.bulk_create(
        DraftCitation(draft=draft, source=source_at(cited["source"]), read=cited["read"], position=position)
        for position, cited in enumerate(values["citations"], start=1)
    )
    draft.relations.all().delete()
    DraftRelation.objects.bulk_create(
        DraftRelation(
            draft=draft,
            earlier=Measure.objects.get(key=related["earlier"]),
            kind=related["kind"],
            presumed=related["presumed"],
            basis=related["basis"],
        )
        for related in values["relations"]
    )
    return draft


def source_at(url: str) -> Source:
    """Return the source with this address, new where the record does not have it yet."""
    source, _created = Source.objects.get_or_create(url=url)
    return source
