"""From one version of a row to the next, in words: which fields changed, from what to what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from csbm_catalog.differences import Piece, pieces
from csbm_catalog.history.contents import Content, Identity, columns, file_of
from csbm_catalog.history.naming import Names
from csbm_catalog.history.whole import Whole, links_of, owner_field

ADDED, CHANGED, DELETED = "+", "~", "-"
SHORT = 60  # letters up to which two texts are simply set side by side


@dataclass(frozen=True)
class FieldChange:
    """One field in words, before and after; empty for no value."""

    label: str
    before: str
    after: str

    @cached_property
    def pieces(self) -> list[Piece]:
        """Return the words that went and came, where both texts are long enough for that to help."""
        if not (self.before and self.after) or max(len(self.before), len(self.after)) <= SHORT:
            return []
        return pieces(self.before, self.after)

    def __str__(self):
        return f"{self.label}: {self.before or '–'} → {self.after or '–'}"


@dataclass
class Change:
    """What happened to one row."""

    kind: str
    model: Any
    pk: int
    label: str
    owner: Identity | None = None  # the record to which the row belongs
    of: str = ""  # its name
    fields: list[FieldChange] = field(default_factory=list)

    @property
    def noun(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def record(self) -> Identity:
        """Return what the change is to: the row, or the record to which it belongs."""
        return self.owner or (self.model, self.pk)

    @property
    def deed_name(self) -> str:
        return {ADDED: "added", CHANGED: "changed", DELETED: "deleted"}[self.kind]

    @property
    def deed(self) -> str:
        return {ADDED: _("added"), CHANGED: _("changed"), DELETED: _("deleted")}[self.kind]


@dataclass(frozen=True)
class Step:
    """A row before and after a change; None where there was, or is, no row."""

    before: Content | None
    after: Content | None

    @property
    def content(self) -> Content:
        content = self.after or self.before
        assert content is not None
        return content

    @property
    def kind(self) -> str:
        return ADDED if self.before is None else DELETED if self.after is None else CHANGED


def told(steps: Iterable[Step]) -> list[Change]:
    """Return steps in words; the names of all they point to are fetched together."""
    steps = list(steps)
    names = Names(content for step in steps for content in (step.before, step.after) if content)
    return [tell(step, names) for step in steps]


def tell(step: Step, names: Names) -> Change:
    content = step.content
    owner = owner_field(content.model)
    whose: Identity | None = (owner.related_model, content.values[owner.attname]) if owner else None
    return Change(
        kind=step.kind,
        model=content.model,
        pk=content.pk,
        label=names.label(content),
        owner=whose,
        of=names.of(*whose) if whose else "",
        fields=[change for change in field_changes(step, names) if change.before != change.after],
    )


def field_changes(step: Step, names: Names) -> Iterable[FieldChange]:
    owner = owner_field(step.content.model)
    for column in columns(step.content.model):
        if column.name == (owner.name if owner else ""):
            continue
        if file := file_of(column):
            yield FieldChange(label_of(file), *pictures(step, column))
            continue
        before, after = (
            names.say(column, content.values[column.attname]) if content else ""
            for content in (step.before, step.after)
        )
        yield FieldChange(label_of(column), before, after)
    for name, link in links_of(step.content.model).items():
        before, after = (
            linked_names(name, link.related_model, content, names) for content in (step.before, step.after)
        )
        yield FieldChange(label_of(link), before, after)


def pictures(step: Step, digest: models.Field) -> tuple[str, str]:
    """Return in words what a picture was and is: its digest tells that it is another one, and says nothing."""
    before, after = (content and content.values[digest.attname] for content in (step.before, step.after))
    another = _("another picture") if before and before != after else _("a picture")
    return _("a picture") if before else "", another if after else ""


def linked_names(name: str, model, content: Content | None, names: Names) -> str:
    if content is None:
        return ""
    return "; ".join(sorted(names.of(model, pk) for pk in content.links.get(name, ())))


def label_of(column) -> str:
    """Return what people call a field, or a relation from above."""
    if isinstance(column, models.ManyToManyRel):
        model: Any = column.related_model
        return str(capfirst(model._meta.verbose_name_plural))
    return str(capfirst(column.verbose_name))


def steps_between(before: Whole, after: Whole) -> list[Step]:
    """Return what would have to change to make one state of a record the other."""
    both = {**before, **after}
    steps = [Step(before.get(identity), after.get(identity)) for identity in both]
    return [step for step in steps if step.before != step.after]
