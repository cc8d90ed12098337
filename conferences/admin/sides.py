"""The sides of a discrepancy: at least two, and at most one of them shown, with the reason for it.

One that was shipped with a single side, the slip of a page, can be edited as it is.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferences.models import DiscrepancySide
from csbm_catalog.admin import RecordFormSet, RecordInline


class SidesFormSet(RecordFormSet):
    def clean(self):
        super().clean()
        sides = [form for form in self.forms if form not in self.deleted_forms and self.is_filled(form)]
        if any(form.errors for form in sides):
            return
        shown = [form for form in sides if form.cleaned_data.get("is_shown")]
        if len(sides) < self.needed:
            raise ValidationError(
                _("Sources disagree only where there are at least two sides: add what each says.")
            )
        if len(shown) > 1:
            raise ValidationError(_("The catalogue can follow one side only: mark one as shown, or none."))
        if shown and not self.instance.reason:
            raise ValidationError(_("Say above why the side that is shown is shown."))

    @property
    def needed(self) -> int:
        return 1 if self.instance.pk and self.instance.sides.count() == 1 else 2

    def is_filled(self, form) -> bool:
        return form.instance.pk is not None or form.has_changed()

    def save(self, commit=True):
        """Put new sides after those that are there."""
        rows = super().save(commit=commit)
        last = max((side.position for side in self.get_queryset()), default=0)
        for place, side in enumerate((row for row in rows if row.pk is None), start=last + 1):
            side.position = place
        return rows


class Sides(RecordInline):
    model = DiscrepancySide
    formset = SidesFormSet
    fields = ["text", "source", "is_shown"]
    autocomplete_fields = ["source"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 2
