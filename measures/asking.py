"""Whether one address asks too often for what is open to anybody."""

from django.conf import settings
from django.utils.crypto import salted_hmac

from measures.models import Asking


def is_too_often(request, what: str, limit: int, minutes: int = 1) -> bool:
    """Count a question of this address, and say whether it is one too many within these minutes."""
    return is_too_much(what, address_of(request), limit, minutes)


def is_too_much(what: str, asker: str, limit: int, minutes: int = 1) -> bool:
    """Count a question under any name, which is not kept as it is."""
    return Asking.count(salted_hmac(what, asker, algorithm="sha256").hexdigest(), minutes) > limit


def address_of(request) -> str:
    """Return whence a request comes: as the last proxy that is trusted says, where there are any."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    return hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")
