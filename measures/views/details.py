"""One measure."""

from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, RedirectView

from conferences.models import State
from csbm_catalog.addresses import query_string
from csbm_catalog.evidence import Evidence
from csbm_catalog.versions import revalidated
from measures.edits import edits_of, last_changed
from measures.exports import CITATIONS
from measures.models import Measure, MeasureRelation
from measures.views.lists import MeasuresAsked

# What a measure is named and linked by.
NAMED = ["number", "label", "title", "evidence", "document__slug", "document__short_title", "document__title"]


class MeasureDetail(MeasuresAsked, DetailView):
    """One measure with all that the record says of it, and its neighbors.

    A question in the address is the list from which the reader came: it gives a second pair of neighbors.
    """

    template_name = "measures/measure_detail.html"

    def get_object(self, queryset=None):
        before, after = neighbors_of(OuterRef("document"), OuterRef("number"))
        measures = (
            Measure.objects.select_related("document__conference", "verified_in")
            .prefetch_related("themes", CITATIONS)
            .annotate(
                previous_number=Subquery(before.values("number")[:1]),
                previous_title=Subquery(before.values("title")[:1]),
                previous_evidence=Subquery(before.values("evidence")[:1]),
                next_number=Subquery(after.values("number")[:1]),
                next_title=Subquery(after.values("title")[:1]),
                next_evidence=Subquery(after.values("evidence")[:1]),
            )
        )
        place = {"document__slug": self.kwargs["document"], "number": self.kwargs["number"]}
        return get_object_or_404(measures, **place)

    def get_context_data(self, **kwargs):
        measure = self.object
        relations = MeasureRelation.objects.of(measure)
        return super().get_context_data(
            permanent=self.request.build_absolute_uri(measure.get_permanent_url()),
            earlier=[relation for relation in relations if relation.later_id == measure.pk],
            later=[relation for relation in relations if relation.earlier_id == measure.pk],
            based_on=measure.based_on.select_related("document").in_order(),
            participants=State.objects.taking_part_in(measure.document.conference),
            discrepancies=measure.discrepancies.with_sides(),
            came_from=self.came_from(),
            last_changed=last_changed(measure),
            previous_level=Evidence(measure.previous_evidence) if measure.previous_evidence else None,
            next_level=Evidence(measure.next_evidence) if measure.next_evidence else None,
            **kwargs,
        )

    def came_from(self):
        """Return the measures beside this one in the list in the address; None where there is no list."""
        if not set(self.params) & set(self.filterset.filters):
            return None
        listed = self.filterset.narrowed().prefetch_related(None).select_related(None)
        measures = list(listed.select_related("document").only(*NAMED))
        at = next((at for at, measure in enumerate(measures) if measure.pk == self.object.pk), None)
        if at is None:
            return None
        return {
            "previous": measures[at - 1] if at else None,
            "next": measures[at + 1] if at + 1 < len(measures) else None,
            "position": at + 1,
            "count": len(measures),
            "query": query_string(self.params),
        }


def neighbors_of(document, number):
    others = Measure.objects.filter(document=document)
    return (
        others.filter(number__lt=number).order_by("-number"),
        others.filter(number__gt=number).order_by("number"),
    )


@method_decorator([require_safe, revalidated], name="dispatch")
class MeasureHistory(DetailView):
    """What was changed in one measure, when and why; never by whom."""

    template_name = "measures/measure_history.html"

    def get_object(self, queryset=None):
        measures = Measure.objects.select_related("document")
        return get_object_or_404(
            measures, document__slug=self.kwargs["document"], number=self.kwargs["number"]
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(edits=edits_of(self.object), **kwargs)


@method_decorator([require_safe, revalidated], name="dispatch")
class Permanent(RedirectView):
    """The address to cite: leads to where the measure stands today."""

    def get_redirect_url(self, key):
        return get_object_or_404(Measure.objects.select_related("document"), key=key).get_absolute_url()
