"""A query as typed, taken apart into terms that both databases understand."""

import re
from dataclasses import dataclass

from csbm_catalog.search.vocabulary import longest_name, names
from csbm_catalog.search.words import STOP_WORDS, split, stem, stems

MAX_WORDS = 12
MAX_LENGTH = 200
QUOTED = re.compile(r'"([^"]*)"')
TYPOGRAPHIC_QUOTES = str.maketrans("“”„«»″", '""""""')


@dataclass(frozen=True)
class Term:
    """One thing asked for: the tokens as typed, then the other names for it; each a run of tokens."""

    names: tuple[tuple[str, ...], ...]

    @property
    def as_typed(self) -> "Term":
        return Term(self.names[:1])

    def fts5(self) -> str:
        return "(" + " OR ".join(f'"{" ".join(run)}"' for run in self.names) + ")"

    def tsquery(self, weight: str = "") -> str:
        suffix = f":{weight}" if weight else ""
        runs = (" <-> ".join(f"'{token}'{suffix}" for token in run) for run in self.names)
        return "(" + " | ".join(f"({run})" for run in runs) + ")"


@dataclass(frozen=True)
class SearchQuery:
    """What was asked: `terms` must all be found. False where nothing in the text can be searched for."""

    text: str
    terms: tuple[Term, ...]
    is_cut: bool  # more than 12 words were given, the first 12 are searched

    def __bool__(self):
        return bool(self.terms)

    @property
    def tokens(self) -> frozenset[str]:
        """Every token that a match may consist of, for marking words in a text."""
        return frozenset(token for term in self.terms for run in term.names for token in run)


def parse(text: str) -> SearchQuery:
    """Take a query apart: `"quoted words"` in their order, other words and names in any."""
    terms: dict[Term, None] = {}
    words_left = MAX_WORDS
    is_cut = False
    for position, part in enumerate(QUOTED.split(text.translate(TYPOGRAPHIC_QUOTES))):
        words = split(part)
        is_cut |= len(words) > words_left
        words = words[:words_left]
        words_left -= len(words)
        terms |= dict.fromkeys(phrase(words) if position % 2 else any_order(words))
    return SearchQuery(text, tuple(terms), is_cut)


def phrase(words: list[str]) -> list[Term]:
    run = tuple(stems(" ".join(words)))
    return [Term((run,))] if run else []


def any_order(words: list[str]) -> list[Term]:
    """Return a term for each word, or for each run of words that is a known name."""
    tokens = [stem(word) for word in words]
    terms, at = [], 0
    while at < len(words):
        length = next(longest_name(tokens[at:]), 0)
        if length:
            as_typed = tuple(stems(" ".join(words[at : at + length])))
            alike = names()[tuple(tokens[at : at + length])]
            terms.append(Term(tuple(dict.fromkeys([as_typed, *alike]))))
        elif words[at] not in STOP_WORDS:
            terms.append(Term(((tokens[at],),)))
        at += length or 1
    return terms
