"""What was agreed: measures, their themes, what they rest on, and how they follow one another."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from conferences.models import Citation, Discrepancy, Document, Source
from csbm_catalog.evidence import Evidence, PlaceEvidence
from csbm_catalog.models import Record, RecordQuerySet
from csbm_catalog.search.index import Searchable

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


class MeasureQuerySet(RecordQuerySet):
    def in_order(self):
        """Order by document, then number: two documents share a date, and one has none."""
        return self.order_by("document__position", "number")

    def listed(self):
        """Fetch what a list shows of each measure: two queries, however many rows."""
        return self.select_related("document__conference").prefetch_related("themes")

    def read_in_source(self):
        return self.filter(evidence=Evidence.SOURCE)


class Measure(Searchable, Record):
    """One confidence- and security-building measure, as one document lists it.

    `key` is its identity for good; document and number say where it stands today.
    """

    key = models.CharField(
        _("key"), max_length=12, unique=True, default=new_key, validators=[RegexValidator(r"^[a-z0-9]{4,12}\Z")],
        help_text=_("The permanent identity, given once and never changed."),
    )  # fmt: skip
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("document"), related_name="measures"
    )
    number = models.PositiveSmallIntegerField(
        _("number"),
        validators=[MinValueValidator(1)],
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
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="measures")
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence)
    evidence_note = models.TextField(_("note on the evidence"), blank=True)
    based_on = models.ManyToManyField(
        "self", verbose_name=_("based on"), symmetrical=False, blank=True, related_name="basis_of",
        help_text=_("Measures of other documents from which this entry was drawn."),
    )  # fmt: skip
    sources = models.ManyToManyField(Source, through="MeasureCitation", related_name="measures")
    discrepancies = models.ManyToManyField(
        Discrepancy, verbose_name=_("discrepancies"), blank=True, related_name="measures"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("verified by"), null=True, blank=True,
        help_text=_("Who compared this entry with its source."),
    )  # fmt: skip
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    objects = MeasureQuerySet.as_manager()
    natural_key_fields = ("key",)
    search_kind = "measure"

    class Meta:
        ordering = ["document__position", "number"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            UniqueConstraint(fields=["document", "number"], name="measure_number_unique"),
            CheckConstraint(
                condition=Q(number__gte=1), name="measure_number_positive",
                violation_error_message=_("Numbers begin at 1."),
            ),
            CheckConstraint(condition=~Q(key=""), name="measure_has_key"),
            CheckConstraint(condition=~Q(title=""), name="measure_has_title"),
            CheckConstraint(condition=~Q(summary=""), name="measure_has_summary"),
            CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="measure_verified_whole",
                violation_error_message=_("Who verified and when come together."),
            ),
            CheckConstraint(
                condition=Q(heading="", heading_evidence="") | (~Q(heading="") & ~Q(heading_evidence="")),
                name="measure_heading_has_evidence",
                violation_error_message=_("A heading says how it is known."),
            ),
            CheckConstraint(condition=Q(evidence__in=Evidence.values), name="measure_evidence_valid"),
            CheckConstraint(condition=Q(number_evidence__in=PlaceEvidence.values), name="measure_place_valid"),
            CheckConstraint(condition=Q(category__in=Category.values), name="measure_category_valid"),
            CheckConstraint(condition=Q(type__in=Type.values), name="measure_type_valid"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.document} {self.printed_number}: {self.title}"

    def get_absolute_url(self):
        return reverse("measures:measure", args=[self.document.slug, self.number])

    def get_permanent_url(self):
        return reverse("measures:permanent", args=[self.key])

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

    @property
    def without_sources(self):
        """Say what it means that no source is named for this entry."""
        if self.evidence == Evidence.WORKING:
            return _("None: this entry was not read in any source.")
        return _("None of its own: see the measures that it rests on.")

    def clean(self):
        if self.pk and self.evidence == Evidence.SOURCE and not self.citations.exists():
            raise ValidationError({"evidence": _("An entry that was read in the source names the source.")})
        if self.pk and self.evidence == Evidence.RELATED and not self.rests_on_anything():
            raise ValidationError({"evidence": _("An entry known from related documents names one of them.")})
        if self.rests_on_working_entries_alone():
            raise ValidationError(
                {"evidence": _("An entry that rests on working entries alone is a working entry.")}
            )

    def rests_on_anything(self):
        return self.citations.exists() or self.based_on.exists()

    def rests_on_working_entries_alone(self):
        """Say whether this claims to be known from related documents, all of which are working entries."""
        if not self.pk or self.evidence != Evidence.RELATED:
            return False
        levels = set(self.based_on.order_by().values_list("evidence", flat=True))
        return levels == {Evidence.WORKING} and not self.citations.exists()

    @classmethod
    def searched(cls):
        return cls.objects.select_related("document").prefetch_related("themes")

    def search_words(self):
        return {
            "title": self.title,
            "heading": " ".join([self.heading, *(theme.name for theme in self.themes.all())]),
            "body": f"{self.summary} {self.official_text}",
            "place": f"{self.document.short_title} {self.number} {self.label if '.' in self.label else ''}",
        }


class MeasureCitation(Citation):
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="citations")
    natural_key_fields = ("measure", "source")

    class Meta(Citation.Meta):
        verbose_name = _("source of the measure")
        verbose_name_plural = _("sources of the measure")
        constraints = [UniqueConstraint(fields=["measure", "source"], name="measure_citation_unique")]


class RelationQuerySet(RecordQuerySet):
    def of(self, measure):
        """Keep the relations of a measure, both ways, with what is at the other end."""
        return self.filter(Q(later=measure) | Q(earlier=measure)).select_related(
            "later__document", "earlier__document"
        )


class MeasureRelation(Record):
    """That a later measure follows an earlier one: the editors' reading, unless the basis says otherwise."""

    class Kind(models.TextChoices):
        RESTATES = "restates", _("restates")
        RESTATES_PART = "restates-part-of", _("restates part of")
        MERGES = "merges", _("merges")
        RELATED = "related-to", _("is related to")

    later = models.ForeignKey(Measure, models.CASCADE, verbose_name=_("later"), related_name="relations_back")
    earlier = models.ForeignKey(
        Measure, models.CASCADE, verbose_name=_("earlier"), related_name="relations_forward"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    presumed = models.BooleanField(
        _("presumed"), default=False,
        help_text=_("One of the two entries was itself drawn from the other, so that the link proves nothing."),
    )  # fmt: skip
    basis = models.TextField(_("basis"), blank=True, help_text=_("Who says so."))
    objects = RelationQuerySet.as_manager()
    natural_key_fields = ("later", "earlier")

    class Meta:
        ordering = [
            "earlier__document__position",
            "earlier__number",
            "later__document__position",
            "later__number",
        ]
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            UniqueConstraint(fields=["later", "earlier"], name="relation_unique"),
            CheckConstraint(
                condition=~Q(later=F("earlier")),
                name="relation_ends_differ",
                violation_error_message=_("A measure is not related to itself."),
            ),
            CheckConstraint(
                condition=Q(kind__in=["restates", "restates-part-of", "merges", "related-to"]),
                name="relation_kind_valid",
            ),
        ]

    def __str__(self):
        return f"{self.later} {self.get_kind_display()} {self.earlier}"

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
