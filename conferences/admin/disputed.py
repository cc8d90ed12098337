"""Records about which sources may disagree: the way from their page to a new discrepancy."""

from django.urls import reverse
from django.utils.translation import gettext as _

from csbm_catalog.admin import RecordAdmin, Tool


class Disputed(RecordAdmin):
    """The admin of a record from which a discrepancy is recorded.

    `disputed_as` is the field of the discrepancy's form that links the two: `conferences`, `measures`.
    """

    disputed_as: str

    def tools(self, request, row):
        found = super().tools(request, row)
        if request.user.has_perm("conferences.add_discrepancy"):
            address = reverse("admin:conferences_discrepancy_add")
            found.append(Tool(_("Record a discrepancy"), f"{address}?{self.disputed_as}={row.pk}"))
        return found
