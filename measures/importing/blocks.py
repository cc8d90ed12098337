"""Lines → blocks: what stands together. A block begins where a gap, a heading or what may be a number does."""

import re
from collections import Counter
from dataclasses import dataclass, field

from measures.importing.markers import Marker, marker_of
from measures.importing.papers import Line
from measures.importing.phrases import BULLET, FORMULA, INTRODUCING, LEFT_OPEN, REFERRING

ENDED = re.compile(r"[.;:!?…]\W*\Z|[;,.]\s*(?:and|or|y|o|e|ou|et)\s*\Z|\Z(?<=\])")
TAIL = 80  # characters at the end of a text that tell whether it has ended
LETTERS = re.compile(r"[^\W\d_]")
HYPHEN = re.compile(r"[^\W\d_](-|‐|\u00ad)\Z")
WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
LONGEST = 160  # characters of a heading
FULL = 0.8  # of the width of most lines: the next line may go on with the sentence


@dataclass
class Block:
    """Lines that stand together, and what may be its number."""

    lines: list[Line]
    marker: Marker | None = None
    boundary: str = "sure"  # that something new begins here: sure, likely or unlikely
    parts: list["Block"] = field(default_factory=list)

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def is_heading(self) -> bool:
        return self.first.heading


def is_capital(text: str) -> bool:
    """Say whether a text is set in capitals."""
    letters = LETTERS.findall(text)
    return len(letters) > 3 and text == text.upper()


def has_ended(text: str) -> bool:
    return bool(ENDED.search(text, max(0, len(text) - TAIL)))


def width_of(lines: list[Line]) -> int:
    """Return how many characters a full line has: the width that a tenth of the lines reaches."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(len(lengths) * 0.9)] if lengths else 0


def blocks_of(lines: list[Line], is_wrapped: bool) -> list[Block]:
    """Return the blocks of a paper in order."""
    width = width_of(lines)
    markers = [marker_of(line) for line in lines]
    blocks: list[Block] = []
    above: Line | None = None
    for at, line in enumerate(lines):
        gap = begins_paragraph(above, line, width, is_wrapped)
        below = markers[at + 1] if at + 1 < len(lines) else None
        if (
            above is None
            or gap
            or markers[at]
            or stands_out(above, line)
            or is_bullet(above, line, lines[at + 1 : at + 2], width)
            or is_new(above, line, below, width, at)
        ):
            is_under = is_under_heading(blocks, markers[at], width)
            boundary = boundary_of(above, line, gap, width, is_wrapped, is_under)
            blocks.append(Block([line], markers[at], boundary))
        else:
            blocks[-1].lines.append(line)
        line.gap = gap
        above = line
    return blocks


def is_new(above: Line, line: Line, below: Marker | None, width: int, at: int) -> bool:
    """Say whether something begins where no white space says so: a title's end, a heading, a closing formula."""
    is_short = len(above.text) < FULL * width
    if at == 1:
        is_whole = is_title_like(above.text) and not LEFT_OPEN.search(above.text)
        return is_short and is_whole and line.text[:1].isupper()
    if FORMULA.match(line.text):
        return is_short or has_ended(above.text)
    return has_ended(above.text) and begins_list(below) and is_title_like(line.text)


def is_bullet(above: Line, line: Line, after: list[Line], width: int) -> bool:
    """Say whether a line begins with the sign of a list, not with a dash in the middle of a sentence."""
    is_apart = has_ended(above.text) or len(above.text) < FULL * width
    is_apart = is_apart or any(other.text[:2] == line.text[:2] for other in after)
    return bool(BULLET.match(line.text)) and (line.text[0] not in "-–—*" or is_apart)


def begins_list(marker: Marker | None) -> bool:
    """Say whether a number may be the first under a plain heading: I, A, or any of digits; a) is a part of a measure."""
    readings = marker.readings if marker else ()
    return any(one.kind[0] == "1" or (one.value == 1 and one.kind in "AI") for one in readings)


def is_title_like(text: str) -> bool:
    """Say whether a text may be a heading: short, and no sentence."""
    words = text.split()
    if not 0 < len(words) <= 20 or len(text) > LONGEST or text[0].islower() or BULLET.match(text):
        return False
    if text.endswith(":"):
        return len(words) <= 8 and not INTRODUCING.search(text)
    return is_capital(text) or (not has_ended(text) and not text.endswith(","))


def begins_paragraph(above: Line | None, line: Line, width: int, is_wrapped: bool) -> bool:
    """Say whether a paragraph begins; at the head of a page or column by how the one before ended."""
    if above is None or not is_wrapped or line.marker:
        return True
    if above.page != line.page or line.head:
        is_more = line.text[:1].islower() or (len(above.text) > FULL * width and not FORMULA.match(line.text))
        return has_ended(above.text) and not is_more
    is_full = len(above.text) > FULL * width  # a raised mark may have set the next line lower
    return line.gap and not (is_full and line.text[:1].islower() and not has_ended(above.text))


def stands_out(above: Line, line: Line) -> bool:
    """Say whether a line is set apart from the one above by its look."""
    if is_capital(line.text) == is_capital(above.text):
        return line.heading != above.heading
    is_text = line.text[:1].isupper() and ("," in line.text or not is_title_like(line.text))
    return is_capital(line.text) or line.heading != above.heading or (is_text and not has_ended(above.text))


def is_under_heading(blocks: list[Block], marker: Marker | None, width: int) -> bool:
    """Say whether a number may stand right under a heading, whose last word, "measures", does not point to it."""
    if not blocks or blocks[-1].marker or marker is None or marker.rest[:1].islower():
        return False
    block, text = blocks[-1], " ".join(line.text for line in blocks[-1].lines)
    is_apart = block.first.gap or len(blocks) == 1 or has_ended(blocks[-2].lines[-1].text)
    is_short = len(block.lines[-1].text) < FULL * width
    return is_apart and is_short and is_title_like(text) and not LEFT_OPEN.search(text)


def boundary_of(
    above: Line | None, line: Line, gap: bool, width: int, is_wrapped: bool, is_under: bool
) -> str:
    """Return how sure it is that something begins with a line."""
    if above is None or gap or line.heading or above.heading or not is_wrapped:
        return "sure"
    if is_under:
        return "likely"
    if REFERRING.search(above.text) and not has_ended(above.text):
        return "unlikely"
    return "likely" if has_ended(above.text) or len(above.text) < FULL * width else "unlikely"


class Joining:
    """Joins lines; knows the words of the paper, to tell a hyphen from a word that was broken."""

    def __init__(self, lines: list[Line]):
        self.words: Counter = Counter()
        for line in lines:
            self.words.update(word.lower().replace("‐", "-") for word in WORD.findall(line.text))

    def join(self, texts: list[str]) -> str:
        """Return lines as one text."""
        parts = [text for text in texts if text]
        for at in range(len(parts) - 1):
            parts[at] = self.end_of(parts[at], parts[at + 1])
        return "".join(parts).replace("\u00ad", "")

    def pair(self, before: str, after: str) -> str:
        return self.end_of(before, after) + after

    def end_of(self, before: str, after: str) -> str:
        """Return a text as it is written where another goes on: with a space, with its hyphen, or without."""
        found = HYPHEN.search(before[-2:])
        if not found or not after[:1].islower():
            return f"{before} "
        is_part = found[1] == "-" and self.is_compound(before[-60:-1], after[:60])
        return before if is_part else before[:-1]

    def is_compound(self, before: str, after: str) -> bool:
        """Say whether a hyphen at the end of a line belongs to its word, by how the rest of the paper writes it."""
        start, end = before.lower().split()[-1].lstrip("(“\"'"), WORD.match(after)
        rest = end[0].lower() if end else ""
        start_word = WORD.findall(start)[-1] if WORD.findall(start) else ""
        if self.words[start_word + rest]:
            return False
        if self.words[f"{start_word}-{rest}"] or "-" in start_word:
            return True
        return start_word in {"non", "self", "well", "cross"} or (
            self.words[rest] > 1 and self.words[start_word] > 1
        )
