"""HTML in, PDF out: the one place that knows the PDF engine, with `rendering`, which runs it.

At most two PDFs are made at once over all server processes of this machine, one of them for somebody signed
in. A slot is a lock (`flock`) on one of two files of the code itself. The house keeps no state outside its
database, and this is none: nothing is written, and a lock is the kernel's, which frees it when the fork that
renders ends, however it ends, and only then, also where the server process died first. A row in the database
would need a clock to tell a slow render from a dead one, and a write for each.
"""

import fcntl
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from csbm_catalog import rendering
from csbm_catalog.checks import PANGO, pdf_engine_fault

HERE = Path(__file__).parent
SLOTS = {"anybody": HERE / "rendering.py", "signed in": HERE / "pdf.py"}
FONTS = HERE / "static" / "csbm_catalog" / "fonts"
RETRY_AFTER_SECONDS = 5
VARIANTS = ["pdf/ua-1", "pdf/a-3a"]
INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}
log = logging.getLogger("catalogue.pdf")


class Unavailable(Exception):
    """There is no PDF engine on this machine."""


class TooMuch(Exception):
    """More than a PDF may hold, found before anything was rendered: the message names the limit."""


class Busy(Exception):
    """As many PDFs as may be are being made."""


class CannotRender(Exception):
    """This document does not become a PDF: its message is for the reader."""


class Renderer:
    """The renderer of this server process: started when it is first needed, and again where it has gone."""

    def __init__(self, module: str = rendering.__name__):
        self.module = module
        self.lock = threading.Lock()
        self.owner = 0  # the process that started it: a fork of that one starts its own
        self.process: subprocess.Popen | None = None
        self.control: socket.socket | None = None

    def render(self, job: bytes, slot: int) -> bytes:
        """Return what the renderer answers, with the four bytes of how it ended."""
        for last_try in (False, True):
            ours, theirs = socket.socketpair()
            with ours, theirs:
                self.ask(theirs, slot)
                theirs.close()
                ours.settimeout(
                    rendering.WALL_SECONDS + 30
                )  # the limits are the kernel's; this is for its absence
                with suppress(BrokenPipeError, ConnectionResetError):  # how a fork ended is in its answer
                    ours.sendall(job)
                    ours.shutdown(socket.SHUT_WR)
                reply = received(ours)
            if reply or last_try:
                return reply
            self.stop()  # it went, idle or killed, while it was asked
        raise AssertionError

    def ask(self, theirs: socket.socket, slot: int):
        with self.lock:
            try:
                socket.send_fds(self.running(), [b"?"], [theirs.fileno(), slot])
            except OSError:  # it went since
                socket.send_fds(self.start(), [b"?"], [theirs.fileno(), slot])

    def running(self) -> socket.socket:
        is_ours = self.owner == os.getpid() and self.process and self.process.poll() is None
        return self.control if is_ours and self.control else self.start()

    def start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        roots = [str(HERE / "static"), str(settings.STATIC_ROOT)]
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, str(theirs.fileno()), settings.STATIC_URL, *roots],
                pass_fds=[theirs.fileno()],
                cwd=settings.BASE_DIR,
                env={
                    name: os.environ[name]
                    for name in ("PATH", "LANG", "LC_ALL", "TMPDIR")
                    if name in os.environ
                },
                stdin=subprocess.DEVNULL,
            )
        if self.control and self.owner == os.getpid():
            self.control.close()
        self.control, self.owner = ours, os.getpid()
        return ours

    def stop(self):
        """End the renderer; the next PDF starts another."""
        with self.lock:
            if self.owner == os.getpid() and self.process and self.control:
                self.control.close()
                self.process.wait(10)
                self.owner = 0


def received(asked: socket.socket) -> bytes:
    """Return all that is answered, up to where the renderer hung up."""
    pieces = []
    with suppress(ConnectionResetError):
        while piece := asked.recv(1 << 20):
            pieces.append(piece)
    return b"".join(pieces)


renderer = Renderer()


@contextmanager
def slot(signed_in: bool) -> Iterator[int]:
    """Hold one of the two slots, as a handle to give to the render. Raises Busy where none is free."""
    names = (
        ["signed in", "anybody"] if signed_in else ["anybody"]
    )  # their own first, so as not to bar strangers
    for name in names:
        handle = os.open(SLOTS[name], os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            continue
        try:
            yield handle
        finally:
            os.close(handle)
        return
    raise Busy


def make_pdf(
    html: str, *, paper="A4", variant="pdf/ua-1", draft=False, logo="", attachments=(), signed_in=False
) -> bytes:
    """Return the HTML as the bytes of a tagged PDF.

    `attachments` are dicts of `name`, `text`, `description` and `date` (ISO), for PDF/A-3a.
    Raises Unavailable, Busy, or CannotRender where it needs more than a document may, or asks for a file
    that is not our own.
    """
    forbid_transaction()
    if pdf_engine_fault():
        raise Unavailable
    job = {"html": html, "paper": paper, "variant": variant, "draft": draft, "logo": logo}
    encoded = json.dumps(job | {"attachments": list(attachments)}).encode()
    with slot(signed_in) as handle:
        return outcome(renderer.render(encoded, handle))


def forbid_transaction():
    """Raise RuntimeError inside a transaction, which a render would hold open; the tests' own do not count."""
    if any(not block._from_testcase for block in connection.atomic_blocks):
        raise RuntimeError("A PDF is never made inside a database transaction.")


def outcome(reply: bytes) -> bytes:
    """Return the PDF in a reply of the renderer, or raise CannotRender with the reason."""
    said, status = reply[: -rendering.STATUS.size], reply[-rendering.STATUS.size :]
    ended = rendering.STATUS.unpack(status)[0] if len(status) == rendering.STATUS.size else None
    if ended == 0 and said[:1] == rendering.DONE:
        return said[1:]
    too_long = _("It takes longer than a PDF may: %(seconds)s seconds.")
    if ended == -signal.SIGALRM:
        raise CannotRender(too_long % {"seconds": rendering.WALL_SECONDS})
    if ended in (-signal.SIGXCPU, -signal.SIGKILL):
        raise CannotRender(too_long % {"seconds": rendering.PROCESSOR_SECONDS})
    match said[:1] if ended == 0 else None:
        case rendering.NO_MEMORY:
            raise CannotRender(_("It needs more memory than a PDF may: 1 GB."))
        case rendering.TOO_LARGE:
            raise CannotRender(_("The file is larger than a PDF may be: 40 MB."))
        case rendering.REFUSED | rendering.FAILED:
            raise CannotRender(said[1:].decode(errors="replace"))
    raise CannotRender(_("The PDF engine stopped (%(status)s).") % {"status": ended})


@cache
def settable() -> frozenset[int]:
    """Return the characters that our fonts have."""
    from fontTools.ttLib import TTFont

    return frozenset().union(*(TTFont(path).getBestCmap() for path in FONTS.glob("*-400-normal.woff2")))


def unsettable_characters(text: str) -> set[str]:
    """Return the characters of a text that none of our fonts has, which a PDF would show as empty boxes."""
    composed = unicodedata.normalize("NFC", text)
    return {
        character
        for character in set(composed)
        if ord(character) not in settable() and unicodedata.category(character) not in INVISIBLE
    }


def explained(view):
    """Answer with a page of the site where a PDF cannot be made: why, and what to do about it.

    400 for too much; 503 where as many are being made as may be, or there is no engine; 500 for a document
    that takes more than it may. None of these is kept by anybody.
    """

    @wraps(view)
    def inner(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except TooMuch as fault:
            return explanation(request, 400, "too-much", str(fault))
        except Busy:
            response = explanation(request, 503, "busy", retry_after=RETRY_AFTER_SECONDS)
            response["Retry-After"] = response["Refresh"] = str(RETRY_AFTER_SECONDS)
            return response
        except Unavailable:
            return explanation(request, 503, "unavailable", f"apt-get install {PANGO}")
        except CannotRender as fault:
            log.error("A PDF was not made: %s", fault)
            return explanation(request, 500, "failed", str(fault))

    return inner


def explanation(request, status: int, reason: str, said: str = "", retry_after: int = 0) -> HttpResponse:
    context = {"reason": reason, "said": said, "retry_after": retry_after}
    response = render(request, "packets/no_pdf.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def pdf_response(content: bytes, filename: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{filename}"'},
    )
