"""An import as corrected → a draft for each measure, all in one transaction; or the same, taken back at the end."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conferences.models import Source
from csbm_catalog.events import Deed, note
from measures.drafting.beginning import begin, propose
from measures.drafting.reviewing import NotPossible
from measures.drafting.snapshots import Cited, Snapshot, changed_fields, snapshot
from measures.importing.correcting import Correction, Obstacle
from measures.importing.corrections import Item
from measures.importing.matching import Entry, Match
from measures.importing.trying import trial
from measures.models import Measure, MeasureDraft, TextImport


class NotApplied(Exception):
    """Nothing was applied: `obstacles` says why."""

    def __init__(self, obstacles: list[Obstacle]):
        self.obstacles = obstacles
        super().__init__(" ".join(one.sentence for one in obstacles))


@dataclass
class Applied:
    """What applying did: the drafts, those of new measures among them, and the entries that it left as they are."""

    drafts: list[MeasureDraft] = field(default_factory=list)
    same: list[Measure] = field(default_factory=list)  # they say already what the paper says
    left: list[Entry] = field(default_factory=list)  # they are not in the paper

    @property
    def new(self) -> list[MeasureDraft]:
        return [draft for draft in self.drafts if draft.is_new]

    @property
    def doubted(self) -> list[MeasureDraft]:
        return [draft for draft in self.drafts if draft.doubts]

    def as_json(self) -> dict:
        return {
            "drafts": len(self.drafts),
            "new": len(self.new),
            "doubted": len(self.doubted),
            "same": [measure.number for measure in self.same],
            "left": [entry.number for entry in self.left],
        }


@transaction.atomic
def apply(import_: TextImport, by, version: int | None = None) -> Applied:
    """Make a draft, in work, of each measure of the paper; all of them or none.

    Whoever brought the paper or corrected it had a hand in each. Raises NotPossible where the import is not
    open any more or is not the `version` that was seen, and NotApplied where something stands against it.
    """
    held = TextImport.objects.select_for_update().get(pk=import_.pk)
    if held.state != TextImport.State.OPEN:
        raise NotPossible(_("This import was applied or given up already."))
    if version not in (None, held.version):
        raise NotPossible(_("Someone corrected the paper after you opened this page: look at it again."))
    correction = Correction(held)
    if correction.obstacles:
        raise NotApplied(correction.obstacles)
    take_source(held)
    applied = drafted(correction, held.content["source"], by)
    hands = {held.begun_by, *held.correctors.all()} - {by}
    for draft in applied.drafts:
        draft.editors.set(hands)
    held.report = correction.examination.as_json() | {"applied": applied.as_json()}
    held.state, held.applied_at, held.version = TextImport.State.APPLIED, timezone.now(), held.version + 1
    held.save()
    note(by, Deed.IMPORTED, held)
    import_.refresh_from_db()
    return applied


def tried(import_: TextImport, by) -> Applied:
    """Return what applying would do, by doing it and taking it back. Raises as `apply` does."""
    applied = trial(lambda: apply(import_, by))
    import_.refresh_from_db()
    return applied


def take_source(import_: TextImport):
    """Name the source, which is new where the record does not have it."""
    url = import_.content["source"]
    import_.source, import_.source_is_new = Source.objects.get_or_create(url=url)


def drafted(correction: Correction, url: str, by) -> Applied:
    applied = Applied(left=correction.examination.matching.missing)
    about: dict = {"batch": correction.import_, "reason": _("The text was read in the document.")}
    measures = correction.measures
    for item, found in zip(correction.items, correction.examination.matching.matches, strict=True):
        cited = Cited(source=url, read=where(item))
        if found.entry is None:
            values = of_new(correction.examination.document.slug) | read_values(item) | {"citations": [cited]}
            applied.drafts.append(propose(values, by, doubts=list(OF_NEW), **about))
            continue
        measure = measures[found.entry.key]
        before = snapshot(measure)
        values = before | read_values(item) | {"citations": [cited, *others(before, cited)]}
        if changed_fields(before, values):
            doubts = doubts_of(before, item, found)
            applied.drafts.append(begin(measure, by, values, doubts=doubts, **about))
        else:
            applied.same.append(measure)
    return applied


OF_NEW = ("title", "summary", "category", "type", "themes")


def read_values(item: Item) -> Snapshot:
    """Return what the paper itself says; how the entry was known before no longer holds."""
    heading = item["heading"]
    return {
        "number": item["number"],
        "label": item["label"],
        "number_evidence": "source",
        "heading": heading,
        "heading_evidence": "source" if heading else "",
        "official_text": item["text"],
        "evidence": "source",
        "evidence_note": "",
        "based_on": [],
    }


def of_new(document: str) -> Snapshot:
    """Return what is not in a paper, empty: an editor writes it."""
    empty = {"title": "", "summary": "", "category": "", "type": ""}
    return empty | {"document": document, "themes": [], "relations": []}


def where(item: Item) -> str:
    """Return what was read in the source: `item 12, page 3`."""
    label = item["label"] or item["number"]
    if item["page"]:
        return _("item %(label)s, page %(page)s") % {"label": label, "page": item["page"]}
    return _("item %(label)s") % {"label": label}


def others(before: Snapshot, cited: Cited) -> list[Cited]:
    return [one for one in before["citations"] if one["source"] != cited["source"]]


def doubts_of(before: Snapshot, item: Item, found: Match) -> list[str]:
    """Return the fields that may no longer fit, now that the text is known."""
    doubts = []
    if before["evidence"] == "working" or "title-no-longer-fits" in found.odd:
        doubts += ["title", "summary", "themes"]
    if before["heading"] and "new-heading" in found.odd:
        doubts += ["category", "type"]
    if before["relations"] and before["official_text"].split() != item["text"].split():
        doubts.append("relations")
    return doubts
