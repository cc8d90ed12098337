"""What was read in a paper: its parts in order, each measure with its number, and what is odd."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from measures.importing.layout import Skipped

__all__ = ["Oddity", "ReadItem", "ReadPaper", "Section", "Skipped"]


@dataclass
class ReadItem:
    """One numbered measure. `number` counts through the paper; `label` is the number as printed.

    Where numbers begin again under each heading, that of the heading stands before it: I.1, II.1.
    """

    number: int
    label: str
    printed: str  # with what surrounds it: "(1)"
    heading: str
    text: str
    page: int | None = None
    footnotes: list[str] = field(default_factory=list)


@dataclass
class Section:
    """A heading with the measures under it; the text before the first of them is its introduction."""

    heading: str
    label: str = ""
    introduction: str = ""
    items: list[ReadItem] = field(default_factory=list)


@dataclass(frozen=True)
class Oddity:
    """Something that an editor should look at, and the numbers that it is about."""

    kind: str  # gap, duplicate, out-of-order, begins-again, empty
    numbers: tuple[int, ...]
    labels: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """Return it as a sentence."""
        about = {"labels": ", ".join(self.labels or map(str, self.numbers))}
        return {
            "gap": _("A gap: no measure has the number %(labels)s."),
            "duplicate": _("More than one measure has the number %(labels)s."),
            "out-of-order": _("The measure with the number %(labels)s stands after a later one."),
            "begins-again": _("The numbers begin again at %(labels)s without a heading."),
            "empty": _("The measure with the number %(labels)s has no text."),
        }[self.kind] % about


@dataclass
class ReadPaper:
    """A paper with its measures found."""

    title: list[str] = field(default_factory=list)
    preamble: str = ""
    sections: list[Section] = field(default_factory=list)
    afterword: str = ""
    footnotes: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)

    @property
    def items(self) -> list[ReadItem]:
        return [item for section in self.sections for item in section.items]

    @property
    def missing(self) -> list[int]:
        """Return the numbers that the paper passes over, counted through."""
        return [number for oddity in self.oddities if oddity.kind == "gap" for number in oddity.numbers]

    @property
    def duplicates(self) -> list[int]:
        """Return the numbers that more than one measure has, counted through."""
        return [number for oddity in self.oddities if oddity.kind == "duplicate" for number in oddity.numbers]
