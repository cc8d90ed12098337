"""The columns of a file of records: how each value is written, and read again."""

import json
import re
from datetime import date
from typing import cast

from django.db import models
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import ManyToManyWidget, Widget

from csbm_catalog.files.cells import listed
from csbm_catalog.models import Record

WHOLE = re.compile(r"-?[0-9]+")
DIGITS = 18  # up to which any database can be asked for a number: the bounds of a field are told by the field
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Column(Field):
    """One column: named like the field of the record, unless it says otherwise."""

    def __init__(self, name, widget, attribute="", **options):
        super().__init__(attribute=attribute or name, column_name=name, widget=widget, **options)

    @property
    def is_link(self) -> bool:
        """Say whether it is written after the row of the record itself."""
        return isinstance(self.widget, ManyToManyWidget)

    def plain(self, value):
        """Return the value of a file as it is written into one. Raises ValueError where it is none."""
        return self.widget.render(self.widget.clean(value))


class Text(Widget):
    def clean(self, value, row=None, **kwargs):
        if value is not None and not isinstance(value, str):
            raise ValueError(_("This is to be text."))
        return value or ""

    def render(self, value, obj=None, **kwargs):
        return value or ""


class Key(Text):
    """A key that may be empty: the record is new, and gets one."""

    def clean(self, value, row=None, **kwargs):
        return super().clean(value).strip() or None


class Whole(Widget):
    def clean(self, value, row=None, **kwargs):
        if value is None or value == "":
            return None
        is_number = isinstance(value, int) and not isinstance(value, bool)
        text = value.strip() if isinstance(value, str) else f"{value:d}" if is_number else ""
        if not WHOLE.fullmatch(text):
            raise ValueError(_("This is to be a whole number."))
        if len(text) > DIGITS:
            raise ValueError(_("This number has too many digits."))
        return int(text)

    def render(self, value, obj=None, **kwargs):
        return value


class Day(Widget):
    def clean(self, value, row=None, **kwargs):
        if value is None or value == "":
            return None
        if isinstance(value, date):
            return value
        try:
            if not isinstance(value, str) or not DAY.fullmatch(value.strip()):
                raise ValueError
            return date.fromisoformat(value.strip())
        except ValueError as error:
            raise ValueError(_("This is to be a day, like 2003-02-03.")) from error

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else None


class YesNo(Widget):
    def clean(self, value, row=None, **kwargs):
        if isinstance(value, bool) or value is None:
            return value
        found = {"true": True, "false": False, "": None}.get(
            value.strip().lower() if isinstance(value, str) else "?", "?"
        )
        if found == "?":
            raise ValueError(_("This is to be true, false or empty."))
        return found

    def render(self, value, obj=None, **kwargs):
        return value


class Items(Widget):
    """A list of words."""

    def clean(self, value, row=None, **kwargs):
        try:
            values = listed(value)
        except ValueError as error:
            raise ValueError(_("This is to be a list.")) from error
        if not all(isinstance(one, str) for one in values):
            raise ValueError(_("This is to be a list of texts."))
        return values

    def render(self, value, obj=None, **kwargs):
        return list(value or [])


class Reference(Widget):
    """One record of another model, by its natural key."""

    def __init__(self, model: type[Record]):
        Widget.__init__(self)
        self.model = model
        self.found: dict[str, Record] | None = None

    def named(self, record) -> str:
        """Return how a file names a record."""
        return "; ".join(map(str, record.natural_key()))

    def all_named(self) -> dict[str, Record]:
        return {self.named(record): record for record in self.model._default_manager.all()}

    def find(self, name: object):
        """Return the record of this name. Raises ValueError where there is none."""
        if self.found is None:
            self.found = self.all_named()
        if not isinstance(name, str) or name.strip() not in self.found:
            kind = self.model._meta.verbose_name
            raise ValueError(
                _("There is no %(kind)s called “%(name)s”.") % {"kind": kind, "name": str(name)[:200]}
            )
        return self.found[name.strip()]

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, self.model):
            return value
        return None if value is None or value == "" else self.find(value)

    def render(self, value, obj=None, **kwargs):
        return self.named(value) if value else ""


class Links(Reference, ManyToManyWidget):
    """Any number of records of another model; their order says nothing."""

    def clean(self, value, row=None, **kwargs):
        return list(dict.fromkeys(self.find(name) for name in Items().clean(value)))

    def render(self, value, obj=None, **kwargs):
        records = value.all() if isinstance(value, models.Manager) else value or []
        return sorted(map(self.named, records))


def widget_for(field) -> Widget:
    """Return how the values of a field of the record are written."""
    match field:
        case models.ManyToManyField():
            return Links(cast(type[Record], field.related_model))
        case models.ForeignKey():
            return Reference(cast(type[Record], field.related_model))
        case models.JSONField():
            return Items()
        case models.BooleanField():
            return YesNo()
        case models.DateField():
            return Day()
        case models.IntegerField():
            return Whole()
        case _:
            return Text()


def objects(value: object) -> list[dict]:
    """Return the list of objects that a cell or a JSON value stands for. Raises ValueError where it is none."""
    try:
        found = json.loads(value) if isinstance(value, str) and value.strip() else value or []
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError(_("This is to be a list of objects, as JSON."))
    return found
