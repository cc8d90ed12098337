"""The history of a draft: every version of it with who, when and why, and the way back to any of them."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csbm_catalog.admin import CatalogueAdmin
from csbm_catalog.history.restoring import CannotRestore
from measures.drafting.comparing import Names, differences
from measures.drafting.editing import Overtaken
from measures.drafting.returning import go_back_to
from measures.drafting.versions import said_by, steps_to
from measures.models import DraftVersion, MeasureDraft

VERSIONS_A_PAGE = 20


class BackForm(forms.Form):
    """Why an earlier version comes back, and the version of the draft that was read."""

    opened = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text=gettext_lazy("Kept in the history of the draft, for editors only."),
    )  # fmt: skip


class Keeping(CatalogueAdmin):
    """An admin with the pages of the versions of drafts."""

    def version_urls(self):
        view = self.admin_site.admin_view(self.version)
        return [path("<int:pk>/history/<int:number>/", view, name="measures_measuredraft_version")]

    def history_view(self, request, object_id, extra_context=None):
        draft = self.get_object(request, object_id)
        if draft is None:
            raise Http404
        if not self.has_view_permission(request, draft):
            raise PermissionDenied
        versions = DraftVersion.objects.filter(draft=draft)
        pages = Paginator(versions, VERSIONS_A_PAGE)
        page = pages.get_page(request.GET.get("p"))
        numbers = [version.pk for version in page.object_list]
        context = {
            "title": _("History of a draft"),
            "subtitle": str(draft),
            "draft": draft,
            "page": page,
            "page_range": pages.get_elided_page_range(page.number),
            "asked": "",
            "steps": steps_to(versions.filter(pk__in=numbers)),
            "may_restore": self.may_restore(request, draft),
        }
        return self.shown_version(request, "history", context)

    def version(self, request, pk, number):
        """Show an earlier version beside what the draft says now, and bring it back."""
        versions = DraftVersion.objects.select_related("draft__document", "draft__measure", "history_user")
        version = get_object_or_404(versions, draft=min(pk, 2**31 - 1), number=min(number, 2**31 - 1))
        draft = version.draft
        if not self.may_restore(request, draft):
            raise PermissionDenied
        form = BackForm(request.POST or None, initial={"opened": draft.version})
        if request.method != "POST":
            return self.version_page(request, version, form)
        if not form.is_valid():
            return self.version_page(request, version, form, status=422)
        try:
            back = go_back_to(version, request.user, form.cleaned_data["why"], form.cleaned_data["opened"])
        except CannotRestore as refusal:
            return self.version_page(request, version, form, refusal.reasons, 409)
        except Overtaken:
            version.draft = draft = MeasureDraft.objects.select_related("document", "measure").get(pk=pk)
            form = BackForm(initial={"opened": draft.version, "why": form.cleaned_data["why"]})
            reasons = [_("The draft was changed meanwhile: look again at what would change.")]
            return self.version_page(request, version, form, reasons, 409)
        told = (
            _("The earlier version is back, as a new one.")
            if back == draft
            else _("Another draft says that.")
        )
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:measures_measuredraft_review", args=[back.pk]))

    def may_restore(self, request, draft) -> bool:
        """Say whether this person may: where the draft is closed, that begins another."""
        may_begin = draft.is_open or self.has_add_permission(request)
        return may_begin and self.has_change_permission(request, draft)

    def version_page(self, request, version, form, reasons=(), status=200):
        now = said_by(version.draft)
        context = {
            "title": _("Restore an earlier version of a draft"),
            "subtitle": str(version.draft),
            "draft": version.draft,
            "version": version,
            "differences": differences(now, version.said, Names([now, version.said])),
            "form": form,
            "reasons": reasons,
        }
        return self.shown_version(request, "restore", context, status)

    def shown_version(self, request, name, context, status=200):
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/measures/measuredraft/{name}.html", context, status=status)
