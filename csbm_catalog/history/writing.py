"""Writing and deleting several rows of the record as one edit: one version of each row that changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, models, transaction

from csbm_catalog.history import Quiet, explained, keep, linked_fields
from csbm_catalog.history.contents import contents_held, contents_kept
from csbm_catalog.history.whole import Whole, records
from csbm_catalog.models import Record

BEFORE_HISTORY = "As it stood before its history was kept."


def newest_version(row):
    """Return the last version that was kept of a row; None where none was."""
    return type(row).history.filter(id=row.pk).order_by("-history_date", "-history_id").first()


def keep_if_changed(row, by, reason: str, moment: datetime | None = None):
    """Keep the row as its newest version, unless the newest says the same already."""
    model = type(row)
    held, newest = model._base_manager.get(pk=row.pk), newest_version(row)
    is_new = newest is None or newest.history_type == "-"
    if is_new or contents_kept(model, [newest])[newest.history_id] != contents_held(model, [held])[0]:
        keep(explained(held, by, reason, moment), added=is_new)


def begin_history(whole: Whole):
    """Keep a first version of the rows that are older than their history, before they are changed."""
    by_model: dict[type[Record], set[int]] = defaultdict(set)
    for model, pk in whole:
        by_model[model].add(pk)
    for model, keys in by_model.items():
        kept = set(model.history.filter(id__in=keys).values_list("id", flat=True))
        for row in model._base_manager.filter(pk__in=keys - kept):
            keep(explained(row, reason=BEFORE_HISTORY), added=True)


def write_together(rows: Iterable[Record]):
    """Write rows of one model, quietly, which may take one another's places: two that change numbers.

    Raises IntegrityError where a row of others is in the way.
    """
    waiting = list(rows)
    while waiting:
        left = [row for row in waiting if not fits(row)]
        if len(left) == len(waiting):
            return write_over(left)
        waiting = left


def fits(row) -> bool:
    """Write the row, and say whether it fits beside the rows that are there by now."""
    try:
        with transaction.atomic(), Quiet(row):
            row.save()
    except IntegrityError:
        return False
    return True


def write_over(rows: list):
    """Write rows that hold one another's places: all leave before the first comes back."""
    if len(rows) == 1:
        with Quiet(rows[0]):
            rows[0].save()
        return
    held = type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows if row.pk])
    held._raw_delete(held.db)  # nothing points to parts of a record; their history is to see no deletion
    for row in rows:
        with Quiet(row):
            row.save(force_insert=True)


def set_links(row, links: Mapping[str, Iterable[int]]):
    """Link the row with these others, quietly."""
    with Quiet(row):
        for field in linked_fields(type(row)):
            getattr(row, field.name).set(links.get(field.name, ()))


def cascading(model) -> list[tuple[type[Record], str]]:
    """Return each model of the record, with its field, whose rows go when a row of this one goes."""
    return [
        (other, field.name)
        for other in records()
        for field in other._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is model
        and field.remote_field.on_delete is models.CASCADE
    ]


def remove(row, by, reason: str, moment: datetime):
    """Delete a row and all that goes with it, each with its reason. Raises ProtectedError as `delete` does."""
    for model, name in cascading(type(row)):
        for part in model._base_manager.filter(**{name: row.pk}):
            remove(part, by, reason, moment)
    explained(row, by, reason, moment).delete()
