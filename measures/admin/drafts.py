"""Drafts in the admin: their list, and what can be done with many at once."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy, ngettext

from measures.admin.editing import DraftEditing
from measures.admin.filters import ImportFilter, StateFilter, WhoseFilter
from measures.admin.forms import is_key
from measures.admin.keeping import Keeping
from measures.admin.reviewing import Reviewing
from measures.drafting.beginning import open_draft_of
from measures.drafting.reviewing import NotPossible, NotReady, submit
from measures.models import Measure, MeasureDraft


class Queue(ChangeList):
    """The list of drafts: each leads to its page, where it is compared with what is published."""

    def url_for_result(self, result):
        return reverse("admin:measures_measuredraft_review", args=[result.pk])


@admin.register(MeasureDraft)
class DraftAdmin(DraftEditing, Reviewing, Keeping):
    """Drafts are given up rather than deleted: what was said about them stays.

    They are published where their differences are read, and not from the list.
    """

    list_display = ["__str__", "state", "author", "changed_at", "batch", "waits_for_a_look"]
    list_filter = [
        StateFilter,
        WhoseFilter,
        ("document", admin.RelatedOnlyFieldListFilter),
        ("batch", ImportFilter),
    ]
    search_fields = ["title", "summary", "key", "label"]
    actions = ["submit_chosen"]

    def lookup_allowed(self, lookup, value, request):
        if lookup in ("document__id__exact", "batch__id__exact"):
            return is_key(value)
        return lookup in ("state", "whose")

    def get_ordering(self, request):
        return ["document__position", "number", "pk"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .with_import()
            .select_related("document", "measure__document", "author")
        )

    def get_changelist(self, request, **kwargs):
        return Queue

    def get_urls(self):
        of = path(
            "of/<slug:key>/", self.admin_site.admin_view(self.draft_of), name="measures_measuredraft_of"
        )
        return [of, *self.review_urls(), *self.version_urls(), *super().get_urls()]

    def draft_of(self, request, key):
        """Lead to the draft that waits beside a measure, or to the form in which one begins."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not (measure := Measure.objects.filter(key=key).first()):
            raise Http404
        if draft := open_draft_of(measure):
            return HttpResponseRedirect(reverse("admin:measures_measuredraft_change", args=[draft.pk]))
        return HttpResponseRedirect(f"{reverse('admin:measures_measuredraft_add')}?measure={key}")

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("to be looked at"), boolean=True)
    def waits_for_a_look(self, draft):
        return bool(draft.doubts) or None

    @admin.action(description=gettext_lazy("Send to review"), permissions=["change"])
    def submit_chosen(self, request, queryset):
        sent = 0
        for draft in queryset.compared().in_order():
            try:
                submit(draft, request.user)
                sent += 1
            except (NotReady, NotPossible) as refusal:
                self.message_user(request, f"{draft}: {refusal}", messages.ERROR)
        self.message_user(request, sent_sentence(sent), messages.SUCCESS if sent else messages.WARNING)


def sent_sentence(count: int) -> str:
    return ngettext("%(count)d draft waits for review.", "%(count)d drafts wait for review.", count) % {
        "count": count
    }
