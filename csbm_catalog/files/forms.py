import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from csbm_catalog.files.reading import MOST_BYTES, Unreadable, read
from csbm_catalog.files.resources import RecordResource

NAME_LENGTH = 200


class FileForm(forms.Form):
    """A file of records, read as far as its shape goes."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8, or JSON; at most 10 MB and 20,000 rows."),
        allow_empty_file=True,  # said in our own words
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.json"}),
    )

    def __init__(self, resource: RecordResource, *args, **options):
        super().__init__(*args, auto_id=f"{resource.file_name}_%s", **options)
        self.resource = resource

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is over 10 MB."))
        content, self.name = file.read(), shortened(file.name)
        try:
            read(content, self.name, self.resource.columns(), self.resource.key_columns())
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return content

    def kept(self) -> dict:
        """Return what is kept of the file until it is confirmed."""
        content = self.cleaned_data["file"]
        return {"content": content, "name": self.name, "digest": hashlib.sha256(content).hexdigest()}


def shortened(name: str) -> str:
    """Return the name of the file, shortened before its ending where it is too long, without unseen signs."""
    stem, _dot, ending = "".join(sign for sign in name if sign.isprintable()).rpartition(".")
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"
