from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from conferences import models, resources
from conferences.admin.disputed import Disputed
from csbm_catalog.admin import Listed, RecordInline
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
    verbose_name_plural = _("participants and observers")


class SideEvents(RecordInline):
    model = models.SideEvent


class Documents(Listed):
    model = models.Document
    fields = ["title", "kind", "symbol"]
    verbose_name_plural = _("documents and papers")


@admin.register(models.Conference)
class ConferenceAdmin(WithFiles, Disputed):
    file_resources = [resources.ConferenceResource]
    disputed_as = "conferences"
    list_display = ["short_name", "kind", "city", "host", "start", "participants_stated"]
    list_display_links = ["short_name"]
    list_filter = ["kind"]
    list_select_related = ["host"]
    search_fields = ["name", "short_name", "city", "host_name"]
    autocomplete_fields = ["host", "organizations"]
    fieldsets = [
        (None, {"fields": ["short_name", "name", "slug", "kind"]}),
        (
            _("When and where"),
            {
                "fields": ["start", "end", "date_precision", "city", "host", "host_name"],
                "description": _("Where only the year or the month is known, say so in the precision."),
            },
        ),
        (_("What it was for"), {"fields": ["mandate", "structure"]}),
        (
            _("Who took part"),
            {
                "fields": ["participants_stated", "participants_note", "observers_note", "organizations"],
                "description": _(
                    "The states themselves stand below. A number is that of a source, not a count of the rows."
                ),
            },
        ),
    ]

    def get_inlines(self, request, conference):
        own = [Bodies, Officers, Participations, SideEvents, ConferenceCitations]
        return [*own, Documents] if conference else own
