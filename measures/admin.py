from django.contrib import admin

from csbm_catalog.admin import RecordAdmin, RecordInline
from measures import models


class Citations(RecordInline):
    model = models.MeasureCitation
    autocomplete_fields = ["source"]


class RelationsBack(RecordInline):
    model = models.MeasureRelation
    fk_name = "later"
    autocomplete_fields = ["earlier"]
    verbose_name_plural = "relations to earlier measures"


@admin.register(models.Measure)
class MeasureAdmin(RecordAdmin):
    list_display = ["title", "document", "number", "category", "type", "evidence"]
    list_filter = ["document", "category", "type", "evidence", "number_evidence"]
    list_select_related = ["document"]
    search_fields = ["title", "summary", "key"]
    autocomplete_fields = ["document", "themes", "based_on", "discrepancies", "verified_by"]
    inlines = [Citations, RelationsBack]

    def get_readonly_fields(self, request, measure=None):
        return ["key"] if measure else []


@admin.register(models.Theme)
class ThemeAdmin(RecordAdmin):
    list_display = ["name", "description"]
    search_fields = ["name", "description"]
