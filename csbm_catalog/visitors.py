"""Where a request comes from, as far as the proxies in front are to be believed."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

NETWORK_BITS = 64  # whoever has one address of IPv6 has that many bits of them


def client_address(request) -> str | None:
    """Return the address of the client, by the word of DJANGO_TRUSTED_PROXIES proxies and of no more.

    Each proxy adds the address that it saw to the end of X-Forwarded-For; what stands before was
    written by the client itself. None where nothing in the request is an address.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if settings.TRUSTED_PROXIES else []
    chain = [*said, direct]
    told = chain[max(len(chain) - 1 - settings.TRUSTED_PROXIES, 0)]
    return read(told) or read(direct)


def read(text: str) -> str | None:
    """Return an address as it is best written, IPv4 inside IPv6 as IPv4; None where it is none."""
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def neighborhood(request) -> str:
    """Return the address by which guesses are counted: of IPv6 the network, which one person can have whole."""
    address = client_address(request) or "0.0.0.0"  # counted together: better than not at all
    if ":" not in address:
        return address
    return str(ip_network(f"{address.partition('%')[0]}/{NETWORK_BITS}", strict=False).network_address)
