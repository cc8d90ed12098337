"""The site as its links hold it together: every page, read once from the first one on."""

import re
from collections import Counter, defaultdict
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from conferences.models import Conference, Document, Source, State
from measures.glossary import GLOSSARY
from measures.models import Measure
from tests.reading import page, text

pytestmark = pytest.mark.django_db


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
        if urlsplit(address).path.endswith(".pdf"):
            return self.look_up(address)
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

    def look_up(self, address):
        """See that a PDF has a door; making each would take minutes, and tests of the doors make some."""
        self.pages[address] = None
        try:
            resolve(urlsplit(address).path)
        except Resolver404:
            self.broken.append(address)
        return []

    @property
    def read_pages(self):
        return {address: root for address, root in self.pages.items() if root is not None}


def is_worth_reading(address, link):
    """Leave out other sites, and the form that every page leads to with its own address.

    Ask the questions of the list only where they are linked from outside it.
    """
    parts = urlsplit(link)
    if parts.scheme or parts.path.startswith("/static/") or "page=/" in parts.query:
        return False
    return not parts.query or ("?" not in address and address != "/measures/" and "m=" not in parts.query)


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield Site(Client())


def test_every_link_leads_somewhere(site):
    assert site.broken == []


@pytest.mark.parametrize("model", [Measure, Document, Conference, State])
def test_every_page_of_the_record_can_be_reached_by_links(site, model):
    assert {row.get_absolute_url() for row in model.objects.all()} - set(site.pages) == set()


def test_every_link_into_a_page_finds_its_place_there(site):
    into = {
        link for links in site.links.values() for link in links if "#" in link and not urlsplit(link).scheme
    }

    lost = [link for link in into if unquote(urldefrag(link).fragment) not in site.ids[urldefrag(link).url]]
    assert lost == []
    assert any(link.startswith("/about/#") for link in into)


def test_every_link_out_of_the_site_leads_to_a_source(site):
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


def test_every_permanent_address_leads_to_its_measure(client):
    for measure in Measure.objects.select_related("document"):
        response = client.get(measure.get_permanent_url())

        assert (response.status_code, response["Location"]) == (302, measure.get_absolute_url())


def acronyms(words: str) -> set[str]:
    """Return the words with two capitals in a row, Roman numbers and addresses of the web left out."""
    words = re.sub(r"https?://\S+", "", words)
    found = {word.removesuffix("s") for word in re.findall(r"\b\w*[A-Z]{2,}\w*\b", words)}
    return {word for word in found if not re.fullmatch("[IVXLC]+", word)}


def test_the_glossary_has_every_acronym_that_a_page_shows(site):
    explained = {word for entry in GLOSSARY for word in re.findall(r"\w+", f"{entry.term} {entry.note}")}
    codes = set(State.objects.values_list("code", flat=True))

    used = {address: acronyms(text(root.find(".//main"))) for address, root in site.read_pages.items()}

    assert {
        address: words - explained - codes for address, words in used.items() if words - explained - codes
    } == {}


def test_the_search_for_acronyms_finds_them():
    assert acronyms("CSBMs of the OAS, see https://oas.org/CSH/x.asp, rule IV of McDonald") == {"CSBM", "OAS"}
