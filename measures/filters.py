"""The question that every door asks: which measures, in which order."""

from collections.abc import Collection

import django_filters
from django import forms
from django.core.cache import caches
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conferences.models import Participation
from csbm_catalog.evidence import Evidence
from csbm_catalog.models import SearchRow
from csbm_catalog.search.query import parse
from csbm_catalog.sorting import Alphabetical
from csbm_catalog.versions import version_of
from measures.chips import chips
from measures.facets import count_facets
from measures.forms import Repeated, RepeatedChoice, RepeatedReference, Words, unknown_value
from measures.models import Category, Measure, Type
from measures.references import any_reference, by_reference


class WordsFilter(django_filters.Filter):
    field_class = Words

    def filter(self, queryset, query):
        if not query:
            return queryset
        return queryset.filter(pk__in=found(query).values("object_id"))


def found(query):
    return SearchRow.objects.filter(kind=Measure.search_kind).matching(query)


class AnyOf(django_filters.Filter):
    """Keep what has one of the values: OR within a name."""

    field_class: type[forms.Field] = Repeated

    def filter(self, queryset, values):
        return queryset.filter(**{f"{self.field_name}__in": values}) if values else queryset


class ChoicesFilter(AnyOf):
    field_class = RepeatedChoice


class ThemeFilter(AnyOf):
    def filter(self, queryset, values):
        if not values:
            return queryset
        if self.parent.form.cleaned_data.get("theme_match") != "all":
            return self.filter_any(queryset, values)
        for value in values:
            queryset = queryset.filter(pk__in=with_theme([value]))
        return queryset

    def filter_any(self, queryset, values):
        return queryset.filter(pk__in=with_theme(values)) if values else queryset


def with_theme(slugs):
    return Measure.themes.through.objects.filter(theme__slug__in=slugs).values("measure")


class ThemeMatch(django_filters.ChoiceFilter):
    """Say how the themes are meant; it is they that filter."""

    def filter(self, queryset, value):
        return queryset


class StateFilter(AnyOf):
    """Keep the measures of meetings in which one of the states is recorded as taking part."""

    def filter(self, queryset, values):
        if not values:
            return queryset
        parts = Participation.objects.participants().filter(
            state__code__in=[value.upper() for value in values]
        )
        return queryset.filter(document__conference__in=parts.values("conference"))


class SelectionFilter(AnyOf):
    """Keep just these measures, each named by its key or by its place."""

    field_class = RepeatedReference

    def filter(self, queryset, values):
        return queryset.filter(any_reference(values)) if values else queryset


class Sort(django_filters.ChoiceFilter):
    """Put the measures in order; every order ends in place, so that no two rows may change theirs."""

    def filter(self, queryset, value):
        data = self.parent.form.cleaned_data
        place = ["document__position", "number"]
        match value or self.parent.default_sort:
            case "-document":
                return queryset.order_by("-document__position", "-number")
            case "title":
                return queryset.order_by(Alphabetical("title"), *place)
            case "relevance" if data.get("q"):
                score = found(data["q"]).filter(object_id=OuterRef("pk")).scored(data["q"]).values("score")
                return queryset.annotate(score=Subquery(score[:1])).order_by("-score", *place)
            case "selection":
                ranks = [When(by_reference(ref), then=Value(rank)) for rank, ref in enumerate(data["m"])]
                return queryset.annotate(rank=Case(*ranks)).order_by("rank", *place)
        return queryset.order_by(*place)


class MeasureFilterSet(django_filters.FilterSet):
    """Which measures, and in which order: parameters as the README lists them.

    OR within one parameter, AND between them. Where a value is bad, nothing is found and `errors`
    says why, beside the parameter.
    """

    q = WordsFilter(label=_("Words"))
    document = AnyOf("document__slug", label=_("Document"))
    conference = AnyOf("document__conference__slug", label=_("Meeting"))
    category = ChoicesFilter("category", choices=Category, label=_("Category"))
    theme = ThemeFilter(label=_("Theme"))
    type = ChoicesFilter("type", choices=Type, label=_("Type"))
    evidence = ChoicesFilter("evidence", choices=Evidence, label=_("Evidence"))
    state = StateFilter(label=_("State taking part"))
    m = SelectionFilter(label=_("Selection"))
    theme_match = ThemeMatch(
        choices=[("any", _("any of the themes")), ("all", _("all of the themes"))], label=_("Themes")
    )
    sort = Sort(
        choices=[
            ("document", _("Document and number")),
            ("-document", _("Document and number, last first")),
            ("title", _("Title")),
            ("relevance", _("Relevance")),
        ],
        label=_("Sort by"),
    )

    class Meta:
        model = Measure
        fields = []

    @property
    def query(self):
        """Return the words that are searched for, as a SearchQuery; false where there are none."""
        return self.form.cleaned_data.get("q") if self.form.is_valid() else parse("")

    @property
    def default_sort(self):
        data = self.form.cleaned_data
        return "selection" if data.get("m") else "relevance" if data.get("q") else "document"

    @property
    def sort_in_use(self):
        return (self.form.cleaned_data.get("sort") if self.form.is_valid() else "") or self.default_sort

    def is_valid(self):
        """Say whether every value can be answered; asks the database which there are."""
        return not self.form.errors and not self.counted.unknown

    @cached_property
    def errors(self):
        """Return, for each parameter with a bad value, the sentences that say so."""
        sentences = {name: list(errors) for name, errors in self.form.errors.items()}
        for name, value in self.counted.unknown:
            sentences.setdefault(name, []).append(unknown_value(value))
        return sentences

    @cached_property
    def counted(self):
        """Return the facets with their counts and the number of results: one query for all."""
        if not self.request:
            return count_facets(self, kept=None)[0]
        kept = caches["vocabulary"].get(version_of(self.request).stamp)
        counted, vocabulary = count_facets(self, kept)
        if not kept:
            caches["vocabulary"].set(version_of(self.request).stamp, vocabulary)
        return counted

    @cached_property
    def facets(self):
        """Return the facets, each with what is wrong with its values."""
        for facet in self.counted.facets:
            facet.errors = self.errors.get(facet.name, [])
        return self.counted.facets

    @property
    def other_errors(self):
        """Return (label, sentences) for parameters that have no field of their own in the panel."""
        shown = {"q", *(facet.name for facet in self.facets)}
        return [(self.filters[name].label, texts) for name, texts in self.errors.items() if name not in shown]

    @property
    def kept_when_filtering(self):
        """Return (name, value) of what the panel does not ask for, but the question holds."""
        return [(name, value) for name in ("m", "sort") for value in self.data.getlist(name)]

    @property
    def kept_when_sorting(self):
        return [
            (name, value)
            for name, values in self.data.lists()
            for value in values
            if name not in ("sort", "page")
        ]

    @property
    def sort_choices(self):
        """Return the orders that make sense for this question."""
        by_relevance = bool(self.query)
        return [
            choice
            for choice in self.filters["sort"].extra["choices"]
            if by_relevance or choice[0] != "relevance"
        ]

    @property
    def total(self):
        return self.counted.total

    @cached_property
    def qs(self):
        return self.narrowed() if self.is_valid() else self.queryset.none()

    def narrowed(self, without: Collection[str] = ()):
        """Return what the parameters leave, with all of them or without some; none where one is bad."""
        if set(self.form.errors) - set(without):
            return self.queryset.none()
        queryset = self.queryset if "q" in without else self.with_words
        for name, value in self.form.cleaned_data.items():
            if name == "theme" and "theme_match" in without and name not in without:
                queryset = self.filters[name].filter_any(queryset, value)
            elif name != "q" and name not in without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    @cached_property
    def with_words(self):
        """Return what has the words: the costly part of every count, made once."""
        return self.filters["q"].filter(self.queryset, self.form.cleaned_data.get("q"))

    @cached_property
    def chips(self):
        """Return what is asked for, each with the address that asks for all but it."""
        return chips(self)

    def announce(self) -> str:
        """Return how many measures there are, in words."""
        return ngettext("%(count)s measure", "%(count)s measures", self.total) % {"count": self.total}
