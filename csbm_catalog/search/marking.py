"""Which words of a text a query matched."""

from collections.abc import Iterator

from csbm_catalog.search.query import SearchQuery
from csbm_catalog.search.words import STOP_WORDS, WORD, fold, stem


def matched(text: str, query: SearchQuery) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces, each with whether it is a word that the query asked for."""
    at = 0
    for word in WORD.finditer(text):
        folded = fold(word.group())
        if folded not in STOP_WORDS and stem(folded) in query.tokens:
            yield text[at : word.start()], False
            yield word.group(), True
            at = word.end()
    yield text[at:], False
