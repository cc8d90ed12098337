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
from csbm_catalog.history.kept import KeptVersion
from csbm_catalog.models import Record

AT_A_TIME = 500
Logged = type[Record] | type[KeptVersion]
Numbers = dict[Logged, list[int]]  # of versions, by model


@dataclass
class Entry:
    """One version of one row: when, who, why, and what changed."""

    moment: datetime
    by: Any
    reason: str
    change: Change


def versions(models: Sequence[Logged], condition: Q | None = None) -> QuerySet:
    """Return (number, model, date) of every version of rows of these models, the newest first.

    A model of versions that are kept whole stands for itself.
    """
    branches = [
        versions_of(model)
        .filter(condition or Q())
        .order_by()
        .annotate(model=Value(model._meta.label, CharField()))
        .values_list("history_id", "history_date", "model")
        for model in models
    ]
    return branches[0].union(*branches[1:], all=True).order_by("-history_date", "model", "-history_id")


def versions_of(model: Logged) -> QuerySet:
    return model.objects.all() if issubclass(model, KeptVersion) else model.history.all()


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


def entries(found: Iterable[tuple], models: Sequence[Logged]) -> list[Entry]:
    """Return these versions in words, in their order: some queries for each model among them."""
    found = list(found)
    numbers = {
        model: [number for number, _date, label in found if label == model._meta.label] for model in models
    }
    held = of_record(numbers) | kept_whole(numbers)
    return [held[label, number] for number, _date, label in found if (label, number) in held]


def of_record(numbers: Numbers) -> dict[tuple[str, int], Entry]:
    """Return the entries of versions of the record, by the label of the model and the number of the version."""
    triples = [
        (model._meta.label, version, step)
        for model in numbers
        if not issubclass(model, KeptVersion)
        for version, step in told_by(model, numbers[model])
    ]
    changes = told(step for _label, _version, step in triples)
    return {
        (label, version.history_id): entry(version, change)
        for (label, version, _step), change in zip(triples, changes, strict=True)
    }


def kept_whole(numbers: Numbers) -> dict[tuple[str, int], Entry]:
    """Return the same of versions that are kept whole, and tell their changes themselves."""
    return {
        (model._meta.label, version.history_id): entry(version, change)
        for model in numbers
        if issubclass(model, KeptVersion) and numbers[model]
        for version, change in model.told(numbers[model])
    }


def entry(version, change: Change) -> Entry:
    return Entry(version.history_date, version.history_user, version.history_change_reason or "", change)


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


def all_entries(found: QuerySet, models: Sequence[Logged]) -> Iterator[Entry]:
    """Yield every entry, some hundreds at a time."""
    rows = iter(found)  # three values each: no cursor is left open where a reader goes away
    while some := list(islice(rows, AT_A_TIME)):
        yield from entries(some, models)
