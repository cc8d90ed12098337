"""The page of one measure: its address to copy, its neighbors, its wording."""

import re

import pytest
from playwright.sync_api import expect

from measures.models import Measure

pytestmark = pytest.mark.browser


def test_the_copy_button_copies_the_permanent_address(open_page, site):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/measures/miami-consensus/12/")

    page.get_by_role("button", name="Copy").click()

    key = Measure.objects.get(document__slug="miami-consensus", number=12).key
    expect(page.locator("#voice")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/m/{key}/"


def test_the_permanent_address_leads_to_the_measure(page):
    key = Measure.objects.get(document__slug="miami-consensus", number=12).key

    page.goto(f"/m/{key}/")

    expect(page).to_have_url(re.compile("/measures/miami-consensus/12/$"))


def test_next_and_previous_walk_through_the_document(page):
    page.goto("/measures/miami-consensus/1/")
    document = page.get_by_role("navigation", name="In the document")

    document.get_by_role("link", name=re.compile("Next: 2")).click()
    document.get_by_role("link", name=re.compile("Previous: 1")).click()

    expect(page).to_have_url(re.compile("/measures/miami-consensus/1/$"))
    expect(document.get_by_role("link", name=re.compile("Previous"))).to_have_count(0)


def test_next_and_previous_walk_through_the_list_that_the_reader_came_from(page):
    page.goto("/measures/?q=exercises&evidence=related")
    second = page.locator("#results .measure h3").nth(1).inner_text()

    page.locator("#results .measure h3 a").first.click()
    expect(page).to_have_url(re.compile(r"\?q=exercises&evidence=related$"))
    came_from = page.get_by_role("navigation", name="In your list")
    came_from.get_by_role("link", name=re.compile("Next")).click()

    expect(page.locator("h1")).to_have_text(second)
    expect(came_from).to_contain_text("2 of")
    came_from.get_by_role("link", name="Your list").click()
    expect(page).to_have_url(re.compile(r"/measures/\?q=exercises&evidence=related$"))


def test_official_wording_stands_apart_and_says_whose_it_is(page, make_measure):
    measure = make_measure(official_text="To notify neighbors in good time.")

    page.goto(measure.get_absolute_url())

    wording = page.locator("blockquote.wording")
    expect(wording).to_contain_text("To notify neighbors in good time.")
    expect(wording).to_contain_text("RESEGRE/doc.4/03")
