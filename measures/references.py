"""How an address names one measure: by its key, or by its place as `document:number`."""

import re

from django.db.models import Q

REFERENCE = re.compile(r"(?P<document>[-a-z0-9]{1,120}):(?P<number>[1-9][0-9]{0,3})|(?P<key>[a-z0-9]{4,12})")


def is_reference(text: str) -> bool:
    return bool(REFERENCE.fullmatch(text))


def by_reference(reference: str) -> Q:
    """Return the condition that one measure meets."""
    parts = REFERENCE.fullmatch(reference)
    if parts["key"]:
        return Q(key=parts["key"])
    return Q(document__slug=parts["document"], number=int(parts["number"]))


def any_reference(references: list[str]) -> Q:
    return Q.create([by_reference(reference) for reference in references], connector=Q.OR)
