"""An import while it is corrected: begun from a paper, looked at, changed by one editor at a time, given up."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from conferences.models import Document, Source
from csbm_catalog.events import Deed, note
from csbm_catalog.numbers import MOST
from measures.drafting.reviewing import NotPossible
from measures.importing.corrections import NEW, Content, Item, content_of, paper_of
from measures.importing.examining import Examination, entries_of
from measures.importing.findings import ReadPaper
from measures.importing.matching import Entry, Match, match
from measures.models import Measure, MeasureDraft, TextImport

MOST_HEADING, MOST_LABEL = 200, 20


class Overtaken(Exception):
    """Someone else corrected, applied or gave up the import first."""


def begin(paper: ReadPaper, document: Document, url: str, by, **about) -> TextImport:
    """Keep a paper that was read, to be corrected; `url` is that of the source, which may be a new one."""
    content = content_of(paper) | {"source": url}
    source = Source.objects.filter(url=url).first()
    return TextImport.objects.create(document=document, source=source, content=content, begun_by=by, **about)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@transaction.atomic
def correct(import_: TextImport, content: Content, by, version: int) -> None:
    """Keep the corrected content, and who corrected it.

    Raises Overtaken where the import is another than the editor saw.
    """
    seen = TextImport.objects.filter(pk=import_.pk, version=version, state=TextImport.State.OPEN)
    if not seen.update(content=content, version=F("version") + 1):
        raise Overtaken
    import_.correctors.add(by)
    import_.refresh_from_db()


@transaction.atomic
def give_up(import_: TextImport, by) -> None:
    """Discard an import that was not applied; nothing of it was in the record. Raises NotPossible."""
    is_open = TextImport.objects.filter(pk=import_.pk, state=TextImport.State.OPEN)
    if not is_open.update(state=TextImport.State.DISCARDED, version=F("version") + 1):
        raise NotPossible(_("Only an import that is being corrected can be given up."))
    note(by, Deed.GIVEN_UP, import_)


@dataclass
class Obstacle:
    """Why an import cannot be applied yet, and the item that it is about."""

    sentence: str
    item: int | None = None
    entry: str = ""  # the key of the entry that is in the way


@dataclass
class Correction:
    """An import against the record as it is now: what each of its items is, and what stands in the way."""

    import_: TextImport
    entries: list[Entry] = field(init=False)
    examination: Examination = field(init=False)
    items: list[Item] = field(init=False)  # those that are in, in the order of the matches

    def __post_init__(self):
        content, document = self.import_.content, self.import_.document
        self.items = [one for one in content["items"] if one["is_in"]]
        self.entries = entries_of(document)
        chosen = {at: one["chosen"] for at, one in enumerate(self.items) if one["chosen"]}
        paper = paper_of(content)
        matching = match(paper, self.entries, document.measures_stated, chosen)
        self.examination = Examination(document, paper, matching)

    @property
    def by_item(self) -> dict[int, Match]:
        return {
            one["id"]: found for one, found in zip(self.items, self.examination.matching.matches, strict=True)
        }

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        """Return all that stands against applying, each beside its item where it is about one."""
        return [*self.of_items(), *self.of_numbers(), *self.of_entries(), *self.of_drafts()]

    def of_items(self):
        if not self.items:
            yield Obstacle(_("No measure of the paper is taken in."))
        for one in self.items:
            about = {"number": one["number"]}
            if not one["text"].strip():
                yield Obstacle(_("Number %(number)s has no text.") % about, one["id"])
            if len(one["heading"]) > MOST_HEADING:
                yield Obstacle(
                    _("The heading of number %(number)s is longer than 200 characters.") % about, one["id"]
                )
            if len(one["label"]) > MOST_LABEL:
                yield Obstacle(
                    _("The number as printed of number %(number)s is longer than 20 characters.") % about,
                    one["id"],
                )

    def of_numbers(self):
        seen: set[int] = set()
        for one in self.items:
            if one["number"] in seen:
                about = {"number": one["number"]}
                yield Obstacle(
                    _("More than one measure has the number %(number)s: renumber one.") % about, one["id"]
                )
            if not 1 <= one["number"] <= MOST:
                about = {"number": one["number"], "most": MOST}
                yield Obstacle(
                    _("Number %(number)s is not one from 1 to %(most)s: renumber it.") % about, one["id"]
                )
            seen.add(one["number"])
        for entry in self.examination.matching.missing:
            if entry.number in seen and entry.key not in self.moving:
                at = next(one["id"] for one in self.items if one["number"] == entry.number)
                about = {"number": entry.number, "title": entry.title}
                yield Obstacle(
                    _(
                        "Number %(number)s is that of the entry “%(title)s”, which is not in the paper. If they are the "
                        "same measure, match them; if the number was misread, correct it. If the document has no such "
                        "measure, begin a draft of the entry with another number, and publish that first; or delete "
                        "the entry, which can be brought back."
                    )
                    % about,
                    at,
                    entry.key,
                )

    def of_entries(self):
        seen: set[str] = set()
        for one, found in zip(self.items, self.examination.matching.matches, strict=True):
            if one["chosen"] not in ("", NEW) and found.entry is None:
                yield Obstacle(
                    _("The entry chosen for number %(number)s is gone.") % {"number": one["number"]},
                    one["id"],
                )
            if found.entry and found.entry.key in seen:
                about = {"title": found.entry.title, "number": one["number"]}
                yield Obstacle(
                    _("Number %(number)s is matched with “%(title)s”, as another one is.") % about, one["id"]
                )
            seen.add(found.entry.key if found.entry else "")

    def of_drafts(self):
        at_key = {found.entry.key: which for which, found in self.by_item.items() if found.entry}
        for draft in MeasureDraft.objects.open().filter(key__in=at_key).select_related("document"):
            sentence = _("“%(draft)s” has an open draft already: publish it or give it up first.")
            yield Obstacle(sentence % {"draft": draft}, at_key[draft.key])

    @cached_property
    def moving(self) -> set[str]:
        """Return the keys of entries to which an open draft gives a place that no measure of the paper has."""
        document, kept = self.examination.document, {one["number"] for one in self.items}
        drafts = MeasureDraft.objects.open().filter(measure__document=document)
        return {one.key for one in drafts if one.document_id != document.pk or one.number not in kept}

    @property
    def measures(self) -> dict[str, Measure]:
        """Return the published measures of the document by key, with all that a draft takes over."""
        found = self.examination.document.measures.select_related("document").prefetch_related(
            "themes", "based_on", "citations__source", "relations_back__earlier"
        )
        return {measure.key: measure for measure in found}
