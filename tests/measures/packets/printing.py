"""Packets made for a test, and their PDFs read back."""

import io
from dataclasses import replace
from functools import cache

from django.http import QueryDict
from pypdf import PdfReader

from csbm_catalog.models import CatalogueVersion
from measures.filters import MeasureFilterSet
from measures.models import Measure
from measures.packets import of
from measures.packets.contents import Section
from measures.packets.pdf import render

SITE = "https://catalogue.example"
MIAMI = "document=miami-consensus&document=miami-illustrative-list"


@cache
def miami() -> bytes:
    return render(contents_of(MIAMI), "pdf/ua-1", True)


def contents_of(query: str):
    filterset = MeasureFilterSet(QueryDict(query), Measure.objects.listed())
    return of.of_list(filterset, CatalogueVersion.current(), f"{SITE}/measures/?{query}")


def three(**values):
    contents = contents_of("document=miami-consensus")
    return replace(contents, sections=[Section("Chosen", contents.entries[:3])], **values)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def made(contents) -> PdfReader:
    return read(render(contents, "pdf/ua-1", True))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def outline(reader: PdfReader, entries=None, depth=0):
    """Yield (depth, title, page from 1) of the bookmarks, in order."""
    for entry in reader.outline if entries is None else entries:
        if isinstance(entry, list):
            yield from outline(reader, entry, depth + 1)
        else:
            yield depth, entry.title, reader.get_destination_page_number(entry) + 1


def elements(reader: PdfReader):
    """Yield the tags of the structure tree, in order."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if not hasattr(one, "get"):
            continue
        if "/S" in one:
            yield one["/S"]
        children = one.get("/K", [])
        waiting += reversed(list(children) if isinstance(children, list) else [children])
