"""What every admin page of the record has in common."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

MAX_SEARCH = 200

admin.site.site_header = _("CSBM Catalogue")
admin.site.site_title = _("CSBM Catalogue")
admin.site.index_title = _("The record")


def offered_by(list_filter) -> str:
    """Return the lookup of a filter: its own parameter, or a field by itself or first of a pair."""
    if isinstance(list_filter, type):
        return getattr(list_filter, "parameter_name", "")
    return list_filter if isinstance(list_filter, str) else list_filter[0]


class RecordAdmin(admin.ModelAdmin):
    """An admin that answers only the lookups it offers itself, so that no address can ask for more."""

    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup, value, request):
        offered = {offered_by(one) for one in self.get_list_filter(request)}
        return any(
            lookup in (name, f"{name}__exact", f"{name}__id__exact", f"{name}__isnull") for name in offered
        )

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term[:MAX_SEARCH])


class RecordInline(admin.TabularInline):
    extra = 0
    show_change_link = True
