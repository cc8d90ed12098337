"""Forms of the public pages."""

from django import forms

from measures.filters import Words, unknown_value


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
