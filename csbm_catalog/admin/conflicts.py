"""Two editors, one record: what the second typed beside what the first left."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from csbm_catalog.admin.forms import OpenedForm, RecordFormSet
from csbm_catalog.history import linked_fields
from csbm_catalog.history.changes import Change, steps_between, told
from csbm_catalog.history.contents import Content, values_of
from csbm_catalog.history.whole import Whole, links_from_above


def differences(form: OpenedForm, formsets: Iterable) -> list[Change]:
    """Return in words what saving this form would change in what is held now."""
    return told(steps_between(form.held, typed(form, formsets)))


def typed(form: OpenedForm, formsets: Iterable) -> Whole:
    """Return the record as it would be once the form is saved: rows that it does not hold stay as they are."""
    whole = dict(form.held)
    own = content_of(form)
    held = form.held.get(own.identity)
    # Links from above that this person cannot choose are in no field, and stay as they are.
    whole[own.identity] = replace(own, links=(held.links if held else {}) | own.links)
    new = 0
    for formset in formsets:
        if not isinstance(formset, RecordFormSet):
            continue
        for row in formset.forms:
            if row in formset.deleted_forms:
                whole.pop((formset.model, row.instance.pk), None)
            elif row.instance.pk or row.has_changed():
                new -= 1
                content = content_of(row, row.instance.pk or new)
                whole[content.identity] = content
    return whole


def content_of(form, pk: int | None = None) -> Content:
    """Return what a form would write: its row, which holds what was typed by now, and its links."""
    row = form.instance
    model: Any = type(row)
    links = {}
    for field in linked_fields(model):
        if field.name in form.fields:
            chosen = form.cleaned_data.get(field.name, ())
        else:
            chosen = getattr(row, field.name).all() if row.pk else ()
        links[field.name] = keys_of(chosen)
    for name in links_from_above(model).keys() & form.fields:
        links[name] = keys_of(form.cleaned_data.get(name, ()))
    return Content(model, pk or row.pk, values_of(row, model), links)


def keys_of(rows: Iterable) -> tuple[int, ...]:
    return tuple(sorted(row.pk for row in rows))
