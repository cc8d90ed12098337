"""Meetings, their bodies and what was held beside them."""

from django.db import models
from django.db.models import CheckConstraint, Count, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conferences.models.sources import Citation, Source
from conferences.models.states import Organization, State
from csbm_catalog.dates import Precision, display_range, iso_date
from csbm_catalog.models import Record, RecordQuerySet
from csbm_catalog.numbers import at_most_three_digits, three_digits
from csbm_catalog.search.index import Searchable


class ConferenceQuerySet(RecordQuerySet):
    def with_participants_known(self):
        """Annotate how many participants are recorded, to hold against the number that a source states."""
        participants = Q(participations__role="participant")
        return self.annotate(participants_known=Count("participations", filter=participants)).order_by(
            "start",
            "slug",  # grouping drops the order of the model
        )


class Conference(Searchable, Record):
    """A meeting of states on confidence- and security-building measures."""

    class Kind(models.TextChoices):
        EXPERTS = "experts-meeting", _("meeting of experts")
        REGIONAL = "regional-conference", _("regional conference")
        SPECIAL = "special-conference", _("special conference")
        FORUM = "forum", _("forum")

    slug = models.SlugField(
        _("slug"), max_length=60, unique=True, help_text=_("Part of the address; never changed.")
    )
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    city = models.CharField(
        _("city"), max_length=100, blank=True, help_text=_("Empty where it is not known.")
    )
    host = models.ForeignKey(
        State, models.PROTECT, verbose_name=_("host state"), null=True, blank=True, related_name="hosted",
        help_text=_("Empty where an organization was the host."),
    )  # fmt: skip
    host_name = models.CharField(_("host as named"), max_length=150, blank=True)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    date_precision = models.CharField(
        _("precision of the dates"), max_length=5, choices=Precision, default=Precision.DAY,
        help_text=_("How much of the two dates is known; the rest of them is not shown."),
    )  # fmt: skip
    mandate = models.TextField(_("mandate"), blank=True)
    structure = models.TextField(_("structure"), blank=True)
    participants_stated = models.PositiveSmallIntegerField(
        _("participants stated"), null=True, blank=True, validators=[at_most_three_digits],
        help_text=_("How many states took part, as a source counts them; empty where no count was read."),
    )  # fmt: skip
    participants_note = models.TextField(_("note on the participants"), blank=True)
    observers_note = models.TextField(_("note on the observers"), blank=True)
    states = models.ManyToManyField(State, through="Participation", related_name="conferences")
    organizations = models.ManyToManyField(
        Organization, verbose_name=_("organizations"), blank=True, related_name="conferences"
    )
    sources = models.ManyToManyField(Source, through="ConferenceCitation", related_name="conferences")
    objects = ConferenceQuerySet.as_manager()
    search_kind = "conference"
    natural_key_fields = ("slug",)
    _history_m2m_fields = ("organizations",)

    class Meta:
        ordering = ["start", "slug"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            CheckConstraint(condition=~Q(name=""), name="conference_has_name"),
            CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="conference_ends_after_start",
                violation_error_message=_("A meeting does not end before it begins."),
            ),
            CheckConstraint(
                condition=Q(date_precision__in=Precision.values), name="conference_precision_valid"
            ),
            three_digits("participants_stated", "conference_participants_stated_short"),
        ]

    def __str__(self):
        return self.short_name

    def get_absolute_url(self):
        return reverse("conferences:conference", args=[self.slug])

    @property
    def when(self):
        """Return the dates as far as they are known: `3–4 February 2003`, `2008`."""
        return display_range(self.start, self.end, self.date_precision)

    @property
    def start_iso(self):
        return iso_date(self.start, self.date_precision)

    @property
    def where(self):
        """Return city and host, without naming either twice; empty where neither is known."""
        return ", ".join(part for part in (self.city, self.host.name if self.host else "") if part)

    @classmethod
    def searched(cls):
        return cls.objects.select_related("host").prefetch_related("organizations", "bodies", "side_events")

    def search_words(self):
        parts = [*self.organizations.all(), *self.bodies.all(), *self.side_events.all()]
        return {
            "title": f"{self.short_name} {self.name}",
            "heading": f"{self.where} {self.host_name}",
            "body": " ".join([self.mandate, self.structure, *map(str, parts)]),
            "place": f"{self.slug} {self.start.year}",
        }


class ConferenceCitation(Citation):
    conference = models.ForeignKey(Conference, models.CASCADE, related_name="citations")
    natural_key_fields = ("conference", "source")

    class Meta(Citation.Meta):
        constraints = [
            *Citation.Meta.constraints,
            UniqueConstraint(fields=["conference", "source"], name="conference_citation_unique"),
        ]
        verbose_name = _("source of the meeting")
        verbose_name_plural = _("sources of the meeting")


class Body(Record):
    """A committee or a working group of a meeting."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("committee")
        WORKING_GROUP = "working-group", _("working group")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="bodies")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=150)
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0, validators=[at_most_three_digits])
    natural_key_fields = ("conference", "name")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [
            UniqueConstraint(fields=["conference", "name"], name="body_unique"),
            CheckConstraint(condition=~Q(name=""), name="body_has_name"),
            three_digits("position", "body_position_short"),
        ]

    def __str__(self):
        return self.name


class SideEvent(Record):
    """What was held beside a meeting."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="side_events")
    title = models.CharField(_("title"), max_length=200)
    date = models.DateField(_("date"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    natural_key_fields = ("conference", "title")

    class Meta:
        ordering = ["date", "title"]
        verbose_name = _("side event")
        verbose_name_plural = _("side events")
        constraints = [
            UniqueConstraint(fields=["conference", "title"], name="side_event_unique"),
            CheckConstraint(condition=~Q(title=""), name="side_event_has_title"),
        ]

    def __str__(self):
        return self.title
