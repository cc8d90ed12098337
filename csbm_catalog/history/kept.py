"""Versions that are kept whole: the history of what waits beside the record and is no row of it."""

from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csbm_catalog.history.changes import ADDED, CHANGED, Change
from csbm_catalog.models import Frozen


class KeptVersion(Frozen):
    """What one row says from then on, who wrote it and why.

    The columns are named as in the history of the record, so that one log can be asked about both.
    """

    history_id = models.BigAutoField(primary_key=True)
    history_date = models.DateTimeField(_("when"), default=timezone.now)
    history_type = models.CharField(
        _("change"), max_length=1, choices=[(ADDED, _("added")), (CHANGED, _("changed"))]
    )
    history_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="+"
    )
    history_change_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        abstract = True
        ordering = ["-history_id"]
        default_permissions = ("view",)

    @classmethod
    def subject(cls) -> type[models.Model]:
        """Return the model whose rows have these versions."""
        raise NotImplementedError

    @classmethod
    def told(cls, numbers: Iterable[int]) -> list[tuple["KeptVersion", Change]]:
        """Return the versions with these numbers, each with what it changed in words."""
        raise NotImplementedError


@cache
def kept_models() -> tuple[type[KeptVersion], ...]:
    """Return every model of such versions."""
    return tuple(model for model in apps.get_models() if issubclass(model, KeptVersion))
