"""What was agreed: measures, their themes, what they rest on, and how they follow one another."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conferences.models import Citation, Discrepancy, Source
from csbm_catalog.evidence import Evidence, PlaceEvidence
from csbm_catalog.models import Record, RecordQuerySet
from csbm_catalog.numbers import three_digits
from csbm_catalog.search.index import Searchable
from measures.models.content import Category, MeasureContent, RelationContent, Type, new_key


class MeasureQuerySet(RecordQuerySet):
    def in_order(self):
        """Order by document, then number: two documents share a date, and one has none."""
        return self.order_by("document__position", "number")

    def listed(self):
        """Fetch what a list shows of each measure: two queries, however many rows."""
        return self.select_related("document__conference").prefetch_related("themes")

    def read_in_source(self):
        return self.filter(evidence=Evidence.SOURCE)


class Measure(Searchable, MeasureContent, Record):
    """A measure as published: what every page, file and count of the catalogue is made from."""

    key = models.CharField(
        _("key"), max_length=12, unique=True, default=new_key, validators=[RegexValidator(r"^[a-z0-9]{4,12}\Z")],
        help_text=_("The permanent identity, given once and never changed."),
    )  # fmt: skip
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
    verified_in = models.ForeignKey(
        Source, models.PROTECT, verbose_name=_("verified in"), null=True, blank=True, related_name="verified",
        help_text=_("The source with which it was compared."),
    )  # fmt: skip
    objects = MeasureQuerySet.as_manager()
    natural_key_fields = ("key",)
    _history_m2m_fields = ("themes", "based_on", "discrepancies")
    search_kind = "measure"
    # What a person compares with the source: a change to any of it ends the verification.
    verification = ("verified_by", "verified_at", "verified_in")
    compared = ("document_id", "number", "label", "heading", "title", "summary", "official_text", "evidence")

    class Meta:
        ordering = ["document__position", "number"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        permissions = [("verify_measure", _("Can say that an entry was compared with its source"))]
        constraints = [
            UniqueConstraint(
                fields=["document", "number"], name="measure_number_unique",
                violation_error_message=_("Another measure of this document has this number."),
            ),
            CheckConstraint(
                condition=Q(number__gte=1), name="measure_number_positive",
                violation_error_message=_("Numbers begin at 1."),
            ),
            three_digits("number", "measure_number_short"),
            CheckConstraint(condition=~Q(key=""), name="measure_has_key"),
            CheckConstraint(condition=~Q(title=""), name="measure_has_title"),
            CheckConstraint(condition=~Q(summary=""), name="measure_has_summary"),
            CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True, verified_in__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False, verified_in__isnull=False),
                name="measure_verified_whole",
                violation_error_message=_("Who verified, when, and in which source come together."),
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

    def save(self, **options):
        if self.pk and self.differs_from_what_was_verified():
            self.end_verification()
            if options.get("update_fields") is not None:
                options["update_fields"] = {*options["update_fields"], *self.verification}
        super().save(**options)

    def end_verification(self):
        """Say no longer that the entry was compared with a source, without saving."""
        self.verified_by = self.verified_at = self.verified_in = None

    def differs_from_what_was_verified(self) -> bool:
        """Say whether what a person compared with the source is about to be something else."""
        verified = Measure.objects.filter(pk=self.pk, verified_at__isnull=False)
        held = verified.values("verified_at", *self.compared).first()
        if held is None or self.verified_at not in (None, held.pop("verified_at")):
            return False  # never compared, or compared again just now
        return held != {name: getattr(self, name) for name in self.compared}

    def get_absolute_url(self):
        return reverse("measures:measure", args=[self.document.slug, self.number])

    def get_permanent_url(self):
        return reverse("measures:permanent", args=[self.key])

    @property
    def without_sources(self):
        """Say what it means that no source is named for this entry."""
        if self.evidence == Evidence.WORKING:
            return _("None: this entry was not read in any source.")
        return _("None of its own: see the measures that it rests on.")

    def clean(self):
        if self.pk and self.based_on.filter(pk=self.pk).exists():
            raise ValidationError({"based_on": _("An entry does not rest on itself.")})
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
        constraints = [
            *Citation.Meta.constraints,
            UniqueConstraint(fields=["measure", "source"], name="measure_citation_unique"),
        ]


class RelationQuerySet(RecordQuerySet):
    def of(self, measure):
        """Keep the relations of a measure, both ways, with what is at the other end."""
        return self.filter(Q(later=measure) | Q(earlier=measure)).select_related(
            "later__document", "earlier__document"
        )


class MeasureRelation(RelationContent, Record):
    """That a later measure follows an earlier one: the editors' reading, unless the basis says otherwise."""

    later = models.ForeignKey(Measure, models.CASCADE, verbose_name=_("later"), related_name="relations_back")
    earlier = models.ForeignKey(
        Measure, models.CASCADE, verbose_name=_("earlier"), related_name="relations_forward"
    )
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
                condition=Q(kind__in=RelationContent.Kind.values),
                name="relation_kind_valid",
            ),
        ]

    def __str__(self):
        return f"{self.later} {self.get_kind_display()} {self.earlier}"
