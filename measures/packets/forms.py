"""The forms of the desk. What is typed is text, as it was typed; what was there before goes with it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models import Packet, PacketItem, PacketSection, PacketShare
from measures.models.packets import MAX_NOTE, MAX_SAID
from measures.packets.staff import briefing_staff


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

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, packet, **kwargs):
        super().__init__(*args, **kwargs)
        self.packet = packet
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

    def said(self) -> int:
        """Return how many characters this form adds to the packet's texts."""
        proses = [name for name, field in self.fields.items() if isinstance(field, Prose)]
        before = sum(len(self.now.get(name) or "") for name in proses)
        return sum(len(self.cleaned_data.get(name) or "") for name in proses) - before

    def check_length(self):
        whole = self.packet.characters_said() + self.said()
        if self.said() > 0 and whole > MAX_SAID:
            raise ValidationError(
                _("With this the texts of the packet have %(whole)s characters; it may have %(limit)s.")
                % {"whole": f"{whole:,}", "limit": f"{MAX_SAID:,}"}
            )


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


class PacketForm(MergedForm):
    """What a packet says, and how it is made."""

    purpose = Prose(rows=3, label=_("Purpose"), help_text=_("What the packet is for, in a sentence or two."))
    memo = Prose(rows=10, label=_("Covering memo"), help_text=_("Printed before the measures."))
    private_note = Prose(
        rows=4, label=_("Private note"), help_text=_("For those who work on the packet; never printed.")
    )
    texts = ["name", "title", "subtitle", "purpose", "memo", "private_note"]
    choices = ["office", "marking", "paper", "is_template"]
    parts = [
        "has_cover", "has_contents", "has_participants", "has_relations", "has_sources", "has_legend",
        "has_notes", "has_theme_index",
    ]  # fmt: skip

    class Meta:
        model = Packet
        fields = [
            "name", "title", "subtitle", "purpose", "memo", "private_note", "office", "marking", "paper",
            "has_cover", "has_contents", "has_participants", "has_relations", "has_sources", "has_legend",
            "has_notes", "has_theme_index", "is_template",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].empty_label = _("None")
        self.fields["marking"].empty_label = None

    def clean(self):
        cleaned = super().clean()
        self.check_length()
        return cleaned

    def text_fields(self):
        return [self[name] for name in self.texts]

    def choice_fields(self):
        return [self[name] for name in self.choices]

    def part_fields(self):
        return [self[name] for name in self.parts]


class ItemForm(MergedForm):
    """What is said of one measure in a packet."""

    note = Prose(rows=8, label=_("Note"), help_text=_("Printed with the measure."))
    private_note = Prose(
        rows=4, label=_("Private note"), help_text=_("For those who work on the packet; never printed.")
    )

    class Meta:
        model = PacketItem
        fields = ["note", "private_note", "marking"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["marking"].empty_label = _("As the packet")
        self.fields["marking"].help_text = _(
            "A packet is not issued with a marking below that of one of its items."
        )

    def clean(self):
        cleaned = super().clean()
        self.check_length()
        return cleaned


class SectionForm(MergedForm):
    class Meta:
        model = PacketSection
        fields = ["heading"]


class NewSectionForm(forms.ModelForm):
    class Meta:
        model = PacketSection
        fields = ["heading"]


class NewPacketForm(forms.Form):
    """A name, and what to begin with."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For the desk; not printed."))
    template = forms.ModelChoiceField(
        Packet.objects.none(), label=_("Template"), required=False, to_field_name="key",
        empty_label=_("None: begin with nothing"),
        help_text=_("Its texts, choices and sections, without its measures."),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = Packet.objects.readable_by(user).templates().current()
        if not self.fields["template"].queryset.exists():
            del self.fields["template"]


class ShareForm(forms.ModelForm):
    """A colleague, and what they may do."""

    may_edit = forms.ChoiceField(
        label=_("May"), choices=[("", _("read it")), ("1", _("read and edit it"))], required=False
    )

    class Meta:
        model = PacketShare
        fields = ["user", "may_edit"]
        labels = {"user": _("Colleague")}

    def __init__(self, *args, packet, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = briefing_staff().exclude(pk=packet.owner_id)
        self.fields["user"].label_from_instance = person
        self.fields["user"].empty_label = _("Choose a colleague")

    def clean_may_edit(self):
        return bool(self.cleaned_data["may_edit"])


class GatherForm(forms.Form):
    """Which packet: one of those that the user may edit."""

    packet = forms.ModelChoiceField(Packet.objects.none(), to_field_name="key", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["packet"].queryset = Packet.objects.editable_by(user)


class RegisterForm(forms.Form):
    q = forms.CharField(label=_("Words"), max_length=200, required=False)


MAX_UPLOAD = 25_000_000


class VerifyForm(forms.Form):
    """A serial, a file, or both."""

    serial = forms.CharField(
        label=_("Serial"),
        max_length=40,
        required=False,
        help_text=_("As printed on each page."),
    )
    pdf = forms.FileField(
        label=_("PDF"), required=False, allow_empty_file=True,
        help_text=_("It is compared with what was issued, and not kept. At most 25 MB."),
    )  # fmt: skip

    def clean_pdf(self):
        pdf = self.cleaned_data["pdf"]
        if pdf and pdf.size > MAX_UPLOAD:
            raise ValidationError(_("The file is larger than 25 MB: no packet is."))
        return pdf

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("serial") and not cleaned.get("pdf"):
            raise ValidationError(_("Give a serial, or choose a PDF."))
        return cleaned


def person(user) -> str:
    """Return how the desk names an account: with the full name, where it has one."""
    return f"{user.get_full_name()} ({user.username})" if user.get_full_name() else user.username
