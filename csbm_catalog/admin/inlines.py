"""Rows inside the form of the record to which they belong, or beside which they stand."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst

from csbm_catalog.admin.base import SteadySelect
from csbm_catalog.admin.forms import RecordFormSet, SteadyFormSet
from csbm_catalog.history.naming import named_by


class KnownSelect(SteadySelect):
    """A field with completion that is told what is chosen in it, rather than ask once a row."""

    def optgroups(self, name, value, attrs=None):
        known = getattr(self, "known", {})
        chosen = [key for key in map(str, value) if key]
        if not all(key in known for key in chosen):
            return super().optgroups(name, value, attrs)
        options = [] if self.is_required else [self.create_option(name, "", "", not chosen, 0)]
        options += [self.create_option(name, key, known[key], True, 1) for key in chosen]
        return [(None, options, 0)]


class RecordInline(admin.TabularInline):
    """Rows that belong to a record and are changed with it."""

    formset = RecordFormSet
    extra = 0
    show_change_link = True
    view_on_site = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*named_by(self.model))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Name each field for those who hear it: the heads of the columns are too far away."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = capfirst(str(field.label))
            if isinstance(widget, forms.Textarea):
                widget.attrs |= {"rows": 3, "cols": 30}
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class Listed(admin.TabularInline):
    """Records that point to this one, to look at and to open; each is changed on its own page."""

    formset = SteadyFormSet
    extra = 0
    max_num = 0
    can_delete = False
    show_change_link = True
    view_on_site = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


def tell_chosen(formset):
    """Tell the fields of a formset what stands in them: its rows were fetched with what they point to."""
    for form in formset.forms:
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            row = form.instance
            if isinstance(widget, KnownSelect) and type(row)._meta.get_field(name).is_cached(row):
                related = getattr(row, name)
                widget.known = {str(related.pk): str(related)} if related else {}
