"""The list in place: htmx changes it, and the address, the counts, the focus and the way back stay true."""

import re

import pytest
from playwright.sync_api import expect

from measures.models import Measure

pytestmark = pytest.mark.browser


def measures(page):
    return page.locator("#results .measure")


def tally(page):
    return page.locator("[data-results]")


def box(page, name, value):
    return page.locator(f"#{name}-{value}")


def count_of(page, name, value):
    return int(page.locator(f"label:has(#{name}-{value}) .count").inner_text())


def test_the_large_box_of_the_first_page_finds_measures_and_leads_to_the_list(page):
    page.goto("/")

    page.get_by_label("Search measures, documents, meetings, states and officers").fill("exercises")
    page.keyboard.press("Enter")

    expect(page.locator("mark").first).to_have_text("exercises")
    page.get_by_role("link", name=re.compile(r"All \d+ measures, with filters")).click()
    expect(page).to_have_url(re.compile(r"/measures/\?q=exercises$"))
    expect(page.get_by_label("Words")).to_have_value("exercises")


def test_a_click_on_a_box_changes_the_list_in_place(page):
    page.goto("/measures/?q=exercises")
    page.evaluate("window.same = true")
    promised = count_of(page, "category", "military")

    box(page, "category", "military").click()

    expect(tally(page)).to_have_text(f"{promised} measures")
    expect(measures(page)).to_have_count(promised)
    expect(page).to_have_url(re.compile(r"/measures/\?q=exercises&category=military$"))
    assert page.evaluate("window.same")


def test_the_address_holds_no_blank_parameters(page):
    page.goto("/measures/")

    box(page, "evidence", "source").click()

    expect(page).to_have_url(re.compile(r"/measures/\?evidence=source$"))


def test_counts_and_chips_are_true_after_each_click(page):
    page.goto("/measures/")

    box(page, "document", "miami-consensus").click()
    expect(tally(page)).to_contain_text("35 measures")
    promised = count_of(page, "evidence", "working")
    box(page, "evidence", "working").click()

    expect(tally(page)).to_have_text(f"{promised} measures")
    held = Measure.objects.filter(document__slug="miami-consensus", evidence="working").count()
    assert promised == held
    expect(page.locator(".chip:not(.chip-all)")).to_have_text(
        [re.compile("Document: Consensus of Miami"), re.compile("Evidence: Working entry")]
    )


def test_the_number_of_results_is_announced(page):
    page.goto("/measures/")

    box(page, "document", "cyber-measures").click()

    expect(page.locator("#voice[aria-live=polite]")).to_have_text("6 measures")


def test_the_focus_stays_on_the_box_that_was_clicked(page):
    page.goto("/measures/")

    box(page, "type", "transparency").click()

    expect(page).to_have_url(re.compile("type=transparency"))
    expect(page.locator(".chip").first).to_be_visible()
    expect(box(page, "type", "transparency")).to_be_focused()


def test_a_box_behind_more_stays_where_it_was_when_clicked(page):
    page.goto("/measures/")

    page.locator("#more-state summary").click()
    box(page, "state", "pe").scroll_into_view_if_needed()
    height = box(page, "state", "pe").bounding_box()["y"]
    box(page, "state", "pe").click()

    expect(page.locator(".chip").first).to_contain_text("Peru")
    expect(box(page, "state", "pe")).to_be_focused()
    expect(box(page, "state", "pe")).to_be_in_viewport()
    assert abs(box(page, "state", "pe").bounding_box()["y"] - height) < 2


def test_words_typed_into_the_panel_search_on_enter(page):
    page.goto("/measures/?category=military")

    page.get_by_label("Words").fill("border")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"\?q=border&category=military$"))
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_label("Words")).to_be_focused()


def test_a_chip_takes_its_filter_out(page):
    page.goto("/measures/?document=miami-consensus&evidence=working")

    page.get_by_role("link", name=re.compile("Evidence: Working entry.*remove")).click()

    expect(page).to_have_url(re.compile(r"\?document=miami-consensus$"))
    expect(tally(page)).to_contain_text("35 measures")
    expect(box(page, "evidence", "working")).not_to_be_checked()


def test_clear_all_leads_back_to_every_measure(page):
    page.goto("/measures/?q=border&category=military&theme=visits")

    page.get_by_role("link", name="Clear all").click()

    expect(page).to_have_url(re.compile(r"/measures/$"))
    expect(tally(page)).to_contain_text("156 measures")
    expect(page.locator(".chip")).to_have_count(0)


def test_sorting_puts_the_list_in_another_order_and_keeps_the_question(page):
    page.goto("/measures/?category=general")

    page.get_by_label("Order", exact=True).focus()
    page.keyboard.type("T")

    expect(page).to_have_url(re.compile(r"category=general&sort=title$"))
    first = Measure.objects.filter(category="general").order_by("title").first()
    expect(measures(page).first.locator("h3")).to_have_text(first.title)
    expect(page.get_by_label("Order", exact=True)).to_be_focused()


def test_the_next_page_begins_at_the_results_with_the_focus_there(page):
    page.goto("/measures/")

    page.get_by_role("link", name="Next").click()

    expect(page).to_have_url(re.compile(r"\?page=2$"))
    expect(tally(page)).to_have_text("156 measures, page 2 of 7")
    expect(tally(page)).to_be_focused()
    expect(tally(page)).to_be_in_viewport()


def test_a_filter_on_a_later_page_leads_to_the_first(page):
    page.goto("/measures/?page=3")

    box(page, "category", "military").click()

    expect(page).to_have_url(re.compile(r"/measures/\?category=military$"))
    expect(tally(page)).to_contain_text("page 1 of")


def test_back_and_forward_restore_list_filters_and_address(page):
    page.goto("/measures/")
    box(page, "document", "miami-consensus").click()
    expect(tally(page)).to_contain_text("35 measures")
    box(page, "category", "military").click()
    expect(page).to_have_url(re.compile("category=military"))

    page.go_back()

    expect(page).to_have_url(re.compile(r"\?document=miami-consensus$"))
    expect(tally(page)).to_contain_text("35 measures")
    expect(box(page, "category", "military")).not_to_be_checked()
    expect(box(page, "document", "miami-consensus")).to_be_checked()

    page.go_back()

    expect(tally(page)).to_contain_text("156 measures")
    expect(box(page, "document", "miami-consensus")).not_to_be_checked()

    page.go_forward()

    expect(tally(page)).to_contain_text("35 measures")
    expect(box(page, "document", "miami-consensus")).to_be_checked()


def test_back_from_a_measure_leads_to_the_list_as_it_was(page):
    page.goto("/measures/")
    box(page, "document", "cyber-measures").click()
    expect(tally(page)).to_have_text("6 measures")

    measures(page).first.get_by_role("link").last.click()
    expect(page).to_have_url(re.compile(r"/measures/cyber-measures/1/"))
    page.go_back()

    expect(tally(page)).to_have_text("6 measures")
    expect(box(page, "document", "cyber-measures")).to_be_checked()


def test_reload_gives_the_same_list(page):
    page.goto("/measures/")
    box(page, "document", "miami-illustrative-list").click()
    expect(tally(page)).to_contain_text("53 measures")
    page.get_by_role("link", name="Next").click()
    expect(tally(page)).to_have_text("53 measures, page 2 of 3")

    page.reload()

    expect(tally(page)).to_have_text("53 measures, page 2 of 3")
    expect(box(page, "document", "miami-illustrative-list")).to_be_checked()


def test_two_quick_clicks_do_no_harm(page):
    page.goto("/measures/")

    page.get_by_role("link", name="Next").dblclick()

    expect(tally(page)).to_have_text("156 measures, page 2 of 7")
    expect(measures(page)).to_have_count(25)
    expect(page.locator("#listing")).to_have_count(1)


def test_on_a_slow_line_the_last_wish_is_the_one_that_is_shown(page):
    page.goto("/measures/")
    page.route("**/measures/?*category=military", lambda route: None)  # an answer that does not come

    box(page, "category", "military").click()
    with page.expect_event("requestfailed") as dropped:
        page.get_by_role("link", name="Next").click()

    assert "category=military" in dropped.value.url
    expect(tally(page)).to_have_text("156 measures, page 2 of 7")


def test_a_spelling_near_the_record_is_offered_and_leads_to_results(page):
    page.goto("/measures/?q=excercise")

    page.get_by_role("link", name="exercise", exact=True).click()

    expect(page).to_have_url(re.compile(r"\?q=exercise$"))
    expect(measures(page).first).to_be_visible()


def test_on_a_phone_the_filters_are_one_tap_away_and_show_results_closes_them(phone):
    phone.goto("/measures/")
    expect(box(phone, "category", "military")).to_be_hidden()

    phone.get_by_text("Filters", exact=True).tap()
    box(phone, "category", "military").tap()
    expect(tally(phone)).to_contain_text("75 measures")
    expect(box(phone, "category", "military")).to_be_visible()
    phone.get_by_role("button", name="Show results").tap()

    expect(box(phone, "category", "military")).to_be_hidden()
    expect(tally(phone)).to_be_focused()
    expect(tally(phone)).to_be_in_viewport()


def test_a_list_that_cannot_be_updated_says_so(page, faults):
    page.goto("/measures/")
    page.route("**/measures/?*", lambda route: route.abort())

    box(page, "category", "military").click()

    expect(page.locator("#voice")).to_contain_text("could not be updated")
    assert any("ERR_FAILED" in fault for fault in faults)
    faults.clear()


def test_a_stored_script_does_not_run(page, make_measure):
    measure = make_measure(
        title="<script>window.ran = true</script><img src=x onerror='window.ran = true'>",
        summary="<svg onload='window.ran = true'>",
    )

    for address in (
        "/measures/?q=window+ran",
        "/search/?q=window+ran",
        measure.get_absolute_url(),
        measure.document.get_absolute_url(),
    ):
        page.goto(address)

        expect(page.get_by_text("window.ran = true").first).to_be_visible()
        assert page.evaluate("window.ran") is None
