"""Measure packets against Chromium's print of the same HTML, side by side: `python -m benchmarks.packets`.

The renderer is warm, as it is from its second packet on; Chromium starts cold, as a site that printed with it
would start it. What counts is the ratio of processor time, of all processes of each: machines are noisy. The
database is a scratch one, made and removed by this run.
"""

import copy
import ctypes
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "csbm_catalog.settings"
os.environ.setdefault("DJANGO_LOG_LEVEL", "ERROR")
os.environ.setdefault("DJANGO_HTTPS", "0")
SCRATCH = tempfile.mkdtemp(prefix="packets-")
os.environ["DATABASE_URL"] = f"sqlite:///{SCRATCH}/db.sqlite3"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.http import QueryDict  # noqa: E402

from csbm_catalog import rendering  # noqa: E402
from csbm_catalog.models import CatalogueVersion  # noqa: E402
from csbm_catalog.seeding import seed  # noqa: E402
from measures.filters import MeasureFilterSet  # noqa: E402
from measures.models import Measure  # noqa: E402
from measures.packets import of, pdf  # noqa: E402

ROUNDS = 5
MIAMI = "document=miami-consensus&document=miami-illustrative-list"
STATIC = Path(rendering.__file__).parent / "static"
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: what Chromium leaves behind is ours to wait for, and so counted


def main():
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    call_command("migrate", verbosity=0)
    seed()
    workshop = warm()
    miami = pdf.html(contents_of(MIAMI))
    rounds = [
        (child(lambda: workshop.make(job(miami))), child(lambda: chromium(miami))) for _round in range(ROUNDS)
    ]
    ours = [one for one, _other in rounds]
    theirs = [other for _one, other in rounds]
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    print(
        f"88 measures: {statistics.median(ours):.2f} s of processor time, Chromium {statistics.median(theirs):.2f} s"
    )
    print(f"ratio {ratio:.2f} (goal 2.5)")
    print(f"the second after the first: {ours[1] / ours[0]:.2f} (goal 1.0)")
    per_page(workshop, miami)


def warm():
    scratch = Path(SCRATCH)
    tempfile.tempdir = SCRATCH
    return rendering.Workshop("/static/", [STATIC.resolve()], scratch)


def job(html: str) -> dict:
    return {"html": html, "paper": "A4"}


def contents_of(query: str):
    filterset = MeasureFilterSet(QueryDict(query), Measure.objects.listed())
    return of.of_list(filterset, CatalogueVersion.current(), f"https://catalogue.example/measures/?{query}")


def child(work) -> float:
    """Return the processor time of the work, in a fork: as the renderer does it, limits aside."""
    before = used()
    if not (pid := os.fork()):
        try:
            import gc

            gc.freeze()
            gc.disable()
            work()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    time.sleep(0.3)
    while reap():
        pass
    return used() - before


def reap() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def chromium(html: str):
    """Print the same HTML with the same styles, tagged and with an outline, from a cold start."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    page = Path(SCRATCH) / "page.html"
    styles = (STATIC / rendering.STYLES).as_uri()
    page.write_text(html.replace("</head>", f'<link rel="stylesheet" href="{styles}"></head>'))
    profile = tempfile.mkdtemp(dir=SCRATCH)
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={profile}",
        "--no-pdf-header-footer",
    ]
    tagged = ["--export-tagged-pdf", "--generate-pdf-document-outline"]
    target = f"--print-to-pdf={SCRATCH}/chromium.pdf"
    subprocess.run(
        [shutil.which("chromium"), *flags, *tagged, target, page.as_uri()], check=True, capture_output=True
    )
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def per_page(workshop, miami: str):
    """Print what a page costs in packets like those of Miami, within the limit and far over it, against the 88."""
    contents = contents_of(MIAMI)
    sizes = {"88": miami, "264": pdf.html(many(contents, 3)), "1,056": pdf.html(many(contents, 12))}
    costs: dict[str, list[float]] = {name: [] for name in sizes}
    for _round in range(2):
        for name, html in sizes.items():
            seconds = child(
                lambda html=html: Path(SCRATCH, "packet.pdf").write_bytes(workshop.make(job(html)))
            )
            costs[name].append(seconds / pages(Path(SCRATCH, "packet.pdf")))
    least = min(costs["88"])
    for name, taken in costs.items():
        print(
            f"a page of {name} measures: {min(taken) * 1000:.0f} ms, ratio {min(taken) / least:.2f} (goal 1.2)",
            flush=True,
        )


def many(contents, times: int):
    """Return the contents so many times over, each measure under a key of its own."""
    sections = [
        replace(
            section, entries=[replace(entry, measure=again(entry.measure, turn)) for entry in section.entries]
        )
        for turn in range(times)
        for section in contents.sections
    ]
    return replace(contents, sections=sections)


def again(measure, turn: int):
    other = copy.copy(measure)
    other.key = f"{measure.key}{turn}"
    return other


def pages(path: Path) -> int:
    from pypdf import PdfReader

    return len(PdfReader(path).pages)


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
