"""Everything works without JavaScript: forms are sent, pages are loaded."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def with_panel(plain_page):
    """Open the list, and its filters where they are folded away."""
    plain_page.goto("/measures/?q=exercises")
    summary = plain_page.locator(".panel > summary")
    if summary.is_visible():
        summary.click()
    return plain_page


def test_the_large_box_of_the_first_page_searches(plain_page):
    plain_page.goto("/")

    plain_page.locator("#q").fill("haiti")
    plain_page.locator(".hero .button").click()

    expect(plain_page.get_by_role("link", name="Haiti")).to_be_visible()


def test_the_filters_are_sent_as_a_form_and_leave_no_blank_parameters(with_panel):
    with_panel.locator("#category-military").check()
    with_panel.get_by_role("button", name="Show results").click()

    expect(with_panel).to_have_url(re.compile(r"/measures/\?q=exercises&category=military$"))
    expect(with_panel.locator(".chip:not(.chip-all)")).to_have_count(2)


def test_the_order_is_sent_as_a_form(plain_page):
    plain_page.goto("/measures/?category=general")

    plain_page.get_by_label("Order", exact=True).select_option("title")
    plain_page.get_by_role("button", name="Sort").click()

    expect(plain_page).to_have_url(re.compile(r"\?category=general&sort=title$"))


def test_pages_are_links(plain_page):
    plain_page.goto("/measures/")

    plain_page.get_by_role("link", name="Next").click()

    expect(plain_page.locator("[data-results]")).to_have_text("156 measures, page 2 of 7")


def test_a_chip_is_a_link(plain_page):
    plain_page.goto("/measures/?document=miami-consensus&category=military")

    plain_page.get_by_role("link", name=re.compile("Category: Military.*remove")).click()

    expect(plain_page.locator("[data-results]")).to_contain_text("35 measures")


def test_ticked_measures_open_as_a_list_of_their_own(plain_page):
    plain_page.goto("/measures/?document=cyber-measures")

    plain_page.locator(".tick input").nth(1).check()
    plain_page.locator(".tick input").nth(3).check()
    plain_page.get_by_role("button", name="Open the selection").click()

    expect(plain_page.locator("#results .measure-number")).to_have_text(["2", "4"])


def test_nothing_is_offered_that_needs_javascript(plain_page):
    plain_page.goto("/measures/miami-consensus/1/")

    expect(plain_page.locator("[data-copy]")).to_be_hidden()
    expect(plain_page.locator("[data-clear]")).to_be_hidden()
