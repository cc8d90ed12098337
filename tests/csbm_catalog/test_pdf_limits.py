"""What a document may not do ends in a sentence, and the server goes on."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction

from csbm_catalog import pdf
from csbm_catalog.models import KeptPDF


@pytest.fixture(autouse=True)
def slots(tmp_path, monkeypatch):
    """Slots of this test's own: another run on this machine may be making PDFs."""
    files = {name: tmp_path / name for name in pdf.SLOTS}
    for path in files.values():
        path.touch()
    monkeypatch.setattr(pdf, "SLOTS", files)
    return files


@pytest.fixture
def bombs(db, monkeypatch):
    renderer = pdf.Renderer("tests.csbm_catalog.bombs")
    monkeypatch.setattr(pdf, "renderer", renderer)
    yield renderer
    renderer.stop()


@pytest.mark.parametrize(
    ("bomb", "sentence"),
    [
        ("memory", "more memory than a PDF may"),
        ("processor", "longer than a PDF may: 20 seconds"),
        ("wall", "longer than a PDF may: 30 seconds"),
        ("large", "larger than a PDF may be"),
        ("crash", "stopped"),
        ("fault", "a fault"),
    ],
)
def test_a_document_that_takes_too_much_ends_in_a_sentence_and_the_next_is_made(bombs, bomb, sentence):
    assert pdf.make_pdf("fine") == b"%PDF"
    process = bombs.process.pid

    with pytest.raises(pdf.CannotRender, match=sentence):
        pdf.make_pdf(bomb)

    assert pdf.make_pdf("fine") == b"%PDF"
    assert bombs.process.pid == process


def test_a_renderer_that_was_killed_is_started_again(bombs):
    pdf.make_pdf("fine")
    os.kill(bombs.process.pid, signal.SIGKILL)

    assert pdf.make_pdf("fine") == b"%PDF"


def test_a_render_leaves_no_process_behind(bombs):
    pdf.make_pdf("fine")

    children = subprocess.run(["ps", "--ppid", str(bombs.process.pid)], capture_output=True, text=True).stdout
    assert len(children.splitlines()) == 1  # the heading


def test_a_stranger_finds_no_slot_while_another_stranger_renders():
    with pdf.slot(signed_in=False), pytest.raises(pdf.Busy), pdf.slot(signed_in=False):
        pass


def test_one_slot_is_kept_for_people_signed_in_and_there_are_two_in_all():
    with (
        pdf.slot(signed_in=False),
        pdf.slot(signed_in=True),
        pytest.raises(pdf.Busy),
        pdf.slot(signed_in=True),
    ):
        pass


def test_somebody_signed_in_does_not_bar_the_strangers():
    with pdf.slot(signed_in=True), pdf.slot(signed_in=False):
        pass


def test_a_slot_is_free_again_afterwards_also_after_an_error():
    with pytest.raises(ZeroDivisionError), pdf.slot(signed_in=False):
        raise ZeroDivisionError

    with pdf.slot(signed_in=False):
        pass


def test_the_slot_of_a_process_that_was_killed_is_free(slots):
    code = (
        f"import fcntl, time; slot = open({str(slots['anybody'])!r}); fcntl.flock(slot, fcntl.LOCK_EX);"
        "print(1, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        with pytest.raises(pdf.Busy), pdf.slot(signed_in=False):
            pass
        holder.kill()
        holder.wait()

    with pdf.slot(signed_in=False):
        pass


def test_a_slot_is_held_until_the_render_ends_even_if_nobody_waits_for_it(bombs, slots):
    pdf.make_pdf("fine")
    with pdf.slot(signed_in=False) as handle:
        ours, theirs = pdf.socket.socketpair()
        bombs.ask(theirs, handle)
    theirs.close()
    ours.sendall(b'{"html": "wall"}')
    ours.close()
    time.sleep(0.5)

    with pytest.raises(pdf.Busy), pdf.slot(signed_in=False):
        pass


@pytest.mark.django_db
def test_a_pdf_is_never_made_inside_a_transaction(bombs):
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        pdf.make_pdf("fine")

    assert connection.in_atomic_block  # the test's own, which does not count


@pytest.mark.django_db
def test_without_pango_there_is_no_pdf(bombs, monkeypatch):
    monkeypatch.setattr(pdf, "pdf_engine_fault", lambda: "pango-1.0")

    with pytest.raises(pdf.Unavailable):
        pdf.make_pdf("fine")


@pytest.mark.django_db
def test_a_kept_pdf_is_made_once():
    makes = iter([b"first", b"second"])

    answers = [KeptPDF.objects.get_or_make("name", lambda: next(makes)) for _time in range(2)]

    assert answers == [b"first", b"first"]


@pytest.mark.django_db
def test_the_oldest_pdfs_give_way_when_the_kept_ones_grow_too_large(settings):
    settings.PDF_KEPT_BYTES = 25

    for name in "abc":
        KeptPDF.objects.get_or_make(name, lambda: b"0123456789")

    assert set(KeptPDF.objects.values_list("name", flat=True)) == {"b", "c"}


@pytest.mark.django_db
def test_a_pdf_larger_than_the_kept_ones_may_be_together_is_not_kept(settings):
    settings.PDF_KEPT_BYTES = 5

    assert KeptPDF.objects.get_or_make("name", lambda: b"0123456789") == b"0123456789"
    assert not KeptPDF.objects.exists()
