"""What the catalogue says of a measure: the fields that a measure and a draft of it have in common."""

import secrets

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from conferences.models import Document
from csbm_catalog.evidence import Evidence, PlaceEvidence
from csbm_catalog.models import Record
from csbm_catalog.numbers import at_most_three_digits

KEY_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that can be taken for another


def new_key() -> str:
    """Return a random key of six characters for a new measure: one of 10⁹."""
    return "".join(secrets.choice(KEY_LETTERS) for _letter in range(6))


class Category(models.TextChoices):
    """The catalogue's own first classification; no document assigns it to a measure."""

    MILITARY = "military", _("Military")
    POLITICAL_DIPLOMATIC = "political-diplomatic", _("Political and diplomatic")
    EDUCATIONAL_CULTURAL = "educational-cultural", _("Educational and cultural")
    GENERAL = "general", _("General")
    OTHER = "other", _("Other")


class Type(models.TextChoices):
    """A functional classification in the manner of the UN Office for Disarmament Affairs."""

    COMMUNICATION = "communication-coordination", _("Communication and coordination")
    OBSERVATION = "observation-verification", _("Observation and verification")
    CONSTRAINT = "military-constraint", _("Military constraint")
    TRAINING = "training-education", _("Training and education")
    COOPERATION = "cooperation-integration", _("Cooperation and integration")
    TRANSPARENCY = "transparency", _("Transparency")


class Theme(Record):
    """A subject that measures share, across the documents."""

    slug = models.SlugField(
        _("slug"), max_length=60, unique=True, help_text=_("Part of addresses; never changed.")
    )
    name = models.CharField(_("name"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    natural_key_fields = ("slug",)

    class Meta:
        ordering = ["name"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [CheckConstraint(condition=~Q(name=""), name="theme_has_name")]

    def __str__(self):
        return self.name


class MeasureContent(models.Model):
    """One confidence- and security-building measure, as one document lists it.

    `key` is its identity for good; document and number say where it stands.
    """

    key = models.CharField(
        _("key"), max_length=12, default=new_key, validators=[RegexValidator(r"^[a-z0-9]{4,12}\Z")],
        help_text=_("The permanent identity, given once and never changed."),
    )  # fmt: skip
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("document"), related_name="%(class)ss"
    )
    number = models.PositiveSmallIntegerField(
        _("number"),
        validators=[MinValueValidator(1), at_most_three_digits],
        help_text=_("Its place in the document, counted through."),
    )
    label = models.CharField(
        _("label"), max_length=20, blank=True, help_text=_("The number as printed, like I.1.")
    )
    number_evidence = models.CharField(_("evidence of the number"), max_length=12, choices=PlaceEvidence)
    heading = models.CharField(
        _("heading"), max_length=200, blank=True, help_text=_("Empty where it is not known.")
    )
    heading_evidence = models.CharField(
        _("evidence of the heading"), max_length=12, choices=PlaceEvidence, blank=True
    )
    category = models.CharField(
        _("category"), max_length=30, choices=Category, help_text=_("The catalogue's own classification.")
    )
    type = models.CharField(
        _("type"), max_length=30, choices=Type, help_text=_("The catalogue's own classification.")
    )
    title = models.CharField(_("title"), max_length=150, help_text=_("In the catalogue's own words."))
    summary = models.TextField(
        _("summary"), help_text=_("In the catalogue's own words, never official wording.")
    )
    official_text = models.TextField(
        _("official text"),
        blank=True,
        help_text=_("The wording of the document; empty where it is not held."),
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="%(class)ss")
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence)
    evidence_note = models.TextField(_("note on the evidence"), blank=True)

    class Meta:
        abstract = True

    @property
    def printed_number(self):
        """Return the number as the document prints it, where that is known, else as counted."""
        return self.label or str(self.number)

    @property
    def reference(self):
        """Return how the `m` parameter names this measure by its place: `miami-consensus:12`."""
        return f"{self.document.slug}:{self.number}"

    @cached_property
    def theme_names(self) -> list[str]:
        return [theme.name for theme in self.themes.all()]

    @property
    def evidence_level(self):
        return Evidence(self.evidence)


class RelationContent(models.Model):
    """How a later measure follows an earlier one."""

    class Kind(models.TextChoices):
        RESTATES = "restates", _("restates")
        RESTATES_PART = "restates-part-of", _("restates part of")
        MERGES = "merges", _("merges")
        RELATED = "related-to", _("is related to")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    presumed = models.BooleanField(
        _("presumed"), default=False,
        help_text=_("One of the two entries was itself drawn from the other, so that the link proves nothing."),
    )  # fmt: skip
    basis = models.TextField(_("basis"), blank=True, help_text=_("Who says so."))

    class Meta:
        abstract = True

    @property
    def basis_apart(self) -> str:
        """Return the basis, where it says more than that the relation is presumed."""
        return "" if self.presumed and self.basis.startswith("Presumed") else self.basis

    @property
    def kind_seen_back(self):
        """Return the kind as read from the earlier measure: `restated by`."""
        return {
            self.Kind.RESTATES: _("restated by"),
            self.Kind.RESTATES_PART: _("restated in part by"),
            self.Kind.MERGES: _("merged into"),
            self.Kind.RELATED: _("is related to"),
        }[self.kind]
