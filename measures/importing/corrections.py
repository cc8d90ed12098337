"""What was read in a paper as plain values, and the deeds by which an editor corrects it.

Each deed takes the content and returns a new one; the last ones can be undone. Content is what JSON holds.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from measures.importing.findings import Oddity, ReadItem, ReadPaper, Section, Skipped

Content = dict[str, Any]
Item = dict[str, Any]  # the fields of ReadItem, and: id, is_in, chosen
KEPT = 20  # deeds that can be undone
NEW = "new"  # as `chosen`: the editor says that the record has no such measure; "" leaves it to likeness
ASIDES = ("preamble", "introduction", "afterword", "footnote", "skipped")


class NotThere(Exception):
    """The deed names an item, a place or a text that the paper does not have: the message says so."""


def content_of(paper: ReadPaper) -> Content:
    """Return what was read, ready to be corrected."""
    items = [
        {**vars(item), "id": at, "is_in": True, "chosen": ""} for at, item in enumerate(paper.items, start=1)
    ]
    return {
        "title": paper.title,
        "asides": asides_of(paper),
        "items": items,
        "read": items,
        "next": len(items) + 1,
        "undo": [],
    }


def asides_of(paper: ReadPaper) -> list[dict]:
    """Return what stands around the measures, each text by itself so that it can be taken in."""
    found = [("preamble", paper.preamble, None, "")]
    found += [
        ("introduction", section.introduction, section.items[0].page, section.heading)
        for section in paper.sections
    ]
    found.append(("afterword", paper.afterword, None, ""))
    found += [("footnote", text, None, "") for text in paper.footnotes]
    found += [("skipped", one.text, one.page, one.reason) for one in paper.skipped]
    return [
        {"id": at, "kind": kind, "text": text, "page": page, "about": about}
        for at, (kind, text, page, about) in enumerate((one for one in found if one[1]), start=1)
    ]


def paper_of(content: Content) -> ReadPaper:
    """Return the paper as corrected: its items that are in, and what is odd about their numbers by now."""
    items = [read_item(one) for one in content["items"] if one["is_in"]]
    paper = ReadPaper(title=content["title"], sections=[Section("", items=items)])
    for one in content["asides"]:
        if one["kind"] == "skipped":
            paper.skipped.append(Skipped(one["text"], one["page"], one["about"]))
        elif one["kind"] == "footnote":
            paper.footnotes.append(one["text"])
        elif one["kind"] in ("preamble", "afterword"):
            setattr(paper, one["kind"], one["text"])
    paper.skipped += [
        Skipped(one["text"], one["page"], "skipped by hand") for one in content["items"] if not one["is_in"]
    ]
    paper.oddities = oddities(items)
    return paper


def read_item(one: Item) -> ReadItem:
    return ReadItem(**{name: one[name] for name in ReadItem.__dataclass_fields__})


def oddities(items: Sequence[ReadItem]) -> list[Oddity]:
    """Return gaps, duplicates, numbers that stand after a later one, and items without text."""
    times = Counter(item.number for item in items)
    gap = tuple(n for n in range(1, max(times, default=0)) if n not in times)
    found = [Oddity("gap", (n,)) for n in gap] if len(gap) < 10 else [Oddity("gap", gap)]
    found += [Oddity("duplicate", (n,)) for n, count in sorted(times.items()) if count > 1]
    highest = 0
    for item in items:
        if item.number < highest:
            found.append(Oddity("out-of-order", (item.number,)))
        highest = max(highest, item.number)
    return found + [Oddity("empty", (item.number,)) for item in items if not item.text.strip()]


def place_of(content: Content, which: int) -> int:
    """Return where an item stands. Raises NotThere."""
    for at, item in enumerate(content["items"]):
        if item["id"] == which:
            return at
    raise NotThere(_("This measure is not in the paper any more."))


def replaced(content: Content, at: int, count: int, items: list[Item], added: int = 0) -> Content:
    """Return the content with some items replaced by others, which can be undone."""
    before = content["items"]
    step = {"at": at, "count": len(items), "items": before[at : at + count]}
    return content | {
        "items": [*before[:at], *items, *before[at + count :]],
        "next": content["next"] + added,
        "undo": [*content["undo"], step][-KEPT:],
    }


def undone(content: Content) -> Content:
    """Return the content as it was before the last deed. Raises NotThere where there is none to undo."""
    if not content["undo"]:
        raise NotThere(_("There is nothing to undo."))
    *earlier, step = content["undo"]
    items, end = content["items"], step["at"] + step["count"]
    return content | {"items": [*items[: step["at"]], *step["items"], *items[end:]], "undo": earlier}


def as_one(before: Content, after: Content) -> Content:
    """Return the content after several deeds so that one step undoes them together."""
    old, new = before["items"], after["items"]
    if old == new:
        return before
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
    step = {"at": start, "count": len(new) - end - start, "items": old[start : len(old) - end]}
    return after | {"undo": [*before["undo"], step][-KEPT:]}


def reset(content: Content) -> Content:
    """Return the paper as it was read; this, too, can be undone."""
    return replaced(content, 0, len(content["items"]), content["read"])


def edit(content: Content, which: int, **values) -> Content:
    """Give an item another text, number, label or heading."""
    at = place_of(content, which)
    return replaced(content, at, 1, [content["items"][at] | values])


def head_section(content: Content, which: int, heading: str) -> Content:
    """Give an item, and all that follow under the same heading without a break, another heading."""
    at = first = place_of(content, which)
    items, before = content["items"], content["items"][at]["heading"]
    while first and items[first - 1]["heading"] == before:
        first -= 1
    end = at
    while end < len(items) and items[end]["heading"] == before:
        end += 1
    return replaced(content, first, end - first, [one | {"heading": heading} for one in items[first:end]])


def count_on(content: Content, which: int, number: int) -> Content:
    """Give an item a number, and count the items after it on from there; those that are skipped do not count."""
    at = place_of(content, which)
    counted = []
    for item in content["items"][at:]:
        counted.append(item | {"number": number, "label": relabeled(item, number)})
        number += item["is_in"]
    return replaced(content, at, len(counted), counted)


def relabeled(item: Item, number: int) -> str:
    """Return the label, where it was the number itself; one as printed, like I.1, stays."""
    return str(number) if item["label"] == str(item["number"]) else item["label"]


def label_after(item: Item) -> str:
    """Return the label that counts on from an item's: 17 after 16, II.3 after II.2; none after a letter."""
    above, dot, last = item["label"].rpartition(".")
    return f"{above}{dot}{int(last) + 1}" if last.isascii() and last.isdecimal() else ""


def label_at(items: Sequence[Item], at: int, number: int) -> str:
    """Return the label of a measure that is put before the item `at`: counted on, where the paper counts so."""
    if all(item["label"] == str(item["number"]) for item in items):
        return str(number)
    if not at:
        return ""
    before = items[at - 1]
    is_same_section = at == len(items) or items[at]["heading"] == before["heading"]
    return label_after(before) if is_same_section and before["number"] + 1 == number else ""


def split(content: Content, which: int, before: int) -> Content:
    """Make two items of one, the second beginning with this character of the text; it has the next number."""
    at = place_of(content, which)
    item = content["items"][at]
    first, second = item["text"][:before].strip(), item["text"][before:].strip()
    if not (first and second):
        raise NotThere(_("The text cannot be split there."))
    new = item | {
        "id": content["next"], "text": second, "number": item["number"] + 1, "printed": "", "footnotes": [],
        "label": label_after(item), "chosen": "",
    }  # fmt: skip
    return replaced(content, at, 1, [item | {"text": first}, new], added=1)


def places_to_split(text: str) -> list[int]:
    """Return where paragraphs and sentences begin, after the first: the places that are offered."""
    places = []
    for at in range(1, len(text.rstrip())):
        is_sentence = text[at - 1] == " " and at > 1 and text[at - 2] in ".;:!?"
        if text[at - 1] == "\n" or is_sentence:
            places.append(at)
    return [at for at in places if text[at] not in " \n"]


def join(content: Content, which: int) -> Content:
    """Make one item of two: the next one that is in ends this one."""
    at = place_of(content, which)
    items = content["items"]
    following = next((n for n in range(at + 1, len(items)) if items[n]["is_in"]), None)
    if following is None:
        raise NotThere(_("There is no measure after this one to join it with."))
    one, other = items[at], items[following]
    joined = one | {
        "text": f"{one['text']}\n\n{other['text']}".strip(),
        "footnotes": [*one["footnotes"], *other["footnotes"]],
    }
    return replaced(content, at, following - at + 1, [joined, *items[at + 1 : following]])


def skip(content: Content, which: int) -> Content:
    """Leave an item out."""
    return edit(content, which, is_in=False)


def take_in(content: Content, which: int) -> Content:
    """Take an item in again."""
    return edit(content, which, is_in=True)


def match_with(content: Content, which: int, chosen: str) -> Content:
    """Say by hand which entry an item is: its key, "new", or nothing to leave it to likeness."""
    return edit(content, which, chosen=chosen)


def take_aside(content: Content, which: int, number: int) -> Content:
    """Make a measure with this number of a text that stands beside the measures; it goes where the number does."""
    aside = next((one for one in content["asides"] if one["id"] == which), None)
    if aside is None:
        raise NotThere(_("This text is not in the paper."))
    items = content["items"]
    at = next((n for n, item in enumerate(items) if item["number"] >= number), len(items))
    neighbor = items[min(at, len(items) - 1)] if items else None
    new = {
        "id": content["next"], "number": number, "label": label_at(items, at, number), "printed": "",
        "text": aside["text"],
        "heading": neighbor["heading"] if neighbor else "", "page": aside["page"], "footnotes": [],
        "is_in": True, "chosen": "",
    }  # fmt: skip
    return replaced(content, at, 0, [new], added=1)


def edit_heading(content: Content, which: int, heading: str) -> Content:
    """Give one item another heading."""
    return edit(content, which, heading=heading)
