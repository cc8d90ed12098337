"""What was pasted or uploaded → `Paper`. Hostile until shown otherwise: bounds first, then a confined process."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from measures.importing import papers
from measures.importing.extracting import confined
from measures.importing.extracting.plain import lines_of
from measures.importing.papers import Line, Paper, Unreadable
from measures.importing.refusals import Refused

SUFFIXES = {".txt": "text", ".docx": "docx", ".html": "html", ".htm": "html", ".pdf": "pdf"}
ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", confined.__name__]
WAIT_SECONDS = confined.WALL_SECONDS + 10  # the limits are the kernel's; this is for its absence
MAX_ENTRIES = 2_000
MAX_UNPACKED = 60 * 1024**2
MAX_XML = 25 * 1024**2  # of one part, which becomes a tree some ten times its size
MAX_RATIO = 100
MAGIC = [
    (re.compile(rb"%PDF-"), "pdf"),
    (re.compile(rb"PK\x03\x04"), "zip"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "old-word"),
    (re.compile(rb"\{\\rtf|PK|\x89PNG|\xff\xd8\xff|GIF8|\x1f\x8b|%!PS|Rar!|7z\xbc|\x7fELF|MZ\x90"), "other"),
]
# What was matched once is not tried again (`*+`, `(?>…)`): a stranger's file decides how often it could be.
HTML = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?><!--.*?-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
TAGS = re.compile(r"<(?:p|div|h[1-6]|ol|ul|li|br|span|table)\b[^<>]*+>", re.I)


def paper_of_text(text: str) -> Paper:
    """Return the paper of pasted text. Raises Refused."""
    if len(text) > papers.MAX_BYTES:
        raise Refused("too-large", most=papers.MAX_BYTES // 1024**2)
    try:
        return papers.bounded(Paper("text", lines_of(text)))
    except Unreadable as fault:
        raise Refused.of(fault) from fault


def paper_of_file(name: str, content: bytes) -> Paper:
    """Return the paper in a file, by its content, which must be what its name says. Raises Refused."""
    if len(content) > papers.MAX_BYTES:
        raise Refused("too-large", most=papers.MAX_BYTES // 1024**2)
    kind = kind_of(name, content)
    if kind == "text":
        return paper_of_text(decoded(content))
    if kind == "docx":
        refuse_bombs(content)
    return extracted(kind, decoded(content).encode() if kind == "html" else content)


def kind_of(name: str, content: bytes) -> str:
    """Return text, docx, html or pdf, where name and content agree. Raises Refused."""
    suffix = Path(name).suffix.lower()
    named = SUFFIXES.get(suffix)
    held = next((kind for magic, kind in MAGIC if magic.match(content)), "letters")
    if held == "letters" and b"%PDF-" in content[:1024]:
        held = "pdf"
    if held == "old-word" and suffix in {".doc", ".docx"}:
        raise Refused("old-word")
    if named is None:
        raise Refused("unknown-type")
    if held == "letters":
        held = letters_kind(decoded(content), named)
    if held == "zip" and is_word(content):
        held = "docx"
    if held != named:
        raise Refused("wrong-type", named=suffix)
    return held


def letters_kind(text: str, named: str) -> str:
    """Return whether a text is HTML; a fragment is, where the name says so."""
    if HTML.match(text[:10_000]) or (named == "html" and TAGS.search(text[:100_000])):
        return "html"
    return "text"


def decoded(content: bytes) -> str:
    """Return the letters: UTF-8, UTF-16 or Windows-1252. Raises Refused for anything else."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = ["utf-16"]
    elif content[1:200:2].count(0) > content[:200:2].count(0) + 20:
        tried = ["utf-16-le"]
    elif content[:200:2].count(0) > content[1:200:2].count(0) + 20:
        tried = ["utf-16-be"]
    else:
        tried = ["utf-8-sig", "cp1252"]
    for encoding in tried:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and is_mostly_letters(text):
            return text
    raise Refused("unknown-encoding")


def is_mostly_letters(text: str) -> bool:
    """Say whether control characters are rare: binary files decode as Windows-1252, too."""
    odd = sum(c < " " and c not in "\t\n\r\f\v" for c in text[:20_000])
    return odd <= max(3, len(text[:20_000]) // 100)


def is_word(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return is_word_listing(archive.namelist()[:MAX_ENTRIES])
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise Refused("broken") from None


def is_word_listing(names: list[str]) -> bool:
    return "[Content_Types].xml" in names and any(
        re.fullmatch(r"word/document\d*\.xml", name) for name in names
    )


def refuse_bombs(content: bytes):
    """Raise Refused where the archive says that it unpacks to more than a paper; nothing unpacks past what it says."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    largest = max(
        (entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))), default=0
    )
    is_dense = unpacked > 1024**2 and unpacked > MAX_RATIO * len(content)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or largest > MAX_XML or is_dense:
        raise Refused("zip-bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("old-word")


def extracted(kind: str, content: bytes) -> Paper:
    """Return what a process with limits reads in a file. Raises Refused, also where it ran into a limit."""
    try:
        done = subprocess.run(
            [*COMMAND, kind], input=content, capture_output=True, cwd=ROOT, env={"PATH": ""}, check=False,
            timeout=WAIT_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused("too-costly") from None
    if done.returncode:
        raise Refused("too-costly" if done.returncode < 0 else "broken")
    said = json.loads(done.stdout)
    if "reason" in said:
        raise Refused(said["reason"], **said["about"])
    return Paper(kind, [Line(**line) for line in said["lines"]], said["notes"])
