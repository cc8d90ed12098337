"""A file of records in a browser: chosen, looked at, imported; accessible, and inside its window."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from conferences.models import State
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_every_page import AXE, COLORS, EVERYTHING, RUN

pytestmark = pytest.mark.browser


@pytest.fixture
def editor_page(page, site):
    """A window of somebody who may do everything; what they change is as before when the test ends."""
    user = get_user_model().objects.create_superuser("editor-of-files")
    client, note = Client(), State.objects.get(code="US").note
    client.force_login(user)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])
    yield page
    State.objects.filter(code="US").update(note=note)


def choose(page, content):
    page.goto("/admin/conferences/state/files/")
    page.get_by_label("File of states").set_input_files(
        {"name": "states.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Preview").click()


def faults_of(page):
    """Return what axe finds, and by how much the page is too wide."""
    page.evaluate(AXE)
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, options in (("light", EVERYTHING), ("dark", COLORS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(300)  # colors of the admin fade into one another
            found += page.evaluate(RUN, options)
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{wide} px wide at {width}")
    return found


def test_a_file_is_looked_at_and_imported(editor_page):
    page = editor_page
    choose(page, "code;note\nUS;A note that was imported\nCA;\n")
    page.get_by_text("A note that was imported").wait_for()
    assert State.objects.get(code="US").note != "A note that was imported"

    page.get_by_role("button", name="Import").click()

    page.get_by_text("Imported from states.csv: 0 new, 1 changed, 1 the same.").wait_for()
    assert State.objects.get(code="US").note == "A note that was imported"


def test_axe_finds_nothing_on_the_pages_of_files(editor_page):
    page = editor_page
    page.goto("/admin/measures/measure/files/")
    assert faults_of(page) == []
    choose(page, "code;subregion\nUS;Atlantis\n")
    assert faults_of(page) == []
    choose(page, "code;capital\nUS;Washington\n")
    assert faults_of(page) == []
    choose(page, "code;note;name;subregion\nUS;New;United States;North America\nZZ;;Zedland;Caribbean\n")
    assert faults_of(page) == []
