from django.contrib import admin

from conferences import models, resources
from csbm_catalog.admin import RecordAdmin, RecordInline
from csbm_catalog.files.pages import WithFiles


class ConferenceCitations(RecordInline):
    model = models.ConferenceCitation
    autocomplete_fields = ["source"]


class Bodies(RecordInline):
    model = models.Body


class Officers(RecordInline):
    model = models.Officer
    autocomplete_fields = ["state", "source", "person_source"]


class Participations(RecordInline):
    model = models.Participation
    autocomplete_fields = ["state"]


class SideEvents(RecordInline):
    model = models.SideEvent


@admin.register(models.Conference)
class ConferenceAdmin(WithFiles, RecordAdmin):
    file_resources = [resources.ConferenceResource]
    list_display = ["short_name", "kind", "city", "start", "participants_stated"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "city"]
    autocomplete_fields = ["host", "organizations"]
    inlines = [Bodies, Officers, Participations, SideEvents, ConferenceCitations]


class DocumentCitations(RecordInline):
    model = models.DocumentCitation
    autocomplete_fields = ["source"]


@admin.register(models.Document)
class DocumentAdmin(WithFiles, RecordAdmin):
    file_resources = [resources.DocumentResource]
    list_display = ["__str__", "kind", "symbol", "conference", "measures_stated"]
    list_filter = ["kind"]
    list_select_related = ["conference"]
    search_fields = ["title", "short_title", "symbol"]
    autocomplete_fields = ["conference"]
    inlines = [DocumentCitations]


@admin.register(models.State)
class StateAdmin(WithFiles, RecordAdmin):
    file_resources = [resources.StateResource]
    list_display = ["name", "code", "subregion", "member_from", "member_until"]
    list_filter = ["subregion"]
    search_fields = ["name", "code"]


@admin.register(models.Organization)
class OrganizationAdmin(RecordAdmin):
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]


@admin.register(models.Source)
class SourceAdmin(RecordAdmin):
    list_display = ["url", "title"]
    search_fields = ["url", "title"]


class Sides(RecordInline):
    model = models.DiscrepancySide
    autocomplete_fields = ["source"]


@admin.register(models.Discrepancy)
class DiscrepancyAdmin(RecordAdmin):
    list_display = ["topic"]
    search_fields = ["topic", "reason"]
    autocomplete_fields = ["conferences", "documents", "states"]
    inlines = [Sides]
