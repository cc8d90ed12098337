"""The forms of a discrepancy: what it says and what it concerns, and how it is decided."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from conferences.models import PRINTED, Discrepancy
from csbm_catalog.admin import RecordForm, SteadySelectMultiple
from csbm_catalog.admin.forms import ReasonForm
from csbm_catalog.history import linked_fields
from csbm_catalog.history.naming import named_by
from csbm_catalog.history.whole import Whole, links_from_above, records, whole_held, with_links_from_above


def whole_of(discrepancy: Discrepancy) -> Whole:
    """Return a discrepancy as it is now, with its sides and everything that it concerns."""
    whole = whole_held(Discrepancy, discrepancy.pk)
    return with_links_from_above(whole, discrepancy, links_from_above(Discrepancy))


class DiscrepancyForm(RecordForm):
    """A discrepancy with the records that point to it, such as measures; each kind is a field of its own."""

    def whole(self) -> Whole:
        return whole_of(self.instance)

    def clean(self):
        """Ask what it concerns; one of the shipped ones that concerns no record is left as it is."""
        cleaned = super().clean()
        is_to_concern = self.instance.pk is None or concerns_anything(self.instance)
        if is_to_concern and not any(self.concerned(name) for name in concerning()):
            raise ValidationError(
                _("Say what it concerns: choose at least one meeting, document, state or measure.")
            )
        kinds, fact = self.kinds(), cleaned.get("fact")
        if kinds and fact and not any(fact in PRINTED.get(kind, ()) for kind in kinds):
            self.add_error(
                "fact", _("No page of what it concerns prints this fact: choose another, or none.")
            )
        return cleaned

    def kinds(self) -> set[str]:
        """Return the kinds of what it is to concern; papers are another kind than documents that list measures."""
        kinds = {name for name in concerning() if self.concerned(name)}
        documents = self.cleaned_data.get("documents")
        if documents and all(document.is_paper for document in documents):
            kinds = kinds - {"documents"} | {"papers"}
        return kinds

    def concerned(self, name: str):
        """Return the records of one kind that it is to concern: those held where this person cannot choose."""
        if name in self.fields:
            return self.cleaned_data.get(name) or name in self.errors
        return self.instance.pk and getattr(self.instance, name).exists()


class DecisionForm(ReasonForm):
    """Why a discrepancy is closed, or opened again."""

    def __init__(self, *args, resolves: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if resolves:
            self.fields["why"].label = _("How it was resolved")
            self.fields["why"].help_text = _("A sentence or two; the public pages show it.")


def concerning() -> list[str]:
    """Return the names of the links from a discrepancy to what it concerns."""
    return [*(field.name for field in linked_fields(Discrepancy)), *links_from_above(Discrepancy)]


def concerns_anything(discrepancy: Discrepancy) -> bool:
    return any(getattr(discrepancy, name).exists() for name in concerning())


def form_for(fields: dict[str, Any], discrepancy: Discrepancy | None) -> type[DiscrepancyForm]:
    """Return the form with a choice for each of these relations of records that point to discrepancies."""
    return type(
        "DiscrepancyForm",
        (DiscrepancyForm,),
        {
            name: choice_of(relation.related_model, getattr(discrepancy, name).all() if discrepancy else ())
            for name, relation in fields.items()
        },
    )


def choice_of(model, linked) -> forms.ModelMultipleChoiceField:
    """Return a field, with completion, to choose records of a model that point to a discrepancy."""
    pointer = next(one.field for one in model._meta.related_objects if one.related_model in records())
    return forms.ModelMultipleChoiceField(
        model._default_manager.select_related(*named_by(model)),
        label=capfirst(str(model._meta.verbose_name_plural)),
        required=False,
        initial=[record.pk for record in linked],
        widget=SteadySelectMultiple(pointer, admin.site),  # completion is asked by a field that points there
    )
