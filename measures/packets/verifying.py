"""Whether a serial or a file is of something that was issued: open to anybody, so it says no more than that."""

from dataclasses import dataclass
from hashlib import sha256

from measures.models import PacketIssue


@dataclass(frozen=True)
class Verdict:
    """What is said: `issue` is what the serial or the file names, `sha256` the hash of the file that was sent."""

    issue: PacketIssue | None
    is_genuine: bool
    sha256: str = ""


def verdict_on(serial: str, file=None) -> Verdict:
    """Return what is to be said of a serial, of a file, or of both together.

    A serial is genuine where it was given to an issue; a file where it has the bytes of an issue, and with a
    serial only where it is that issue.
    """
    named = issues().filter(serial=serial.strip().upper()).first() if serial else None
    if not file:
        return Verdict(named, bool(named))
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    same = issues().filter(sha256=digest.hexdigest()).first()
    is_genuine = bool(same) and (not serial or same == named)
    return Verdict(same if is_genuine else named, is_genuine, digest.hexdigest())


def issues():
    return PacketIssue.objects.only("serial", "issued_at", "sha256")
