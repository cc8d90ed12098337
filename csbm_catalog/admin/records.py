"""The admin of one model of the record."""

from typing import NamedTuple

from django.utils import timezone

from csbm_catalog.admin.deleting import Deleting
from csbm_catalog.admin.forms import RecordForm
from csbm_catalog.admin.inlines import tell_chosen
from csbm_catalog.admin.opened import OpenedAdmin
from csbm_catalog.admin.versions import Versions
from csbm_catalog.history import Quiet, explained
from csbm_catalog.history.writing import begin_history, keep_if_changed, remove, write_together


class Tool(NamedTuple):
    """A link at the head of the page of a record."""

    label: str
    url: str


class RecordAdmin(Versions, Deleting, OpenedAdmin):
    """An admin whose every save is one edit: one version of each row that changed, with person and reason."""

    form = RecordForm
    change_form_template = "admin/record/change_form.html"

    def tools(self, request, row) -> list[Tool]:
        """Return links to what can be done with a record besides changing it."""
        return []

    def view_on_site(self, row):
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else None

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        for formset in formsets:
            formset.is_shown = True
            tell_chosen(formset)
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["tools"] = self.tools(request, obj) if change and obj else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        begin_history(form.held)
        request.moment = timezone.now()
        with Quiet(explained(obj, request.user, form.cleaned_data["why"])):
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        with Quiet(form.instance):
            super().save_related(request, form, formsets, change)
        keep_if_changed(form.instance, request.user, form.cleaned_data["why"], request.moment)

    def save_formset(self, request, form, formset, change):
        why = form.cleaned_data["why"]
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            remove(row, request.user, why, request.moment)
        write_together(rows)
        for row in rows:
            keep_if_changed(row, request.user, why, request.moment)
