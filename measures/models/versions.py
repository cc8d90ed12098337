"""The versions of a draft: whatever was saved in it stays readable and can be brought back."""

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _

from csbm_catalog.history.kept import KeptVersion
from measures.models.drafts import MeasureDraft


class DraftVersion(KeptVersion):
    """All that a draft says from one save on, with its reason, by the names of `snapshots.FIELDS`."""

    draft = models.ForeignKey(MeasureDraft, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(
        _("version"), help_text=_("The version of the draft that it became.")
    )
    said = models.JSONField(_("what it says"))
    is_edit = models.BooleanField(
        _("edit"),
        default=False,
        help_text=_("A person wrote over what was there: undoing an import leaves that."),
    )

    class Meta(KeptVersion.Meta):
        verbose_name = _("version of a draft")
        verbose_name_plural = _("versions of drafts")
        constraints = [UniqueConstraint(fields=["draft", "number"], name="draft_version_unique")]

    def __str__(self):
        return f"{self.draft}, {self.history_date:%Y-%m-%d %H:%M}"

    @classmethod
    def subject(cls):
        return MeasureDraft

    @classmethod
    def told(cls, numbers):
        from measures.drafting.versions import told  # after the models, which it compares

        return told(cls.objects.filter(pk__in=numbers))
