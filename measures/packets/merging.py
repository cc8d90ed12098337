"""Forms that two people may have open at once. What is typed is text, as it was typed; what was there goes with it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from measures.packets.limits import MAX_NOTE, characters_in, too_long

UNCOUNTED = ("name",)  # for the desk alone


class Prose(forms.CharField):
    """A text of some lines; browsers send their ends as CR LF, which is no change to it."""

    def __init__(self, rows=6, **kwargs):
        super().__init__(widget=forms.Textarea({"rows": rows}), required=False, max_length=MAX_NOTE, **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


class MergedForm(forms.ModelForm):
    """A form that knows what its reader saw: two people who change different texts both keep their work.

    `version` is the packet's when the form was shown. Each field sends along what it showed; where the packet
    has moved on, fields that the reader left alone take the value of now, and a field that both changed is
    a conflict: see `conflicts`.
    """

    chosen_by_name: list[str] = []  # the rows that are chosen: a primary key is nobody's business
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, packet, **kwargs):
        super().__init__(*args, **kwargs)
        self.packet = packet
        for name in self.chosen_by_name:
            self.fields[name].to_field_name = "name"
            self.initial[name] = getattr(self.instance, name)
        self.now = dict(self.initial)
        self.fields["version"].initial = packet.version
        for field in self.told:
            field.field.show_hidden_initial = True

    @property
    def told(self):
        return [field for field in self if field.name != "version"]

    def clean(self):
        cleaned = super().clean()
        if self.is_outdated:
            for name in self._meta.fields:
                if name not in self.changed_data and name in cleaned:
                    cleaned[name] = self.value_now(name)
        self.check_length()
        return cleaned

    @property
    def is_outdated(self) -> bool:
        return self.cleaned_data.get("version") != self.packet.version

    def value_now(self, name):
        """Return what is saved now, as cleaned data."""
        return self.fields[name].to_python(self.now.get(name))

    @property
    def conflicts(self) -> list[forms.BoundField]:
        """Return the fields that somebody else has changed since they were shown, and this reader too."""
        return [field for field in self.told if self.is_conflict(field)] if self.is_outdated else []

    def is_conflict(self, field) -> bool:
        typed = self.cleaned_data.get(field.name)
        now = self.value_now(field.name)
        if field.name not in self.changed_data or typed == now:
            return False
        return field.field.to_python(shown(self, field)) != now

    def rebased(self) -> dict:
        """Return the data of this form as if it had been opened now: what was typed, on top of what is saved."""
        data = {"version": self.packet.version}
        for field in self.told:
            now = field.field.prepare_value(self.now.get(field.name))
            keeps = field.name in self.changed_data
            data |= as_sent(field, field.html_name, field.data if keeps else now)
            data |= as_sent(field, field.html_initial_name, now, is_hidden=True)
        return data

    def now_in_words(self, field) -> str:
        return in_words(field, field.field.prepare_value(self.now.get(field.name)))

    def typed_in_words(self, field) -> str:
        return in_words(field, field.value())

    def grown(self) -> int:
        """Return by how many characters this form lengthens what the packet says."""
        names = [name for name, field in self.fields.items() if is_text(field) and name not in UNCOUNTED]
        before = sum(len(self.now.get(name) or "") for name in names)
        return sum(len(self.cleaned_data.get(name) or "") for name in names) - before

    def check_length(self):
        sentence = too_long(characters_in(self.packet) + self.grown())
        if self.grown() > 0 and sentence:
            raise ValidationError(sentence)


def is_text(field) -> bool:
    return type(field) in (forms.CharField, Prose)


def shown(form, field):
    """Return what a field showed when the form was made, as it was sent along."""
    return field.field.hidden_widget().value_from_datadict(
        form.data, form.files, form.add_initial_prefix(field.name)
    )


def in_words(field, value) -> str:
    """Return a value as its reader knows it: the label of a choice, yes or no for a box."""
    if isinstance(field.field, forms.BooleanField):
        return gettext("yes") if value else gettext("no")
    choices = getattr(field.field, "choices", ())
    return next((str(label) for key, label in choices if str(key) == str(value or "")), str(value or ""))


def as_sent(field, name: str, value, *, is_hidden=False) -> dict:
    """Return a value as a browser would send it: a box that is not ticked is not sent at all."""
    if isinstance(field.field, forms.BooleanField) and not is_hidden:
        return {name: "on"} if value else {}
    return {name: "" if value is None else str(value)}
