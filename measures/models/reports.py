"""What readers write to the editors: an error on a page, or a paper that the record lacks."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from measures.models.content import KEY_LETTERS
from measures.models.drafts import MeasureDraft


def report_key() -> str:
    return "".join(secrets.choice(KEY_LETTERS) for _letter in range(8))


class ReaderReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ReaderReport.State.OPEN)


class ReaderReport(models.Model):
    """One report of a reader, who has no account; the address is kept only until the report is closed."""

    class Kind(models.TextChoices):
        ERROR = "error", _("an error")
        PAPER = "paper", _("a paper that is missing")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    key = models.CharField(_("reference"), max_length=12, unique=True, default=report_key, editable=False)
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind, default=Kind.ERROR)
    page = models.CharField(_("page"), max_length=500, blank=True)
    what = models.TextField(_("what is wrong"))
    where = models.TextField(_("where it stands"), blank=True)
    address = models.EmailField(_("address for an answer"), blank=True)
    file_name = models.CharField(_("file"), max_length=150, blank=True)
    file = models.BinaryField(null=True, blank=True, editable=False)
    file_size = models.PositiveIntegerField(default=0, editable=False, help_text=_("In bytes."))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    draft = models.ForeignKey(
        MeasureDraft, models.SET_NULL, verbose_name=_("draft"), null=True, blank=True, related_name="reports",
        help_text=_("The draft that deals with it."),
    )  # fmt: skip
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("What the reader is told, where there is an address.")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reason = models.CharField(_("closed because"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("handled by"), null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    objects = ReaderReportQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("report of a reader")
        verbose_name_plural = _("reports of readers")
        constraints = [
            CheckConstraint(condition=~Q(what=""), name="report_says_what"),
            CheckConstraint(condition=Q(kind__in=["error", "paper"]), name="report_kind_valid"),
            CheckConstraint(condition=Q(state__in=["open", "closed"]), name="report_state_valid"),
            CheckConstraint(
                condition=~Q(state="closed") | (~Q(reason="") & Q(closed_at__isnull=False)),
                name="report_closed_with_reason",
                violation_error_message=_("A report is closed with a reason."),
            ),
        ]

    def __str__(self):
        return f"{self.key}: {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
