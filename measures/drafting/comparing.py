"""How a draft differs from what is published, field by field and word by word, in words that people read."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.models import Document, Source
from csbm_catalog.differences import Piece, pieces
from measures.drafting.snapshots import FIELDS, Snapshot, snapshot
from measures.models import Measure, MeasureDraft, MeasureRelation, Theme

TEXTS = ("heading", "title", "summary", "official_text", "evidence_note", "reason")  # compared word by word
LISTS = ("themes", "based_on", "citations", "relations")
COLUMNS = {field.name: field for field in (*MeasureDraft._meta.fields, *MeasureDraft._meta.many_to_many)}
LABELS = {
    "citations": gettext_lazy("sources"),
    "relations": gettext_lazy("relations to earlier measures"),
    "discrepancies": gettext_lazy("where sources disagree"),
    "verification": gettext_lazy("comparison with the source"),
}
# A change here changes how far a reader may rely on the entry.
OF_EVIDENCE = ("evidence", "number_evidence", "heading_evidence", "evidence_note", "based_on", "citations")


@dataclass(frozen=True)
class Difference:
    """One field that is not what it was: its words, or for a list its rows, each the same, removed or added."""

    name: str
    label: str
    pieces: list[Piece]

    @property
    def is_list(self) -> bool:
        return self.name in LISTS

    @property
    def is_of_evidence(self) -> bool:
        return self.name in OF_EVIDENCE


def label_of(name: str) -> str:
    """Return what people call a field: `official text`."""
    return str(LABELS.get(name) or COLUMNS[name].verbose_name)


class Names:
    """What keys, slugs and addresses stand for: asked once for any number of snapshots."""

    def __init__(self, snapshots: Iterable[Snapshot | None]):
        self.snapshots = [one for one in snapshots if one]

    @cached_property
    def documents(self) -> dict[str, str]:
        slugs = {one["document"] for one in self.snapshots}
        return {document.slug: document.title for document in Document.objects.filter(slug__in=slugs)}

    @cached_property
    def themes(self) -> dict[str, str]:
        slugs = {slug for one in self.snapshots for slug in one["themes"]}
        return dict(Theme.objects.filter(slug__in=slugs).values_list("slug", "name"))

    @cached_property
    def measures(self) -> dict[str, str]:
        keys = {key for one in self.snapshots for key in one["based_on"]}
        keys |= {related["earlier"] for one in self.snapshots for related in one["relations"]}
        found = Measure.objects.filter(key__in=keys).select_related("document")
        return {measure.key: str(measure) for measure in found}

    @cached_property
    def sources(self) -> dict[str, str]:
        urls = {cited["source"] for one in self.snapshots for cited in one["citations"]}
        return {source.url: str(source) for source in Source.objects.filter(url__in=urls)}

    def words(self, name: str, value) -> str:
        """Return a value that is no list as it is read."""
        if name == "document":
            return self.documents.get(value, value)
        return str(dict(COLUMNS[name].flatchoices).get(value, value))

    def rows(self, name: str, values: list) -> list[str]:
        """Return the rows of a list as they are read."""
        return [getattr(self, f"row_of_{name}")(value) for value in values]

    def row_of_themes(self, slug: str) -> str:
        return self.themes.get(slug, slug)

    def row_of_based_on(self, key: str) -> str:
        return self.measures.get(key, key)

    def row_of_citations(self, cited) -> str:
        source = self.sources.get(cited["source"], cited["source"])
        address = "" if source == cited["source"] else f" ({cited['source']})"
        read = _("; read there: %(read)s") % {"read": cited["read"]} if cited["read"] else ""
        return f"{source}{address}{read}"

    def row_of_relations(self, related) -> str:
        kind = MeasureRelation.Kind(related["kind"]).label
        presumed = f" ({_('presumed')})" if related["presumed"] else ""
        basis = f". {related['basis']}" if related["basis"] else ""
        return f"{capfirst(kind)} {self.row_of_based_on(related['earlier'])}{presumed}{basis}"


def differences(before: Snapshot | None, after: Snapshot, names: Names) -> list[Difference]:
    """Return every field that differs, in reading order; where there was nothing, all that is said."""
    return [
        Difference(name, capfirst(label_of(name)), of_field(name, before, after, names))
        for name in [*FIELDS, "reason"]
        if name in after and (after[name] if before is None else before[name] != after[name])
    ]


def of_field(name: str, before: Snapshot | None, after: Snapshot, names: Names) -> list[Piece]:
    if name in LISTS:
        return row_pieces(names.rows(name, before[name] if before else []), names.rows(name, after[name]))
    old, new = names.words(name, before[name]) if before else "", names.words(name, after[name])
    return pieces(old, new) if name in TEXTS else whole(old, new)


def whole(old: str, new: str) -> list[Piece]:
    """Return a short value that changed as it was and as it is: of `I` and `I.1`, no part is the difference."""
    found = [Piece("removed", f"{old} ")] if old else []
    return found + ([Piece("added", new)] if new else [])


def row_pieces(old: list[str], new: list[str]) -> list[Piece]:
    found = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Piece("same", row) for row in new[j1:j2]]
        else:
            found += [Piece("removed", row) for row in old[i1:i2]]
            found += [Piece("added", row) for row in new[j1:j2]]
    return found


@dataclass
class Comparison:
    """A draft beside what is published, or beside what it was published over."""

    draft: MeasureDraft
    names: Names
    before: Snapshot | None
    after: Snapshot

    @cached_property
    def differences(self) -> list[Difference]:
        """Return what publishing would change, or has changed."""
        return differences(self.before, self.after, self.names)

    @cached_property
    def moved(self) -> list[Difference]:
        """Return what has changed in the published measure since the draft was begun."""
        if not (self.draft.is_open and self.draft.base and self.before) or self.before == self.draft.base:
            return []
        return differences(self.draft.base, self.before, self.names)


def comparisons(drafts: Iterable[MeasureDraft]) -> list[Comparison]:
    """Compare drafts, fetched as `compared()`, with what is published: four queries for their names together."""
    pairs = [(draft, before_of(draft), snapshot(draft)) for draft in drafts]
    names = Names(one for draft, before, after in pairs for one in (before, after, draft.base))
    return [Comparison(draft, names, before, after) for draft, before, after in pairs]


def before_of(draft: MeasureDraft) -> Snapshot | None:
    if draft.published_at:
        return draft.before
    if draft.is_open and draft.measure:
        return snapshot(draft.measure)
    return draft.base
