"""Whether one address asks too often for what is open to anybody."""

from django.utils.crypto import salted_hmac

from csbm_catalog.visitors import neighborhood
from measures.models import Asking


def is_too_often(request, what: str, limit: int, minutes: int = 1) -> bool:
    """Count a question of this address, and say whether it is one too many within these minutes."""
    return is_too_much(what, neighborhood(request), limit, minutes)


def is_too_much(what: str, asker: str, limit: int, minutes: int = 1) -> bool:
    """Count a question under any name, which is not kept as it is."""
    return Asking.count(salted_hmac(what, asker, algorithm="sha256").hexdigest(), minutes) > limit
