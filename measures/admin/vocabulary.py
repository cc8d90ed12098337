"""What measures and packets are described with: themes, markings, offices."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from csbm_catalog.admin import OpenedAdmin, OpenedForm, RecordAdmin
from csbm_catalog.admin.deleting import linked_to
from csbm_catalog.files.pages import WithFiles
from measures import models, resources
from measures.drafting.reliance import open_drafts_with
from measures.packets.logos import MAX_BYTES, set_logo


@admin.register(models.Theme)
class ThemeAdmin(WithFiles, RecordAdmin):
    file_resources = [resources.ThemeResource]
    list_display = ["name", "description"]
    search_fields = ["name", "description"]

    def get_deleted_objects(self, objs, request):
        """Add the open drafts that have the theme: they would lose it without a word."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        drafts = [draft for theme in objs for draft in open_drafts_with(theme)]
        relying = [format_html("{}: {}", _("Draft"), linked_to(draft)) for draft in drafts]
        return deleted, counts, lacking, [*protected, *relying]


@admin.register(models.Marking)
class MarkingAdmin(OpenedAdmin):
    list_display = ["name", "rank"]


class OfficeForm(OpenedForm):
    """An office, with a picture to replace its logo."""

    picture = forms.FileField(
        label=_("Logo"), required=False, help_text=_("A PNG of at most 300 kB; it is printed on the cover.")
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = models.Office
        fields = ["name"]

    def clean_picture(self):
        """Put the picture into the office: what is no PNG is refused beside its field."""
        if picture := self.cleaned_data["picture"]:
            set_logo(self.instance, picture.read(MAX_BYTES + 1))
        return picture

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("remove_logo"):
            self.instance.logo, self.instance.logo_digest = b"", ""
        return cleaned


@admin.register(models.Office)
class OfficeAdmin(OpenedAdmin):
    form = OfficeForm
    list_display = ["name", "has_logo"]

    @admin.display(boolean=True, description=_("logo"))
    def has_logo(self, office):
        return bool(office.logo_digest)
