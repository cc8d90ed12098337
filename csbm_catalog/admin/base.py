"""An admin that no address can bring to its knees, and that finds words whatever their accents."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from csbm_catalog.search import folding

MAX_SEARCH = 200
MAX_KEY = 2**63


class CatalogueAdmin(admin.ModelAdmin):
    """An admin that answers only the lookups it offers itself, so that no address can ask for more."""

    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup, value, request):
        offered = {name if isinstance(name, str) else name[0] for name in self.get_list_filter(request)}
        return any(
            lookup in (name, f"{name}__exact", f"{name}__id__exact", f"{name}__isnull") for name in offered
        )

    def get_search_fields(self, request):
        return [f"{name}__{folding.FUNCTION}" for name in super().get_search_fields(request)]

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term[:MAX_SEARCH])

    def get_changeform_initial_data(self, request):
        """Take from the address only what a form can begin with: texts, and rows by their keys."""
        initial = {}
        for name, value in request.GET.items():
            field = next((field for field in self.opts.get_fields() if field.name == name), None)
            if isinstance(field, models.ManyToManyField):
                initial[name] = keys_among(value.split(","))
            elif isinstance(field, models.ForeignKey):
                initial |= {name: key for key in keys_among([value])}
            elif isinstance(field, models.CharField | models.TextField):
                initial[name] = value
        return initial

    def get_object(self, request, object_id, from_field=None):
        try:
            return super().get_object(request, object_id, from_field)
        except (OverflowError, ValidationError):
            return None


def keys_among(texts: list[str]) -> list[int]:
    """Return the texts that can be primary keys, as numbers."""
    return [int(text) for text in texts[:100] if text.isascii() and text.isdigit() and len(text) < 19]
