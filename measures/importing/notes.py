"""Footnotes: moved out of the text, each kept by its mark; a mark in the text becomes `[^mark]`."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from measures.importing.layout import RULE, STROKE
from measures.importing.papers import Line

SUPERSCRIPT = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
RAISED = "¹²³⁴⁵⁶⁷⁸⁹⁰"
FIRST = re.compile(rf"(?:\[\^?(\w{{1,4}})\]|([{RAISED}]{{1,3}})|(\*{{1,3}}|[†‡§]))\s*(?=\S)")
BARE = re.compile(r"(\d{1,3})[./)]?\s+(?=\S)")
MARK = re.compile(
    rf"(?<=\S)\s?\[\^?(\w{{1,4}})\]|(?<=[^\W\d]|[.,;:)\"”’])\s?([{RAISED}]{{1,3}})|"
    r"(?<=[^\W\d])(\*{1,3}|[†‡§])(?!\w)"
)
BELOW = re.compile(r"(\d{1,3})\s+(?=\S)")  # the number of a footnote below a rule
GLUED = re.compile(r"(?<=[^\W\d_]{3})([.,;:)”’\"]?)(\d{1,3})(?=\s|\Z)")
HELD = re.compile(r"\[\^([\w*†‡§]+(?:@\d+)?)\]")
SMALL = 0.93


def mark_of(match) -> str:
    return next(group for group in match.groups() if group).translate(SUPERSCRIPT)


def apart(lines: list[Line], notes: dict[str, str]) -> tuple[list[Line], dict[str, str]]:
    """Return the lines without footnotes, and the footnotes by mark, those that the file kept apart among them."""
    lines = with_marks(lines)
    marks = {mark_of(match) for line in lines for match in MARK.finditer(line.text)}
    kept: list[Line] = []
    found = dict(notes)
    open_note = ""
    ruled: int | None = -1  # the page on which a rule has parted text from footnotes
    is_parted = False
    for i, line in enumerate(lines):
        after = lines[i + 1] if i + 1 < len(lines) else None
        if RULE.match(line.text) and after and after.page == line.page and begins(after, marks, True):
            ruled = line.page
            continue
        if STROKE.match(line.text):
            is_parted, open_note = True, ""
            continue
        is_below = ruled is None and i > 0 and bool(RULE.match(lines[i - 1].text))
        is_another = bool(open_note and BELOW.match(line.text))
        first = begins(line, marks, is_below or is_another or (ruled == line.page and bool(line.page)))
        if first:
            open_note = key(found, mark_of(first), line.page)
            found[open_note] = line.text[first.end() :]
        elif open_note and continues(line, lines[i - 1]):
            found[open_note] = f"{found[open_note]} {line.text}"
        else:
            open_note = ""
            kept.append(replace(line, gap=line.gap or is_parted))
            is_parted = False
    return [replace(line, text=pointed(line, found)) for line in kept], found


def with_marks(lines: list[Line]) -> list[Line]:
    """Return the lines, where a number glued to a word names a footnote below a rule with that mark as `[^1]`."""
    marked = list(lines)
    start = 0
    for at, line in enumerate(lines):
        if RULE.match(line.text) and (numbers := set(numbers_below(lines, at))):
            marked[start:at] = marked_by(lines[start:at], numbers, line.page)
            start = at + 1
    return marked


def numbers_below(lines: list[Line], rule: int) -> list[str]:
    """Return the numbers that begin lines below a rule, as far as they count on."""
    found: list[str] = []
    for line in lines[rule + 1 :]:
        if line.page != lines[rule].page or RULE.match(line.text):
            break
        number = BELOW.match(line.text)
        if number and (not found or int(number[1]) == int(found[-1]) + 1):
            found.append(number[1])
        elif not found:
            break
    return found


def marked_by(lines: list[Line], numbers: set[str], page: int | None) -> list[Line]:
    """Return the lines with `[^1]` where one of these numbers is glued to a word at one place of the page alone."""
    times = Counter(found[2] for line in lines if line.page == page for found in GLUED.finditer(line.text))

    def put(found):
        return f"{found[1]}[^{found[2]}]" if found[2] in numbers and times[found[2]] == 1 else found[0]

    return [replace(line, text=GLUED.sub(put, line.text)) if line.page == page else line for line in lines]


def begins(line: Line, marks: set[str], is_sure: bool):
    """Return the match of the mark with which a footnote begins, None where none does."""
    if line.marker:
        return None
    first = FIRST.match(line.text)
    if first and mark_of(first) in marks:
        return first
    bare = BARE.match(line.text)
    return bare if bare and bare[1] in marks and (is_sure or line.size < SMALL) else None


def continues(line: Line, above: Line) -> bool:
    """Say whether a line goes on with the footnote above it: on the same page, as small, without a gap."""
    return line.page == above.page and (not line.gap or line.size < SMALL) and line.size <= above.size + 0.02


def key(found: Iterable[str], mark: str, page: int | None) -> str:
    """Return what a footnote is kept by: marks may begin again on every page."""
    return mark if mark not in found else f"{mark}@{page or 0}"


def pointed(line: Line, notes: dict[str, str]) -> str:
    """Return the text of a line in which marks of footnotes that were found are `[^key]`, and others plain."""

    def put(match):
        mark = mark_of(match)
        here = f"{mark}@{line.page or 0}"
        if here in notes or mark in notes:
            return f"[^{here if here in notes else mark}]"
        return mark if match[0].lstrip().startswith("[^") else match[0]

    return MARK.sub(put, line.text)


def taken_out(text: str, notes: dict[str, str]) -> tuple[str, list[str]]:
    """Return a text without its marks, and the footnotes that they led to."""
    return HELD.sub("", text), [notes[mark] for mark in HELD.findall(text) if mark in notes]
