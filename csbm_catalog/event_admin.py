"""What was done, in the admin: to be read, narrowed down and taken away, and never changed."""

from datetime import timedelta

from django.contrib import admin
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csbm_catalog.admin import CatalogueAdmin
from csbm_catalog.events import Deed, Event, note
from csbm_catalog.exports import csv_lines, download


class Since(admin.SimpleListFilter):
    title = _("when")
    parameter_name = "days"

    def lookups(self, request, model_admin):
        return [
            ("1", _("today and yesterday")),
            ("7", _("seven days")),
            ("31", _("a month")),
            ("366", _("a year")),
        ]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(at__gte=timezone.now() - timedelta(days=int(self.value())))


@admin.register(Event)
class EventAdmin(CatalogueAdmin):
    list_display = ["at", "who", "deed", "about", "address"]
    list_display_links = None
    list_filter = [Since, "deed"]
    search_fields = ["who", "about"]
    change_list_template = "admin/csbm_catalog/event/change_list.html"
    columns = ["at", "who", "deed", "about", "address"]
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        export = path("export/", self.admin_site.admin_view(self.export), name="csbm_catalog_event_export")
        return [export, *super().get_urls()]

    def export(self, request):
        """Answer with the list in view as CSV, every page of it."""
        if not self.has_view_permission(request):
            return self.changelist_view(request)  # which refuses
        found = self.get_changelist_instance(request).get_queryset(request)
        note(request, Deed.EXPORTED, _("log of events"))
        return download(
            csv_lines(self.columns, map(row, found.iterator(chunk_size=500))), "text/csv", "events.csv"
        )

    def changelist_view(self, request, extra_context=None):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        address = reverse("admin:csbm_catalog_event_export") + query
        return super().changelist_view(request, {"export_address": address} | (extra_context or {}))


def row(event: Event) -> dict:
    return {
        "at": event.at.isoformat(timespec="seconds"),
        "who": event.who,
        "deed": event.deed,
        "about": event.about,
        "address": event.address,
    }
