"""The change log of the whole record: every version of every row, the newest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value

from csbm_catalog.history.changes import DELETED, Change, told
from csbm_catalog.history.contents import contents_kept
from csbm_catalog.history.edits import step_to
from csbm_catalog.models import Record

AT_A_TIME = 500


@dataclass
class Entry:
    """One version of one row: when, who, why, and what changed."""

    moment: datetime
    by: Any
    reason: str
    change: Change


def versions(models: Sequence[type[Record]], condition: Q | None = None) -> QuerySet:
    """Return (number, model, date) of every version of rows of these models, the newest first."""
    branches = [
        model.history.filter(condition or Q())
        .order_by()
        .annotate(model=Value(model._meta.label, CharField()))
        .values_list("history_id", "history_date", "model")
        for model in models
    ]
    return branches[0].union(*branches[1:], all=True).order_by("-history_date", "model", "-history_id")


def deletions(models: Sequence[type[Record]]) -> QuerySet:
    """Return (number, model, date) of the last version of every row that is deleted, the newest first."""
    branches = [
        newest_only(model.history.filter(history_type=DELETED))
        .exclude(Exists(model._base_manager.filter(pk=OuterRef("id"))))
        .order_by()
        .annotate(model=Value(model._meta.label, CharField()))
        .values_list("history_id", "history_date", "model")
        for model in models
    ]
    return branches[0].union(*branches[1:], all=True).order_by("-history_date", "model", "-history_id")


def newest_only(deleted: QuerySet) -> QuerySet:
    later = deleted.model.objects.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    return deleted.exclude(Exists(later))


def entries(found: Iterable[tuple], models: Sequence[type[Record]]) -> list[Entry]:
    """Return these versions in words, in their order: some queries for each model among them."""
    found = list(found)
    steps = {}
    for model in models:
        numbers = [number for number, _date, label in found if label == model._meta.label]
        steps |= {
            (version.history_id, model._meta.label): (version, step)
            for version, step in told_by(model, numbers)
        }
    pairs = [steps[number, label] for number, _date, label in found if (number, label) in steps]
    changes = told(step for _version, step in pairs)
    return [
        Entry(version.history_date, version.history_user, version.history_change_reason or "", change)
        for (version, _step), change in zip(pairs, changes, strict=True)
    ]


def told_by(model: type[Record], numbers: list[int]) -> Iterator[tuple]:
    """Yield (version, step) for versions of one model, by their numbers."""
    if not numbers:
        return
    earlier = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    asked = list(
        model.history.filter(history_id__in=numbers).annotate(before=before).select_related("history_user")
    )
    previous = model.history.filter(history_id__in={version.before for version in asked} - {None})
    contents = contents_kept(model, {version.history_id: version for version in [*asked, *previous]}.values())
    gone = {version.history_id for version in previous if version.history_type == DELETED}
    for version in asked:
        came_from = None if version.before in gone else contents.get(version.before)
        yield version, step_to(version, contents[version.history_id], came_from)


def all_entries(found: QuerySet, models: Sequence[type[Record]]) -> Iterator[Entry]:
    """Yield every entry, some hundreds at a time."""
    rows = iter(found)  # three values each: no cursor is left open where a reader goes away
    while some := list(islice(rows, AT_A_TIME)):
        yield from entries(some, models)
