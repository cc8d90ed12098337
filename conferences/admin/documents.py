from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from conferences import models, resources
from conferences.admin.disputed import Disputed
from conferences.models.documents import Level
from csbm_catalog.admin import RecordAdmin, RecordForm, RecordInline
from csbm_catalog.files.pages import WithFiles


class DocumentCitations(RecordInline):
    model = models.DocumentCitation
    autocomplete_fields = ["source"]


class DocumentForm(RecordForm):
    levels = forms.MultipleChoiceField(
        label=_("Levels"),
        required=False,
        choices=Level.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The levels at which the document asks for its measures; none where it names none."),
    )


@admin.register(models.Document)
class DocumentAdmin(WithFiles, Disputed):
    file_resources = [resources.DocumentResource]
    disputed_as = "documents"
    form = DocumentForm
    list_display = ["__str__", "kind", "symbol", "conference", "measures_stated"]
    list_filter = ["kind", "conference"]
    list_select_related = ["conference"]
    search_fields = ["title", "short_title", "symbol"]
    autocomplete_fields = ["conference"]
    inlines = [DocumentCitations]
    fieldsets = [
        (None, {"fields": ["title", "short_title", "slug", "kind", "conference", "position"]}),
        (_("Symbol"), {"fields": ["symbol", "symbol_evidence", "symbol_note"]}),
        (_("Dates"), {"fields": ["adopted", "adopted_note", "issued", "dated"]}),
        (
            _("What it lists"),
            {
                "fields": ["measures_stated", "measures_stated_note", "levels", "voluntary"],
                "description": _("For documents that list measures; a paper lists none."),
            },
        ),
        (_("Note"), {"fields": ["note"]}),
    ]


@admin.register(models.Source)
class SourceAdmin(RecordAdmin):
    list_display = ["url", "title"]
    list_filter = [("link_check__result", admin.ChoicesFieldListFilter)]
    search_fields = ["url", "title"]
