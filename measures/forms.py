"""What may stand in an address: the fields that take it apart, and say what is wrong with it."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from csbm_catalog.search.query import MAX_LENGTH, parse
from measures.references import is_reference

SLUG = re.compile(r"[-a-z0-9]{1,120}")


class Repeated(forms.Field):
    """Any number of values of one parameter, each of which must fit; cleaned, they are unique."""

    widget = forms.SelectMultiple

    def to_python(self, value):
        return list(dict.fromkeys(value or []))

    def validate(self, value):
        if misfits := [one for one in value if not self.fits(one)]:
            raise ValidationError(unknown_value(misfits[0]))

    def fits(self, value: str) -> bool:
        return bool(SLUG.fullmatch(value))


class RepeatedChoice(Repeated):
    def __init__(self, *, choices, **kwargs):
        super().__init__(**kwargs)
        self.choices = choices

    def fits(self, value):
        return value in self.choices.values


class RepeatedReference(Repeated):
    def fits(self, value):
        return is_reference(value)


def unknown_value(value: str):
    return _("The catalogue knows no “%(value)s” here.") % {"value": shortened(value)}


def shortened(value: str, length: int = 60) -> str:
    return value if len(value) <= length else value[: length - 1] + "…"


class Words(forms.CharField):
    """What is searched for; cleaned, it is a SearchQuery."""

    default_error_messages = {
        "too_long": _("This is longer than %(max)s characters; shorten it."),
        "nothing": _("There is no word in “%(text)s” to search for."),
    }

    def clean(self, value):
        text = (value or "").strip()
        if len(text) > MAX_LENGTH:
            raise ValidationError(self.error_messages["too_long"] % {"max": MAX_LENGTH})
        query = parse(text)
        if text and not query:
            raise ValidationError(self.error_messages["nothing"] % {"text": shortened(text)})
        return query


class SearchForm(forms.Form):
    """What to look for in everything; cleaned, `q` is a SearchQuery."""

    q = Words()


class FileForm(forms.Form):
    """Which kind of PDF: A4 or Letter; PDF/UA-1, or PDF/A-3a with the measures attached as JSON and CSV."""

    PAPERS = {"a4": "A4", "letter": "Letter"}
    VARIANTS = {"pdf-ua": "pdf/ua-1", "pdf-a": "pdf/a-3a"}

    paper = forms.CharField(required=False, empty_value="a4")
    variant = forms.CharField(required=False, empty_value="pdf-ua")

    def clean_paper(self):
        return self.known("paper", self.PAPERS)

    def clean_variant(self):
        return self.known("variant", self.VARIANTS)

    def known(self, name, choices):
        value = self.cleaned_data[name]
        if value not in choices:
            raise forms.ValidationError(unknown_value(value))
        return choices[value]

    def sentences(self) -> str:
        """Return what is wrong, as the other doors say it."""
        return "".join(f"{name}: {text}\n" for name, texts in self.errors.items() for text in texts)
