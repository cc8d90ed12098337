"""A packet as a PDF: how it is made, and under which name it is kept."""

from dataclasses import fields, is_dataclass

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from csbm_catalog.exports import csv_lines, json_lines
from csbm_catalog.models import KeptPDF
from csbm_catalog.pdf import make_pdf
from csbm_catalog.versions import fingerprint
from measures.exports import COLUMNS, row
from measures.packets.contents import Contents
from measures.packets.limits import refuse_too_much
from measures.packets.of import base_of
from measures.packets.printed import Printed


def packet_pdf(contents: Contents, variant: str = "pdf/ua-1", signed_in: bool = False) -> bytes:
    """Return the packet as a PDF, kept from last time where nothing of it has changed since.

    Raises TooMuch before anything is rendered, and what `csbm_catalog.pdf.make_pdf` raises.
    """
    refuse_too_much(contents)
    name = name_of(contents, variant)
    if contents.drafted_at or contents.serial:  # an issue keeps its own bytes, and a refused one none
        return render(contents, variant, signed_in)
    return KeptPDF.objects.get_or_make(name, lambda: render(contents, variant, signed_in))


def render(contents: Contents, variant: str, signed_in: bool) -> bytes:
    return make_pdf(
        html(contents),
        paper=contents.paper,
        variant=variant,
        draft=bool(contents.drafted_at),
        logo=contents.logo,
        attachments=attachments(contents) if variant.startswith("pdf/a") else (),
        signed_in=signed_in,
    )


def html(contents: Contents) -> str:
    """Return what the PDF engine reads."""
    name = "packets/pdf/measure.html" if contents.is_one_measure else "packets/pdf/packet.html"
    return render_to_string(name, {"packet": contents, "parts": contents.parts, "printed": Printed(contents)})


def name_of(contents: Contents, variant: str) -> str:
    """Return the name under which this PDF is kept: of what it says, the record, the build and the variant."""
    return fingerprint(settings.BUILD, variant, plain(contents))


def plain(value):
    """Return contents without models: under one version of the record a primary key says it all."""
    if isinstance(value, Model):
        return (value._meta.label, value.pk)
    if is_dataclass(value):
        return [plain(getattr(value, field.name)) for field in fields(value)]
    return [plain(one) for one in value] if isinstance(value, list) else value


def filename(contents: Contents) -> str:
    return f"{slugify(contents.title)[:60].strip('-') or 'packet'}.pdf"


def attachments(contents: Contents) -> list[dict]:
    """Return the measures of a packet as JSON and CSV, with the columns of every other door."""
    rows = [row(measure, base_of(contents)) for measure in contents.measures]
    texts = {
        "measures.json": "".join(json_lines({"address": [contents.address]}, len(rows), iter(rows))),
        "measures.csv": "".join(csv_lines(COLUMNS, rows)),
    }
    described = _("The measures of this packet, for other programs")
    date = (
        contents.record_changed_at.isoformat() if contents.record_changed_at else "2000-01-01T00:00:00+00:00"
    )
    return [
        {"name": name, "text": text, "description": described, "date": date} for name, text in texts.items()
    ]
