"""What is no paper is refused in one clear sentence, before anything is parsed that could do harm."""

import io
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from measures.importing import files, papers
from measures.importing.extracting import confined
from measures.importing.files import paper_of_file, paper_of_text
from measures.importing.reading import read
from measures.importing.refusals import SENTENCES, Refused

PAPERS = Path(__file__).parent / "papers"
WORD = (PAPERS / "styled.docx").read_bytes()
SEALED = (PAPERS.parent / "refused" / "aes-256.pdf").read_bytes()  # by qpdf --encrypt secret owner 256
PDF = (PAPERS / "printed.pdf").read_bytes()


def word_with(name: str, content: bytes) -> bytes:
    """Return a Word document to which a part was added, or in which one was exchanged."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WORD)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            if part != name:
                after.writestr(part, before.read(part))
        after.writestr(name, content)
    return made.getvalue()


def archive_of(entries: int) -> bytes:
    made = io.BytesIO(WORD)
    with zipfile.ZipFile(made, "a") as archive:
        for n in range(entries):
            archive.writestr(f"word/part{n}.xml", b"")
    return made.getvalue()


def pdf(password: str = "", pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def pdf_that_unpacks_to(size: int) -> bytes:
    """Return a PDF of one page whose text is compressed a thousandfold."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    content = StreamObject()
    content.set_data(b" " * size)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject()})
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


REFUSED = {
    "over 10 MB": ("a.txt", b"1. x\n" * (papers.MAX_BYTES // 5 + 1), "too-large"),
    "too much text": ("a.txt", b"a line of a harbor\n" * 110_000, "too-much-text"),
    "a line without end": ("a.txt", b"1. " + b"harbor " * 20_000, "line-too-long"),
    "a part that unpacks to gigabytes": ("a.docx", word_with("word/media/a.bin", b"0" * 80_000_000), "zip-bomb"),
    "a text that unpacks to megabytes": ("a.docx", word_with("word/document.xml", b" " * 30_000_000), "zip-bomb"),
    "thousands of parts": ("a.docx", archive_of(2_500), "zip-bomb"),
    "an archive that is no Word document": ("a.docx", word_with("x", b"")[:0] + b"PK\x03\x04" + b"0" * 90, "broken"),
    "a picture": ("a.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 90, "wrong-type"),
    "a PDF called text": ("a.txt", PDF, "wrong-type"),
    "a page called text": ("a.txt", b"<!doctype html><p>1. x</p>", "wrong-type"),
    "text called a page": ("a.html", b"1. The harbors.", "wrong-type"),
    "text called PDF": ("a.pdf", b"1. The harbors.", "wrong-type"),
    "a program": ("a.exe", b"MZ\x90", "unknown-type"),
    "an old Word document": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-word"),
    "a protected Word document": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-word"),
    "bytes": ("a.txt", bytes(range(256)) * 9, "unknown-encoding"),
    "an encrypted PDF": ("a.pdf", pdf("secret"), "pdf-encrypted"),
    "a PDF encrypted by AES": ("a.pdf", SEALED, "pdf-encrypted"),
    "a PDF without text": ("a.pdf", pdf(), "pdf-without-text"),
    "a PDF of too many pages": ("a.pdf", pdf(pages=501), "too-many-pages"),
    "a damaged PDF": ("a.pdf", b"%PDF-1.7\n" + b"0 0 obj" * 9, "broken"),
    "a PDF that unpacks to megabytes": ("a.pdf", pdf_that_unpacks_to(200_000_000), "too-costly"),
    "nothing": ("a.txt", b" \n\n", "no-text"),
    "a page without text": ("a.html", b"<html><script>1</script></html>", "no-text"),
    "a letter": ("a.txt", b"Dear harbor master,\n\nthe lighthouse is white.\n", "no-measures"),
    "a list of a thousand": ("a.txt", b"".join(b"%d. x\n" % n for n in range(1, 1000)), "too-many-measures"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_paper_is_refused(name, content, reason):
    started = time.perf_counter()

    with pytest.raises(Refused) as refusal:
        read(paper_of_file(name, content))

    assert refusal.value.reason == reason
    assert str(refusal.value).endswith(".")
    assert "%(" not in str(refusal.value)
    assert time.perf_counter() - started < 10


def test_every_reason_is_tested():
    assert {reason for _name, _content, reason in REFUSED.values()} == set(SENTENCES)


def test_a_paste_over_ten_megabytes_is_refused():
    with pytest.raises(Refused, match="10 MB"):
        paper_of_text("x" * (papers.MAX_BYTES + 1))


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 14)", "os.kill(os.getpid(), 9)", "time.sleep(60)"])
def test_a_process_that_ran_into_a_limit_is_a_refusal(monkeypatch, end):
    monkeypatch.setattr(files, "WAIT_SECONDS", 1)
    monkeypatch.setattr(files, "COMMAND", [sys.executable, "-c", f"import os, time; {end}"])

    with pytest.raises(Refused, match="stopped"):
        paper_of_file("a.pdf", PDF)


def test_the_process_that_opens_files_has_no_more_memory_than_its_limit():
    code = f"""
from measures.importing.extracting import confined
confined.limit_this_process()
try:
    bytearray(2 * {confined.MEMORY})
except MemoryError:
    print("stopped")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=files.ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "stopped\n"


def test_entities_are_not_expanded_and_nothing_is_fetched():
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    page = f'{bomb}<html><p>1. One &b;</p><p>2. Two &c;</p><img src="http://192.0.2.1/x.png"></html>'

    items = read(paper_of_file("a.html", page.encode())).items

    assert [item.text for item in items] == ["One &b;", "Two &c;"]


def test_entities_of_a_word_document_are_not_expanded():
    document = zipfile.ZipFile(io.BytesIO(WORD)).read("word/document.xml").decode()
    document = document.replace(
        "<w:document", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document', 1
    )
    document = document.replace("The jugglers warn of plates.", "The jugglers warn of &a;.")

    changed = word_with("word/document.xml", document.encode())

    items = read(paper_of_file("a.docx", changed)).items

    assert items[2].text == "The jugglers warn of"  # a document type is nothing that Word writes
