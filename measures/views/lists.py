"""The list of measures, and the same list through other doors."""

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView, View

from csbm_catalog.addresses import cleaned, query_string
from csbm_catalog.events import note_export
from csbm_catalog.exports import csv_lines, download, json_lines
from csbm_catalog.search.index import ensure_indexed
from csbm_catalog.versions import is_fragment, revalidated, version_of
from measures.cards import cards
from measures.exports import COLUMNS, rows
from measures.filters import MeasureFilterSet
from measures.models import Measure
from measures.suggestions import Suggestions


@method_decorator([require_safe, revalidated], name="dispatch")
class MeasuresAsked(View):
    """What every door begins with: the question in the address, and the measures that answer it."""

    @cached_property
    def params(self):
        return cleaned(self.request.GET)

    @cached_property
    def filterset(self):
        if "q" in self.params:
            ensure_indexed(version_of(self.request))
        return MeasureFilterSet(self.params, Measure.objects.listed(), request=self.request)


class NearestPagePaginator(Paginator):
    """Pages of a list whose length is known; a page that does not exist is the nearest one that does."""

    def __init__(self, object_list, per_page, count):
        super().__init__(object_list, per_page)
        self.count = count

    def get_page(self, number):
        try:
            number = self.validate_number(number)
        except PageNotAnInteger:
            number = 1
        except EmptyPage:
            number = 1 if int(number) < 1 else self.num_pages
        return self.page(number)


class MeasureList(MeasuresAsked, TemplateView):
    """The list as a page; htmx asks for the part of it that changes."""

    paginate_by = 25

    def get(self, request):
        address = request.path + query_string(self.params)
        if self.is_fragment:
            response = super().get(request)
            response.headers["HX-Push-Url"] = address
            return response
        return HttpResponseRedirect(address) if self.params != request.GET else super().get(request)

    @property
    def is_fragment(self):
        return is_fragment(self.request)

    def get_template_names(self):
        return ["measures/_listing.html" if self.is_fragment else "measures/measure_list.html"]

    def get_context_data(self, **kwargs):
        filterset = self.filterset
        paginator = NearestPagePaginator(
            filterset.qs.values_list("pk", flat=True), self.paginate_by, filterset.total
        )
        page = paginator.get_page(self.params.get("page", 1))
        return super().get_context_data(
            filter=filterset,
            page_obj=page,
            cards=cards(list(page), version_of(self.request), filterset.query, query_string(self.params)),
            page_range=paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
            list_query=query_string(self.params),
            suggestions=Suggestions(filterset) if not filterset.total else None,
            **kwargs,
        )


class MeasureDoor(MeasuresAsked):
    """The whole list in another format; a question that the page would correct is refused here."""

    filename: str
    content_type: str

    def get(self, request):
        if not self.filterset.is_valid():
            return self.refusal()
        note_export(self.request, self.request.path)
        return download(self.lines(), self.content_type, self.filename)

    def refusal(self):
        sentences = [f"{name}: {text}\n" for name, texts in self.filterset.errors.items() for text in texts]
        return HttpResponse("".join(sentences), status=400, content_type="text/plain; charset=utf-8")

    def rows(self):
        return rows(self.filterset.qs, self.request.build_absolute_uri("/").rstrip("/"))


class MeasureCSV(MeasureDoor):
    filename = "measures.csv"
    content_type = "text/csv"

    def lines(self):
        return csv_lines(COLUMNS, self.rows())


class MeasureJSON(MeasureDoor):
    filename = "measures.json"
    content_type = "application/json"

    def lines(self):
        query = {name: values for name, values in self.params.lists() if name != "page"}
        return json_lines(query, self.filterset.total, self.rows())
