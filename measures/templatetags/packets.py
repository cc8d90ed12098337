"""What the templates of a packet need: texts in pieces that fit on a page, numbers of sources."""

import re
from dataclasses import dataclass

from django import template

register = template.Library()
PAGES_AROUND, PAGES_A_MEASURE = (
    3,
    0.42,
)  # what stands around the measures; a measure, with its line of the contents
PIECE = 600  # characters: some eight lines
CUTS = [
    re.compile(rf".{{{PIECE // 2},{PIECE}}}[.!?…](?=\s)", re.DOTALL),  # after a sentence
    re.compile(rf".{{1,{PIECE}}}(?=\s)", re.DOTALL),  # between words
]


@dataclass
class PieceOfText:
    """Some of a paragraph: `new` at its beginning, `run` where it runs on."""

    kind: str
    text: str


@register.filter
def pieces(text: str) -> list[PieceOfText]:
    """Return a text's paragraphs, the long ones cut after a sentence, or else between words, or else anywhere.

    No paragraph is split over two pages, so none may be longer than what fits at the foot of most.
    """
    found = []
    for paragraph in re.split(r"(?:\r?\n)+", text.strip()):
        kind = "new"
        rest = paragraph.strip()
        while rest:
            end = end_of_piece(rest)
            found.append(PieceOfText(kind, rest[:end]))
            rest = rest[end:].lstrip()
            kind = "run"
    return found


def end_of_piece(text: str) -> int:
    if len(text) <= PIECE:
        return len(text)
    ends = (match.end() for cut in CUTS if (match := cut.match(text)))
    return next(ends, PIECE)


@register.filter
def about_pages(measures: int) -> int:
    """Return about how many pages the PDF of so many measures has: counted off those of the record.

    An estimate, to be called one: what it is exactly is known when it is made. From 20 on it is rounded to fives.
    """
    pages = PAGES_AROUND + PAGES_A_MEASURE * measures
    return round(pages / 5) * 5 if pages >= 20 else round(pages)


@register.filter
def is_long(note: str) -> bool:
    """Say whether a note is longer than a row of a table may hold, which stands on one page whatever it says."""
    return len(note) > PIECE


@register.filter
def shortened(text: str, length: int) -> str:
    """Return the text, or as much of it as has a length, and an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + "…"


@register.filter
def numbers(officer, printed) -> list[int]:
    """Return the numbers of the sources of an office, where these are listed."""
    known = printed.apparatus.numbers
    return sorted({known[pk] for pk in (officer.source_id, officer.person_source_id) if pk in known})
