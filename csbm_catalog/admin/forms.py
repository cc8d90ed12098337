"""Forms that know whether someone else changed what they show; those of the record also ask why."""

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from csbm_catalog.history.contents import UNTOLD
from csbm_catalog.history.whole import Whole, stamp, whole_held

MAX_REASON = 500


class OpenedForm(forms.ModelForm):
    """A form that carries the version with which it was opened, and is not valid for any other.

    `held` is the row as it is, locked, with what belongs to it, once the form is clean; `is_out_of_date`
    says that it is no longer what was opened, and `now` names what it is. Who has seen that sends `now`
    back as `seen`. No browser sends a file a second time: a page that comes back names in `chosen` the
    fields that had one, and without it is not saved unnoticed.
    """

    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)
    beside: tuple[str, ...] = ("opened", "seen", "chosen")  # fields that are no part of the row

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.held: Whole = {}
        self.now = ""
        self.is_out_of_date = False
        if self.instance.pk and not self.is_bound:
            self.initial["opened"] = stamp(self.whole())

    @property
    def changed_data(self):
        return [name for name in super().changed_data if name not in self.beside]

    def whole(self) -> Whole:
        """Return the record as it is now: all of it that this form shows."""
        return whole_held(type(self.instance), self.instance.pk)

    def files_to_choose_again(self) -> list[str]:
        """Return the names of the fields that were sent with a file, which a page that comes back has lost."""
        return [name for name in self.fields if self.add_prefix(name) in self.files]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name in set(cleaned.get("chosen", "").split()) & self.fields.keys():
            if self.add_prefix(name) not in self.files:
                self.add_error(
                    name, _("The file is gone: choose it again, or save once more to go without it.")
                )
        if self.instance.pk:
            self.look(cleaned)
        return cleaned

    def look(self, cleaned: dict):
        """Lock the row until the transaction ends, and see whether it is still what was opened."""
        model = type(self.instance)
        untold = UNTOLD & {field.name for field in model._meta.concrete_fields}
        rows = model._base_manager.select_for_update(of=("self",)).filter(pk=self.instance.pk)
        for name, value in next(iter(rows.values("pk", *untold)), {}).items():
            # What is no part of the version may have changed since the row was read, and is written with it.
            setattr(self.instance, name, value)
            cleaned |= {name: value} if name in cleaned else {}
        self.held = self.whole()
        self.now = stamp(self.held)
        if self.now not in (cleaned.get("opened"), cleaned.get("seen")):
            self.is_out_of_date = True
            self.add_error(
                None,
                _("This was changed while you had it open. Nothing of yours is lost: see below."),
            )


class RecordForm(OpenedForm):
    """The form of a record, which asks why it is changed."""

    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text=_("Kept in the history with this change, and shown to editors only: what it rests on."),
    )
    beside = ("why", *OpenedForm.beside)


class SteadyFormSet(BaseInlineFormSet):
    """Rows of a record; that someone else deleted one of them meanwhile is no fault."""

    is_shown = False  # once the page is made, its rows are those of the forms

    def get_queryset(self):
        if self.is_shown and self.is_bound:
            return [form.instance if form.instance.pk else None for form in self.initial_forms]
        return super().get_queryset()

    def _construct_form(self, i, **kwargs):
        is_held = self.is_bound and i < self.initial_form_count()
        if is_held:
            kwargs["instance"] = self.model()  # unless the key that was sent is that of a row
        form = super()._construct_form(i, **kwargs)
        if is_held and form.instance.pk is None:
            key = form.fields[self._pk_field.name]
            key.disabled, key.required = True, False  # the key that was sent is nobody's any more
        return form

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete this row")

    def _existing_object(self, pk):
        return super()._existing_object(pk) or self.model()


class RecordFormSet(SteadyFormSet):
    """Rows that are changed with their record; one that someone else deleted is taken for a new one."""

    @property
    def lost_forms(self) -> list:
        """Return the forms of rows that someone else deleted and this editor did not."""
        return [
            form for form in self.initial_forms if form.instance.pk is None and form not in self.deleted_forms
        ]

    def save(self, commit=True):
        """Return the rows to be written, also those that someone else deleted meanwhile."""
        rows = super().save(commit=commit)
        return rows + [form.save(commit=commit) for form in self.lost_forms]


class ReasonForm(forms.Form):
    """What a deed asks for before it is done: why, and the version that its page showed."""

    why = forms.CharField(
        label=_("Why"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text=_("Kept in the history with this change, and shown to editors only."),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
