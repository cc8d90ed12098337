"""The states of the Americas, those that observe, and the organizations that take part."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csbm_catalog.models import Record, RecordQuerySet
from csbm_catalog.numbers import YEARS, four_digits
from csbm_catalog.search.index import Searchable


class Subregion(models.TextChoices):
    NORTH = "North America", _("North America")
    CENTRAL = "Central America", _("Central America")
    CARIBBEAN = "Caribbean", _("Caribbean")
    SOUTH = "South America", _("South America")
    OUTSIDE = "Outside the Americas", _("Outside the Americas")


def group_by_subregion(records, state_of):
    """Return (name of a subregion, its records) in the order of the subregions, the empty ones left out."""
    groups = {subregion: [] for subregion in Subregion}
    for record in records:
        groups[Subregion(state_of(record).subregion)].append(record)
    return [(subregion.label, found) for subregion, found in groups.items() if found]


class StateQuerySet(RecordQuerySet):
    def members(self):
        """Keep the states that have joined the OAS, also where their membership has since ended."""
        return self.filter(member_from__isnull=False)

    def observers(self):
        return self.filter(member_from__isnull=True)

    def taking_part_in(self, conference):
        """Keep the states that are recorded as participants of a meeting; none where there is no meeting."""
        return self.filter(participations__conference=conference, participations__role="participant")

    def by_subregion(self):
        """Return (subregion, states) in the order of the subregions, those without a state left out."""
        return group_by_subregion(self, lambda state: state)


class State(Searchable, Record):
    """A member state of the OAS, or a state that is recorded as observing."""

    code = models.CharField(
        _("ISO code"), max_length=2, unique=True, validators=[RegexValidator(r"^[A-Z]{2}\Z")],
        help_text=_("Two capital letters, as in ISO 3166-1."),
    )  # fmt: skip
    iso3 = models.CharField(
        _("ISO code of three letters"), max_length=3, blank=True, validators=[RegexValidator(r"^[A-Z]{3}\Z")],
        help_text=_("Empty where it is not known."),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=100, unique=True)
    subregion = models.CharField(_("subregion"), max_length=30, choices=Subregion)
    member_from = models.PositiveSmallIntegerField(
        _("member from"),
        null=True,
        blank=True,
        validators=four_digits,
        help_text=_("Year of membership of the OAS; empty for an observer."),
    )
    member_until = models.DateField(
        _("member until"), null=True, blank=True, help_text=_("The day on which membership ended, if it has.")
    )
    note = models.TextField(_("note"), blank=True)
    objects = StateQuerySet.as_manager()
    search_kind = "state"
    natural_key_fields = ("code",)

    class Meta:
        ordering = ["name"]
        verbose_name = _("state")
        verbose_name_plural = _("states")
        constraints = [
            CheckConstraint(condition=~Q(name=""), name="state_has_name"),
            CheckConstraint(
                condition=Q(member_until__isnull=True) | Q(member_from__isnull=False),
                name="state_leaves_after_joining",
                violation_error_message=_("A membership that ended has begun."),
            ),
            CheckConstraint(condition=Q(subregion__in=Subregion.values), name="state_subregion_valid"),
            CheckConstraint(
                condition=Q(member_from__isnull=True) | Q(member_from__range=YEARS),
                name="state_member_from_year",
                violation_error_message=_("A year has four digits."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("conferences:state", args=[self.code.lower()])

    @property
    def is_member(self):
        return self.member_from is not None

    def search_words(self):
        return {
            "title": self.name,
            "heading": self.subregion,
            "body": self.note,
            "place": f"{self.code} {self.iso3}",
        }


class Organization(Record):
    """An organization, or a kind of organizations, recorded as present at a meeting."""

    class Kind(models.TextChoices):
        INTERGOVERNMENTAL = "intergovernmental", _("intergovernmental")
        ACADEMIC = "academic", _("academic")
        CIVIL_SOCIETY = "civil-society", _("civil society")

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    natural_key_fields = ("name",)

    class Meta:
        ordering = ["name"]
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [CheckConstraint(condition=~Q(name=""), name="organization_has_name")]

    def __str__(self):
        return self.name
