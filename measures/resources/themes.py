from django.utils.translation import gettext_lazy as _

from csbm_catalog.files.resources import RecordResource
from measures.models import Theme


class ThemeResource(RecordResource):
    file_name = "themes"
    left_out = _("Not in the file: which measures have a theme; that is with the measures.")

    class Meta:
        model = Theme
        import_id_fields = ["slug"]
        fields = "slug name description".split()
