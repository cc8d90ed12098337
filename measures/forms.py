"""Forms of the public pages."""

from django import forms

from measures.filters import Words


class SearchForm(forms.Form):
    """What to look for in everything; cleaned, `q` is a SearchQuery."""

    q = Words()
