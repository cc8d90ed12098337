"""By keyboard alone: everything is reached, the focus is seen, and nothing lies over it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE

pytestmark = pytest.mark.browser

CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"
COUNT_REACHABLE = """controls => [...document.querySelectorAll(controls)]
    .filter(element => !element.disabled && element.checkVisibility({visibilityProperty: true})
        && element.getClientRects().length).length"""
WHERE = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const seen = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, innerHeight / 2));
    const first = !at.dataset.reached;
    at.dataset.reached = "yes";
    return {
        what: at.outerHTML.slice(0, 120),
        first,
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        uncovered: !!seen && (at.contains(seen) || seen.contains(at)),
    };
}"""
FEATURES = [
    "/",
    "/measures/?document=miami-consensus&category=military",
    "/measures/miami-consensus/12/?q=exercises",
]


def walk(page):
    """Press Tab until the focus leaves the page; yield what is known of each stop."""
    for _step in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(WHERE)
        if not stop or not stop["first"]:
            return
        yield stop


@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("address", FEATURES, ids=["home", "list", "measure"])
def test_every_control_is_reached_with_a_visible_focus_and_nothing_over_it(address, width, open_page):
    page = open_page(width)
    page.goto("/documents/cyber-measures/")
    page.locator(".tick input").first.check()
    page.goto(address)
    expect(page.locator("#selection")).to_be_visible()
    reachable = page.evaluate(COUNT_REACHABLE, CONTROLS)

    stops = list(walk(page))

    assert len(stops) == reachable
    assert [stop["what"] for stop in stops if not stop["outlined"]] == []
    assert [stop["what"] for stop in stops if not stop["uncovered"]] == []


def test_the_first_stop_skips_to_the_content(page):
    page.goto("/measures/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_search_filter_open_and_turn_without_a_pointer(page):
    page.goto("/")
    press_until(page, page.locator("#q"))
    page.keyboard.type("exercises")
    page.keyboard.press("Enter")
    press_until(page, page.get_by_role("link", name=re.compile("with filters")))
    page.keyboard.press("Enter")
    press_until(page, page.locator("#evidence-related"))
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"\?q=exercises&evidence=related$"))
    press_until(page, page.locator("#results .measure h3 a").first)
    page.keyboard.press("Enter")
    press_until(page, page.locator(".turn [rel=next]").last)
    page.keyboard.press("Enter")
    press_until(page, page.locator(".turn [rel=prev]").last)
    page.keyboard.press("Enter")

    expect(page.get_by_role("navigation", name="In your list")).to_contain_text("1 of")


def press_until(page, target):
    """Press Tab until this has the focus."""
    expect(target).to_be_visible()
    for _step in range(200):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} was not reached")
