"""A packet as it is read: the preview, the drafts, and the logo on them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import slugify

from csbm_catalog.events import note_export
from csbm_catalog.evidence import Evidence
from csbm_catalog.pdf import explained
from measures.models import Office
from measures.packets import docx, pdf
from measures.packets.apparatus import Apparatus, observers_of, participants_of
from measures.packets.saved import contents_of
from measures.views.desk.base import DeskView, PacketView

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PacketFile(PacketView):
    """Something made of a packet's contents."""

    def contents(self, **kwargs):
        address = self.request.build_absolute_uri(self.packet.get_absolute_url())
        return contents_of(self.packet, address, **kwargs)

    def attachment(self, content, content_type, ending):
        name = slugify(self.packet.name) or "packet"
        note_export(self.request, f"packet {self.packet.key}, {ending}")
        headers = {"Content-Disposition": f'attachment; filename="{name}-draft.{ending}"'}
        return HttpResponse(content, content_type=content_type, headers=headers)


class Preview(PacketFile):
    """The packet as a page of the site, in the order and with the parts of its PDF."""

    def get(self, request, packet):
        contents = self.contents()
        apparatus = Apparatus(contents)
        return self.show(
            "packets/desk/preview.html",
            contents=contents,
            apparatus=apparatus,
            levels=list(Evidence),
            sections=[
                (part.heading, [printed(entry, apparatus) for entry in part.entries])
                for part in contents.sections
            ],
            meetings=[(one, participants_of(one), observers_of(one)) for one in apparatus.meetings],
        )


def printed(entry, apparatus):
    """Return an entry with its relations and the numbers of its sources."""
    pk = entry.measure.pk
    citations = [(apparatus.numbers[one.source_id], one) for one in apparatus.citations[pk]]
    return {"entry": entry, "relations": apparatus.related[pk], "citations": citations}


@method_decorator(explained, name="dispatch")
class DraftPDF(PacketFile):
    """The PDF as it would be issued, with DRAFT across each page and the time."""

    def get(self, request, packet):
        content = pdf.packet_pdf(self.contents(drafted_at=timezone.now()), signed_in=True)
        return self.attachment(content, "application/pdf", "pdf")


class DraftDOCX(PacketFile):
    def get(self, request, packet):
        content = docx.packet_docx(self.contents(drafted_at=timezone.now()))
        return self.attachment(content, DOCX, "docx")


class Logo(DeskView):
    """The picture of an office, for the preview; its address is its content's."""

    def get(self, request, digest):
        office = get_object_or_404(Office.objects.exclude(logo_digest=""), logo_digest=digest)
        return HttpResponse(bytes(office.logo), content_type="image/png")
