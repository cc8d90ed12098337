"""A paper before anybody has read it: its lines, page by page, and the bounds that it must keep.

Without Django: the process that opens hostile files loads this and little else.
"""

import re
import unicodedata
from dataclasses import dataclass, field

MAX_BYTES = 10 * 1024**2
MAX_CHARACTERS = 2_000_000  # of text: some 600 pages
MAX_LINES = 60_000
MAX_PAGES = 500
MAX_LINE = 20_000  # characters of one line: a paragraph of ten pages

NEW_LINES = re.compile("\r\n?|[\x0b\x1c-\x1e\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n\f]+")
SIGN = {"\uf0b7": "•"}  # of lists, in the font Symbol
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"} | SIGN
)
KEPT = {"\n", "\t", "\f", "\u00ad"}


class Unreadable(Exception):
    """A file that is not read, with the name of the reason and what its sentence tells."""

    def __init__(self, reason: str, **about):
        super().__init__(reason)
        self.reason = reason
        self.about = about


@dataclass
class Line:
    """A line as printed, or a whole paragraph where the file knows paragraphs."""

    text: str
    page: int | None = None
    gap: bool = False  # a paragraph begins here: white space above, or the file says so
    indent: float = 0.0  # in characters
    size: float = 1.0  # of its letters, against those of most of the paper
    heading: bool = False  # the file calls it a heading, or it is set larger
    marker: str = ""  # a number that the file makes itself: "1.", "(a)"
    depth: int = 0  # of the list that makes it, 1 for the outermost
    head: bool = False  # the first of a column, after the foot of another
    inside: bool = False  # of a list item, after its first paragraph


@dataclass
class Paper:
    """What was pasted or uploaded: lines in reading order, and footnotes that the file keeps apart by mark."""

    kind: str  # text, docx, html or pdf
    lines: list[Line] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def is_wrapped(self) -> bool:
        """Say whether a line of it is a line as printed, not a paragraph."""
        return self.kind == "pdf" or (self.kind == "text" and sum(len(x.text) > 160 for x in self.lines) < 2)


def clean(text: str) -> str:
    """Return the text in NFC, without NUL, control and invisible characters and ligatures; soft hyphens stay."""
    text = NEW_LINES.sub("\n", unicodedata.normalize("NFC", text).translate(LIGATURES))
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c for c in text if c in KEPT or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def bulleted(text: str) -> str:
    """Return the text of a list item that has a sign, not a number: the sign that browsers and Word print."""
    return f"• {text}"


def squeeze(text: str) -> str:
    """Return the text of one line, clean, with single spaces."""
    return SPACES.sub(" ", clean(text).replace("\n", " ").replace("\f", " ")).strip()


def bounded(paper: Paper) -> Paper:
    """Return the paper, or raise Unreadable where it holds more text than a paper has, or none."""
    if len(paper.lines) > MAX_LINES or sum(len(line.text) for line in paper.lines) > MAX_CHARACTERS:
        raise Unreadable("too-much-text", most=f"{MAX_CHARACTERS:,}", lines=f"{MAX_LINES:,}")
    if any(len(line.text) > MAX_LINE for line in paper.lines):
        raise Unreadable("line-too-long", most=f"{MAX_LINE:,}")
    if not any(line.text for line in paper.lines):
        raise Unreadable("no-text")
    return paper
