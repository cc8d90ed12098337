"""The rows of the correction page: each measure of the paper beside its entry."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from csbm_catalog.differences import Piece, pieces
from csbm_catalog.evidence import Evidence
from measures.admin.import_forms import ItemForm
from measures.importing.correcting import Correction
from measures.importing.corrections import Item
from measures.importing.matching import Match

MARKS = {
    "new": _("new"),
    "moved": _("moved"),
    "new-heading": _("new heading"),
    "title-no-longer-fits": _("title may no longer fit"),
}


@dataclass
class Row:
    """One measure of the paper, in or skipped."""

    item: Item
    found: Match | None  # None where it is skipped
    sentences: list[str]  # what stands against applying
    form: ItemForm | None = None  # where it is open to be corrected

    @property
    def marks(self) -> list:
        return [MARKS[name] for name in self.found.odd] if self.found else []

    @property
    def is_odd(self) -> bool:
        return bool(self.marks or self.sentences)

    @property
    def entry(self):
        return self.found.entry if self.found else None

    @property
    def level(self) -> Evidence | None:
        return Evidence(self.entry.evidence) if self.entry else None

    @cached_property
    def pieces(self) -> list[Piece]:
        """Return the text with what differs from what the entry says; of a new measure, the text alone."""
        text = self.item["text"]
        if self.entry:
            return pieces(self.entry.official_text or self.entry.summary, text)
        return [Piece("same", text)] if text else []

    @property
    def is_against_summary(self) -> bool:
        """Say whether the text is compared with the editors' summary, the document's own words not being held."""
        return bool(self.entry and not self.entry.official_text)


def rows_of(correction: Correction) -> list[Row]:
    """Return a row for each measure of the paper, in its order."""
    sentences: dict[int | None, list[str]] = {}
    for obstacle in correction.obstacles:
        sentences.setdefault(obstacle.item, []).append(obstacle.sentence)
    found = correction.by_item
    return [
        Row(item, found.get(item["id"]), sentences.get(item["id"], []))
        for item in correction.import_.content["items"]
    ]
