"""What can be asked of the change log."""

from datetime import datetime, time, timedelta
from functools import reduce
from operator import and_, or_

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

MAX_TEXT = 200
DEEDS = [("", _("any")), ("+", _("added")), ("~", _("changed")), ("-", _("deleted"))]
DAY = {"type": "date"}
NOBODY = _("the catalogue itself")  # how the log names who changed what no person did


class LogForm(forms.Form):
    """Kind of record, person, period, kind of change and words of the reason; each may be left out."""

    kind = forms.ChoiceField(label=_("Kind of record"), required=False)
    person = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("Name or user name, or part of it."),
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(DAY))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(DAY))
    change = forms.ChoiceField(label=_("Change"), required=False, choices=DEEDS)
    why = forms.CharField(label=_("Reason"), required=False, max_length=MAX_TEXT, help_text=_("Words in it."))

    def __init__(self, *args, models, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = sorted((str(capfirst(model._meta.verbose_name)), model._meta.label_lower) for model in models)
        self.fields["kind"].choices = [("", _("any")), *((label, name) for name, label in kinds)]

    def kinds(self, models: list) -> list:
        """Return those of the models that are asked for."""
        kind = self.cleaned_data["kind"]
        return [model for model in models if kind in ("", model._meta.label_lower)]

    def condition(self) -> Q:
        """Return what a version must be: on the table of versions of any model."""
        given, condition = self.cleaned_data, Q()
        if given["person"]:
            condition &= named(given["person"])
        if given["since"]:
            condition &= Q(history_date__gte=morning(given["since"]))
        if given["until"]:
            condition &= Q(history_date__lt=morning(given["until"]) + timedelta(days=1))
        if given["change"]:
            condition &= Q(history_type=given["change"])
        if given["why"]:
            condition &= Q(history_change_reason__folded=given["why"])
        return condition

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name in ("since", "until"):
            day = cleaned.get(name)
            if day and not 1900 <= day.year <= 9000:
                self.add_error(name, _("A year from 1900 to 9000."))
        return cleaned


def named(text: str) -> Q:
    """Return what a version must be whose person is named so: as the log prints it, or each word in a name."""
    if text.casefold() == str(NOBODY).casefold():
        return Q(history_user=None)
    names = ("username", "first_name", "last_name")
    words = (
        reduce(or_, (Q(**{f"history_user__{name}__folded": word}) for name in names)) for word in text.split()
    )
    return reduce(and_, words)


def morning(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
