"""How an address names one measure: by its key, or by its place as `document:number`."""

import re

from django.db.models import Q

REFERENCE = re.compile(r"(?P<document>[-a-z0-9]{1,120}):(?P<number>[1-9][0-9]{0,3})|(?P<key>[a-z0-9]{4,12})")


def is_reference(text: str) -> bool:
    return bool(REFERENCE.fullmatch(text))


def by_reference(reference: str) -> Q:
    """Return the condition that one measure meets. Raises ValueError where the text is no reference."""
    match = REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError(f"{reference!r} names no measure")
    if match["key"]:
        return Q(key=match["key"])
    return Q(document__slug=match["document"], number=int(match["number"]))


def any_reference(references: list[str]) -> Q:
    """Return the condition that each of these measures meets."""
    return Q(*map(by_reference, references), _connector=Q.OR)
