"""What nobody means to ask: values and strings that have broken other catalogues."""

import random
import string
from urllib.parse import quote_plus

from tests.measures import brute_force

DOORS = ["/measures/", "/measures.csv", "/measures.json", "/search/", "/measures/miami-consensus/12/"]
PARAMETERS = [
    "q", "document", "conference", "category", "theme", "type", "evidence", "state", "m", "theme_match",
    "sort", "page", "unknown",
]  # fmt: skip
VALUES = [
    "0", "-5", "1e30", "99999", "12345678901234567890", "1.0", "٣", "１２", "NaN", "inf", "null", "None", "[]",
    "{}", "true", "' OR 1=1 --", '"', "%", "_", "\\", "(", "((((", "[a-z]", ".*", "\x01", "\x7f", "\u202e",
    "\ufeff", "\ud7ff", "é" * 60, "ﷺ" * 60, "𝕏", "🜁", "a" * 199, "miami-consensus:", ":12",
    "miami-consensus:0", "miami-consensus:-1", "miami-consensus:12:12", "miami-consensus:00012",
    "miami-consensus:12345678901234567890", "javascript:alert(1)", "<script>", "{{ 7 }}", "../../etc/passwd",
]  # fmt: skip
SYNTAX = [
    '"', '""', '"""', '" "', "*", "a*", "*a", "^", "^miami", "-", "- -", "-miami", "--", "+", "(", ")", "(miami",
    "{", "}", "{title}", "{title heading} : miami", "title:miami", "title : miami", "col:", ":", "miami:A",
    "NEAR(", "NEAR(a b)", "NEAR(a b, 5)", "a NEAR/3 b", "AND", "OR", "NOT", "AND AND", "a AND", "OR b", "NOT a",
    "a NOT b", "a & b", "a | b", "! a", "!!", "a <-> b", "<->", "a:*", "'", "''", "' '", "\\", "a\\", "\\'", "%",
    ";", "a;b", "--comment", "/*", "miami'::tsquery", '"miami consensus', 'miami" consensus', '"miami" "',
    "-" * 33 + " word", "-" * 200, "word" * 50, "x" * 200, "𝔪𝔦𝔞𝔪𝔦", "ß", "İ", "ǅ", "ﬁ", "½", "²", "Ⅻ", "٣", "中文",
    "中" * 200, "a中b", "1e5", "1e400", "12e", "0x1f", "007", "1.2.3", "a@b.c", "http://a.b/c?d", "a_b", "a-b-c",
    "\t", "\n", "\r\n", "\x0b", "\u2028", "\ufeff", "\u200b", "e\u0301" * 50, "\u0301", "🜁", "👩‍👩‍👧",
    "endofcolumn", "rank", "rowid", "vector", "csbm_catalog_searchfts",
]  # fmt: skip
ALPHABET = string.ascii_letters + string.digits + " \"'*()-:^{}<>&|!\\%_+.,;/~@#$\t\n\u00e9\u0301ß中٣🜁\ufeff"


def value(dice: random.Random) -> str:
    """Draw what may stand after `=`: a true value, one of those above, or noise; percent-encoded or not."""
    kind = dice.random()
    if kind < 0.4:
        entry = dice.choice(brute_force.entries())
        return dice.choice(
            [entry.document, entry.conference, entry.category, entry.type, entry.evidence, entry.key, entry.place,
             dice.choice(sorted(entry.themes or {""})), "us", "all", "any", "title", "-document", "2"]
        )  # fmt: skip
    if kind < 0.7:
        return quote_plus(dice.choice(VALUES + SYNTAX))
    if kind < 0.85:
        return quote_plus(text(dice))
    return "".join(
        f"%{dice.randrange(1, 256):02X}" for _ in range(dice.randrange(1, 20))
    )  # not UTF-8, mostly


def text(dice: random.Random) -> str:
    """Draw noise, with words of the record and of search syntax in it."""
    pieces = [dice.choice([*SYNTAX, *brute_force.WORDS]) for _ in range(dice.randrange(4))]
    pieces += ["".join(dice.choices(ALPHABET, k=dice.randrange(1, 30))) for _ in range(dice.randrange(1, 4))]
    dice.shuffle(pieces)
    return dice.choice([" ", ""]).join(pieces)[: dice.choice([20, 100, 200, 201, 300])]


def query_string(dice: random.Random) -> str:
    pairs = [f"{dice.choice(PARAMETERS)}={value(dice)}" for _ in range(dice.randrange(1, 7))]
    return "&".join(pairs) if dice.random() < 0.95 else dice.choice("&=;?%+").join(pairs)
