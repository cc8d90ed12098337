"""An admin that no address can bring to its knees, and that finds words whatever their accents."""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from csbm_catalog.search import folding

MAX_SEARCH = 200
MAX_KEY = 2**63


def offered_by(list_filter) -> str:
    """Return the lookup of a filter: its own parameter, or a field by itself or first of a pair."""
    if isinstance(list_filter, type):
        return getattr(list_filter, "parameter_name", "")
    return list_filter if isinstance(list_filter, str) else list_filter[0]


class CatalogueAdmin(admin.ModelAdmin):
    """An admin that answers only the lookups it offers itself, so that no address can ask for more."""

    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show and save a form; who loses a race for a name is told so as if the other had come long before."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:  # all of it is rolled back, and what stands in the way can be seen by now
            return super().changeform_view(request, object_id, form_url, extra_context)

    def lookup_allowed(self, lookup, value, request):
        offered = {offered_by(one) for one in self.get_list_filter(request)}
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
                initial[name] = next(iter(keys_among([value])), None)
            elif isinstance(field, models.CharField | models.TextField):
                initial[name] = value
        return initial

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SteadySelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SteadySelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_object(self, request, object_id, from_field=None):
        try:
            return super().get_object(request, object_id, from_field)
        except (OverflowError, ValidationError):
            return None


class AskedOnce(admin.RelatedFieldListFilter):
    """A filter by a related record that asks for its choices once a page: counting asks anew for each filter."""

    def field_choices(self, field, request, model_admin):
        kept = request.__dict__.setdefault("choices_of_filters", {})
        if field not in kept:
            kept[field] = self.ask(field, request, model_admin)
        return kept[field]

    def ask(self, field, request, model_admin) -> list[tuple]:
        """Return what can be chosen, as pairs of key and label."""
        return super().field_choices(field, request, model_admin)


admin.FieldListFilter.register(lambda field: bool(field.remote_field), AskedOnce, take_priority=True)


class Steady:
    """A field with completion that shows again only what can be a key, whatever was sent."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, keys_or_none(value), attrs)


class SteadySelect(Steady, AutocompleteSelect):
    pass


class SteadySelectMultiple(Steady, AutocompleteSelectMultiple):
    pass


def keys_or_none(value) -> list[str]:
    return [str(text) for text in value if str(text) in ("", "None") or keys_among([str(text)])]


def keys_among(texts: list[str]) -> list[int]:
    """Return the texts that can be primary keys, as numbers."""
    return [int(text) for text in texts[:100] if text.isascii() and text.isdigit() and len(text) < 19]
