"""The front door, the search of everything, and what the catalogue says of itself."""

from django.db.models import Count, Prefetch, Q
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from conferences.models import Conference, Discrepancy, Document, Officer, Source, State
from conferences.views import LISTS
from csbm_catalog.addresses import cleaned, query_string
from csbm_catalog.evidence import Evidence
from csbm_catalog.models import SearchRow
from csbm_catalog.search.index import ensure_indexed
from csbm_catalog.versions import revalidated, version_of
from measures.board import board
from measures.forms import SearchForm
from measures.glossary import GLOSSARY
from measures.models import Measure
from measures.suggestions import respelled

public = method_decorator([require_safe, revalidated], name="dispatch")


def levels_held():
    """Return the levels of evidence, each with `held`, how many measures have it; and how many there are."""
    counts = Measure.objects.aggregate(
        **{level.value: Count("pk", filter=Q(evidence=level)) for level in Evidence}
    )
    levels = [
        {"value": level.value, "label": level.label, "sentence": level.sentence, "held": counts[level.value]}
        for level in Evidence
    ]
    return {"levels": levels, "evidence": counts | {"held": sum(counts.values())}}


@public
class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            documents=LISTS.all(),
            conferences=Conference.objects.prefetch_related(
                Prefetch("documents", LISTS, to_attr="adopted_documents")
            ),
            sources=Source.objects.count(),
            **levels_held(),
            **kwargs,
        )


@public
class About(TemplateView):
    template_name = "about.html"

    def get_context_data(self, **kwargs):
        nowhere_else = Discrepancy.objects.filter(
            conferences=None, documents=None, states=None, measures=None
        )
        return super().get_context_data(
            documents=LISTS.all(),
            sources=Source.objects.all(),
            other_discrepancies=nowhere_else.with_sides(),
            **levels_held(),
            **kwargs,
        )


class StateOfTheRecord(TemplateView):
    """How complete the record is. Drafts and dead addresses do not move its version, so nothing is kept of it."""

    http_method_names = ["get", "head"]
    template_name = "state.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(board=board(), **kwargs)


@public
class Glossary(TemplateView):
    template_name = "glossary.html"
    extra_context = {"entries": GLOSSARY}


@public
class Search(TemplateView):
    """Everything that has the words: measures first, then documents, meetings, states and officers."""

    template_name = "search.html"
    shown_of_each = 10
    kinds = {
        "measure": (_("Measures"), Measure.objects.listed()),
        "document": (_("Documents and papers"), Document.objects.select_related("conference")),
        "conference": (_("Meetings"), Conference.objects.select_related("host")),
        "state": (_("States"), State.objects.all()),
        "officer": (_("Officers"), Officer.objects.select_related("conference", "state")),
    }

    def get_context_data(self, **kwargs):
        form = SearchForm(self.request.GET if self.request.GET.get("q", "").strip() else None)
        query = form.cleaned_data["q"] if form.is_valid() else None
        groups = self.found(query) if query else []
        return super().get_context_data(
            form=form,
            query=query,
            groups=groups,
            respelled=respelled(self.request.GET) if query and not groups else None,
            measures_query=query_string(cleaned(self.request.GET)),
            **kwargs,
        )

    def found(self, query):
        """Return, for each kind that has any, the best matches in order and how many there are in all."""
        ensure_indexed(version_of(self.request))
        rows = SearchRow.objects.matching(query).scored(query).order_by("-score", "object_id")
        ids: dict[str, list[int]] = {kind: [] for kind in self.kinds}
        for kind, object_id in rows.values_list("kind", "object_id"):
            ids[kind].append(object_id)
        return [self.group(kind, found) for kind, found in ids.items() if found]

    def group(self, kind, ids):
        title, queryset = self.kinds[kind]
        records = queryset.in_bulk(ids[: self.shown_of_each])
        results = [records[pk] for pk in ids[: self.shown_of_each] if pk in records]
        return {"kind": kind, "title": title, "count": len(ids), "results": results}
