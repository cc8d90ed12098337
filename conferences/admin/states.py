from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from conferences import models, resources
from conferences.admin.disputed import Disputed
from csbm_catalog.admin import RecordAdmin
from csbm_catalog.files.pages import WithFiles


@admin.register(models.State)
class StateAdmin(WithFiles, Disputed):
    file_resources = [resources.StateResource]
    disputed_as = "states"
    list_display = ["name", "code", "subregion", "member_from", "member_until"]
    list_filter = ["subregion"]
    search_fields = ["name", "code", "iso3"]
    fieldsets = [
        (None, {"fields": ["name", "code", "iso3", "subregion"]}),
        (_("Membership of the OAS"), {"fields": ["member_from", "member_until"]}),
        (_("Note"), {"fields": ["note"]}),
    ]


@admin.register(models.Organization)
class OrganizationAdmin(RecordAdmin):
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]
