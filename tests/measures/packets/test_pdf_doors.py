"""The PDF doors: what a page shows, through another ending of its address."""

import pytest
from django.urls import reverse

from csbm_catalog import pdf as engine
from csbm_catalog.models import KeptPDF
from measures.models import Measure
from measures.packets import limits

pytestmark = pytest.mark.django_db
DOORS = [
    "/measures.pdf?document=cyber-measures",
    "/measures.pdf?m=miami-consensus:2",
    "/measures/miami-consensus/1.pdf",
    "/documents/cyber-measures.pdf",
    "/conferences/forum-1-2005.pdf",
    "/states/ar.pdf",
]


@pytest.fixture
def unrendered(monkeypatch):
    """A renderer that must not be asked."""

    def refuse(job, slot):
        raise AssertionError("rendered")

    monkeypatch.setattr(engine.renderer, "render", refuse)


@pytest.mark.parametrize("address", DOORS)
def test_each_page_has_a_pdf_door(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline; filename=")
    assert response.content.startswith(b"%PDF")


def test_a_second_request_costs_no_render(client, monkeypatch):
    first = client.get(DOORS[0])
    monkeypatch.setattr(engine.renderer, "render", None)

    assert client.get(DOORS[0]).content == first.content


def test_a_pdf_is_made_anew_when_the_record_changes(client):
    client.get(DOORS[2])
    Measure.objects.filter(document__slug="miami-consensus", number=1).update(title="Another title")

    client.get(DOORS[2])

    assert KeptPDF.objects.count() == 2


def test_an_unchanged_pdf_is_not_sent_again(client, monkeypatch):
    etag = client.get(DOORS[0])["ETag"]
    KeptPDF.objects.all().delete()
    monkeypatch.setattr(engine.renderer, "render", None)

    assert client.get(DOORS[0], headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("query", ["document=nope", "category=no+such", f"q={'x' * 201}"])
def test_a_bad_value_is_refused_with_the_words_of_the_other_doors(client, unrendered, query):
    response = client.get(f"/measures.pdf?{query}")

    assert response.status_code == 400
    assert response.content == client.get(f"/measures.csv?{query}").content


@pytest.mark.parametrize("query", ["paper=a3", "variant=pdf-x"])
def test_an_unknown_kind_of_file_is_refused(client, unrendered, query):
    response = client.get(f"/measures.pdf?{query}")

    assert response.status_code == 400
    assert query.partition("=")[2] in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/measures.pdf", "/documents/miami-consensus.pdf", "/conferences/miami-2003.pdf"]
)
def test_more_measures_than_fit_are_refused_before_any_render(client, unrendered, monkeypatch, address):
    monkeypatch.setattr(limits, "MAX_MEASURES", 3)

    response = client.get(address)

    assert response.status_code == 400
    assert "at most 3 measures" in response.content.decode()


def test_a_stranger_who_comes_while_another_pdf_is_made_is_told_when_to_try_again(client, unrendered):
    with engine.slot(signed_in=False):
        response = client.get(DOORS[0])

    assert response.status_code == 503
    assert response["Retry-After"] == response["Refresh"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert "tries again by itself" in response.content.decode()


def test_somebody_signed_in_still_gets_a_pdf_then(client, member_of_staff):
    client.force_login(member_of_staff)
    with engine.slot(signed_in=False):
        assert client.get(DOORS[2]).status_code == 200


def test_without_pango_the_page_says_what_to_install_and_the_rest_works(client, monkeypatch):
    monkeypatch.setattr(engine, "pdf_engine_fault", lambda: "pango-1.0")

    response = client.get(DOORS[0])

    assert response.status_code == 503
    assert "libpango-1.0-0" in response.content.decode()
    assert client.get("/measures/").status_code == 200


def test_a_document_that_cannot_be_set_is_explained(client, monkeypatch):
    monkeypatch.setattr(engine.renderer, "render", lambda job, slot: b"")

    response = client.get(DOORS[2])

    assert response.status_code == 500
    assert "The PDF engine stopped" in response.content.decode()


@pytest.mark.parametrize("address", DOORS)
def test_a_door_is_only_read(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    ["/measures/miami-consensus/999.pdf", "/documents/none.pdf", "/conferences/none.pdf", "/states/zz.pdf"],
)
def test_what_is_not_there_has_no_pdf(client, address):
    assert client.get(address).status_code == 404


def test_the_code_of_a_state_is_in_small_letters(client):
    assert client.get("/states/AR.pdf")["Location"] == "/states/ar.pdf"


@pytest.mark.parametrize(
    ("page", "door", "words"),
    [
        ("/measures/?document=miami-consensus", "/measures.pdf?document=miami-consensus", "PDF, 35 measures"),
        ("/measures/miami-consensus/1/", "/measures/miami-consensus/1.pdf", "PDF, 1 measure"),
        ("/documents/miami-consensus/", "/documents/miami-consensus.pdf", "PDF, 35 measures"),
        ("/conferences/miami-2003/", "/conferences/miami-2003.pdf", "PDF, dossier with 88 measures"),
        ("/states/ar/", "/states/ar.pdf", "PDF, profile of the state"),
    ],
)
def test_the_page_says_what_its_pdf_holds(client, page, door, words):
    text = client.get(page).content.decode()

    assert f'href="{door}"' in text
    assert words in text


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "measures-of-the-catalogue.pdf"),
        ("document=cyber-measures", "measures-cyber-measures.pdf"),
        ("document=cyber-measures&q=contact", "measures-contact-cyber-measures.pdf"),
    ],
)
def test_a_file_is_named_after_what_was_asked(client, query, name, monkeypatch):
    monkeypatch.setattr("measures.views.pdfs.packet_pdf", lambda *args, **kwargs: b"%PDF-1.7")

    assert name in client.get(f"/measures.pdf?{query}")["Content-Disposition"]


def test_a_list_of_nothing_has_a_pdf_that_says_so(client):
    address = f"{reverse('measures:pdf')}?document=miami-consensus&document=cyber-measures&q=zeppelin"

    assert client.get(address).status_code == 200
