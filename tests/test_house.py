"""The order of the house: templates, and the words in them, that nobody should look after by hand."""

import logging
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test.signals import template_rendered
from django.urls import reverse

from conferences.models import Source
from measures.models import MeasureRelation, ReaderReport

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Templates for people signed in, and for files: their own tests visit them.
VISITED_ELSEWHERE = ("packets/", "accounts/", "admin/", "includes/account.html", "includes/messages.html")
OURS = ["csbm_catalog", "conferences", "measures"]

# One address for every kind of page and every state that it can be in.
PAGES = [
    "/", "/about/", "/glossary/", "/accounts/login/",
    "/documents/", "/documents/miami-consensus/", "/documents/oas-reporting-list/",
    "/documents/miami-2003-report-of-the-rapporteur/", "/documents/buenos-aires-1994-final-report-with-"
    "recommendations-to-the-permanent-council/",
    "/conferences/", "/conferences/miami-2003/", "/conferences/forum-3-2008/", "/conferences/forum-8-2019/",
    "/states/", "/states/us/", "/states/ht/", "/states/gd/", "/states/ni/", "/states/fr/",
    "/measures/", "/measures/?page=3", "/measures/?q=exercise", "/measures/?q=zebra", "/measures/?q=excercise",
    "/measures/?category=naval", "/measures/?q=!!!", "/measures/?sort=best", "/measures/?page=99",
    "/measures/?theme=legislative&theme=transparency&theme_match=all", "/measures/?m=ongzhn&m=jbnh44",
    "/measures/?state=us&category=military", "/measures/?m=!", "/measures/?q=a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p",
    "/measures/?document=miami-consensus&type=transparency&evidence=source",
    "/measures/miami-consensus/1/", "/measures/miami-consensus/35/", "/measures/cyber-measures/1/",
    "/measures/miami-consensus/1/history/", "/measures/santiago-declaration/10/",
    "/measures/san-salvador-declaration/3/?q=border&sort=title",
    "/measures/miami-illustrative-list/8/?document=miami-illustrative-list",
    "/search/", "/search/?q=miami", "/search/?q=haiti", "/search/?q=villegas", "/search/?q=zebra",
    "/search/?q=excercise", "/search/?q=!!!", "/search/?q=RESEGRE%2Fdoc.4%2F03",
    "/search/?q=a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p", "/no/such/page/",
    "/state-of-the-record/", "/report/", "/report/?kind=paper&page=/measures/miami-consensus/1/",
]  # fmt: skip
FRAGMENTS = ["/measures/", "/measures/?q=zebra", "/measures/?category=naval"]

# Variables that a page may do without, each with the reason. The pages that stand for errors are
# rendered where there may be no request and no database.
OPTIONAL = {
    "ticks": "an option of includes/selection.html, named in the comment at its head",
    "parent": "an option of includes/crumbs.html: pages two floors down have one",
    "with_meeting": "an option of conferences/_papers.html: a meeting's own papers need no column for it",
    "q": "form.errors and filter.errors hold the fields that are wrong, and no others",
    "theme_match": "filter.data holds what was asked, and nothing else",
    "is_cut": "where nothing was searched for, there is no query",
}
OPTIONAL_IN_ERRORS = {"request", "record", "retry_after", "form", "ticks", "user", "desk", "address"}


@pytest.fixture
def everything(record, make_measure, member_of_staff):
    """A measure in which every column is filled, and one in which none is that need not be."""
    full = make_measure(
        key="full11", label="III.1", heading="A heading", heading_evidence="related", official_text="The wording.",
        evidence_note="A note", verified_by=member_of_staff, verified_at="2026-01-05T12:00:00Z",
        verified_in=Source.objects.first(),
    )  # fmt: skip
    bare = make_measure(key="bare11")
    MeasureRelation.objects.create(later=full, earlier=bare, kind="restates", presumed=True, basis="A basis")
    report = ReaderReport.objects.create(what="A report")
    return [full.get_absolute_url(), bare.get_absolute_url(), reverse("report-sent", args=[report.key])]


def errors():
    """Render the pages that stand for errors, as the server does: without a request, too."""
    for template in ("400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"):
        if (ROOT / "templates" / template).exists():
            yield render_to_string(template)
    yield render_to_string("503.html", {"retry_after": 10})
    yield render_to_string("413.html", {"limit": "The text of a form may have 2.5 MB at most."})


def visit(client, addresses=PAGES):
    for address in addresses:
        assert client.get(address).status_code in (200, 404), address
    for address in FRAGMENTS:
        assert client.get(address, headers={"HX-Request": "true"}).status_code == 200, address
    list(errors())


@pytest.fixture
def missed():
    """Collect every variable that a template did not find, `if` and `for` included."""
    found = set()

    class Collector(logging.Handler):
        def emit(self, record):
            name, template = record.args
            found.add((template, name))

    logger, collector = logging.getLogger("django.template"), Collector(logging.DEBUG)
    level = logger.level
    logger.addHandler(collector)
    logger.setLevel(logging.DEBUG)
    yield found
    logger.removeHandler(collector)
    logger.setLevel(level)


def test_no_template_asks_for_a_variable_that_is_not_there(client, everything, missed):
    visit(client, [*PAGES, *everything])

    unexcused = {
        (page, name)
        for page, name in missed
        if name not in (OPTIONAL_IN_ERRORS if re.match(r"\d", page) else OPTIONAL)
    }
    assert unexcused == set()


def test_no_variable_is_excused_in_vain(client, everything, missed):
    visit(client, [*PAGES, *everything])

    assert {name for page, name in missed if not re.match(r"\d", page)} == set(OPTIONAL)


def test_no_template_is_unused(client, everything):
    rendered = set()

    def note(template, **kwargs):
        rendered.add(template.name)

    template_rendered.connect(note)
    visit(client, [*PAGES, *everything])
    template_rendered.disconnect(note)

    names = {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES}
    assert {name for name in names - rendered if not name.startswith(VISITED_ELSEWHERE)} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_leaves_scripts_styles_and_escaping_to_the_house(path):
    source = path.read_text()

    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"\|\s*(safe|safeseq)\b|autoescape", source)
    assert not re.search(r"""(src|href)=["'](https?:)?//""", source)


def test_no_module_marks_text_as_safe():
    modules = [path for package in OURS for path in (ROOT / package).rglob("*.py")]

    assert [path for path in modules if re.search(r"mark_safe|\bSafeText|__html__", path.read_text())] == []


# Where text is called safe, each with the reason; whoever adds a place looks for what a reader could put there.
SAFE = {
    "csbm_catalog/templatetags/catalog.py": "<mark> and </mark>, written out",
    "measures/templatetags/boxes.py": "the attribute `checked`, written out",
    "measures/cards.py": "made by our templates, and the query string that goes in is escaped",
}


def test_text_is_called_safe_only_where_it_was_thought_over():
    modules = {
        str(path.relative_to(ROOT)): path for package in OURS for path in (ROOT / package).rglob("*.py")
    }

    assert {name for name, path in modules.items() if "SafeString(" in path.read_text()} == set(SAFE)


# Words that are the same in every language, or examples of what to type.
UNTRANSLATED = {"CSV", "JSON", "exercises", "border", "natural disasters", "miami 12"}
SAID_IN_ATTRIBUTES = (
    r"""(?:aria-label|alt|title|placeholder|content|data-(?!copy=)\w+)=(?:"([^"]*)"|'([^']*)')"""
)
UNSAID = re.compile(r"width=device-width|light dark|allowEval")


def bare_words(source: str) -> set[str]:
    """Return the words that a reader would see and that no translation reaches."""
    source = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", source, flags=re.S)
    source = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", source, flags=re.S)
    source = re.sub(r"{% block page_class %}[-\w ]*{% endblock %}|{%.*?%}|{{.*?}}", "", source, flags=re.S)
    said = [
        one or other
        for one, other in re.findall(SAID_IN_ATTRIBUTES, source)
        if not UNSAID.search(one or other)
    ]
    said += re.sub(r"<[^>]*>", "\n", source).splitlines()
    return {words.strip(' "“”:;,.') for words in said if re.search(r"[^\W\d_]{2,}", words)}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_word_of_a_template_can_be_translated(path):
    assert bare_words(path.read_text()) - UNTRANSLATED == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Bare words</p>", {"Bare words"}),
        ('<p aria-label="Bare">{% translate "Good" %}</p>', {"Bare"}),
        (
            "{% if a %}Bare{% else %}{% blocktranslate %}Good <b>x</b>{% endblocktranslate %}{% endif %}",
            {"Bare"},
        ),
        ('<a class="unseen" href="/x/">{{ measure.title }}</a> · ({{ number }})', set()),
        ("<p {% if x %}data-one='{% translate \"Good\" %}'{% endif %}></p>", set()),
    ],
)
def test_the_scanner_of_words_finds_what_is_bare(source, found):
    assert bare_words(source) == found
