"""The form of a draft: a measure's fields in the order in which they are read, and its rows as plain values."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csbm_catalog.numbers import MOST
from measures.drafting.comparing import label_of
from measures.drafting.snapshots import TEXT_FIELDS, Snapshot, marks, snapshot
from measures.models import Measure, MeasureDraft

LOOKED_AT = "looked_at_"
ROWS = {"citations": ("source", "read"), "relations": ("earlier", "kind", "presumed", "basis")}
LONGEST = 100_000  # characters of an official text: a paper of 60 pages is shorter


def shown_of(content: Measure | MeasureDraft | None) -> Snapshot:
    """Return all that the form shows of a draft, or of the measure from which one is to begin."""
    if content is None:
        return {}
    reason = content.reason if isinstance(content, MeasureDraft) else ""
    return snapshot(content) | {"reason": reason}


def with_keys_only(form):
    """Forget what was sent for a choice of records and can be no key: the admin's own widgets stumble over it."""
    for name, field in form.fields.items():
        if form.is_bound and isinstance(field, forms.ModelChoiceField):
            sent = form.data.getlist(form.add_prefix(name))
            keys = [value for value in sent if is_key(value)]
            if keys != sent:
                form.data = form.data.copy()
                form.data.setlist(form.add_prefix(name), keys)


def is_key(value: str) -> bool:
    return value == "" or (value.isascii() and value.isdigit() and len(value) < 19)


class Marks(forms.JSONField):
    """The marks of what a form was opened with, as it carries them along."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            found = super().clean(value)
        except ValidationError:
            return {}
        is_sound = isinstance(found, dict) and all(isinstance(mark, str) for mark in found.values())
        return found if is_sound else {}


class DraftForm(forms.ModelForm):
    """A draft in work may still lack title and summary; publishing asks for them."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=10**9)
    opened = Marks(required=False)
    overtaken: str = ""  # the sentence with which a save is stopped
    begun_from: Measure | None = None

    class Meta:
        model = MeasureDraft
        fields = ["document", *TEXT_FIELDS, "themes", "based_on", "reason"]
        help_texts = {
            "document": gettext_lazy("The document that lists the measure."),
            "number_evidence": gettext_lazy("How it is known that the measure has this number."),
            "heading": gettext_lazy(
                "The heading under which the document lists it; empty where it is not known."
            ),
            "heading_evidence": gettext_lazy("How the heading is known; empty where there is none."),
            "themes": gettext_lazy("The subjects that it shares with measures of other documents."),
            "evidence": gettext_lazy(
                "“Read in the source” asks for a source below, “From a related document” for "
                "a source or a measure on which it rests."
            ),
            "evidence_note": gettext_lazy("What a reader is to know about the evidence; shown beside it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.begun_from:
            self.instance.measure, self.instance.key = self.begun_from, self.begun_from.key
        content = self.instance if self.instance.pk else self.begun_from
        self.initial["opened"] = marks(shown_of(content))
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        for name in ("title", "summary"):
            self.fields[name].required = False
        for name in ("summary", "official_text"):
            self.fields[name].validators.append(MaxLengthValidator(LONGEST))
            self.fields[name].widget.attrs |= {"rows": 4 if name == "summary" else 12}
        self.fields["based_on"].queryset = Measure.objects.select_related("document")
        with_keys_only(self)

    def clean(self):
        cleaned = super().clean()
        for name in ("summary", "official_text", "evidence_note"):
            if name in cleaned:
                cleaned[name] = cleaned[name].replace("\r\n", "\n")
        if self.instance.measure in cleaned.get("based_on", ()):
            self.add_error("based_on", _("An entry does not rest on itself."))
        if self.overtaken:
            raise ValidationError(self.overtaken)
        return cleaned

    def show(self, faults: dict[str, list[str]]):
        """Say beside the fields what is missing, though nothing was typed yet."""
        self.full_clean()
        self.cleaned_data: dict = {}
        for name, sentences in faults.items():
            self.add_error(name if name in self.fields else None, sentences)

    @property
    def looked_at(self) -> list[str]:
        return [
            name.removeprefix(LOOKED_AT)
            for name, value in self.cleaned_data.items()
            if name.startswith(LOOKED_AT) and value
        ]


def draft_form(doubts: list[str], **attributes) -> type[DraftForm]:
    """Return the form with a box beside each field that is to be looked at."""
    boxes = {f"{LOOKED_AT}{name}": box(name) for name in doubts}
    return type("DraftForm", (DraftForm,), boxes | attributes)


def box(name: str) -> forms.BooleanField:
    label = _("To be looked at: %(field)s. Tick this when it fits the text.") % {"field": label_of(name)}
    return forms.BooleanField(label=label, required=False)


class Row(forms.ModelForm):
    """One row of a draft, without an identity of its own: rows are written anew with each save."""

    unique = ""  # the field that no two rows share

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        with_keys_only(self)

    def clean(self):
        return self.cleaned_data  # what is unique is unique among the rows typed: see `Rows`

    @property
    def is_filled(self) -> bool:
        return self.has_changed() if self.is_bound else bool(self.initial.get(self.unique))


class CitationRow(Row):
    unique = "source"
    position = forms.IntegerField(label=gettext_lazy("Order"), required=False, min_value=1, max_value=MOST)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["position"] = (kwargs.get("initial") or {}).get("position")


class RelationRow(Row):
    unique = "earlier"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["earlier"].queryset = Measure.objects.select_related("document")


class Rows(forms.BaseInlineFormSet):
    """The rows of a draft, as they were typed; nothing here depends on which rows are saved at the time."""

    def get_queryset(self):
        return self.model._default_manager.none()

    def initial_form_count(self):
        return 0

    def total_form_count(self):
        return super().total_form_count() if self.is_bound else len(self.initial_extra or []) + 1

    def clean(self):
        seen = set()
        for form in self.filled:
            value = form.cleaned_data[form.unique]
            if value in seen:
                form.add_error(form.unique, _("This stands in two rows."))
            if value == self.instance.measure:
                form.add_error(form.unique, _("A measure is not related to itself."))
            seen.add(value)

    @property
    def filled(self) -> list[forms.ModelForm]:
        return [
            form
            for form in self.forms
            if form.has_changed() and form.unique in form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def values_of(form: DraftForm, formsets: list[Rows]) -> Snapshot:
    """Return what was typed, as a snapshot, with the reason."""
    said = form.cleaned_data
    rows = {formset.prefix: [row.cleaned_data for row in formset.filled] for formset in formsets}
    cited = sorted(rows.get("citations", []), key=lambda row: row.get("position") or 10**6)
    return {
        "document": said["document"].slug,
        **{name: said[name] for name in TEXT_FIELDS},
        "themes": sorted(theme.slug for theme in said["themes"]),
        "based_on": sorted(measure.key for measure in said["based_on"]),
        "citations": [{"source": row["source"].url, "read": row["read"]} for row in cited],
        "relations": sorted(
            (
                {"earlier": row["earlier"].key, **{name: row[name] for name in ROWS["relations"][1:]}}
                for row in rows.get("relations", [])
            ),
            key=lambda related: related["earlier"],
        ),
        "reason": said["reason"],
    }
