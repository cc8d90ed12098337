"""The order of the house: pages, templates, links and words that nobody should have to look after by hand."""

import logging
import re
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.test.signals import template_rendered

from conferences.models import Conference, Document, Source, State
from measures.glossary import GLOSSARY
from measures.models import Measure, MeasureRelation
from tests.reading import page, text

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
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
    "/measures/santiago-declaration/10/", "/measures/san-salvador-declaration/3/?q=border&sort=title",
    "/measures/miami-illustrative-list/8/?document=miami-illustrative-list",
    "/search/", "/search/?q=miami", "/search/?q=haiti", "/search/?q=villegas", "/search/?q=zebra",
    "/search/?q=excercise", "/search/?q=!!!", "/search/?q=RESEGRE%2Fdoc.4%2F03",
    "/search/?q=a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p", "/no/such/page/",
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
OPTIONAL_IN_ERRORS = {"request", "record", "retry_after", "form", "ticks"}


@pytest.fixture
def everything(record, make_measure, member_of_staff):
    """A measure in which every column is filled, and one in which none is that need not be."""
    full = make_measure(
        key="full11", label="III.1", heading="A heading", heading_evidence="related", official_text="The wording.",
        evidence_note="A note", verified_by=member_of_staff, verified_at="2026-01-05T12:00:00Z",
    )  # fmt: skip
    bare = make_measure(key="bare11")
    MeasureRelation.objects.create(later=full, earlier=bare, kind="restates", presumed=True, basis="A basis")
    return [full.get_absolute_url(), bare.get_absolute_url()]


def errors():
    """Render the pages that stand for errors, as the server does: without a request, too."""
    for template in ("400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"):
        if (ROOT / "templates" / template).exists():
            yield render_to_string(template)
    yield render_to_string("503.html", {"retry_after": 10})


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

    assert {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES} - rendered == set()


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


class Site:
    """Every page that links lead to from the first one on, each read once."""

    def __init__(self, client):
        self.client = client
        self.pages = {}
        self.links = defaultdict(set)
        self.ids = defaultdict(list)
        self.broken = []
        waiting = ["/"]
        while waiting:
            address = waiting.pop()
            if address not in self.pages:
                waiting += self.read(address)

    def read(self, address):
        """Read a page; return the addresses to which it leads that are worth reading."""
        response = self.client.get(address, follow=True)
        self.pages[address] = None
        if response.status_code != 200:
            self.broken.append(address)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            return []
        self.pages[address] = root = page(response)
        self.ids[address] = [element.get("id") for element in root.iter() if element.get("id")]
        found = {link.get("href") for link in root.iter("a")}
        self.links[address] = {urljoin(address, href) for href in found}
        return [urldefrag(link).url for link in self.links[address] if is_worth_reading(address, link)]

    @property
    def read_pages(self):
        return {address: root for address, root in self.pages.items() if root is not None}


def is_worth_reading(address, link):
    """Leave out other sites; ask the questions of the list only where they are linked from outside it."""
    parts = urlsplit(link)
    if parts.scheme or parts.path.startswith("/static/"):
        return False
    return not parts.query or ("?" not in address and address != "/measures/" and "m=" not in parts.query)


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield Site(Client())


def test_every_link_leads_somewhere(site):
    assert site.broken == []


@pytest.mark.parametrize("model", [Measure, Document, Conference, State])
def test_every_page_of_the_record_can_be_reached_by_links(site, model, record):
    assert {row.get_absolute_url() for row in model.objects.all()} - set(site.pages) == set()


def test_every_link_into_a_page_finds_its_place_there(site):
    into = {
        link for links in site.links.values() for link in links if "#" in link and not urlsplit(link).scheme
    }

    lost = [link for link in into if unquote(urldefrag(link).fragment) not in site.ids[urldefrag(link).url]]
    assert lost == []
    assert any(link.startswith("/about/#") for link in into)


def test_every_link_out_of_the_site_leads_to_a_source(site, record):
    out = {link for links in site.links.values() for link in links if urlsplit(link).scheme}

    assert out == set(Source.objects.values_list("url", flat=True))


def test_every_page_has_one_heading_a_title_and_a_language(site):
    for address, root in site.read_pages.items():
        assert [bool(text(heading)) for heading in root.iter("h1")] == [True], address
        assert text(root.find(".//title")).removesuffix("CSBM Catalogue").strip(" –"), address
        assert root.get("lang") == "en", address


def test_no_id_stands_twice_on_a_page(site):
    twice = {
        address: [name for name, number in Counter(site.ids[address]).items() if number > 1]
        for address in site.read_pages
    }

    assert {address: names for address, names in twice.items() if names} == {}


def test_every_description_says_something(site):
    for address, root in site.read_pages.items():
        assert root.find(".//meta[@name='description']").get("content"), address


def test_every_permanent_address_leads_to_its_measure(client, record):
    for measure in Measure.objects.select_related("document"):
        response = client.get(measure.get_permanent_url())

        assert (response.status_code, response["Location"]) == (302, measure.get_absolute_url())


def acronyms(words: str) -> set[str]:
    """Return the words with two capitals in a row, Roman numbers and addresses of the web left out."""
    words = re.sub(r"https?://\S+", "", words)
    found = {word.removesuffix("s") for word in re.findall(r"\b\w*[A-Z]{2,}\w*\b", words)}
    return {word for word in found if not re.fullmatch("[IVXLC]+", word)}


def test_the_glossary_has_every_acronym_that_a_page_shows(site, record):
    explained = {word for entry in GLOSSARY for word in re.findall(r"\w+", f"{entry.term} {entry.note}")}
    codes = set(State.objects.values_list("code", flat=True))

    used = {address: acronyms(text(root.find(".//main"))) for address, root in site.read_pages.items()}

    assert {
        address: words - explained - codes for address, words in used.items() if words - explained - codes
    } == {}


def test_the_search_for_acronyms_finds_them():
    assert acronyms("CSBMs of the OAS, see https://oas.org/CSH/x.asp, rule IV of McDonald") == {"CSBM", "OAS"}
