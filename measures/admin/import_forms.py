"""The forms of an import: the paper that is brought in, and the correction of one of its measures."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.models import Document, Source
from csbm_catalog.numbers import MOST
from measures.importing import corrections, papers
from measures.importing.correcting import MOST_HEADING, MOST_LABEL, digest_of
from measures.importing.files import paper_of_file, paper_of_text
from measures.importing.findings import ReadPaper
from measures.importing.matching import Entry
from measures.importing.reading import read
from measures.importing.refusals import Refused
from measures.importing.slot import Busy, one_reading
from measures.models import ReaderReport

WIDE = {"class": "vLargeTextField"}


class PaperForm(forms.Form):
    """A paper of a document, pasted, uploaded or sent by a reader; reading it is part of checking the form."""

    report = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    document = forms.ModelChoiceField(
        Document.objects.none(), label=gettext_lazy("Document"),
        help_text=gettext_lazy("Whose measures the paper lists."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=500, validators=Source._meta.get_field("url").validators,
        widget=forms.URLInput(attrs={"list": "known-sources", "class": "vURLField", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "The address at which the paper is published. One that the record does not have yet is added to it "
            "when the text is applied."
        ),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14, **WIDE}),
        help_text=gettext_lazy("The whole paper, pasted; with its preamble and signatures, if you like."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Or a file"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,.docx,.html,.htm,.pdf"}),
        help_text=gettext_lazy(
            ".txt, .docx, .html or .pdf, of 10 MB at most. It is read, and not kept. Changes tracked in a .docx are "
            "read as accepted; a PDF made of it may show deleted words, which are then read as text: accept all "
            "changes first."
        ),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = Document.objects.listing_measures().order_by("position")  # type: ignore[attr-defined]
        self.paper: ReadPaper | None = None
        self.about: dict[str, Any] = {}

    def known_sources(self) -> list[str]:
        return list(Source.objects.order_by("url").values_list("url", flat=True))

    def clean(self):
        cleaned = super().clean()
        text, file = (cleaned.get("text") or "").strip(), cleaned.get("file")
        if text and file:
            self.add_error("file", _("Paste the text or choose a file, not both."))
        elif not (text or file or self.reported()):
            self.add_error("text", _("Paste the text of the paper, or choose a file."))
        elif not self.errors:
            self.read("text" if text else "file")
        if self.errors and file and "file" not in self.errors:
            self.add_error("file", _("A chosen file cannot be kept: choose it again."))
        return cleaned

    def reported(self) -> ReaderReport | None:
        """Return the reader's report whose file is to be read, if it has one."""
        report = (
            ReaderReport.objects.filter(pk=self.data.get("report") or 0).first() if self.is_report() else None
        )
        return report if report and report.file else None

    def is_report(self) -> bool:
        return "report" not in self.errors and bool(self.data.get("report"))

    def read(self, name: str):
        """Read the paper, or say beside its field why it is not read."""
        try:
            with one_reading():
                self.paper = read(self.parsed(name))
        except (Refused, Busy) as refusal:
            again = (
                _("A chosen file cannot be kept: choose it again.") if self.cleaned_data.get("file") else ""
            )
            self.add_error(name, f"{refusal} {again}".strip())

    def parsed(self, name: str) -> papers.Paper:
        if name == "text":
            text = self.cleaned_data["text"]
            self.about = {"digest": digest_of(text.encode(errors="replace"))}
            return paper_of_text(text)
        about: dict[str, Any] = {}
        if file := self.cleaned_data.get("file"):
            called, content = file.name, file.read(papers.MAX_BYTES + 1)
        else:
            report = self.reported()
            called, content = (report.file_name, bytes(report.file or b"")) if report else ("", b"")
            about = {"sent_by_reader": report}
        self.about = {"digest": digest_of(content), "name": called[:200]} | about
        return paper_of_file(called, content)


class ItemForm(forms.Form):
    """One measure of the paper: whatever its buttons do, what was typed is kept first."""

    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=papers.MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8, **WIDE}),
    )  # fmt: skip
    number = forms.IntegerField(
        label=gettext_lazy("Number"), min_value=1, max_value=MOST,
        help_text=gettext_lazy("Counted through the whole paper."),
    )  # fmt: skip
    count_on = forms.BooleanField(
        label=gettext_lazy("Count on from here: number all that follow, too"), required=False
    )
    label = forms.CharField(
        label=gettext_lazy("Number as printed"), required=False, max_length=MOST_LABEL,
        help_text=gettext_lazy("Like I.1; empty where it is not known."),
    )  # fmt: skip
    heading = forms.CharField(label=gettext_lazy("Heading"), required=False, max_length=MOST_HEADING)
    section = forms.BooleanField(
        label=gettext_lazy("For all measures under the present heading"), required=False
    )
    chosen = forms.ChoiceField(label=gettext_lazy("Entry"), required=False)
    before = forms.TypedChoiceField(
        label=gettext_lazy("A new measure begins at"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args, item: corrections.Item, entries: list[Entry], **kwargs):
        self.item = item
        kwargs.setdefault("auto_id", f"{item['id']}-%s")
        initial = {name: item[name] for name in ("text", "number", "label", "heading", "chosen")}
        super().__init__(*args, initial=initial, **kwargs)
        known = [(entry.key, f"{entry.number}. {entry.title}") for entry in entries]
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            ("", _("As likeness and number say")), (corrections.NEW, _("None: it is new")), *known,
        ]  # fmt: skip
        places = corrections.places_to_split(item["text"])
        self.fields["before"].choices = [("", "–"), *((at, self.words(at)) for at in places)]  # type: ignore[attr-defined]

    def words(self, at: int) -> str:
        words = " ".join(self.item["text"][at : at + 80].split())
        return words if len(self.item["text"]) <= at + 80 else f"{words}…"

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n").strip()

    def clean_heading(self):
        return " ".join(self.cleaned_data["heading"].split())

    def clean(self):
        cleaned = super().clean()
        if self.data.get("deed") == "split" and "before" not in self.errors:
            if cleaned.get("before") is None:
                self.add_error("before", _("Choose where the new measure begins."))
            elif cleaned.get("text") != self.item["text"].strip():
                self.add_error("before", _("Save the changed text first; then choose where to split it."))
        return cleaned

    def corrected(self, content: corrections.Content) -> corrections.Content:
        """Return the content with what was typed, before any other deed."""
        which, typed, after = self.item["id"], self.cleaned_data, content
        for name in ("text", "label", "chosen"):
            if typed[name] != self.item[name]:
                after = corrections.edit(after, which, **{name: typed[name]})
        if typed["heading"] != self.item["heading"]:
            change = corrections.head_section if typed["section"] else corrections.edit_heading
            after = change(after, which, typed["heading"])
        if typed["count_on"]:
            after = corrections.count_on(after, which, typed["number"])
        elif typed["number"] != self.item["number"]:
            label = {} if typed["label"] != self.item["label"] else {
                "label": corrections.relabeled(self.item, typed["number"])
            }  # fmt: skip
            after = corrections.edit(after, which, number=typed["number"], **label)
        return after
