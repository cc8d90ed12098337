"""The templates of files of records: each is used, and none asks for a variable that is not there."""

import logging
from pathlib import Path

import pytest
from django.contrib import admin
from django.test.signals import template_rendered
from django.urls import reverse

from csbm_catalog.files.pages import SHOWN, WithFiles
from tests.measures.files.conftest import ORDER, PAGES, address, confirm, rows_of, send

ROOT = Path(__file__).parents[3] / "templates"
OURS = {str(path.relative_to(ROOT)) for path in (ROOT / "admin" / "files").rglob("*.html")}
OF_DJANGO = {"admin/files/change_list.html"}  # asks for what Django's own list asks for
OPTIONAL = {"file": "form.errors holds the fields that are wrong, and no others"}

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def missed():
    """Collect every variable that one of these templates did not find."""
    found = set()

    class Collector(logging.Handler):
        def emit(self, record):
            name, template = record.args
            if template in OURS - OF_DJANGO:
                found.add((template, name))

    logger, collector = logging.getLogger("django.template"), Collector(logging.DEBUG)
    level = logger.level
    logger.addHandler(collector)
    logger.setLevel(logging.DEBUG)
    yield found
    logger.removeHandler(collector)
    logger.setLevel(level)


def visit(client):
    """Open every page of files, in each state that it can be in; return the pages."""
    rows = rows_of(client, "states")
    rows[0]["note"], rows[1]["subregion"], rows[2]["iso3"] = "A new note", "Atlantis", ""
    new = {**rows[0], "code": "ZZ", "name": "Zedland"}
    themes = [{"slug": f"theme-{number}", "name": f"Theme {number}"} for number in range(SHOWN + 1)]
    yield client.get(reverse("admin:conferences_state_changelist"))
    yield from (client.get(address(kind, "files")) for kind in ORDER)
    yield send(client, "states", b"capital", "states.csv")
    yield send(client, "states", [*rows, new])
    yield send(client, "states", rows_of(client, "states"))
    yield send(client, "themes", themes)
    rows[1]["subregion"] = "South America"
    sound = send(client, "states", rows)
    yield sound
    yield confirm(client, sound, seen="")
    yield confirm(client, sound)
    measures = rows_of(client, "measures")
    measures[0]["title"] = "Another title"
    yield send(client, "measures", measures)


def test_every_page_answers(desk):
    assert {page.status_code for page in visit(desk)} == {
        200,
        409,
        422,
    }  # a stale confirmation, refused files


def test_no_template_asks_for_a_variable_that_is_not_there(desk, missed):
    list(visit(desk))

    assert {(template, name) for template, name in missed if name not in OPTIONAL} == set()


def test_no_template_is_unused(desk):
    rendered = set()

    def note(template, **kwargs):
        rendered.add(template.name)

    template_rendered.connect(note)
    list(visit(desk))
    template_rendered.disconnect(note)

    assert rendered >= OURS


def test_the_tests_know_every_kind_of_file():
    found = {
        resource.file_name: f"{model._meta.app_label}_{model._meta.model_name}"
        for model, page in admin.site._registry.items()
        if isinstance(page, WithFiles)
        for resource in page.file_resources
    }

    assert found == PAGES
