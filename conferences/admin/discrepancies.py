"""Where sources disagree: recorded from the record it concerns, resolved with a reason, opened again."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.admin.discrepancy_forms import DecisionForm, concerns_anything, form_for, whole_of
from conferences.admin.sides import Sides
from conferences.models import Discrepancy
from csbm_catalog.admin import RecordAdmin, Tool
from csbm_catalog.history import explained
from csbm_catalog.history.restoring import CannotRestore
from csbm_catalog.history.whole import links_from_above, stamp, whole_held
from csbm_catalog.history.writing import begin_history


class IsOpen(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("open")), ("resolved", _("resolved"))]

    def queryset(self, request, queryset):
        if self.value() in ("open", "resolved"):
            return queryset.filter(resolved_at__isnull=self.value() == "open")
        return queryset


@admin.register(Discrepancy)
class DiscrepancyAdmin(RecordAdmin):
    list_display = ["topic", "is_open", "resolved_at"]
    list_filter = [IsOpen]
    search_fields = ["topic", "reason", "resolution"]
    autocomplete_fields = ["conferences", "documents", "states"]
    prepopulated_fields = {"slug": ["topic"]}
    inlines = [Sides]

    @admin.display(boolean=True, description=gettext_lazy("open"))
    def is_open(self, discrepancy):
        return discrepancy.is_open

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/resolve/", wrap(self.resolve), name="conferences_discrepancy_resolve"),
            path("<int:object_id>/reopen/", wrap(self.reopen), name="conferences_discrepancy_reopen"),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request, discrepancy=None):
        return ["slug", "resolution", "resolved_at", "resolved_by"] if discrepancy else []

    def get_prepopulated_fields(self, request, discrepancy=None):
        return {} if discrepancy else self.prepopulated_fields

    def get_fieldsets(self, request, discrepancy=None):
        concerned = ["conferences", "documents", "states", *self.linkable(request)]
        sets = [
            (None, {"fields": ["topic", "fact", "slug", "reason"]}),
            (
                _("What it concerns"),
                {"fields": concerned, "description": _("The pages of these records show the disagreement.")},
            ),
        ]
        if discrepancy and not discrepancy.is_open:
            sets.append((_("Resolved"), {"fields": ["resolution", "resolved_at", "resolved_by"]}))
        return sets

    def linkable(self, request) -> dict:
        """Return the relations from above that this person may change."""
        return {
            name: relation
            for name, relation in links_from_above(Discrepancy).items()
            if request.user.has_perm(
                f"{relation.related_model._meta.app_label}.change_{relation.related_model._meta.model_name}"
            )
        }

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["form"] = form_for(self.linkable(request), obj)
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        for name in links_from_above(Discrepancy):
            value = request.GET.get(name, "")
            if value.isascii() and value.isdigit() and len(value) < 19:
                initial[name] = [int(value)]
        return initial

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for name, relation in self.linkable(request).items():
            held, chosen = set(getattr(form.instance, name).all()), set(form.cleaned_data[name])
            for record in held ^ chosen:
                begin_history(whole_held(type(record), record.pk))
                explained(record, request.user, form.cleaned_data["why"], request.moment)
                links = getattr(record, relation.field.name)
                (links.add if record in chosen else links.remove)(form.instance)

    def tools(self, request, discrepancy):
        deed = "resolve" if discrepancy.is_open else "reopen"
        label = _("Resolve…") if discrepancy.is_open else _("Open again…")
        if not self.has_change_permission(request, discrepancy):
            return []
        return [Tool(label, reverse(f"admin:conferences_discrepancy_{deed}", args=[discrepancy.pk]))]

    def resolve(self, request, object_id: int):
        """Close a discrepancy: how it was settled is shown on the public pages."""
        with transaction.atomic():
            return self.decide(request, object_id, resolves=True)

    def reopen(self, request, object_id: int):
        """Open a discrepancy again; how it was settled stays in its history."""
        with transaction.atomic():
            return self.decide(request, object_id, resolves=False)

    def decide(self, request, object_id: int, resolves: bool):
        discrepancy = Discrepancy.objects.select_for_update().filter(pk=object_id).first()
        if discrepancy is None:
            raise Http404
        if not self.has_change_permission(request, discrepancy):
            raise PermissionDenied
        done = reverse("admin:conferences_discrepancy_change", args=[object_id])
        now, is_done = stamp(whole_of(discrepancy)), discrepancy.is_open != resolves
        form, reasons = DecisionForm(request.POST or None, initial={"opened": now}, resolves=resolves), []
        if is_done and request.method != "POST":
            self.message_user(request, _("It is so already."), messages.INFO)
            return HttpResponseRedirect(done)
        if request.method == "POST" and form.is_valid():
            if form.cleaned_data["opened"] == now and not is_done:
                self.write(request, discrepancy, form.cleaned_data["why"], resolves)
                return HttpResponseRedirect(done)
            reasons = [
                _("Someone else changed it after you opened this page: look again at what it says now.")
            ]
            form = DecisionForm(initial={"opened": now, "why": form.cleaned_data["why"]}, resolves=resolves)
        context = self.about(request, discrepancy) | {
            "title": _("Resolve a discrepancy") if resolves else _("Open a discrepancy again"),
            "form": form,
            "reasons": reasons,
            "is_done": is_done,
            "deed": _("Resolve it") if resolves else _("Open it again"),
            "sides": discrepancy.sides.select_related("source"),
        }
        return TemplateResponse(request, "admin/conferences/discrepancy/decide.html", context)

    def restore(self, request, row, then, reason):
        with transaction.atomic():
            is_to_concern = concerns_anything(row)
            address = super().restore(request, row, then, reason)
            if is_to_concern and not concerns_anything(row):
                raise CannotRestore([_("It would concern nothing any more: say first what it concerns.")])
        return address

    def write(self, request, discrepancy: Discrepancy, why: str, resolves: bool):
        begin_history(whole_held(Discrepancy, discrepancy.pk))
        discrepancy.resolution = why if resolves else ""
        discrepancy.resolved_at = timezone.now() if resolves else None
        discrepancy.resolved_by = request.user if resolves else None
        explained(discrepancy, request.user, why).save()
        done = _("The discrepancy is resolved.") if resolves else _("The discrepancy is open again.")
        self.message_user(request, done, messages.SUCCESS)
