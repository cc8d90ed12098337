"""A selection without an account: kept in the reader's own browser, opened as a list."""

import re

import pytest
from playwright.sync_api import expect

from measures.models import Measure

pytestmark = pytest.mark.browser


def tick(page, at):
    box = page.locator(".measure .tick input").nth(at)
    box.click()
    return box.get_attribute("value")


def count(page):
    return page.locator(".selection-count")


@pytest.fixture
def two_ticked(page):
    """Tick the third measure of the second page, then the first of the first."""
    page.goto("/measures/?page=2")
    later = tick(page, 2)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("[data-results]")).to_contain_text("page 1 of 7")
    earlier = tick(page, 0)
    return [later, earlier]


def test_no_bar_is_shown_before_anything_is_ticked(page):
    page.goto("/measures/")

    expect(page.locator("#selection")).to_be_hidden()


def test_what_was_ticked_on_two_pages_is_counted_and_announced(page, two_ticked):
    expect(count(page)).to_have_text("2 measures selected")
    expect(page.locator("#voice")).to_have_text("2 measures selected")


def test_the_selection_is_kept_while_browsing_and_after_reload(page, two_ticked):
    page.goto("/states/")
    expect(count(page)).to_have_text("2 measures selected")

    page.goto("/measures/")
    page.reload()

    expect(count(page)).to_have_text("2 measures selected")
    expect(page.locator(f"#tick-{two_ticked[1]}")).to_be_checked()
    assert page.context.cookies() == []


def test_the_selection_opens_in_the_order_in_which_it_was_ticked(page, two_ticked):
    page.get_by_role("button", name="Open the selection").click()

    expect(page).to_have_url(re.compile(rf"/measures/\?m={two_ticked[0]}&m={two_ticked[1]}$"))
    titles = Measure.objects.in_bulk(two_ticked, field_name="key")
    expect(page.locator("#results .measure h3")).to_have_text([titles[key].title for key in two_ticked])
    expect(page.locator(".chip").first).to_contain_text("Selection: 2 measures")


def test_the_selection_has_every_door(page, two_ticked):
    page.get_by_role("button", name="Open the selection").click()
    expect(page.locator("#results .measure")).to_have_count(2)

    for link in page.locator(".doors a").all():
        answer = page.request.get(link.get_attribute("href"))
        assert answer.ok
        if "pdf" not in answer.headers["content-type"]:  # the order in a PDF is read in test_pdf_doors
            text = answer.text()
            assert text.index(two_ticked[0]) < text.index(two_ticked[1])


def test_a_second_click_takes_a_measure_out_again(page, two_ticked):
    tick(page, 0)

    expect(count(page)).to_have_text("1 measure selected")


def test_clear_forgets_the_selection(page, two_ticked):
    page.get_by_role("button", name="Clear", exact=True).click()

    expect(page.locator("#selection")).to_be_hidden()
    expect(page.locator(".tick input:checked")).to_have_count(0)
    expect(page.locator("#voice")).to_have_text("Selection cleared")
    expect(page.locator(".tick input").first).to_be_focused()
    page.reload()
    expect(page.locator("#selection")).to_be_hidden()


def test_a_measure_is_selected_from_its_own_page_too(page):
    page.goto("/measures/miami-consensus/1/")

    page.get_by_label("Add to the selection").check()

    expect(count(page)).to_have_text("1 measure selected")


def test_a_filter_leaves_the_selection_as_it_is(page, two_ticked):
    page.locator("#category-military").click()

    expect(page.locator("[data-results]")).to_contain_text("75 measures")
    expect(count(page)).to_have_text("2 measures selected")
