"""Values of the record in words: what a column holds, and the names of the rows that it points to."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import models
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from csbm_catalog.dates import display_date
from csbm_catalog.history.contents import Content, columns
from csbm_catalog.history.whole import links_of, owner_field
from csbm_catalog.models import Record

LONGEST = 200  # letters of a name


class Names:
    """The names of everything that some contents point to, asked for once a model; what is gone has one too."""

    def __init__(self, contents: Iterable[Content]):
        wanted: dict[type, set[int]] = defaultdict(set)
        for content in contents:
            for model, pk in pointed_to(content):
                wanted[model].add(pk)
        self.names = {model: names_of(model, keys) for model, keys in wanted.items()}

    def of(self, model, pk) -> str:
        return self.names[model][pk]

    def say(self, field: models.Field, value) -> str:
        """Return the value of a column as a reader would be told it; empty where there is none."""
        if value is None or value == "":
            return ""
        if isinstance(field, models.ForeignKey):
            return self.of(field.related_model, value)
        return say_plainly(field, value)

    def label(self, content: Content) -> str:
        """Return by what a row is known among its like: its natural key without whom it belongs to.

        A row that has only a number there is known by what it says.
        """
        owner = owner_field(content.model)
        names = content.model.natural_key_fields[1:] if owner else ()
        own = [content.model._meta.get_field(name) for name in names]
        if all(isinstance(field, models.IntegerField) for field in own):
            return Truncator(str(content.row())).chars(LONGEST)
        return ", ".join(self.say(field, content.values[field.attname]) for field in own)


def pointed_to(content: Content) -> Iterable[tuple[type, int]]:
    for field in columns(content.model):
        if isinstance(field, models.ForeignKey) and content.values[field.attname] is not None:
            yield field.related_model, content.values[field.attname]
    for name, link in links_of(content.model).items():
        yield from ((link.related_model, pk) for pk in content.links.get(name, ()))


def names_of(model, keys: set[int]) -> dict[int, str]:
    """Return the names of rows: those that are held in one query, those that are gone in another."""
    held = model._base_manager.select_related(*named_by(model)).in_bulk(keys)
    names = {pk: str(row) for pk, row in held.items()}
    missing = keys - names.keys()
    if missing and issubclass(model, Record):
        kept = model.history.filter(id__in=missing).order_by("history_date", "history_id")
        for version in kept.select_related(*named_by(model)):
            names[version.id] = _("%(name)s (deleted)") % {"name": version.instance}
    return names | {pk: _("deleted") for pk in keys - names.keys()}


def named_by(model) -> list[str]:
    """Return the foreign keys whose rows a row of this model may name itself by."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and (is_record(field.related_model) or not is_record(model))
    ]


def is_record(model) -> bool:
    return isinstance(model, type) and issubclass(model, Record)


def say_plainly(field: models.Field, value) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return date_format(value, "j F Y, H:i")
        case date():
            return display_date(value)
        case list():
            return ", ".join(map(str, value))
    return str(value)
