"""The list's question, answered the slow way over the fixtures as plain data.

Nothing here is shared with the filters but `stems`, the rule for what counts as the same word.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from csbm_catalog.search.words import stems

FIXTURES = Path(__file__).parents[2] / "fixtures"
# None of these has another name in the vocabulary, so that each stands for its own stem and no more.
WORDS = [
    "measures", "SECURITY", "cooperación", "miami", "list", "training", "academies", "information",
    "coastal", "ships", "12", "1994", "III.3", "consensus", "education", "visits", "waste", "zebra",
]  # fmt: skip


def rows(file: str, model: str) -> list[dict]:
    found = json.loads((FIXTURES / f"{file}.json").read_text(encoding="utf-8"))
    return [row["fields"] for row in found if row["model"] == model]


@dataclass(frozen=True)
class Entry:
    """One measure with everything that a filter may ask about."""

    key: str
    document: str
    number: int
    position: int
    conference: str
    category: str
    type: str
    evidence: str
    title: str
    themes: frozenset[str]
    states: frozenset[str]
    words: tuple[frozenset[str], ...]  # of title, heading and themes, place, and the rest

    @property
    def place(self) -> str:
        return f"{self.document}:{self.number}"


@cache
def entries() -> list[Entry]:
    """Return the measures of the record by position of the document, then number."""
    documents = {row["slug"]: row for row in rows("documents", "conferences.document")}
    names = {row["slug"]: row["name"] for row in rows("themes", "measures.theme")}
    found = [entry(row, documents, names) for row in rows("measures", "measures.measure")]
    return sorted(found, key=lambda entry: (entry.position, entry.number))


def entry(row: dict, documents: dict, names: dict) -> Entry:
    document = documents[row["document"][0]]
    themes = [slug for [slug] in row["themes"]]
    label = row["label"] if "." in row["label"] else ""
    texts = [
        row["title"],
        " ".join([row["heading"], *(names[slug] for slug in themes)]),
        f"{document['short_title']} {row['number']} {label}",
        f"{row['summary']} {row['official_text']}",
    ]
    conference = document["conference"][0] if document["conference"] else ""
    return Entry(
        document=document["slug"],
        position=document["position"],
        conference=conference,
        themes=frozenset(themes),
        states=frozenset(participants().get(conference, ())),
        words=tuple(frozenset(stems(text)) for text in texts),
        **{name: row[name] for name in ("key", "number", "category", "type", "evidence", "title")},
    )


@cache
def participants() -> dict[str, set[str]]:
    """Return the codes, in small letters, of the states that took part in each meeting; observers did not."""
    found: dict[str, set[str]] = {}
    for row in rows("conferences", "conferences.participation"):
        if row["role"] == "participant":
            found.setdefault(row["conference"][0], set()).add(row["state"][0].lower())
    return found


@cache
def members() -> list[str]:
    return [row["code"].lower() for row in rows("states", "conferences.state") if row["member_from"]]


def fits(entry: Entry, question: dict, name: str) -> bool:
    """Say whether one parameter of the question lets the entry through."""
    asked = question.get(name)
    if not asked or name in ("sort", "theme_match"):
        return True
    match name:
        case "theme" if question.get("theme_match") == "all":
            return set(asked) <= entry.themes
        case "theme":
            return bool(set(asked) & entry.themes)
        case "state":
            return bool(set(asked) & entry.states)
        case "m":
            return entry.key in asked or entry.place in asked
        case "q":
            return set(stems(asked)) <= frozenset().union(*entry.words)
    return getattr(entry, name) in asked


def found(question: dict, without: str = "") -> list[Entry]:
    """Return what the question finds, by document and number, with all its parameters but one."""
    names = [name for name in question if name != without]
    return [entry for entry in entries() if all(fits(entry, question, name) for name in names)]


def answer(question: dict) -> list[str]:
    """Return the keys of what the question finds, in the order that it asks for."""
    return [entry.key for entry in sorted(found(question), key=order(question))]


def order(question: dict):
    default = "selection" if question.get("m") else "relevance" if question.get("q") else "document"
    match question.get("sort") or default:
        case "title":
            return lambda entry: (entry.title.lower(), entry.position, entry.number)
        case "-document":
            return lambda entry: (-entry.position, -entry.number)
        case "selection":
            return lambda entry: min(
                at for at, m in enumerate(question["m"]) if m in (entry.key, entry.place)
            )
        case "relevance" if question.get("q"):
            return lambda entry: (-points(entry, question["q"]), entry.position, entry.number)
    return lambda entry: (entry.position, entry.number)


def points(entry: Entry, text: str) -> int:
    """Add 8 for each word in the title, 2 in the heading or a theme, 3 in the place."""
    return sum(
        weight
        for word in set(stems(text))
        for words, weight in zip(entry.words, (8, 2, 3), strict=False)
        if word in words
    )


def some(values) -> st.SearchStrategy:
    """Draw nothing, mostly, or a few of the values."""
    return st.just([]) | st.lists(st.sampled_from(sorted(values)), max_size=3, unique=True)


@cache
def questions() -> st.SearchStrategy:
    """Return a strategy that draws a state of every parameter that the list knows."""
    values = {
        name: some({getattr(entry, name) for entry in entries()})
        for name in ("document", "category", "type", "evidence")
    }
    conferences = [row["slug"] for row in rows("conferences", "conferences.conference")]
    references = [name for entry in entries() for name in (entry.key, entry.place)]
    words = st.lists(st.sampled_from(WORDS), max_size=2).map(" ".join)
    return st.fixed_dictionaries(
        values
        | {
            "conference": some(conferences),
            "theme": some({slug for entry in entries() for slug in entry.themes}),
            "state": some(members()),
            "m": st.just([]) | st.lists(st.sampled_from(references), max_size=40, unique=True),
            "theme_match": st.sampled_from(["", "any", "all"]),
            "q": st.just("") | words,
            "sort": st.sampled_from(["", "document", "-document", "title", "relevance"]),
        }
    )
