"""Where sources disagree: every side is kept, and one is shown with the reason for it."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Prefetch, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from conferences.models.documents import Document
from conferences.models.meetings import Conference
from conferences.models.sources import Source
from conferences.models.states import State
from csbm_catalog.models import Record, RecordQuerySet
from csbm_catalog.numbers import at_most_three_digits, three_digits


class Fact(models.TextChoices):
    """A fact that pages print, beside which they say that sources disagree."""

    DATE = "date", _("date")
    ISSUED = "issued", _("date of issue")
    PLACE = "place", _("place")
    HOST = "host", _("host")
    KIND = "kind", _("kind")
    TITLE = "title", _("name or title")
    SYMBOL = "symbol", _("symbol")
    MANDATE = "mandate", _("mandate")
    STRUCTURE = "structure", _("organization of the meeting")
    PARTICIPANTS = "participants", _("participants")
    OFFICERS = "officers", _("officers")
    MEASURES = "measures", _("number of measures")
    NUMBER = "number", _("number of the measure")
    HEADING = "heading", _("heading")
    WORDING = "wording", _("wording")


# Which facts the pages and files of each kind of record print, by the name of the link to it; papers are documents.
PRINTED = {
    "conferences": {
        Fact.DATE, Fact.PLACE, Fact.HOST, Fact.KIND, Fact.TITLE, Fact.MANDATE, Fact.STRUCTURE, Fact.PARTICIPANTS,
        Fact.OFFICERS,
    },
    "documents": {Fact.DATE, Fact.ISSUED, Fact.KIND, Fact.TITLE, Fact.SYMBOL, Fact.MEASURES},
    "papers": {Fact.DATE, Fact.KIND, Fact.TITLE, Fact.SYMBOL},
    "states": {Fact.TITLE, Fact.PARTICIPANTS, Fact.OFFICERS},
    "measures": {Fact.TITLE, Fact.NUMBER, Fact.HEADING, Fact.WORDING},
}  # fmt: skip


class DiscrepancyQuerySet(RecordQuerySet):
    def unresolved(self):
        return self.filter(resolved_at__isnull=True)

    def with_sides(self):
        return self.prefetch_related(Prefetch("sides", DiscrepancySide.objects.select_related("source")))


class Discrepancy(Record):
    """A fact on which sources disagree. A measure that it concerns points to it from its own side."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    topic = models.CharField(_("topic"), max_length=200)
    fact = models.CharField(
        _("fact"), max_length=12, choices=Fact, blank=True,
        help_text=_("Pages say beside this fact that sources disagree; empty where it is none in particular."),
    )  # fmt: skip
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why the side that is shown is shown."))
    conferences = models.ManyToManyField(
        Conference, verbose_name=_("meetings"), blank=True, related_name="discrepancies"
    )
    documents = models.ManyToManyField(
        Document, verbose_name=_("documents"), blank=True, related_name="discrepancies"
    )
    states = models.ManyToManyField(
        State, verbose_name=_("states"), blank=True, related_name="discrepancies",
        help_text=_("States of which one side says something that another does not."),
    )  # fmt: skip
    resolution = models.TextField(
        _("resolution"), blank=True, help_text=_("How it was settled; empty as long as it is open.")
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("resolved by"), null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    objects = DiscrepancyQuerySet.as_manager()
    natural_key_fields = ("slug",)
    _history_m2m_fields = ("conferences", "documents", "states")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("discrepancy")
        verbose_name_plural = _("discrepancies")
        constraints = [
            CheckConstraint(condition=~Q(topic=""), name="discrepancy_has_topic"),
            CheckConstraint(condition=Q(fact__in=["", *Fact.values]), name="discrepancy_fact_valid"),
            CheckConstraint(
                condition=Q(resolution="", resolved_at__isnull=True, resolved_by__isnull=True)
                | (~Q(resolution="") & Q(resolved_at__isnull=False, resolved_by__isnull=False)),
                name="discrepancy_resolved_whole",
                violation_error_message=_("How it was resolved, when and by whom come together."),
            ),
        ]

    def __str__(self):
        return self.topic

    @property
    def is_open(self):
        return self.resolved_at is None


class DiscrepancySide(Record):
    """What one source says."""

    discrepancy = models.ForeignKey(Discrepancy, models.CASCADE, related_name="sides")
    position = models.PositiveSmallIntegerField(_("position"), default=0, validators=[at_most_three_digits])
    text = models.TextField(_("what the source says"))
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="sides")
    is_shown = models.BooleanField(
        _("shown"), default=False, help_text=_("The side that the catalogue follows.")
    )
    natural_key_fields = ("discrepancy", "position")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("side")
        verbose_name_plural = _("sides")
        constraints = [
            UniqueConstraint(fields=["discrepancy", "position"], name="side_position_unique"),
            UniqueConstraint(fields=["discrepancy"], condition=Q(is_shown=True), name="one_side_shown"),
            CheckConstraint(condition=~Q(text=""), name="side_has_text"),
            three_digits("position", "side_position_short"),
        ]

    def __str__(self):
        return self.text
