"""The renderer: a warm process beside a server process, which makes each PDF in a child with limits.

A server process has threads, and a process with threads is not to be forked. So each starts this module as
a process of its own, without Django, without a database, single-threaded, and asks it for every PDF. Here
WeasyPrint, our fonts and our styles are loaded once; each PDF is then made in a fork, which begins warm, is
bound by the kernel's own limits, and leaves nothing behind, whatever the document did. The renderer ends
with the server process, and after ten idle minutes, since it holds some 80 MB.

It is asked over a socket at `CONTROL`: a message that carries one end of a socket pair, and the slot that the
render occupies (see `pdf.slot`). The fork reads a job as JSON from that end, up to its end of file, and
writes one letter and what it says; then the renderer adds how the fork ended, as four bytes.
"""

import base64
import gc
import io
import json
import logging
import os
import resource
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
import warnings
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

MEMORY = 1024**3
PROCESSOR_SECONDS = 20
WALL_SECONDS = 30
FILE_BYTES = 24 * 1024**2  # below what /verify/ takes: whatever is issued can be checked
IDLE_SECONDS = 600
YIELDING = (
    2  # two thirds of the time of a server process that wants the same core: more would starve a render
)

DONE, FAILED, REFUSED, NO_MEMORY, TOO_LARGE = b"D", b"F", b"R", b"M", b"L"
STATUS = struct.Struct("!i")

STYLES = "csbm_catalog/packet.css"
DRAFT = "csbm_catalog/packet-draft.css"
PAPERS = {"A4": "A4", "Letter": "letter"}
LOGO_KINDS = {
    "data:image/png;base64": "PNG",
    "data:image/jpeg;base64": "JPEG",
    "data:image/svg+xml;base64": "SVG",
}
LOGO_BYTES, LOGO_PIXELS = 512 * 1024, 4000 * 4000
NO_SYSTEM_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{}</cachedir></fontconfig>"""


class Workshop:
    """WeasyPrint with our fonts and styles in it; knows no font of the machine, so that every machine agrees."""

    def __init__(self, static_url: str, roots: list[Path], scratch: Path):
        (scratch / "fonts.conf").write_text(NO_SYSTEM_FONTS.format(scratch))
        os.environ["FONTCONFIG_FILE"] = str(scratch / "fonts.conf")
        with warnings.catch_warnings(action="ignore"):  # that there are no fonts is what we want
            import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        remember_page_references()
        self.weasyprint = weasyprint
        self.fetcher = static_fetcher(static_url, roots)
        self.base = f"file://{static_url}"
        self.fonts = FontConfiguration()
        self.styles = {name: self.style(self.fetcher(self.base + name).read()) for name in (STYLES, DRAFT)}
        self.papers = {
            name: self.style(f"@page {{ size: {size} }}".encode()) for name, size in PAPERS.items()
        }
        self.make({"html": WARMING, "paper": "A4"})

    def style(self, content: bytes):
        return self.weasyprint.CSS(
            string=content.decode(),
            base_url=f"{self.base}{STYLES}",
            font_config=self.fonts,
            url_fetcher=self.fetcher,
        )

    def make(self, job: dict) -> bytes:
        """Return the PDF that a job asks for: `html`, `paper`, `variant`, `draft`, `logo`, `attachments`."""
        self.fetcher.logo = job.get("logo", "")
        page = self.weasyprint.HTML(string=job["html"], base_url=self.base, url_fetcher=self.fetcher)
        return page.write_pdf(
            font_config=self.fonts,
            stylesheets=[
                self.styles[STYLES],
                self.papers[job["paper"]],
                *([self.styles[DRAFT]] if job.get("draft") else []),
            ],
            attachments=[self.attachment(**one) for one in job.get("attachments", [])] or None,
            pdf_variant=job.get("variant", "pdf/ua-1"),
            finisher=name_every_glyph,
        )

    def attachment(self, name, text, description, date):
        when = datetime.fromisoformat(date)
        return self.weasyprint.Attachment(
            string=text, name=name, description=description, created=when, modified=when, relationship="Data"
        )


def remember_page_references():
    """Keep the list of references to the pages of a file between two additions to it.

    pydyf builds it anew for each tag, so that a tagged file costs the square of its pages: a quarter of the
    time of writing a thousand measures.
    """
    import pydyf

    references = pydyf.PDF.page_references.fget

    def remembered(pdf):
        if len(vars(pdf).get("remembered", ())) != pdf.pages["Count"]:
            pdf.remembered = references(pdf)
        return pdf.remembered

    pydyf.PDF.page_references = property(remembered)


def name_every_glyph(document, pdf):
    """Say of a glyph that only adds to a letter, like a dot of Arabic, that it joins.

    WeasyPrint names no character for such a glyph, and PDF/UA wants one.
    """
    for made in pdf.objects:
        parts = getattr(made, "stream", None)
        if isinstance(parts, list) and any(b"begincmap" in part for part in parts if isinstance(part, bytes)):
            made.stream = [
                part.replace(b"> <>", b"> <200d>") if isinstance(part, bytes) else part for part in parts
            ]


def static_fetcher(static_url: str, roots: list[Path]):
    """Return a fetcher that serves our own static files and the logo of the job, and stops at anything else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):
        logo = ""

        def fetch(self, url, headers=None):
            content = logo_bytes(url) if url and url == self.logo else self.static_bytes(url)
            if content is None:
                raise FatalURLFetchingError(f"{url[:200]} is not one of our static files")
            return URLFetcherResponse(url, content)

        def static_bytes(self, url):
            parts = urlsplit(url)
            path = unquote(parts.path)
            if (parts.scheme, parts.netloc) != ("file", "") or not path.startswith(static_url):
                return None
            name = path.removeprefix(static_url)
            files = [(root / name).resolve() for root in roots]
            inside = [
                f for f, root in zip(files, roots, strict=True) if f.is_relative_to(root) and f.is_file()
            ]
            return inside[0].read_bytes() if inside else None

    return StaticFetcher()


def logo_bytes(uri: str) -> bytes | None:
    """Return the picture in a data: URI; None unless it is what it says, and of a sane size.

    What an SVG refers to is fetched like everything else: not at all, unless it is ours.
    """
    from PIL import Image

    kind, _, encoded = uri.partition(",")
    if kind not in LOGO_KINDS or len(encoded) > LOGO_BYTES * 4 / 3 + 4:
        return None
    with suppress(ValueError, OSError):
        content = base64.b64decode(encoded, validate=True)
        if LOGO_KINDS[kind] == "SVG":
            return content
        with Image.open(io.BytesIO(content), formats=[LOGO_KINDS[kind]]) as picture:
            return content if picture.width * picture.height <= LOGO_PIXELS else None
    return None


def limit_this_process():
    """Bind this process by limits that the kernel keeps: what runs into one ends, whatever it is doing.

    It also gives way to the pages that readers wait for, where there are more of them than cores.
    """
    os.nice(YIELDING)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)
    for limit, value in [
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ]:
        resource.setrlimit(limit, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))


def answer(workshop: Workshop, asked: socket.socket) -> bytes:
    """Return one letter and what it says: the PDF, or why there is none."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        with asked.makefile("rb") as file:
            content = workshop.make(json.load(file))
        return DONE + content if len(content) <= FILE_BYTES else TOO_LARGE
    except FatalURLFetchingError as refusal:
        return REFUSED + str(refusal).encode()
    except MemoryError:
        return NO_MEMORY
    except Exception as fault:
        return FAILED + f"{type(fault).__name__}: {fault}"[:500].encode()


def fork(workshop: Workshop, asked: socket.socket, control: socket.socket) -> int:
    """Return the process id of a fork that answers what is asked."""
    if pid := os.fork():
        return pid
    try:
        control.close()
        limit_this_process()
        asked.sendall(answer(workshop, asked))
        os._exit(0)
    finally:  # never back into the renderer's loop, and without its cleaning up
        os._exit(1)


def serve(workshop: Workshop, control: socket.socket):
    """Answer until the server process has gone, or has asked for nothing in ten minutes."""
    gc.collect()
    gc.freeze()  # what is loaded stays: no collection in a fork looks at it, or copies its pages
    gc.disable()  # a fork lives for one document
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        while events := selector.select(None if len(selector.get_map()) > 1 else IDLE_SECONDS):
            for key, _events in events:
                if key.fileobj is not control:
                    finish(selector, *key.data)
                    continue
                _message, handles, *_rest = socket.recv_fds(control, 1, 2)
                if not handles:
                    return
                asked = socket.socket(fileno=handles[0])
                pid = fork(workshop, asked, control)
                for slot in handles[1:]:
                    os.close(slot)  # the fork has it, and with its end the kernel frees it
                end = os.pidfd_open(pid)
                selector.register(end, selectors.EVENT_READ, (end, pid, asked))


def finish(selector, end: int, pid: int, asked: socket.socket):
    """Say how a fork ended."""
    selector.unregister(end)
    os.close(end)
    status = os.waitpid(pid, 0)[1]
    with asked, suppress(OSError):
        asked.sendall(STATUS.pack(os.waitstatus_to_exitcode(status)))


WARMING = """<!doctype html><html lang="en"><title>Warming</title><body><h1>A</h1><h2 id="a">B</h2>
<p class="row"><span class="side">c</span> <a href="#a">d</a></p><table><tr><th>e</th><td>f</td></tr></table>
<p>אב ابج 😀</p>"""


def main(control: int, static_url: str, roots: list[str]):
    logging.getLogger("weasyprint").addHandler(logging.StreamHandler())
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when the server process does
    scratch = Path(tempfile.mkdtemp(prefix="csbm-renderer-"))
    tempfile.tempdir = str(scratch)
    try:
        workshop = Workshop(static_url, [Path(root).resolve() for root in roots], scratch)
        serve(workshop, socket.socket(fileno=control))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
