"""Asking the addresses of sources whether they still answer: politely, bounded, and never inside the house."""

import http.client
import socket
import ssl
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from conferences.models import LinkCheck, Source

SECONDS = 15
AT_ONCE = 8
REDIRECTS = 5
GONE = {404, 410, 451}
NO_HEAD = {400, 403, 404, 405, 406, 501}  # some servers answer so to HEAD alone
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; CSBM Catalogue, link check)", "Accept": "*/*"}
Result = LinkCheck.Result


class Offline(Exception):
    """No address at all could be reached: nothing can be said of any."""


class Finding(NamedTuple):
    """What came of asking one address."""

    result: Result
    detail: str


def is_public(host: str) -> bool:
    """Say whether every address of a host lies on the public net. Raises OSError where it has none."""
    found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    return all(ip_address(str(address[4][0]).split("%")[0]).is_global for address in found)


def check(url: str, may_ask: Callable[[str], bool] = is_public) -> Finding:
    """Ask one address, following its redirects, and say what came of it; never raises."""
    try:
        return finding(status_of(url, may_ask))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Finding(Result.SILENT, f"{type(error).__name__}: {error}"[:200])


def finding(status: int) -> Finding:
    if status < 400:
        return Finding(Result.ALIVE, str(status))
    if status in GONE:
        return Finding(Result.DEAD, str(status))
    return Finding(Result.CLOSED if status < 500 else Result.SILENT, str(status))


def status_of(url: str, may_ask: Callable[[str], bool]) -> int:
    """Return the status of the answer at the end of the redirects. Raises OSError where none comes."""
    for _hop in range(REDIRECTS + 1):
        status, location = ask("HEAD", url, may_ask)
        if status in NO_HEAD:
            status, location = ask("GET", url, may_ask)
        if not (300 <= status < 400 and location):
            return status
        url = urljoin(url, location)
    raise OSError("redirected too often")


def ask(method: str, url: str, may_ask: Callable[[str], bool]) -> tuple[int, str | None]:
    """Send one request and read only the head of the answer."""
    parts = urlsplit(iri_to_uri(url))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not an address of the web")
    if not may_ask(parts.hostname):
        raise OSError("not on the public net")
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers=HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location")
    finally:
        connection.close()


def check_all(sources: Iterable[Source], may_ask: Callable[[str], bool] = is_public) -> list[LinkCheck]:
    """Ask every source and keep what came of it.

    Raises Offline, and keeps nothing, where not one could be reached: then it is this machine that is cut off.
    """
    sources = list(sources)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda source: check(source.url, may_ask), sources))
    if sources and all(one.result == Result.SILENT for one in found):
        raise Offline(found[0].detail)
    with transaction.atomic():
        return [keep(source, one) for source, one in zip(sources, found, strict=True)]


def keep(source: Source, found: Finding) -> LinkCheck:
    now = timezone.now()
    held = LinkCheck.objects.filter(source=source).first()
    since = held.since if held and held.result == found.result else now
    values = {"result": found.result, "detail": found.detail, "checked_at": now, "since": since}
    return LinkCheck.objects.update_or_create(source=source, defaults=values)[0]
