"""Whatever the site shows as a page, as the contents of a packet: a list, a measure, a document, a meeting, a state."""

from itertools import groupby
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from conferences.models import Conference, Document, State
from csbm_catalog.models import CatalogueVersion
from measures.exports import BASED_ON, CITATIONS
from measures.filters import MeasureFilterSet
from measures.models import Measure
from measures.packets.contents import Contents, Entry, Parts, Section
from measures.packets.limits import refuse_more_than_fit

LONGEST_ASKED = 70  # letters of a title that stands on two lines of a cover
ON_ITS_OWN = Parts(cover=False, contents=False, participants=False, legend=False, theme_index=False)


def in_full(measures) -> list[Measure]:
    """Return the measures of a queryset, in its order, with all that a packet says of each."""
    return list(measures.prefetch_related(CITATIONS, BASED_ON))


def of_list(filterset: MeasureFilterSet, version: CatalogueVersion, address: str) -> Contents:
    """Return the whole filtered list in its order; in the order of the documents, each is a section.

    Raises TooMuch, before anything is fetched, where there are more than a file holds.
    """
    refuse_more_than_fit(filterset.total)
    measures = in_full(filterset.qs)
    by_document = filterset.sort_in_use.endswith("document")
    asked = "; ".join(f"{chip.label}: {chip.text}" for chip in filterset.chips)
    selected = "m" in filterset.data
    return Contents(
        title=_("A selection of measures") if selected else title_of(filterset),
        subtitle=filterset.announce() if selected or not asked else f"{filterset.announce()}. {asked}",
        sections=sections_by_document(measures) if by_document else [section("", measures)],
        address=address,
        **stamped(version),
    )


def title_of(filterset: MeasureFilterSet) -> str:
    """Return what tells one filtered list from another, on its cover and by the name of its file."""
    asked = ", ".join(str(chip.text) for chip in filterset.chips)
    if not asked or len(asked) > LONGEST_ASKED:
        return _("Measures of the catalogue")
    return _("Measures: %(asked)s") % {"asked": asked}


def of_measure(measure: Measure, version: CatalogueVersion, address: str) -> Contents:
    """Return one measure on at most two pages, without cover or contents."""
    title = _("%(document)s, measure %(number)s") % {
        "document": measure.document, "number": measure.printed_number,
    }  # fmt: skip
    return Contents(
        title=title,
        sections=[section("", [measure])],
        parts=ON_ITS_OWN,
        is_one_measure=True,
        address=address,
        **stamped(version),
    )


def of_document(document: Document, version: CatalogueVersion, address: str) -> Contents:
    """Return a document with its measures in order, or a paper."""
    refuse_more_than_fit(document.measures.count())
    measures = in_full(document.measures.listed().in_order())
    parts = Parts() if measures else ON_ITS_OWN
    return Contents(
        title=document.short_title or document.title,
        subtitle=document.title if document.short_title else "",
        sections=sections_by_document(measures),
        document=document,
        parts=parts,
        address=address,
        **stamped(version),
    )


def of_conference(conference: Conference, version: CatalogueVersion, address: str) -> Contents:
    """Return the dossier of a meeting: its officers, participants and papers, and the measures adopted."""
    adopted = Measure.objects.filter(document__conference=conference)
    refuse_more_than_fit(adopted.count())
    measures = in_full(adopted.listed().in_order())
    return Contents(
        title=conference.short_name,
        subtitle=", ".join(filter(None, (conference.name, conference.when, conference.where))),
        sections=sections_by_document(measures),
        conference=conference,
        address=address,
        **stamped(version),
    )  # fmt: skip


def of_state(state: State, version: CatalogueVersion, address: str) -> Contents:
    """Return the profile of a state: where it took part, and the offices it held."""
    return Contents(
        title=state.name,
        sections=[],
        state=state,
        parts=ON_ITS_OWN,
        address=address,
        **stamped(version),
    )


def stamped(version: CatalogueVersion) -> dict:
    return {"record_stamp": version.stamp, "record_changed_at": version.changed_at}


def section(heading: str, measures) -> Section:
    return Section(heading, [Entry(measure) for measure in measures])


def sections_by_document(measures: list[Measure]) -> list[Section]:
    """Return measures that stand in the order of their documents, a section a document."""
    return [
        section(str(document), list(found))
        for document, found in groupby(measures, key=lambda measure: measure.document)
    ]


def base_of(contents: Contents) -> str:
    """Return how the addresses of the site begin: `https://catalogue.example`."""
    parts = urlsplit(contents.address)
    return f"{parts.scheme}://{parts.netloc}"
