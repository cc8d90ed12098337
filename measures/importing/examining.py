"""A paper against a document of the record: what pages show and the command prints, before anything is written."""

from dataclasses import dataclass

from conferences.models import Document
from measures.importing.findings import ReadPaper
from measures.importing.matching import Entry, Match, Matching, match
from measures.importing.papers import Paper
from measures.importing.reading import read


@dataclass
class Examination:
    """A paper as read, and each of its measures with the entry of the record that it is."""

    document: Document
    paper: ReadPaper
    matching: Matching

    @property
    def stated(self) -> int | None:
        return self.document.measures_stated

    @property
    def found(self) -> int:
        """Return how many measures were found; one whose number comes twice counts twice."""
        return len(self.paper.items)

    @property
    def distinct(self) -> int:
        """Return how many of the numbers were found."""
        return len({item.number for item in self.paper.items})

    @property
    def missing(self) -> list[int]:
        """Return the numbers that are not in the paper: those it passes over, and those up to the number stated."""
        numbers = {item.number for item in self.paper.items}
        return sorted({*self.paper.missing, *range(1, (self.stated or 0) + 1)} - numbers)

    def as_json(self) -> dict:
        """Return what `import_document --json` prints."""
        return {
            "document": self.document.slug,
            "stated": self.stated,
            "found": self.found,
            "missing": self.missing,
            "duplicates": self.paper.duplicates,
            "skipped": [vars(one) for one in self.paper.skipped],
            "odd": self.matching.odd,
            "title": self.paper.title,
            "preamble": self.paper.preamble,
            "afterword": self.paper.afterword,
            "footnotes": self.paper.footnotes,
            "measures": [row(one) for one in self.matching.matches],
        }


def row(one: Match) -> dict:
    """Return a measure of the paper with its entry, as plain values."""
    return {
        **vars(one.item),
        "key": one.entry.key if one.entry else None,
        "title": one.entry.title if one.entry else None,
        "number_before": one.entry.number if one.entry else None,
        "likeness": one.likeness,
        "odd": one.odd,
    }


def examine(paper: Paper, document: Document) -> Examination:
    """Return a paper read and matched with the measures of a document. Raises Refused."""
    found = read(paper)
    return Examination(document, found, match(found, entries_of(document), document.measures_stated))


def entries_of(document: Document) -> list[Entry]:
    """Return what the record holds of each measure of a document."""
    fields = ["key", "number", "label", "heading", "title", "summary", "official_text", "evidence"]
    return [Entry(**values) for values in document.measures.order_by("number").values(*fields)]
