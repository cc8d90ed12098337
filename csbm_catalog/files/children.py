"""Columns for what hangs from a record: what it cites, and rows of its own such as officers."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget

from csbm_catalog.files.columns import Items, Widget, objects, widget_for
from csbm_catalog.history import explained


class Explanation(NamedTuple):
    """What the history says of every row of an import: one moment makes a record and its rows one edit."""

    by: object
    reason: str
    moment: datetime


def rows_of(value) -> list:
    return list(value.all()) if isinstance(value, models.Manager) else value or []


class Children(ManyToManyWidget):
    """The rows of another model that belong to the record alone, as a list of objects.

    The list is whole: a row that it does not name is deleted. Where the rows have a position, the order of
    the list gives it.
    """

    def __init__(self, model, parent: str, names: str):
        Widget.__init__(self)
        self.model, self.parent = model, parent
        self.widgets = {name: widget_for(model._meta.get_field(name)) for name in names.split()}
        [self.key] = (name for name in model.natural_key_fields if name != parent)
        self.is_ordered = any(field.name == "position" for field in model._meta.fields)

    def clean(self, value, row=None, **kwargs):
        children = [self.child(one) for one in objects(value)]
        keys = [child[self.key] for child in children]
        if len(set(keys)) != len(keys):
            raise ValueError(_("Two of its objects have the same “%(name)s”.") % {"name": self.key})
        return children

    def child(self, values: dict) -> dict:
        if unknown := [name for name in values if name not in self.widgets]:
            raise ValueError(
                _("An object has an unknown name “%(name)s”. Known are: %(names)s.")
                % {"name": unknown[0][:50], "names": ", ".join(self.widgets)}
            )
        if not values.get(self.key):
            raise ValueError(_("An object lacks its “%(name)s”.") % {"name": self.key})
        try:
            return {name: widget.clean(values.get(name)) for name, widget in self.widgets.items()}
        except ValueError as error:
            raise ValueError(f"{values[self.key]}: {error}") from error

    def render(self, value, obj=None, **kwargs):
        def plain(row, name):
            return row[name] if isinstance(row, dict) else getattr(row, name)

        found = [
            {name: widget.render(plain(row, name)) for name, widget in self.widgets.items()}
            for row in rows_of(value)
        ]
        return found if self.is_ordered else sorted(found, key=lambda row: row[self.key])

    def write(self, instance, manager, children: list[dict], why: Explanation):
        """Make the rows of the record these. Raises ValidationError where one of them may not be."""
        held = {getattr(row, self.key): row for row in manager.all()}
        for key in held.keys() - {child[self.key] for child in children}:
            delete(held[key], why)
        for position, values in enumerate(children, start=1):
            row = held.get(values[self.key]) or self.model(**{self.parent: instance})
            change(row, why, values | ({"position": position} if self.is_ordered else {}))


class Cited(ManyToManyWidget):
    """The sources of a record, in order, by their addresses; what was read in each has a column beside."""

    def __init__(self):
        Widget.__init__(self)

    def clean(self, value, row=None, **kwargs):
        addresses = Items().clean(value)
        if len(set(addresses)) != len(addresses):
            raise ValueError(_("It names a source twice."))
        return addresses

    def render(self, value, obj=None, **kwargs):
        return [one if isinstance(one, str) else one.source.url for one in rows_of(value)]

    def write(self, instance, manager, addresses: list[str], read: list[str] | None, why: Explanation):
        """Make the citations of the record these; a source that the record does not have is new."""
        held = {citation.source.url: citation for citation in manager.select_related("source")}
        for address in held.keys() - set(addresses):
            delete(held[address], why)
        parent = manager.field.name
        for position, address in enumerate(addresses, start=1):
            citation = held.get(address)
            if citation is None:
                source = source_at(manager.model._meta.get_field("source").related_model, address, why)
                citation = manager.model(**{parent: instance}, source=source)
            said = citation.read if read is None else read[position - 1]
            change(citation, why, {"read": said, "position": position})


class ReadIn(Cited):
    """What was read in each of the sources, in their order."""

    def clean(self, value, row=None, **kwargs):
        return Items().clean(value)

    def render(self, value, obj=None, **kwargs):
        return [one if isinstance(one, str) else one.read for one in rows_of(value)]


def source_at(model, address: str, why: Explanation):
    """Return the source at this address, new where the record has none. Raises ValidationError for no address."""
    source = model.objects.filter(url=address).first() or model(url=address)
    if source.pk is None:
        allow(why.by, source, "add")
        source.full_clean()
        explained(source, *why).save()
    return source


def change(row, why: Explanation, values: dict):
    """Save the row with these values, checked, where it is new or they differ."""
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    allow(why.by, row, "change" if row.pk else "add")
    row.full_clean()
    explained(row, *why).save()


def delete(row, why: Explanation):
    """Delete a row that a list does not name any more."""
    allow(why.by, row, "delete")
    explained(row, *why).delete()


def allow(by, row, deed: str):
    """Raise ValidationError where this person may not do this to such a row, by form or by file."""
    meta = row._meta
    if by and not by.has_perm(f"{meta.app_label}.{deed}_{meta.model_name}"):
        words = {
            "add": _("You may not add: %(row)s."),
            "change": _("You may not change: %(row)s."),
            "delete": _("It leaves out what you may not delete: %(row)s."),
        }
        raise ValidationError(words[deed] % {"row": row})


def under(column: str, error: ValidationError) -> ValidationError:
    """Return the error as one of this column of the file."""
    return ValidationError({column: error.messages})
