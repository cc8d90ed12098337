"""The public history of a measure: when it was edited, what was changed and why; never by whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.drafting.comparing import label_of
from measures.drafting.snapshots import FIELDS, TEXT_FIELDS
from measures.models import Measure, MeasureCitation, MeasureRelation

COLUMNS = {"document_id": "document"} | {name: name for name in TEXT_FIELDS}
# Where the versions of links are kept, and the column of what is linked.
LINKS = {
    "themes": ("historicalmeasure_themes_set", "theme_id"),
    "based_on": ("historicalmeasure_based_on_set", "to_measure_id"),
}
VERIFIED = ("verified_at", "verified_in_id")
ORDER = [*FIELDS, "verification"]
# The versions that one edit keeps are written one after the other; seeding writes the whole record at once.
APART = timedelta(seconds=5)
SEEDING_APART = timedelta(minutes=15)


@dataclass
class Edit:
    """One edit: `changed` holds names of fields; empty where the measure was added, or only seeded anew."""

    at: datetime
    reason: str
    by: int | None
    is_first: bool = False
    changed: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Return what was done, for readers: `Title, official text`."""
        if self.is_first:
            return _("Added to the catalogue")
        return capfirst(", ".join(label_of(name) for name in sorted(self.changed, key=ORDER.index)))

    def takes_in(self, other: "Edit") -> bool:
        """Say whether another, later one was written by the same deed."""
        apart = APART if self.by else SEEDING_APART
        return (self.by, self.reason) == (other.by, other.reason) and other.at - self.at <= apart

    def join(self, other: "Edit"):
        self.at = other.at
        self.is_first = self.is_first or other.is_first
        self.changed += [name for name in other.changed if name not in self.changed]


def last_changed(measure: Measure) -> datetime | None:
    """Return when anything was last changed in the measure, its sources or its relations: in one query."""
    rows = [
        Measure.history.filter(key=measure.key),
        MeasureCitation.history.filter(measure=measure.pk),
        MeasureRelation.history.filter(later=measure.pk),
    ]
    first, *others = [row.order_by().values_list("history_date") for row in rows]
    newest = first.union(*others, all=True).order_by("-history_date").first()
    return newest[0] if newest else None


def edits_of(measure: Measure) -> list[Edit]:
    """Return the edits of a measure, the newest first: seven queries, however many."""
    steps = [*own_steps(measure), *row_steps(measure, MeasureCitation, "measure", "citations")]
    steps += row_steps(measure, MeasureRelation, "later", "relations")
    edits: list[Edit] = []
    for step in sorted(steps, key=lambda step: step.at):
        if edits and edits[-1].takes_in(step):
            edits[-1].join(step)
        elif step.changed or step.is_first:
            edits.append(step)
    return edits[::-1]


def own_steps(measure: Measure) -> Iterator[Edit]:
    """Yield the versions of the measure's own row, each with what it changed."""
    versions = Measure.history.filter(key=measure.key).order_by("history_date", "history_id")
    before = None
    for version in versions.prefetch_related(*(kept for kept, _column in LINKS.values())):
        yield Edit(
            version.history_date,
            version.history_change_reason or "",
            version.history_user_id,
            is_first=before is None,
            changed=changed_between(before, version) if before else [],
        )
        before = version


def changed_between(before, after) -> list[str]:
    """Return the names of the fields in which two versions differ, in reading order."""
    columns = [name for column, name in COLUMNS.items() if getattr(before, column) != getattr(after, column)]
    links = [name for name in LINKS if linked(before, name) != linked(after, name)]
    is_verified_anew = any(getattr(before, name) != getattr(after, name) for name in VERIFIED)
    return [*columns, *links, *(["verification"] if is_verified_anew else [])]


def linked(version, name: str) -> set[int]:
    kept, column = LINKS[name]
    return {getattr(row, column) for row in getattr(version, kept).all()}


def row_steps(measure: Measure, model, link: str, name: str) -> list[Edit]:
    """Return the changes of rows that hang from the measure."""
    rows = model.history.filter(**{link: measure.pk}).values_list(
        "history_date", "history_change_reason", "history_user_id"
    )
    return [Edit(at, reason or "", by, changed=[name]) for at, reason, by in rows]
