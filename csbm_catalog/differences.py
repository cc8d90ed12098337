"""How one text became another, word by word; white space alone is no difference."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

MARKS = r".,;:!?()\[\]\"“”«»"
WORDS = re.compile(rf"[^\s{MARKS}]+\s*|[{MARKS}]\s*|\s+")
SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*\s*|[.!?\n]+\s*")
MOST = 20_000  # words that are compared one by one: longer texts are compared by sentences
SECONDS = (
    2.0  # after which what is left is told as wholly new: two texts of 1,000 words without likeness take one
)
KINDS = {0: "same", -1: "removed", 1: "added"}
FIRST = (
    0x100  # of the characters that stand for words; none of them a surrogate, of which Python has no strings
)


@dataclass(frozen=True)
class Piece:
    """Some words of a text that changed: `same`, `added` or `removed`."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Return the words of both texts in order, each said to be the same, removed or added.

    What is not `removed` is the new text, letter by letter. Texts too long for words are compared by sentences.
    """
    for unit in (WORDS, SENTENCES):
        old, new = unit.findall(before), unit.findall(after)
        if len(old) + len(new) <= MOST:
            return list(compared(old, new))
    return [Piece(kind, text) for kind, text in (("removed", before), ("added", after)) if text]


def compared(old: list[str], new: list[str]) -> Iterator[Piece]:
    codes: dict[str, str] = {}
    engine = diff_match_patch()
    engine.Diff_Timeout = SECONDS
    found = engine.diff_main(coded(old, codes), coded(new, codes), False)
    engine.diff_cleanupSemantic(found)
    at = {"old": 0, "new": 0}
    for how, run in found:
        words, start = (old, at["old"]) if how < 0 else (new, at["new"])
        at["old"] += len(run) * (how <= 0)
        at["new"] += len(run) * (how >= 0)
        yield Piece(KINDS[how], "".join(words[start : start + len(run)]))


def coded(words: list[str], codes: dict[str, str]) -> str:
    """Return words as a string of one character each: equal words, but for white space, have equal ones."""
    return "".join(codes.setdefault(word.strip(), code(len(codes))) for word in words)


def code(place: int) -> str:
    place += FIRST
    return chr(place if place < 0xD800 else place + 0x800)


def differ(before: str, after: str) -> bool:
    """Say whether two texts differ in more than white space."""
    return before.split() != after.split()
