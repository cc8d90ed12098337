"""What administrators keep for the desk: markings in their order, and offices with their logos."""

from base64 import b64encode

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from csbm_catalog.numbers import at_most_three_digits, three_digits


class MarkingManager(models.Manager):
    def lowest(self):
        """Return the marking that says the least, of which there is always one."""
        return self.first() or self.create(rank=0, name="Unmarked")


class Marking(models.Model):
    """Who may read a packet; a higher rank is for fewer."""

    name = models.CharField(
        _("name"), max_length=60, unique=True, help_text=_("As printed at the top and bottom of each page.")
    )
    rank = models.PositiveSmallIntegerField(
        _("rank"),
        unique=True,
        validators=[at_most_three_digits],
        help_text=_("The higher, the fewer may read it. Rank 0 is not printed."),
    )
    objects = MarkingManager()

    class Meta:
        ordering = ["rank"]
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        constraints = [
            CheckConstraint(condition=~Q(name=""), name="marking_has_name"),
            three_digits("rank", "marking_rank_short"),
        ]

    def __str__(self):
        return self.name

    @property
    def printed(self) -> str:
        """Return the words for the page: none where the lowest rank says that anyone may read it."""
        return self.name if self.rank else ""


class Office(models.Model):
    """An office that issues packets."""

    name = models.CharField(_("name"), max_length=150, unique=True, help_text=_("As printed on the cover."))
    logo = models.BinaryField(_("logo"), blank=True, default=b"", help_text=_("A PNG."))
    logo_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            CheckConstraint(condition=~Q(name=""), name="office_has_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def logo_address(self) -> str:
        """Return the logo as a data: address, for files that stand alone; nothing where there is none."""
        return f"data:image/png;base64,{b64encode(bytes(self.logo)).decode()}" if self.logo else ""
