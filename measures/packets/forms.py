"""The forms of the desk."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from measures.models import Packet, PacketItem, PacketSection, PacketShare
from measures.packets.limits import characters_in, too_long
from measures.packets.merging import MergedForm, Prose
from measures.packets.staff import briefing_staff


class PacketForm(MergedForm):
    """What a packet says, and how it is made."""

    purpose = Prose(rows=3, label=_("Purpose"), help_text=_("What the packet is for, in a sentence or two."))
    memo = Prose(rows=10, label=_("Covering memo"), help_text=_("Printed before the measures."))
    private_note = Prose(
        rows=4, label=_("Private note"), help_text=_("For those who work on the packet; never printed.")
    )
    chosen_by_name = ["office", "marking"]
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

    def text_fields(self):
        return [self[name] for name in self.texts]

    def choice_fields(self):
        return [self[name] for name in self.choices]

    def part_fields(self):
        return [self[name] for name in self.parts]


class ItemForm(MergedForm):
    """What is said of one measure in a packet."""

    chosen_by_name = ["marking"]
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


class SectionForm(MergedForm):
    class Meta:
        model = PacketSection
        fields = ["heading"]


class NewSectionForm(forms.ModelForm):
    """A heading, for which the packet has to have room."""

    class Meta:
        model = PacketSection
        fields = ["heading"]

    def __init__(self, *args, packet, **kwargs):
        super().__init__(*args, **kwargs)
        self.packet = packet

    def clean_heading(self):
        heading = self.cleaned_data["heading"]
        if sentence := too_long(characters_in(self.packet) + len(heading)):
            raise ValidationError(sentence)
        return heading


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
        self.fields["user"].to_field_name = "username"
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
