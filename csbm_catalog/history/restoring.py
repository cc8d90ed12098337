"""Bringing back an earlier version of a record, as a new one; or a record that was deleted."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from csbm_catalog.history import linked_fields
from csbm_catalog.history.changes import DELETED, Step, steps_between
from csbm_catalog.history.contents import Content, columns
from csbm_catalog.history.edits import TOGETHER, edits_among
from csbm_catalog.history.naming import Names
from csbm_catalog.history.whole import Part, Whole, whole_held
from csbm_catalog.history.writing import cascading, keep_if_changed, remove, set_links, write_together
from csbm_catalog.models import Record


class CannotRestore(Exception):
    """The version cannot be brought back: `reasons` say why, a sentence each."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def restore(model: type[Record], pk: int, then: Whole, by, reason: str):
    """Make the record say what it said then, as a new version of each row that differs.

    Raises CannotRestore where something that it needs is gone, or where the record does not allow it.
    """
    write_steps(steps_between(whole_held(model, pk), then), by, reason)


@transaction.atomic
def write_steps(steps: list[Step], by, reason: str):
    """Carry the steps out and check every row that is written. Raises CannotRestore and writes nothing."""
    if missing := missing_for([step.after for step in steps if step.after]):
        raise CannotRestore(missing)
    moment = timezone.now()
    try:
        for step in steps:
            if step.kind == DELETED:
                remove(step.content.row(), by, reason, moment)
        rows = write_rows([step.after for step in steps if step.after])
    except (IntegrityError, ProtectedError) as fault:
        raise CannotRestore([_("Another record stands in its place, or needs what would go.")]) from fault
    check(rows)
    for row in rows:
        keep_if_changed(row, by, reason, moment)


def write_rows(contents: list[Content]) -> list[Record]:
    """Write rows as they were, those first to which others belong; return them."""
    by_model: dict[type, list[Content]] = defaultdict(list)
    for content in contents:
        by_model[content.model].append(content)
    written = []
    for model in sorted(by_model, key=depth):
        rows = [content.row() for content in by_model[model]]
        write_together(rows)
        for row, content in zip(rows, by_model[model], strict=True):
            set_links(row, content.links)
        written += rows
    return written


def depth(model) -> int:
    """Return how many rows a row goes with, one after the other: 0 for a meeting, 1 for an officer."""
    owners = [
        field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    return 1 + max(map(depth, owners)) if owners else 0


def check(rows: list[Record]):
    """Raise CannotRestore unless all rows are as the record allows."""
    reasons = []
    for row in rows:
        try:
            type(row)._base_manager.get(pk=row.pk).full_clean()
        except ValidationError as error:
            reasons += [f"{row}: {message}" for message in error.messages]
    if reasons:
        raise CannotRestore(reasons)


def missing_for(contents: list[Content]) -> list[str]:
    """Return a sentence for each row that these point to and that neither the record nor they hold."""
    names = Names(contents)
    coming = {content.identity for content in contents}
    sentences = [
        _("It needs “%(name)s”, which the record no longer holds (%(field)s of %(row)s).")
        % {"name": names.of(model, pk), "field": label, "row": names.label(content)}
        for content in contents
        for label, model, pk in pointers(content)
        if (model, pk) not in coming and not model._base_manager.filter(pk=pk).exists()
    ]
    return list(dict.fromkeys(sentences))


def pointers(content: Content):
    """Yield (label, model, key) of every row to which a content points."""
    for field in columns(content.model):
        value = content.values[field.attname]
        if isinstance(field, models.ForeignKey) and value is not None:
            yield field.verbose_name, field.related_model, value
    for field in linked_fields(content.model):
        yield from ((field.verbose_name, field.related_model, pk) for pk in content.links.get(field.name, ()))


def lost_with(model: type[Record], pk: int) -> list[Step]:
    """Return the steps that deleted a record and all that went with it; none where it was not deleted."""
    parts = [Part(model, "id"), *(Part(other, name) for other, name in cascading(model))]
    edits = edits_among(parts, pk)
    deletion = next((edit for edit in edits if (model, pk) in edit.deletes), None)
    if deletion is None:
        return []
    # What a database cascade took along may have been kept without the reason, a moment before.
    near = [edit for edit in edits if abs(edit.moment - deletion.moment) <= TOGETHER]
    return [step for edit in near for step in edit.steps if step.kind == DELETED]


def steps_back(lost: list[Step]) -> list[Step]:
    """Return the steps that bring back what these deleted."""
    return [Step(None, step.before) for step in lost]


def is_held(model: type[Record], pk: int) -> bool:
    return model._base_manager.filter(pk=pk).exists()


@transaction.atomic
def bring_back(model: type[Record], pk: int, by, reason: str) -> Record:
    """Bring a deleted record back under its key, with its links and all that went with it.

    Raises CannotRestore where it was not deleted, or does not fit any more.
    """
    lost = lost_with(model, pk)
    if not lost or is_held(model, pk):
        raise CannotRestore([_("There is no deleted record of this kind with this number.")])
    write_steps(steps_back(lost), by, reason)
    return model._base_manager.get(pk=pk)
