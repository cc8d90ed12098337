"""Texts that are brought in: their list, the form that begins one, and the page of each."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.admin.correcting import number_in
from measures.admin.finishing import Finishing
from measures.admin.import_forms import PaperForm
from measures.importing.correcting import begin
from measures.models import TextImport


@admin.register(TextImport)
class TextImportAdmin(Finishing):
    """An import is given up or undone, never deleted."""

    list_display = ["__str__", "state", "begun_by", "applied_at"]
    list_filter = [
        "state", "kind", ("document", admin.RelatedOnlyFieldListFilter),
        ("begun_by", admin.RelatedOnlyFieldListFilter),
    ]  # fmt: skip
    search_fields = ["name", "document__title", "begun_by__username"]
    ordering = ["-begun_at", "-pk"]
    actions = None

    def lookup_allowed(self, lookup, value, request):
        if lookup in ("document__id__exact", "begun_by__id__exact"):
            return bool(number_in(value))
        return lookup in ("state__exact", "kind__exact")

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .named()
            .select_related("source", "begun_by", "undone_by", "sent_by_reader")
            .defer("sent_by_reader__file")
        )

    def get_urls(self):
        return [*self.finishing_urls(), *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.has_perm("measures.add_measuredraft")

    def add_view(self, request, form_url="", extra_context=None):
        """Take a paper in; what was typed stays in the form where it is refused."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            report = number_in(request.GET.get("report")) or None
            return self.paper_page(request, PaperForm(initial={"report": report}))
        form = PaperForm(request.POST, request.FILES)
        if not form.is_valid() or form.paper is None:
            return self.paper_page(request, form, status=422)
        typed = form.cleaned_data
        import_ = begin(form.paper, typed["document"], typed["source"], request.user, **form.about)
        self.message_user(request, _("The paper is read: look at what was found, and correct it."))
        return HttpResponseRedirect(reverse("admin:measures_textimport_change", args=[import_.pk]))

    def paper_page(self, request, form, status=200):
        context = {"title": _("Import a text"), "form": form}
        return self.shown(request, "admin/measures/textimport/begin.html", context, status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        import_ = get_object_or_404(self.get_queryset(request), pk=number_in(object_id))
        if not self.has_view_permission(request, import_):
            raise PermissionDenied
        if import_.kind == TextImport.Kind.PAPER and (
            import_.state == TextImport.State.OPEN or request.method == "POST"
        ):
            return self.correct(request, import_)
        return self.finished_page(request, import_)
