"""From text to search words: folded, without stop words, stemmed; the same for record and query."""

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

PLAIN = re.compile(r"[a-z][a-z0-9]*|[0-9]+")
WORD = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
LONGEST = 64
SHORTEST_SPELLED = 4  # shorter words are not worth a suggestion
# Words that carry no meaning of their own; not "us", which is also the United States, nor "no".
STOP_WORDS = frozenset(
    "a an and are as at be by for from in into is it its of on or that the their this to with "
    "da das de del do dos du des e el en et la las le les los y".split()
)
_stemmers = threading.local()


def fold(text: str) -> str:
    """Return the text without accents and case: `Beltrán` → `beltran`."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def split(text: str) -> list[str]:
    """Return the folded words of a text, in order, each of letters and digits only."""
    return WORD.findall(fold(POSSESSIVE.sub("", text)))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the token that stands for a folded word in the index: its stem, in ASCII letters and digits.

    A word with letters outside ASCII, or with letters after digits (`0e0a`), is spelled in hexadecimal, so
    that neither database's own idea of where a word ends can part the two.
    """
    if not hasattr(_stemmers, "english"):
        _stemmers.english = snowballstemmer.stemmer("english")  # holds state: one a thread
    token = _stemmers.english.stemWord(word[:LONGEST])
    return token if PLAIN.fullmatch(token) else "x" + token.encode().hex()


def stems(text: str) -> list[str]:
    """Return the tokens of a text, in order, stop words left out."""
    return [stem(word) for word in split(text) if word not in STOP_WORDS]
