"""What the pages of a paper add to its words, taken away: headers, footers, page numbers, contents, and the like."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from measures.importing.papers import Line, Paper

PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*(\d{1,4}|[ivxl]{1,6})\s*[-–—]|"
    r"(?:page|p\.|página|pág\.)\s*(\d{1,4})(?:\s*(?:of|/|de)\s*\d{1,4})?|\d{1,4}\s*/\s*\d{1,4})\.?\Z", re.I
)  # fmt: skip
BARE_NUMBER = re.compile(r"(?:\d{1,4}|[ivxl]{1,6})\Z")
ITEM = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[IVXLivxl]{1,6})(?:\.\d{1,3})*[.)]")
DIGITS = re.compile(r"\d+")
LEADERS = re.compile(r"(?<!\.)(?<!\.\s)(?:\.\s?){5,}+(?:\d{1,4}|[ivxl]{1,6})\Z")
STROKE = re.compile(r"-{3,}\Z|={3,}\Z")
RULE = re.compile(r"[_\-–—=*\s]{5,}\Z")
SENTENCE = re.compile(
    r"^[^\W\d_A-Z]|[.;:,]\Z"
)  # a line that repeats, but goes on with a sentence or ends one
EDGE = 3  # lines at the top and bottom of a page among which headers and footers are sought


@dataclass
class Skipped:
    """What is not part of the text, with the reason."""

    text: str
    page: int | None
    reason: str


def bare(paper: Paper) -> tuple[list[Line], list[Skipped]]:
    """Return the lines of a paper without what its pages add to them, and what that was."""
    if paper.kind not in {"text", "pdf"}:
        return paper.lines, []
    lines = without_underlines(paper.lines)
    pages = by_page(with_pages(lines) if paper.kind == "text" else lines)
    running = running_lines(pages)
    kept: list[Line] = []
    skipped: list[Skipped] = []
    for page in pages:
        reasons = added(page, running, len(pages) > 1)
        for line, reason in zip(page, reasons, strict=True):
            if reason:
                skipped.append(Skipped(line.text, line.page, reason))
            else:
                kept.append(line)
    return kept, skipped


def without_underlines(lines: list[Line]) -> list[Line]:
    """Return the lines without those that underline the one above, which is thereby a heading."""
    kept: list[Line] = []
    for line in lines:
        if kept and is_underline(line, kept[-1]):
            kept[-1] = replace(kept[-1], heading=True)
        else:
            kept.append(line)
    return kept


def is_underline(line: Line, above: Line) -> bool:
    """Say whether a line is nothing but a stroke, about as long as the words right above it."""
    is_near = not line.gap and line.page == above.page and abs(len(line.text) - len(above.text)) <= 3
    return is_near and bool(STROKE.match(line.text)) and not SENTENCE.search(above.text)


def added(page: list[Line], running: set[str], is_one_of_many: bool) -> list[str]:
    """Return for each line of a page why it is no part of the text, nothing where it is one.

    Headers and footers are sought from the edge inwards, as far as one follows on another.
    """
    reasons = ["contents" if LEADERS.search(line.text) else "" for line in page]
    for inwards in (range(min(EDGE, len(page))), range(len(page) - 1, max(-1, len(page) - 1 - EDGE), -1)):
        for i in inwards:
            reason = why_skipped(page[i], running, is_one_of_many)
            if not reason:
                break
            reasons[i] = reason
    return reasons


def why_skipped(line: Line, running: set[str], is_one_of_many: bool) -> str:
    if PAGE_NUMBER.match(line.text) or (is_one_of_many and BARE_NUMBER.match(line.text)):
        return "page number"
    return "page header or footer" if may_run(line) and masked(line.text) in running else ""


def with_pages(lines: list[Line]) -> list[Line]:
    """Return the lines of a text with page numbers, where "- 3 -" or "Page 3" between them count pages."""
    if any(line.page for line in lines):
        return lines
    at = [(i, int(n)) for i, line in enumerate(lines) if (n := numbered(line.text))]
    counts = [n for _i, n in at]
    if len(at) < 2 or counts != list(range(counts[0], counts[0] + len(counts))):
        return lines
    is_header = at[0][0] < EDGE  # the number stands at the top of its page
    paged, page, ends = [], counts[0], {i for i, _n in at}
    for i, line in enumerate(lines):
        if is_header and i in ends and i != at[0][0]:
            page += 1
        paged.append(replace(line, page=page))
        if not is_header and i in ends:
            page += 1
    return paged


def numbered(text: str) -> str:
    found = PAGE_NUMBER.match(text)
    number = (found[1] or found[2] or "") if found else ""
    return number if number.isdigit() else ""


def by_page(lines: list[Line]) -> list[list[Line]]:
    pages: dict[int | None, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return list(pages.values())


def masked(text: str) -> str:
    """Return a line as it would repeat on other pages, where only numbers differ."""
    return DIGITS.sub("#", text)


def edges(page: list[Line]) -> set[int]:
    return {*range(min(EDGE, len(page))), *range(max(0, len(page) - EDGE), len(page))}


def running_lines(pages: list[list[Line]]) -> set[str]:
    """Return the lines that stand at the edge of half of the pages or more, alternating ones included."""
    if len(pages) < 2:
        return set()
    at_edges = [{masked(page[i].text) for i in edges(page) if may_run(page[i])} for page in pages]
    seen = Counter(text for texts in at_edges for text in texts)
    least = 2 if len(pages) < 5 else max(2, int(len(pages) * 0.4))
    return {text for text, times in seen.items() if times >= least}


def may_run(line: Line) -> bool:
    """Say whether a line may be a header or footer: no item, no rule, and no part of a sentence."""
    return not (ITEM.match(line.text) or RULE.match(line.text) or SENTENCE.search(line.text))
