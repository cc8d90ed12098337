"""The button of a PDF: it shows that one is made, is not pressed twice, and leaving the page loses nothing."""

import time

import pytest
from playwright.sync_api import expect

from csbm_catalog.checks import pdf_engine_fault
from csbm_catalog.models import KeptPDF
from csbm_catalog.pdf import renderer

pytestmark = pytest.mark.browser
PAGE = "/measures/?document=cyber-measures"


@pytest.fixture
def engine(db):
    if pdf_engine_fault():
        pytest.skip("No PDF engine is installed here")
    yield
    renderer.stop()


@pytest.fixture
def asked(page):
    """Hold back what the page asks of its PDF: a list of requests, to be let go one by one."""
    held = []
    page.route("**/measures.pdf*", lambda route: held.append(route))
    return held


def button(page):
    return page.locator("a[data-slow]").first


def nth(page, asked, number: int):
    """Return a request from 0, when it has come."""
    for _wait in range(100):
        if len(asked) > number:
            return asked[number]
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(asked)} requests came")


def test_while_a_pdf_is_made_its_button_says_so_and_is_not_pressed_twice(page, site, asked, engine):
    page.goto(site + PAGE)
    words = button(page).text_content()

    button(page).click()
    button(page).click(force=True)

    expect(button(page)).to_have_text("Making the PDF…")
    expect(button(page)).to_have_attribute("aria-busy", "true")
    expect(button(page)).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#voice")).to_have_text("Making the PDF…")
    assert [route.request.method for route in asked] == ["HEAD"]
    asked[0].fulfill(status=200)
    fetched = nth(page, asked, 1)
    assert fetched.request.method == "GET"
    assert fetched.request.url.endswith("/measures.pdf?document=cyber-measures")
    fetched.fulfill(status=204)  # a file that the browser saves leaves the page as it is
    expect(button(page)).to_have_text(words)
    expect(button(page)).not_to_have_attribute("aria-busy", "true")


def test_the_button_waits_as_long_as_the_pdf_takes(page, site, asked, engine):
    page.clock.install()
    page.goto(site + PAGE)

    button(page).click()
    page.clock.run_for(25_000)

    expect(button(page)).to_have_text("Making the PDF…")


def test_who_leaves_while_a_pdf_is_made_finds_it_made(page, site, engine):
    page.goto(site + PAGE)
    with page.expect_request(lambda request: request.method == "HEAD"):
        button(page).click()
    page.goto(site + "/about/")
    end = time.monotonic() + 60
    while not KeptPDF.objects.exists() and time.monotonic() < end:
        time.sleep(0.2)

    page.goto(site + PAGE)
    answer = page.request.get(button(page).get_attribute("href"))

    expect(button(page)).not_to_have_attribute("aria-busy", "true")
    assert answer.body() == bytes(KeptPDF.objects.get().content)


def test_a_refusal_is_read_on_the_page_that_explains_it(page, site, asked, engine):
    page.goto(site + PAGE)
    button(page).click()
    expect(button(page)).to_have_text("Making the PDF…")

    asked[0].fulfill(status=503)
    nth(page, asked, 1).fulfill(status=503, body="<h1>Busy</h1>", content_type="text/html")

    expect(page.locator("h1")).to_have_text("Busy")
