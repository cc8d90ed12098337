"""Which entry of the record each measure of a paper is: by number and by likeness of words, all at once.

A measure keeps its key when its number moves, so likeness counts more than number. A working entry holds a
place and says nothing of the text, so its number decides. Equal input gives equal output.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from csbm_catalog.search.words import stems
from measures.importing.assigning import assign
from measures.importing.findings import Oddity, ReadItem, ReadPaper

SAME_NUMBER = 0.3
NEAR = 0.02  # for a neighboring number: between entries that are equally like
LEAST = 0.25  # below this an item is new
ALIKE = 0.12  # below this an entry's title and summary no longer fit the text
TEXT_WORDS = 600  # of a long text that are compared


@dataclass(frozen=True)
class Entry:
    """What the record holds of one measure of the document."""

    key: str
    number: int
    label: str = ""
    heading: str = ""
    title: str = ""
    summary: str = ""
    official_text: str = ""
    evidence: str = ""  # source, related or working


@dataclass
class Match:
    """A measure of the paper with its entry, None where it is new, and how like they are, 0 to 1."""

    item: ReadItem
    entry: Entry | None
    likeness: float = 0.0
    odd: list[str] = field(default_factory=list)  # names: new, moved, new-heading, title-no-longer-fits


@dataclass(frozen=True)
class Remark:
    """What is odd, in a sentence, and at which place of the paper an editor looks at it; None for the whole."""

    sentence: str
    at: int | None = None


@dataclass
class Matching:
    """The whole paper against the whole document."""

    matches: list[Match]
    missing: list[Entry]  # entries that are not in the paper
    remarks: list[Remark]

    @property
    def odd(self) -> list[str]:
        """Return what is odd, as sentences."""
        return [remark.sentence for remark in self.remarks]


class Likeness:
    """Weighs words by how rare they are among all texts compared: what every measure says tells nothing."""

    def __init__(self, texts: Iterable[str]):
        counted = {text: Counter(stems(text)[:TEXT_WORDS]) for text in texts}
        found: Counter = Counter(stem for one in counted.values() for stem in one)
        self.weights = {stem: math.log(1 + len(counted) / times) for stem, times in found.items()}
        self.vectors = {text: self.vector(one) for text, one in counted.items()}

    def vector(self, counted: Counter) -> dict[str, float]:
        """Return the weight of each stem of a text, all of them together of length 1; in one order on every run."""
        raw = {stem: self.weights[stem] * math.sqrt(counted[stem]) for stem in sorted(counted)}
        length = math.sqrt(sum(weight**2 for weight in raw.values()))
        return {stem: weight / length for stem, weight in raw.items()}

    def of(self, one: str, other: str) -> float:
        """Return how like two texts are, from 0 to 1: the cosine of their weighted stems."""
        short, long = sorted((self.vectors[one], self.vectors[other]), key=len)
        return round(min(1.0, sum(weight * long[stem] for stem, weight in short.items() if stem in long)), 6)


def said(entry: Entry) -> str:
    """Return the words by which an entry is known: its official text, else its title and summary."""
    return entry.official_text or described(entry)


def described(entry: Entry) -> str:
    return f"{entry.title} {entry.summary}"


def match(
    paper: ReadPaper,
    entries: Sequence[Entry],
    stated: int | None = None,
    chosen: Mapping[int, str] | None = None,
) -> Matching:
    """Return which entry each measure of the paper is, what is missing, and what is odd.

    `stated` is how many measures the document is said to have; `chosen` says by hand which entry an item is,
    by its place in the paper: a key, or one that no entry has where it is new.
    """
    items = paper.items
    entries = sorted(entries, key=lambda entry: (entry.number, entry.key))
    likeness = Likeness([*(item.text for item in items), *map(said, entries), *map(described, entries)])
    pairs = paired(items, entries, likeness, chosen or {})
    matches = [
        Match(item, entries[pairs[at]], likeness.of(item.text, said(entries[pairs[at]])))
        if at in pairs
        else Match(item, None)
        for at, item in enumerate(items)
    ]
    known = {entry.heading.casefold() for entry in entries if entry.heading}
    for one in matches:
        one.odd = oddities(one, known, likeness)
    missing = [entry for at, entry in enumerate(entries) if at not in pairs.values()]
    return Matching(matches, missing, remarks(paper, matches, missing, stated))


def paired(items, entries: Sequence[Entry], likeness: Likeness, chosen: Mapping[int, str]) -> dict[int, int]:
    """Return the place of the entry for the place of each item that has one; what is chosen stands."""
    at_key = {entry.key: at for at, entry in enumerate(entries)}
    pairs = {at: at_key[key] for at, key in chosen.items() if key in at_key}
    free = [at for at in range(len(items)) if at not in chosen]
    open_entries = [at for at in range(len(entries)) if at not in pairs.values()]
    scores = [[score(items[at], entries[place], likeness) for place in open_entries] for at in free]
    return pairs | {free[at]: open_entries[place] for at, place in assign(scores, LEAST).items()}


def score(item: ReadItem, entry: Entry, likeness: Likeness) -> float:
    """Return how well an entry fits an item: likeness, and less than that the number."""
    away = abs(item.number - entry.number)
    place = SAME_NUMBER if away == 0 else NEAR / away
    if entry.evidence == "working" and not entry.official_text:
        return place + 0.1 * likeness.of(item.text, said(entry)) if away == 0 else 0.0
    return likeness.of(item.text, said(entry)) + place


def oddities(one: Match, headings: set[str], likeness: Likeness) -> list[str]:
    """Return the names of what is odd about one match."""
    odd = []
    if one.entry is None:
        odd.append("new")
    elif one.entry.number != one.item.number:
        odd.append("moved")
    if one.item.heading and one.item.heading.casefold() not in headings:
        odd.append("new-heading")
    if one.entry and likeness.of(one.item.text, described(one.entry)) < ALIKE:
        odd.append("title-no-longer-fits")
    return odd


def remarks(paper: ReadPaper, matches: list[Match], missing: list[Entry], stated: int | None) -> list[Remark]:
    """Return what is odd about the whole, for the editor: numbers first, then entries and headings, titles last."""
    found = len({item.number for item in paper.items})
    odd = []
    if stated is not None and found != stated:
        about = {"found": found, "stated": stated}
        odd.append(Remark(_("%(found)s of %(stated)s measures found.") % about))
    odd += [Remark(oddity.message, place(paper, oddity)) for oddity in paper.oddities]
    odd += of_new(matches)
    odd += [of_moved(at, one) for at, one in enumerate(matches) if "moved" in one.odd]
    odd += of_headings(matches)
    for entry in missing:
        described_as = {"number": entry.number, "title": entry.title}
        sentence = _("The entry with the number %(number)s, “%(title)s”, is not in the paper.")
        odd.append(Remark(sentence % described_as))
    return odd + of_titles(matches)


def place(paper: ReadPaper, oddity: Oddity) -> int | None:
    """Return the place of the last measure that an oddity is about; for a gap, of the one before it."""
    numbers = {n - 1 for n in oddity.numbers[:1]} if oddity.kind == "gap" else set(oddity.numbers)
    return max((at for at, item in enumerate(paper.items) if item.number in numbers), default=None)


def of_new(matches: list[Match]) -> list[Remark]:
    """Return in one sentence which measures have no entry."""
    places = [at for at, one in enumerate(matches) if one.entry is None]
    if not places:
        return []
    sentence = ngettext(
        "There is no entry for number %(numbers)s: it is new.",
        "There are no entries for the numbers %(numbers)s: they are new.",
        len(places),
    )
    return [Remark(sentence % {"numbers": numbers_at(places, matches)}, places[0])]


def of_moved(at: int, one: Match) -> Remark:
    """Return that a measure has another number by now."""
    about = {"number": one.item.number, "before": one.entry and one.entry.number, "title": title_of(one)}
    return Remark(_("Number %(before)s, “%(title)s”, now has the number %(number)s.") % about, at)


def of_titles(matches: list[Match]) -> list[Remark]:
    """Return in one sentence which titles may no longer fit: of a document known from others it is most of them."""
    places = [at for at, one in enumerate(matches) if "title-no-longer-fits" in one.odd]
    if not places:
        return []
    sentence = ngettext(
        "The title “%(title)s” may no longer fit the text of number %(numbers)s.",
        "The titles of %(count)s entries may no longer fit their texts: numbers %(numbers)s.",
        len(places),
    )
    about = {
        "title": title_of(matches[places[0]]),
        "numbers": numbers_at(places, matches),
        "count": len(places),
    }
    return [Remark(sentence % about, places[0])]


def title_of(one: Match) -> str:
    return one.entry.title if one.entry else ""


def numbers_at(places: Sequence[int], matches: Sequence[Match]) -> str:
    """Return the numbers at these places, those that follow one another as `3–7`."""
    runs: list[list[int]] = []
    for number in sorted({matches[at].item.number for at in places}):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}–{last}" if first < last else str(first) for first, last in runs)


def of_headings(matches: list[Match]) -> list[Remark]:
    """Return the headings that the record does not have, each at the first measure under it."""
    first: dict[str, int] = {}
    for at, one in enumerate(matches):
        if "new-heading" in one.odd:
            first.setdefault(one.item.heading, at)
    return [
        Remark(_("The heading “%(heading)s” is new.") % {"heading": heading}, at)
        for heading, at in first.items()
    ]
