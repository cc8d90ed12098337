"""The public history of a measure: when it was edited, what was changed and why.

It never says by whom, and no reason that was asked for as one for editors only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from csbm_catalog import seeding
from csbm_catalog.dates import display_date
from csbm_catalog.history.changes import Step
from csbm_catalog.history.contents import Content, Identity
from csbm_catalog.history.edits import steps_of
from csbm_catalog.history.whole import parts_of
from csbm_catalog.history.writing import BEFORE_HISTORY
from measures.drafting.comparing import label_of
from measures.drafting.reviewing import COMPARED
from measures.drafting.snapshots import FIELDS, TEXT_FIELDS
from measures.drafting.undoing import UNDONE
from measures.models import Measure, MeasureCitation, MeasureDraft, MeasureRelation

COLUMNS = {"document": "document_id"} | {name: name for name in TEXT_FIELDS}
LINKS = ("themes", "based_on", "discrepancies")
ROWS = {MeasureCitation: "citations", MeasureRelation: "relations"}
VERIFIED = ("verified_at", "verified_in_id")
ORDER = [*FIELDS, "discrepancies", "verification"]
# The versions that one edit keeps are written one after the other; seeding writes the whole record at once.
APART = timedelta(seconds=5)
SEEDING_APART = timedelta(minutes=15)
# Reasons that the catalogue gives itself; any other is public only as the reason of a published draft.
OWN_REASONS = (seeding.REASON, BEFORE_HISTORY, COMPARED, UNDONE)


@dataclass
class Edit:
    """One edit: the measure and its rows as it found them and as it left them.

    That a measure was taken out of the record and brought back is one edit, of the day of its return.
    """

    at: datetime
    reason: str
    by: int | None
    steps: dict[Identity, Step] = field(default_factory=dict)
    taken_out: datetime | None = None

    @property
    def before(self) -> Content | None:
        return next((one.before for one in self.of(Measure) if one.before), None)

    @property
    def after(self) -> Content | None:
        return next((one.after for one in self.of(Measure) if one.after), None)

    @property
    def is_first(self) -> bool:
        return self.before is None and self.after is not None

    @property
    def is_removal(self) -> bool:
        return self.before is not None and self.after is None

    @property
    def changed(self) -> list[str]:
        """Return the names of what differs after the edit, in reading order."""
        own = changed_between(self.before, self.after) if self.before and self.after else []
        rows = [name for model, name in ROWS.items() if differ(self.of(model))]
        return sorted([*own, *rows], key=ORDER.index)

    @property
    def words(self) -> str:
        """Return what was done, for readers: `Title, official text`."""
        if self.is_first:
            return _("Added to the catalogue")
        changed = capfirst(", ".join(map(label_of, self.changed)))
        if self.taken_out:
            back = _("Taken out on %(date)s and brought back") % {"date": display_date(self.taken_out)}
            return f"{back}. {changed}".removesuffix(". ")
        return changed

    def of(self, model) -> list[Step]:
        return [step for (kind, _pk), step in self.steps.items() if kind is model]

    def takes_in(self, other: "Edit") -> bool:
        """Say whether another, later one was written by the same deed, or brings back what this took out."""
        apart = APART if self.by else SEEDING_APART
        is_same = (self.by, self.reason) == (other.by, other.reason) and other.at - self.at <= apart
        return is_same or self.is_removal

    def join(self, other: "Edit"):
        if self.is_removal and not other.is_removal:
            self.taken_out = self.taken_out or self.at
        self.at, self.reason, self.by = other.at, other.reason, other.by
        for identity, step in other.steps.items():
            before = self.steps.get(identity, step).before
            self.steps[identity] = Step(before, step.after)


def last_change() -> Greatest:
    """Return when anything was last changed in a measure, its sources or its relations: to annotate with."""
    own = newest(Measure, key=OuterRef("key"))
    citations = newest(MeasureCitation, measure_id=OuterRef("pk"))
    relations = newest(MeasureRelation, later_id=OuterRef("pk"))
    return Greatest(own, Coalesce(citations, own), Coalesce(relations, own))


def newest(model, **of) -> Subquery:
    return Subquery(model.history.filter(**of).order_by("-history_date").values("history_date")[:1])


def edits_of(measure: Measure) -> list[Edit]:
    """Return the edits of a measure, the newest first, each with its reason if that is public.

    Seven queries, however many edits.
    """
    edits: list[Edit] = []
    for edit in sorted(versions_of(measure), key=lambda edit: edit.at):
        if edits and edits[-1].takes_in(edit):
            edits[-1].join(edit)
        else:
            edits.append(edit)
    public = public_reasons(measure)
    for edit in edits:
        edit.reason = edit.reason if edit.reason in public else ""
    return [edit for edit in edits[::-1] if edit.words]


def versions_of(measure: Measure) -> Iterator[Edit]:
    """Yield every version of the measure and of its rows as an edit of its own."""
    own = list(Measure.history.filter(key=measure.key))
    keys = {version.id for version in own}
    kept = steps_of(Measure, own)
    for model, owner in parts_of(Measure):
        kept += steps_of(model, model.history.filter(**{f"{owner}_id__in": keys}))
    for version, step in kept:
        yield Edit(
            version.history_date,
            version.history_change_reason or "",
            version.history_user_id,
            {step.content.identity: step},
        )


def public_reasons(measure: Measure) -> set[str]:
    """Return the reasons that may be shown: who gave them was told that readers see them."""
    published = MeasureDraft.objects.filter(
        key=measure.key, state__in=[MeasureDraft.State.PUBLISHED, MeasureDraft.State.UNDONE]
    )
    return {*OWN_REASONS, *published.order_by().values_list("reason", flat=True)}


def changed_between(before: Content, after: Content) -> list[str]:
    """Return the names of the fields in which a measure differs from what it was."""
    columns = [name for name, column in COLUMNS.items() if before.values[column] != after.values[column]]
    links = [name for name in LINKS if before.links[name] != after.links[name]]
    is_verified_anew = any(before.values[name] != after.values[name] for name in VERIFIED)
    return [*columns, *links, *(["verification"] if is_verified_anew else [])]


def differ(steps: list[Step]) -> bool:
    """Say whether rows of one model say anything else than before: not whether they are the same rows."""
    return said_by(step.before for step in steps) != said_by(step.after for step in steps)


def said_by(rows: Iterable[Content | None]) -> list[str]:
    """Return what these rows say of their measure, whichever it is; in no order of their own."""
    owners = {f"{part.owner}_id" for part in parts_of(Measure)}
    said = [{name: row.values[name] for name in row.values.keys() - owners} for row in rows if row]
    return sorted(str(sorted(values.items())) for values in said)
