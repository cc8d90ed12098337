"""Who took part in a meeting: the states, and those that held an office."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from conferences.models.meetings import Conference
from conferences.models.sources import Source
from conferences.models.states import State
from csbm_catalog.evidence import Evidence
from csbm_catalog.models import Record, RecordQuerySet
from csbm_catalog.numbers import at_most_three_digits, three_digits
from csbm_catalog.search.index import Searchable


class Officer(Searchable, Record):
    """An office at a meeting and the state that held it, with the person where a source names one."""

    class Rank(models.TextChoices):
        CHAIR = "chair", _("chair")
        COMMITTEE_CHAIR = "committee-chair", _("chair of a committee")
        FIRST_VICE_CHAIR = "first-vice-chair", _("first vice-chair")
        SECOND_VICE_CHAIR = "second-vice-chair", _("second vice-chair")
        VICE_CHAIR = "vice-chair", _("vice-chair")
        RAPPORTEUR = "rapporteur", _("rapporteur")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="officers")
    rank = models.CharField(_("rank"), max_length=20, choices=Rank)
    title = models.CharField(_("title"), max_length=150, help_text=_("The office as the source names it."))
    state = models.ForeignKey(State, models.PROTECT, verbose_name=_("state"), related_name="offices")
    person = models.CharField(
        _("person"), max_length=120, blank=True, help_text=_("Empty where it is not known.")
    )
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence)
    note = models.TextField(_("note"), blank=True)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        verbose_name=_("source of the office"),
        null=True,
        blank=True,
        related_name="offices",
    )
    person_source = models.ForeignKey(
        Source, models.PROTECT, verbose_name=_("source of the name"), null=True, blank=True, related_name="persons",
        help_text=_("Where the person is named, if that is another source."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=0, validators=[at_most_three_digits])
    search_kind = "officer"
    natural_key_fields = ("conference", "title")

    class Meta:
        ordering = ["conference__start", "position", "pk"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            UniqueConstraint(fields=["conference", "title"], name="officer_unique"),
            CheckConstraint(condition=~Q(title=""), name="officer_has_title"),
            CheckConstraint(
                condition=~Q(evidence=Evidence.SOURCE) | Q(source__isnull=False),
                name="officer_source_known",
                violation_error_message=_("An office that was read in a source names the source."),
            ),
            CheckConstraint(condition=Q(evidence__in=Evidence.values), name="officer_evidence_valid"),
            three_digits("position", "officer_position_short"),
        ]

    def __str__(self):
        return f"{self.person or self.state}, {self.title}"

    def get_absolute_url(self):
        return f"{self.conference.get_absolute_url()}#officers"

    @classmethod
    def searched(cls):
        return cls.objects.select_related("conference", "state")

    def search_words(self):
        return {
            "title": f"{self.person} {self.title}",
            "heading": self.state.name,
            "place": f"{self.conference.short_name}",
        }


class ParticipationQuerySet(RecordQuerySet):
    def participants(self):
        return self.filter(role=Participation.Role.PARTICIPANT)

    def observers(self):
        return self.filter(role=Participation.Role.OBSERVER)


class Participation(Record):
    """That a state is recorded as taking part in a meeting, or as observing it."""

    class Role(models.TextChoices):
        PARTICIPANT = "participant", _("participant")
        OBSERVER = "observer", _("observer")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="participations")
    state = models.ForeignKey(State, models.PROTECT, verbose_name=_("state"), related_name="participations")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    name_as_printed = models.CharField(
        _("name as printed"), max_length=100, blank=True, help_text=_("As the source of the list spells it.")
    )
    objects = ParticipationQuerySet.as_manager()
    natural_key_fields = ("conference", "state")

    class Meta:
        ordering = ["conference__start", "state__name"]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            UniqueConstraint(fields=["conference", "state"], name="participation_unique"),
            CheckConstraint(
                condition=Q(role__in=["participant", "observer"]), name="participation_role_valid"
            ),
        ]

    def __str__(self):
        return f"{self.state}, {self.get_role_display()}, {self.conference}"

    def clean(self):
        is_member = self.state_id and self.state.is_member
        if self.role == self.Role.PARTICIPANT and self.state_id and not is_member:
            raise ValidationError({"role": _("Only member states take part; others observe.")})
