"""Texts that were brought in: the paper, what was made of it, and whether it was taken back."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from conferences.models import Document, Source


class TextImportQuerySet(models.QuerySet):
    def named(self):
        """Fetch what an import is called and where it stands, without the paper, which may be large."""
        return self.select_related("document").defer(*TextImport.LARGE)


class TextImport(models.Model):
    """One import into the record: of the paper of a document, or of a file of measures.

    Correcting a paper takes a while: what was read and how it was corrected is kept here until it is
    applied as drafts, so that nothing is lost on the way.
    """

    class Kind(models.TextChoices):
        PAPER = "paper", _("text of a document")
        RECORDS = "records", _("file of records")

    class State(models.TextChoices):
        OPEN = "open", _("being corrected")
        APPLIED = "applied", _("applied as drafts")
        PARTLY = "partly", _("partly undone")
        UNDONE = "undone", _("undone")
        DISCARDED = "discarded", _("discarded")

    UNDOABLE = (State.APPLIED, State.PARTLY)
    LARGE = ("content", "report")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PAPER)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("document"), null=True, blank=True, related_name="imports"
    )
    source = models.ForeignKey(
        Source, models.SET_NULL, verbose_name=_("source"), null=True, blank=True, related_name="imports"
    )
    source_is_new = models.BooleanField(
        _("source is new"), default=False, help_text=_("The record had no such source before this import.")
    )
    sent_by_reader = models.ForeignKey(
        "measures.ReaderReport", models.SET_NULL, verbose_name=_("report of a reader"), null=True, blank=True,
        related_name="imports", help_text=_("The report with which a reader sent the paper."),
    )  # fmt: skip
    name = models.CharField(_("file"), max_length=200, blank=True, help_text=_("Empty where it was pasted."))
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True)
    content = models.JSONField(_("content"), default=dict, help_text=_("What was read, as corrected."))
    report = models.JSONField(_("report"), default=dict, help_text=_("What was found, missing and odd."))
    version = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("begun by"), related_name="+"
    )
    correctors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("corrected by"), blank=True, related_name="+"
    )
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("undone by"), null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    objects = TextImportQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            CheckConstraint(
                condition=~Q(kind="paper") | Q(document__isnull=False), name="import_of_paper_has_document"
            ),
            CheckConstraint(condition=Q(kind__in=["paper", "records"]), name="import_kind_valid"),
            CheckConstraint(
                condition=Q(state__in=["open", "applied", "partly", "undone", "discarded"]),
                name="import_state_valid",
            ),
        ]

    def __str__(self):
        """Tell one import from another of the same document on the same day."""
        what = self.document or self.get_kind_display()
        return f"{what}: {self.name or _('pasted')}, {self.begun_at:%Y-%m-%d %H:%M}"
