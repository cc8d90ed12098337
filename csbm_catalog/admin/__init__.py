"""What every admin page of the catalogue has in common."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from csbm_catalog.admin.base import CatalogueAdmin, SteadySelectMultiple
from csbm_catalog.admin.forms import OpenedForm, RecordForm, RecordFormSet
from csbm_catalog.admin.inlines import Listed, RecordInline
from csbm_catalog.admin.opened import OpenedAdmin
from csbm_catalog.admin.records import RecordAdmin, Tool

admin.site.site_header = _("CSBM Catalogue")
admin.site.site_title = _("CSBM Catalogue")
admin.site.index_title = _("The record")

__all__ = [
    "CatalogueAdmin", "Listed", "OpenedAdmin", "OpenedForm", "RecordAdmin", "RecordForm", "RecordFormSet",
    "RecordInline", "SteadySelectMultiple", "Tool",
]  # fmt: skip
