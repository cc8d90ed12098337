"""What a reader is asked who has found an error, or holds a paper."""

from pathlib import PurePath

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from measures.models import ReaderReport

MAX_BYTES = 10 * 1024**2
MAX_SAID = 5_000
ENDINGS = {
    ".pdf",
    ".docx",
    ".doc",
    ".odt",
    ".rtf",
    ".txt",
    ".html",
    ".htm",
    ".png",
    ".jpg",
    ".jpeg",
    ".tif",
    ".tiff",
}


class ReportForm(forms.ModelForm):
    """Ask what is wrong and where the right reading stands; everything else may stay empty."""

    what = forms.CharField(
        label=_("What is wrong"), max_length=MAX_SAID, widget=forms.Textarea(attrs={"rows": 6})
    )
    where = forms.CharField(
        label=_("Where the right reading stands"), max_length=1_000, required=False,
        help_text=_("A paper and its page, or an address on the web."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    upload = forms.FileField(
        label=_("A file"), required=False,
        help_text=_("At most 10 megabytes: PDF, Word, text, a saved web page or a photograph of the page."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(ENDINGS))}),
    )  # fmt: skip

    class Meta:
        model = ReaderReport
        fields = ["kind", "what", "where", "address", "page"]
        widgets = {"page": forms.HiddenInput, "kind": forms.RadioSelect}
        labels = {"kind": _("What you have found")}
        help_texts = {
            "address": _(
                "An e-mail address, if you want an answer. It is forgotten when the report is closed."
            )
        }

    field_order = ["kind", "what", "where", "upload", "address", "page"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = ReaderReport.Kind.choices
        self.fields["address"].widget.attrs["autocomplete"] = "email"
        if self["kind"].value() == ReaderReport.Kind.PAPER:
            self.fields["what"].label = _("Which paper you have")
            self.fields["where"].label = _("Where it can be found")

    def clean_page(self):
        """Return the path of a page of this site, or nothing: a report of the site as a whole."""
        return page_of(self.cleaned_data["page"])

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 megabytes."))
        if PurePath(upload.name).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(_("Files of this kind are not taken. Its ending says what it is."))
        return upload

    def save(self, commit=True):
        if upload := self.cleaned_data["upload"]:
            self.instance.file = upload.read()
            self.instance.file_name, self.instance.file_size = upload.name[-150:], upload.size
        return super().save(commit)


def page_of(path: str) -> str:
    """Return the path if it is one of this site's pages, else an empty one."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path if path.startswith("/") and not path.startswith(("/admin/", "/accounts/")) else ""
