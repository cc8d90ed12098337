"""The PDF doors: what a page shows, as a packet."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import View

from conferences.models import Conference, Document, State
from csbm_catalog.addresses import cleaned, query_string
from csbm_catalog.events import note_export
from csbm_catalog.pdf import explained, pdf_response
from csbm_catalog.versions import revalidated, version_of
from measures.exports import BASED_ON, CITATIONS
from measures.forms import FileForm
from measures.models import Measure
from measures.packets import of
from measures.packets.contents import Contents
from measures.packets.pdf import filename, packet_pdf
from measures.views.lists import MeasureDoor


class PacketDoor(View):
    """Contents as a PDF: on A4 or Letter, as PDF/UA-1 or as PDF/A-3a with its measures attached."""

    def get(self, request, **kwargs):
        form = FileForm(cleaned(request.GET))
        if not form.is_valid():
            return HttpResponse(form.sentences(), status=400, content_type="text/plain; charset=utf-8")
        contents = replace(self.contents(**kwargs), paper=form.cleaned_data["paper"])
        content = packet_pdf(contents, form.cleaned_data["variant"], signed_in=request.user.is_authenticated)
        note_export(request, request.path)
        return pdf_response(content, filename(contents))

    def contents(self, **kwargs) -> Contents:
        raise NotImplementedError

    def address_of(self, record) -> str:
        return self.request.build_absolute_uri(record.get_absolute_url())

    @property
    def version(self):
        return version_of(self.request)


@method_decorator(explained, name="dispatch")
class MeasuresPDF(PacketDoor, MeasureDoor):
    """The list in view, every row of it."""

    def get(self, request):
        return super().get(request) if self.filterset.is_valid() else self.refusal()

    def contents(self):
        asked = self.params.copy()
        for name in set(asked) - set(self.filterset.filters):
            del asked[name]
        address = self.request.build_absolute_uri(reverse("measures:list") + query_string(asked))
        return of.of_list(self.filterset, self.version, address)


door = method_decorator([require_safe, explained, revalidated], name="dispatch")


@door
class MeasurePDF(PacketDoor):
    def contents(self, document, number):
        measures = Measure.objects.listed().prefetch_related(CITATIONS, BASED_ON)
        measure = get_object_or_404(measures, document__slug=document, number=number)
        return of.of_measure(measure, self.version, self.address_of(measure))


@door
class DocumentPDF(PacketDoor):
    def contents(self, slug):
        document = get_object_or_404(Document.objects.select_related("conference"), slug=slug)
        return of.of_document(document, self.version, self.address_of(document))


@door
class ConferencePDF(PacketDoor):
    """The dossier of a meeting."""

    def contents(self, slug):
        conference = get_object_or_404(Conference.objects.select_related("host"), slug=slug)
        return of.of_conference(conference, self.version, self.address_of(conference))


@door
class StatePDF(PacketDoor):
    def get(self, request, code):
        if code != code.lower():
            return HttpResponsePermanentRedirect(
                reverse("measures:state_pdf", args=[code.lower()]) + query_string(request.GET)
            )
        return super().get(request, code=code)

    def contents(self, code):
        state = get_object_or_404(State, code=code.upper())
        return of.of_state(state, self.version, self.address_of(state))
