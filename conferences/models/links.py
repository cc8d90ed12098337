"""Whether the addresses of the sources still answer."""

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from conferences.models.sources import Source


class LinkCheckQuerySet(models.QuerySet):
    def dead(self):
        return self.filter(result=LinkCheck.Result.DEAD)


class LinkCheck(models.Model):
    """What came of the last attempt to read a source; not part of the record, whose version it does not move."""

    class Result(models.TextChoices):
        ALIVE = "alive", _("answers")
        DEAD = "dead", _("is gone")
        CLOSED = "closed", _("does not let programs read it")
        SILENT = "silent", _("could not be reached")

    source = models.OneToOneField(Source, models.CASCADE, verbose_name=_("source"), related_name="link_check")
    result = models.CharField(_("result"), max_length=10, choices=Result)
    detail = models.CharField(
        _("detail"), max_length=200, blank=True, help_text=_("Status of the answer, or what went wrong.")
    )
    checked_at = models.DateTimeField(_("checked"))
    since = models.DateTimeField(_("so since"), help_text=_("When this result was first met in a row."))
    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["source__url"]
        verbose_name = _("check of an address")
        verbose_name_plural = _("checks of addresses")
        constraints = [
            CheckConstraint(
                condition=Q(result__in=["alive", "dead", "closed", "silent"]), name="link_check_result_valid"
            )
        ]

    def __str__(self):
        return f"{self.source.url} {self.get_result_display()}"
