"""What stands in the way of a draft: found by writing it, and taking that back."""

from collections.abc import Sequence

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from measures.drafting.snapshots import changed_fields, set_columns, snapshot
from measures.drafting.writing import park, write
from measures.models import Measure, MeasureDraft

Faults = dict[str, list[str]]  # sentences by field; "__all__" for what concerns no single one

# Where a rule of the database is broken, the field that is to be looked at.
AT_FIELD = {
    "measure_number_unique": "number",
    "measure_number_positive": "number",
    "measure_heading_has_evidence": "heading_evidence",
}


class TakenBack(Exception):
    """The trial went well, and nothing of it is to stay."""


def faults(draft: MeasureDraft, by) -> Faults:
    """Say, by field, what stands against publishing this draft; empty where nothing does. Changes nothing."""
    values = snapshot(draft)
    if draft.base is not None and not changed_fields(draft.base, values):
        return {NON_FIELD_ERRORS: [_("This draft changes nothing.")]}
    try:
        with transaction.atomic():
            make_room(draft)
            if found := column_faults(with_columns(draft, values)):
                return found
            write(as_held(draft), values, by, "")
            raise TakenBack
    except TakenBack:
        return {}
    except ValidationError as error:
        return by_field(error)


def as_held(draft: MeasureDraft) -> Measure:
    return Measure.objects.get(pk=draft.measure_id) if draft.measure_id else Measure(key=draft.key)


def with_columns(draft: MeasureDraft, values) -> Measure:
    measure = as_held(draft)
    set_columns(measure, values)
    return measure


def make_room(draft: MeasureDraft):
    """Take away who holds its number and has a draft to give it up: they will be published together."""
    leaving = Q(drafts__state__in=MeasureDraft.OPEN) & ~Q(
        drafts__document=draft.document, drafts__number=draft.number
    )
    holders = Measure.objects.filter(document=draft.document, number=draft.number)
    park(list(holders.exclude(pk=draft.measure_id).filter(leaving)))


def column_faults(measure: Measure) -> Faults:
    """Say all that is wrong with the columns at once, rather than the first fault of them."""
    found: Faults = {}
    try:
        measure.clean_fields()
    except ValidationError as error:
        found = by_field(error)
    rules: Sequence = Measure._meta.constraints
    for rule in rules:
        try:
            rule.validate(Measure, measure, exclude=set(found))
        except ValidationError as error:
            found.setdefault(AT_FIELD.get(rule.name, NON_FIELD_ERRORS), []).extend(error.messages)
    return found


def by_field(error: ValidationError) -> Faults:
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
