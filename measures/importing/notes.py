"""Footnotes: moved out of the text, each kept by its mark; a mark in the text becomes `[^mark]`."""

import re
from collections.abc import Iterable
from dataclasses import replace

from measures.importing.layout import RULE
from measures.importing.papers import Line

SUPERSCRIPT = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
RAISED = "¹²³⁴⁵⁶⁷⁸⁹⁰"
FIRST = re.compile(rf"(?:\[\^?(\w{{1,4}})\]|([{RAISED}]{{1,3}})|(\*{{1,3}}|[†‡§]))\s*(?=\S)")
BARE = re.compile(r"(\d{1,3})[./)]?\s+(?=\S)")
MARK = re.compile(
    rf"(?<=\S)\s?\[\^?(\w{{1,4}})\]|(?<=[^\W\d]|[.,;:)\"”’])([{RAISED}]{{1,3}})|"
    r"(?<=[^\W\d])(\*{1,3}|[†‡§])(?!\w)"
)
HELD = re.compile(r"\[\^([\w*†‡§]+(?:@\d+)?)\]")
SMALL = 0.93


def mark_of(match) -> str:
    return next(group for group in match.groups() if group).translate(SUPERSCRIPT)


def apart(lines: list[Line], notes: dict[str, str]) -> tuple[list[Line], dict[str, str]]:
    """Return the lines without footnotes, and the footnotes by mark, those that the file kept apart among them."""
    marks = {mark_of(match) for line in lines for match in MARK.finditer(line.text)}
    kept: list[Line] = []
    found = dict(notes)
    open_note = ""
    ruled: int | None = -1  # the page on which a rule has parted text from footnotes
    for i, line in enumerate(lines):
        after = lines[i + 1] if i + 1 < len(lines) else None
        if RULE.match(line.text) and after and after.page == line.page and begins(after, marks, True):
            ruled = line.page
            continue
        first = begins(line, marks, ruled == line.page and bool(line.page))
        if ruled is None and i and RULE.match(lines[i - 1].text):
            first = begins(line, marks, True)
        if first:
            open_note = key(found, mark_of(first), line.page)
            found[open_note] = line.text[first.end() :]
        elif open_note and continues(line, lines[i - 1]):
            found[open_note] = f"{found[open_note]} {line.text}"
        else:
            open_note = ""
            kept.append(line)
    return [replace(line, text=pointed(line, found)) for line in kept], found


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
