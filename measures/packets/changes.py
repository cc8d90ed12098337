"""What changed between an issue and the packet now: added, removed, moved, and reworded word by word."""

import re
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models import PacketIssue
from measures.packets.contents import Change, Changes, Piece, Rewording

LABELS = {
    "title": gettext_lazy("Title"),
    "subtitle": gettext_lazy("Subtitle"),
    "purpose": gettext_lazy("Purpose"),
    "memo": gettext_lazy("Covering memo"),
    "marking": gettext_lazy("Marking"),
    "summary": gettext_lazy("Summary"),
    "official_text": gettext_lazy("Official wording"),
    "place": gettext_lazy("Place"),
    "evidence": gettext_lazy("Evidence"),
    "note": gettext_lazy("Note"),
}
MARKS = r".,;:!?()\[\]\"“”«»"
WORDS = re.compile(rf"[^\s{MARKS}]+\s*|[{MARKS}]\s*|\s+")
SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*\s*|[.!?\n]+\s*")
MAX_PAIRS = 200_000  # of equal words that are weighed against one another: under a second
MAX_PRODUCT = (
    15_000_000  # of the numbers of words: notes of 20,000 characters of plain language have 12 million
)


def changes_since(issue: PacketIssue, said: dict, now: dict) -> Changes:
    """Compare what an issue `said`, as far as it may be told (see `tellable`), with what the packet says now."""
    before, after = placed(said), placed(now)
    return Changes(
        number=issue.number,
        serial=issue.serial,
        issued_at=issue.issued_at,
        texts=rewordings(said["texts"], now["texts"]),
        added=[Change(key, named(item)) for key, item in after.items() if key not in before],
        removed=[Change(key, named(item)) for key, item in before.items() if key not in after],
        moved=moved(before, after),
        reworded=reworded(before, after),
    )


def placed(said: dict) -> dict[str, dict]:
    """Return the items by key, in order, each with the heading under which it stands."""
    return {
        item["key"]: item | {"heading": section["heading"]}
        for section in said["sections"]
        for item in section["items"]
    }


def named(item: dict) -> str:
    """Return the name of an item with how it was known then."""
    known = item["texts"].get("evidence")
    return f"{item['name']} ({known})" if known else item["name"]


def moved(before: dict[str, dict], after: dict[str, dict]) -> list[Change]:
    """Return the fewest items whose moving explains the new order, and those under another heading.

    A heading that is gone was renamed, not left: what stood under it and still stands together has not moved.
    """
    old = [key for key in before if key in after]
    new = [key for key in after if key in before]
    still = longest_in_order(new, {key: at for at, key in enumerate(old)})
    headings = {item["heading"] for item in after.values()}
    left = {
        key for key in new
        if before[key]["heading"] in headings and before[key]["heading"] != after[key]["heading"]
    }  # fmt: skip
    return [
        Change(key, named(after[key]), place(before, old, key), place(after, new, key))
        for key in new
        if key not in still or key in left
    ]


def longest_in_order(keys: list[str], rank: dict[str, int]) -> set[str]:
    """Return the largest set of keys that stand in the same order as before: all others have moved."""
    tails: list[int] = []  # the smallest rank that ends a run of each length
    ends: list[str] = []
    previous: dict[str, str | None] = {}
    for key in keys:
        length = bisect_left(tails, rank[key])
        tails[length : length + 1] = [rank[key]]
        ends[length : length + 1] = [key]
        previous[key] = ends[length - 1] if length else None
    found: set[str] = set()
    end = ends[-1] if ends else None
    while end:
        found.add(end)
        end = previous[end]
    return found


def place(items: dict[str, dict], order: list[str], key: str) -> str:
    """Say where an item stands: under which heading, and after what."""
    heading = items[key]["heading"]
    at = order.index(key)
    neighbor = items[order[at - 1]]["name"] if at else ""
    where = _("after %(neighbor)s") % {"neighbor": neighbor} if neighbor else _("first")
    return _("%(heading)s, %(where)s") % {"heading": heading, "where": where} if heading else where


def reworded(before: dict[str, dict], after: dict[str, dict]) -> list[Change]:
    changes = [
        Change(key, named(item), rewordings=rewordings(before[key]["texts"], item["texts"]))
        for key, item in after.items()
        if key in before
    ]
    return [change for change in changes if change.rewordings]


def rewordings(before: dict[str, str], after: dict[str, str]) -> list[Rewording]:
    """Return how each text that both have was reworded; white space alone is no wording."""
    compared = [
        Rewording(str(LABELS.get(name, name)), pieces(before[name], text))
        for name, text in after.items()
        if name in before and before[name] != text
    ]
    return [rewording for rewording in compared if any(piece.kind != "same" for piece in rewording.pieces)]


def pieces(before: str, after: str) -> list[Piece]:
    """Return the words of both texts in order, each said to be the same, removed or added.

    Texts too long for that are compared by sentences, or told as wholly new: the time is bounded.
    """
    for unit in (WORDS, SENTENCES):
        old, new = unit.findall(before), unit.findall(after)
        if is_bounded(old, new):
            return list(compared(old, new))
    return [Piece(kind, text) for kind, text in (("removed", before), ("added", after)) if text]


def is_bounded(old: list[str], new: list[str]) -> bool:
    counts = Counter(new)
    pairs = sum(count * counts[word] for word, count in Counter(old).items())
    return pairs <= MAX_PAIRS and len(old) * len(new) <= MAX_PRODUCT


def compared(old: list[str], new: list[str]):
    bare_old, bare_new = ([word.strip() for word in words] for words in (old, new))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, bare_old, bare_new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Piece("removed", "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece("added", "".join(new[j1:j2]))
