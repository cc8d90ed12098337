"""The versions of a record in its admin: every edit in words, and the way back to any of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from csbm_catalog.admin.base import CatalogueAdmin
from csbm_catalog.admin.forms import ReasonForm
from csbm_catalog.history import restoring
from csbm_catalog.history.changes import ADDED, DELETED, Change, Step, steps_between, told
from csbm_catalog.history.edits import Edit, edits_of, tell
from csbm_catalog.history.restoring import CannotRestore
from csbm_catalog.history.whole import Whole, stamp, whole_at, whole_held
from csbm_catalog.history.writing import begin_history

EDITS_A_PAGE = 20
RIGHTS = {ADDED: "add", DELETED: "delete"}


class Versions(CatalogueAdmin):
    """What `RecordAdmin` adds to a record: its history page, and a page that restores an edit."""

    reason_form = ReasonForm  # what is asked before a version comes back

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<int:object_id>/history/<int:number>/", view, name=name), *super().get_urls()]

    def restore(self, request, row, then: Whole, reason: str) -> str | None:
        """Make the record say what it said then. Returns where to go next; None for the record's own page.

        Raises CannotRestore. An admin whose record is not changed directly does otherwise here: it opens a
        draft, say, and returns its address.
        """
        begin_history(whole_held(self.model, row.pk))
        restoring.restore(self.model, row.pk, then, request.user, reason)
        return None

    def would_change(self, row, held: Whole, then: Whole) -> list[Change]:
        """Return in words what `restore` would change. Raises CannotRestore where it cannot be done at all."""
        return told(steps_between(held, then))

    def bring_back(self, request, pk: int, reason: str) -> str | None:
        """Bring a deleted record back. Returns where to go next; None for its own page. Raises CannotRestore."""
        restoring.bring_back(self.model, pk, request.user, reason)
        return None

    def may_restore(self, request, row, steps: list[Step] | None = None) -> bool:
        """Say whether a person may go back to earlier versions of a record, or take just these steps back."""
        return self.has_change_permission(request, row) and may(request.user, steps or [])

    def may_bring_back(self, request) -> bool:
        """Say whether a person may bring deleted records back."""
        return self.has_add_permission(request)

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        pages = Paginator(edits_of(self.model, row.pk), EDITS_A_PAGE)
        page = pages.get_page(request.GET.get("p"))
        tell(page.object_list)
        context = self.about(request, row) | {
            "title": _("History of %(name)s") % {"name": row},
            "page": page,
            "asked": "",
            "page_range": pages.get_elided_page_range(page.number),
            "may_restore": self.may_restore(request, row),
        }
        return TemplateResponse(request, "admin/record/history.html", context | (extra_context or {}))

    def restore_view(self, request, object_id: int, number: int):
        with transaction.atomic():
            return self._restore_view(request, object_id, number)

    def _restore_view(self, request, object_id: int, number: int):
        rows = self.get_queryset(request)
        if request.method == "POST":
            rows = rows.select_for_update(of=("self",))
        row = rows.filter(pk=object_id).first()
        edit = next((edit for edit in edits_of(self.model, object_id) if edit.number == number), None)
        if row is None or edit is None:
            raise Http404
        if not self.may_restore(request, row):
            raise PermissionDenied
        held, then = whole_held(self.model, row.pk), whole_at(self.model, row.pk, edit.moment)
        steps = steps_between(held, then)
        form = self.reason_form(request.POST or None, initial={"opened": stamp(held)})
        reasons = (
            []
            if self.may_restore(request, row, steps)
            else [_("It would add or delete rows that you may not.")]
        )
        if request.method == "POST" and form.is_valid() and not reasons:
            if form.cleaned_data["opened"] != stamp(held):
                reasons = [_("The record was changed meanwhile: look again at what would change.")]
                form = self.reason_form(initial={"opened": stamp(held), "why": form.cleaned_data["why"]})
            else:
                try:
                    return self.restored(request, row, then, form.cleaned_data["why"])
                except CannotRestore as refusal:
                    reasons = refusal.reasons
        try:
            changes = self.would_change(row, held, then)
        except CannotRestore as refusal:
            changes, reasons = [], refusal.reasons
        return self.restore_page(request, row, edit, changes, form, reasons)

    def restored(self, request, row, then: Whole, reason: str):
        address = self.restore(request, row, then, reason)
        if address is None:
            self.message_user(request, _("The earlier version is back, as a new one."), messages.SUCCESS)
            address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        return HttpResponseRedirect(address)

    def restore_page(self, request, row, edit: Edit, changes: list[Change], form, reasons: list[str]):
        context = self.about(request, row) | {
            "title": _("Restore an earlier version of %(name)s") % {"name": row},
            "edit": edit,
            "changes": changes,
            "form": form,
            "reasons": reasons,
        }
        return TemplateResponse(request, "admin/record/restore.html", context)

    def about(self, request, row) -> dict:
        return self.admin_site.each_context(request) | {"opts": self.opts, "original": row}


def may(user, steps: list[Step]) -> bool:
    """Say whether a person may do each of these steps with its model."""
    needed = {
        f"{step.content.model._meta.app_label}.{RIGHTS.get(step.kind, 'change')}_{step.content.model._meta.model_name}"
        for step in steps
    }
    return user.has_perms(needed)
