"""A paper through the browser: imported, corrected, applied, reviewed by a second person and published."""

import os
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from playwright.sync_api import expect

from csbm_catalog.events import Event
from measures.models import MeasureDraft, TextImport
from tests.browser.conftest import NARROW, PHONE, WIDE
from tests.browser.test_every_page import AXE, COLORS, EVERYTHING, RUN
from tests.browser.test_review import UNLOADED, people, window  # noqa: F401  the cast of the desk

pytestmark = pytest.mark.browser
SOURCE = "https://example.org/charter-of-the-ponds"
PAPER = """CHARTER OF THE PONDS

Boats

1. The ponds exchange lists of their boats. They do so twice a year.

2. The ponds tell each other of every boat that is lost.

Birds

3. The ponds count their herons together, and publish the count.
"""


@pytest.fixture
def document(people, make_document):  # noqa: F811
    for one in people:
        one.user_permissions.add(*Permission.objects.filter(codename__endswith="_textimport"))
    return make_document("charter-of-the-ponds", measures_stated=4, title="Charter of the Ponds")


@pytest.fixture
def editor(window, people, document):  # noqa: F811
    return window(people[0])


def shoot(page, name):
    """Keep a picture of the page for who looks at it, where a folder for them is named."""
    if folder := os.environ.get("CSBM_PICTURES"):
        for width in (WIDE, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.wait_for_timeout(250)
                page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
        page.set_viewport_size({"width": WIDE, "height": 800})


def check(page, name):
    """Find nothing with axe, at both widths, light and dark."""
    shoot(page, name)
    page.evaluate(AXE)
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, options in (("light", EVERYTHING), ("dark", COLORS)):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(200)
            assert page.evaluate(RUN, options | UNLOADED) == [], f"{name}, {width} px, {scheme}"


def press(page, name):
    page.get_by_role("button", name=name).click()


def test_a_paper_is_imported_corrected_applied_reviewed_and_published(
    window,  # noqa: F811
    people,  # noqa: F811
    document,
    make_measure,
    editor,
    page,
):
    for number, title in [(1, "Lists of boats"), (2, "Lost boats")]:
        make_measure(document=document, number=number, title=title, summary=f"The ponds and {title.lower()}.",
                     official_text="The ponds exchange lists of their small boats.")  # fmt: skip
    editor.goto(reverse("admin:measures_textimport_add"))
    editor.get_by_label("Document").select_option(label=str(document))
    editor.get_by_label("Source").fill(SOURCE)
    editor.get_by_label("Text", exact=True).fill("Nothing with a number.")
    press(editor, "Read the paper")
    expect(editor.get_by_text("No numbered measure was found in the paper.")).to_be_visible()
    check(editor, "begin")
    editor.get_by_label("Text", exact=True).fill(PAPER)
    press(editor, "Read the paper")
    expect(editor.get_by_text("3 of 4 found")).to_be_visible()
    editor.locator("#item-1").get_by_role("link", name="Correct").click()
    check(editor, "correct")
    editor.get_by_label("A new measure begins at").select_option(index=1)
    press(editor, "Split there")
    expect(editor.get_by_text("4 of 4 found")).to_have_count(0)
    editor.locator("#item-4").get_by_role("link", name="Correct").click()
    editor.get_by_label("Count on from here").check()
    editor.get_by_label("Number", exact=True).fill("2")
    press(editor, "Save")
    expect(editor.get_by_text("4 of 4 found")).to_be_visible()
    editor.get_by_role("link", name="Apply…").click()
    check(editor, "apply")
    press(editor, re.compile("Make 4 drafts"))
    check(editor, "finished")
    drafts = MeasureDraft.objects.filter(document=document)
    for draft in drafts.filter(measure=None):
        editor.goto(reverse("admin:measures_measuredraft_change", args=[draft.pk]))
        editor.get_by_label("Title:").fill(f"Number {draft.number} of the ponds")
        editor.get_by_label("Summary:").fill("What the ponds do.")
        editor.get_by_label("Category:").select_option(index=1)
        editor.get_by_label("Type:").select_option(index=1)
        editor.get_by_role("button", name="Save", exact=True).click()
    editor.goto(reverse("admin:measures_measuredraft_import", args=[TextImport.objects.get().pk]))
    press(editor, re.compile("Send all 4 drafts"))
    expect(editor.get_by_text("4 drafts wait for review.")).to_be_visible()

    reviewer = window(people[1])
    reviewer.goto(editor.url)
    press(reviewer, re.compile("Publish all 4 drafts"))
    expect(reviewer.get_by_text("4 measures are published.")).to_be_visible()
    page.goto(document.measures.get(number=4).get_absolute_url())
    expect(page.get_by_text("count their herons together").first).to_be_visible()
    reviewer.goto(reverse("admin:measures_textimport_undo", args=[TextImport.objects.get().pk]))
    check(reviewer, "undo")
    press(reviewer, "Undo the import")
    expect(reviewer.get_by_text("The import is undone.")).to_be_visible()
    assert document.measures.count() == 2
    assert Event.objects.filter(deed="imported", about__startswith="Document").exists()
