"""Documents that list measures, and the papers of meetings."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Count, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conferences.models.meetings import Conference
from conferences.models.sources import Citation, Source
from csbm_catalog.evidence import Evidence, PlaceEvidence
from csbm_catalog.models import Record, RecordQuerySet
from csbm_catalog.numbers import at_most_three_digits, three_digits
from csbm_catalog.search.index import Searchable


class Level(models.TextChoices):
    BILATERAL = "bilateral", _("bilateral")
    SUBREGIONAL = "subregional", _("subregional")
    REGIONAL = "regional", _("regional")


def validate_levels(value):
    """Raise ValidationError unless the value is a list of levels."""
    if not isinstance(value, list) or not set(map(str, value)) <= set(Level.values):
        raise ValidationError(
            _("Levels are a list of: %(levels)s."), params={"levels": ", ".join(Level.values)}
        )


class DocumentQuerySet(RecordQuerySet):
    def listing_measures(self):
        """Keep the documents that list measures, in the order of the catalogue."""
        return self.exclude(kind=Document.Kind.PAPER)

    def papers(self):
        return self.filter(kind=Document.Kind.PAPER)

    def counted(self):
        """Annotate how many measures each document holds, in all and at each level of evidence."""
        by_level = {
            f"held_{level.value}": Count("measures", filter=Q(measures__evidence=level)) for level in Evidence
        }
        return self.annotate(measures_held=Count("measures"), **by_level)


class Document(Searchable, Record):
    """A document: one that lists measures, or a paper of a meeting that lists none."""

    class Kind(models.TextChoices):
        DECLARATION = "declaration", _("declaration")
        ILLUSTRATIVE_LIST = "illustrative-list", _("illustrative list")
        REPORTING_LIST = "reporting-list", _("reporting list")
        RESOLUTION = "resolution", _("resolution")
        PAPER = "paper", _("paper")

    slug = models.SlugField(
        _("slug"), max_length=120, unique=True, help_text=_("Part of the address; never changed.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    conference = models.ForeignKey(
        Conference, models.PROTECT, verbose_name=_("meeting"), null=True, blank=True, related_name="documents"
    )
    position = models.PositiveSmallIntegerField(
        _("position"),
        validators=[at_most_three_digits],
        help_text=_("Order among the documents that list measures, or among the papers of one meeting."),
    )
    short_title = models.CharField(_("short title"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=300)
    symbol = models.CharField(
        _("symbol"), max_length=80, blank=True, help_text=_("Empty where it is not known.")
    )
    symbol_evidence = models.CharField(
        _("evidence of the symbol"), max_length=12, choices=PlaceEvidence, blank=True
    )
    symbol_note = models.TextField(_("note on the symbol"), blank=True)
    adopted = models.DateField(_("adopted"), null=True, blank=True)
    adopted_note = models.TextField(_("note on the adoption"), blank=True)
    issued = models.DateField(_("issued"), null=True, blank=True)
    dated = models.DateField(
        _("dated"), null=True, blank=True,
        help_text=_("For a paper: the date that goes with it; the note says of what, where that is known."),
    )  # fmt: skip
    note = models.TextField(_("note"), blank=True)
    measures_stated = models.PositiveSmallIntegerField(
        _("measures stated"), null=True, blank=True, validators=[at_most_three_digits],
        help_text=_("How many measures the document has, as a source states it; empty where that is not known."),
    )  # fmt: skip
    measures_stated_note = models.TextField(_("note on the number of measures"), blank=True)
    levels = models.JSONField(_("levels"), default=list, blank=True, validators=[validate_levels])
    voluntary = models.BooleanField(
        _("voluntary"),
        null=True,
        blank=True,
        help_text=_("Whether application is voluntary; empty where not known."),
    )
    sources = models.ManyToManyField(Source, through="DocumentCitation", related_name="documents")
    objects = DocumentQuerySet.as_manager()
    search_kind = "document"
    natural_key_fields = ("slug",)

    class Meta:
        ordering = [F("conference__start").asc(nulls_last=True), "kind", "position", "slug"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            UniqueConstraint(
                fields=["position"], condition=~Q(kind="paper"), name="document_position_unique"
            ),
            UniqueConstraint(
                fields=["conference", "position"], condition=Q(kind="paper"), name="paper_position_unique"
            ),
            CheckConstraint(condition=~Q(title=""), name="document_has_title"),
            CheckConstraint(
                condition=Q(kind="paper") | ~Q(short_title=""),
                name="document_has_short_title",
                violation_error_message=_("A document that lists measures has a short title."),
            ),
            CheckConstraint(
                condition=~Q(kind="paper") | Q(measures_stated__isnull=True),
                name="paper_lists_no_measures",
                violation_error_message=_("A paper lists no measures."),
            ),
            CheckConstraint(
                condition=Q(symbol="") | ~Q(symbol_evidence="") | Q(kind="paper"),
                name="document_symbol_has_evidence",
                violation_error_message=_("A symbol says how it is known."),
            ),
            three_digits("position", "document_position_short"),
            three_digits("measures_stated", "document_measures_stated_short"),
        ]

    def __str__(self):
        return self.short_title or self.title

    def get_absolute_url(self):
        return reverse("conferences:document", args=[self.slug])

    @property
    def is_paper(self):
        return self.kind == self.Kind.PAPER

    @property
    def levels_display(self):
        return [Level(level).label for level in self.levels]

    @property
    def date(self):
        """Return the date by which the document is listed, or None where none is known."""
        return self.adopted or self.issued or self.dated

    @property
    def strip(self):
        """Return the level of evidence of each measure held, strongest first; needs `counted()`."""
        return [level.value for level in Evidence for _measure in range(getattr(self, f"held_{level.value}"))]

    @classmethod
    def searched(cls):
        return cls.objects.select_related("conference")

    def search_words(self):
        return {
            "title": f"{self.short_title} {self.title}",
            "heading": self.symbol,
            "body": f"{self.note} {self.symbol_note}",
            "place": f"{self.conference.short_name if self.conference else ''} {self.slug}",
        }


class DocumentCitation(Citation):
    document = models.ForeignKey(Document, models.CASCADE, related_name="citations")
    natural_key_fields = ("document", "source")

    class Meta(Citation.Meta):
        constraints = [
            *Citation.Meta.constraints,
            UniqueConstraint(fields=["document", "source"], name="document_citation_unique"),
        ]
        verbose_name = _("source of the document")
        verbose_name_plural = _("sources of the document")
