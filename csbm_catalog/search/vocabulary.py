"""Names for one thing: a query that uses one finds the others too.

Each row is a group of equal names, as one would type them; case, accents and endings do not matter.
The Spanish, Portuguese and French names are those of the OAS's own pages in these languages.
"""

from collections.abc import Iterator
from functools import cache

from csbm_catalog.search.words import split, stem, stems

GROUPS = [
    [
        "confidence and security building measures", "confidence building measures", "confidence building",
        "mutual confidence", "CSBM", "CSBMs", "CBM", "CBMs", "MFCS", "MFC", "FDACS", "MCS",
        "medidas de fomento de la confianza y de la seguridad",
        "medidas de fomento de la confianza y la seguridad",
        "medidas de fomento de la confianza y seguridad",
        "medidas de fomento de la confianza", "fomento de la confianza",
        "medidas de fomento da confiança e da segurança", "medidas de fomento da confiança e segurança",
        "medidas de fortalecimento da confiança e da segurança", "medidas de fortalecimento da confiança",
        "medidas de fomento da confiança", "fomento da confiança",
        "mesures de confiance et de sécurité", "mesures d'encouragement à la confiance et à la sécurité",
        "mesures propres à renforcer la confiance et la sécurité", "mesures de confiance",
    ],
    ["maneuver", "manoeuvre", "exercise", "maniobras", "ejercicios", "manobras", "exercices"],
    ["hotline", "hot line", "communications", "telecommunications"],
    ["notification", "notice", "notify"],
    ["military spending", "military expenditure", "defense spending", "defence spending", "defense budget"],
    ["weapon", "arms", "armament"],
    ["mines", "land mines", "landmines", "demining"],
    ["natural disaster", "disaster"],
    ["legislator", "parliamentarian", "member of parliament"],
    ["frontier", "border"],
    ["white paper", "white book", "libro blanco", "livro branco"],
    ["cyber", "cyberspace", "cybersecurity"],
    ["peacekeeping", "peace keeping", "peace operations"],
    ["NGO", "NGOs", "non governmental organizations", "civil society"],
    ["OAS", "OEA", "Organization of American States"],
    ["IADB", "JID", "Inter-American Defense Board"],
    ["UN", "United Nations", "ONU"],
    ["United States", "USA", "US"],
    ["defense", "defence"],
    ["neighbor", "neighbour"],
    ["program", "programme"],
    ["organization", "organisation"],
    ["armor", "armour"],
]  # fmt: skip


@cache
def names() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return, for the stems of each name as typed (stop words kept), the tokens of every name of its group."""
    return {
        typed(name): tuple(dict.fromkeys(tuple(stems(other)) for other in group))
        for group in GROUPS
        for name in group
    }


def typed(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in split(text))


def longest_name(tokens: list[str]) -> Iterator[int]:
    """Yield the lengths of the names with which these tokens begin, the longest first."""
    for length in range(min(len(tokens), max(map(len, names()))), 0, -1):
        if tuple(tokens[:length]) in names():
            yield length
