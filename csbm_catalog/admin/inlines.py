"""Rows inside the form of the record to which they belong, or beside which they stand."""

from django.contrib import admin

from csbm_catalog.admin.forms import RecordFormSet, SteadyFormSet


class RecordInline(admin.TabularInline):
    """Rows that belong to a record and are changed with it."""

    formset = RecordFormSet
    extra = 0
    show_change_link = True
    view_on_site = False


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
