"""Sources, and what was read in them."""

from urllib.parse import urlsplit

from django.core.validators import URLValidator
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from csbm_catalog.models import Record
from csbm_catalog.numbers import at_most_three_digits, three_digits


class Source(Record):
    """A page on the web from which the record was taken."""

    url = models.URLField(
        _("address"), max_length=500, unique=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    title = models.CharField(
        _("title"), max_length=300, blank=True, help_text=_("Empty where it is not known.")
    )
    natural_key_fields = ("url",)

    class Meta:
        ordering = ["url"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            CheckConstraint(
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
                name="source_url_is_http",
                violation_error_message=_("An address begins with http:// or https://."),
            )
        ]

    def __str__(self):
        return self.title or self.url

    @property
    def host(self):
        """Return whose page it is, as far as its address tells: `www.oas.org`."""
        return urlsplit(self.url).netloc


class Reading(models.Model):
    """That a source was read, and what was read in it."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="%(class)ss")
    read = models.CharField(
        _("what was read"),
        max_length=300,
        blank=True,
        help_text=_("How much of the source was seen, in a few words."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, validators=[at_most_three_digits])

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [three_digits("position", "%(class)s_position_short")]

    def __str__(self):
        return f"{self.source}: {self.read}"


class Citation(Reading, Record):
    """A reading for one record: the subclass says for which."""

    class Meta(Reading.Meta):
        abstract = True
