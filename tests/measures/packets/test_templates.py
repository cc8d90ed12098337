"""The templates of the desk: each is used, and none asks for a variable that is not there."""

import logging
from pathlib import Path

import pytest
from django.test.signals import template_rendered

from tests.measures.packets.visiting import visit_desk

TEMPLATES = Path(__file__).parent.parent.parent.parent / "templates"
DESK = {str(path.relative_to(TEMPLATES)) for path in (TEMPLATES / "packets" / "desk").rglob("*.html")}
OPTIONAL = {"ticks": "an option of includes/selection.html, named in the comment at its head"}


@pytest.fixture
def missed():
    """Collect every variable that a template of the desk did not find."""
    found = set()

    class Collector(logging.Handler):
        def emit(self, record):
            name, template = record.args
            if template in DESK:
                found.add((template, name))

    logger, collector = logging.getLogger("django.template"), Collector(logging.DEBUG)
    level = logger.level
    logger.addHandler(collector)
    logger.setLevel(logging.DEBUG)
    yield found
    logger.removeHandler(collector)
    logger.setLevel(level)


def test_no_template_asks_for_a_variable_that_is_not_there(packet, colleague, measures, quick_pdf, missed):
    visit_desk(packet, colleague, measures)

    assert {(template, name) for template, name in missed if name not in OPTIONAL} == set()


def test_no_template_is_unused(packet, colleague, measures, quick_pdf):
    rendered = set()

    def note(template, **kwargs):
        rendered.add(template.name)

    template_rendered.connect(note)
    visit_desk(packet, colleague, measures)
    template_rendered.disconnect(note)

    assert rendered >= {*DESK, "packets/verify.html"}


def test_every_page_answers(packet, colleague, measures, quick_pdf):
    pages = visit_desk(packet, colleague, measures)

    assert {page.status_code for page in pages} <= {200, 403, 409, 422}
