"""The pages of the admin that we made or dressed: accessible, inside their window, and two editors at once."""

import pytest
from django.contrib.auth import get_user_model

from conferences.models import Discrepancy, State
from measures.models import Theme
from tests.browser.conftest import WIDE
from tests.browser.test_every_page import AXE, COLORS, EVERYTHING, RUN
from tests.conftest import PASSWORD
from tests.csbm_catalog.admin.conftest import page_of

pytestmark = pytest.mark.browser
NOTE = "The first sentence of a note that is long enough to be compared word by word."
# What Django's own pages bring along, each with the reason why it stays.
DJANGOS = (
    "region", "landmark-unique", "heading-order", "empty-table-header", "page-has-heading-one",  # its page's frame
    "aria-input-field-name", "label: <input class=\"select2", "list: <ul class=\"select2",  # select2
    "aria-prohibited-attr: <span class=\"help-tooltip",  # its list of two halves
)  # fmt: skip
# select2, which Django's completion is made of, asks for two inline styles, which the policy refuses; axe then
# looks for the address of a style sheet that has none.
REFUSED = ("Applying inline style violates", "CSP: style-src", "Couldn't load preload assets")


@pytest.fixture
def editors(db):
    """Two administrators, and Haiti as it was when they are done."""
    users = [get_user_model().objects.create_superuser(name, password=PASSWORD) for name in ("one", "two")]
    haiti = State.objects.get(code="HT")
    note = haiti.note
    yield users
    State.objects.filter(code="HT").update(note=note)


def sign_in(page, name, to):
    page.goto(f"/accounts/login/?next={to}")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{to}")


@pytest.fixture
def faults():
    """Leave out what the policy refuses to select2: nothing is missed without it."""

    class Faults(list):
        def append(self, fault):
            if not fault.startswith(REFUSED):
                super().append(fault)

    return Faults()


def find(page, options) -> list[str]:
    return [found for found in page.evaluate(RUN, options) if not found.startswith(DJANGOS)]


def test_axe_finds_nothing_on_the_pages_of_the_admin(page, editors):
    haiti, dispute = State.objects.get(code="HT"), Discrepancy.objects.first()
    haiti._history_user = editors[0]
    haiti.note = NOTE
    haiti.save()
    theme = Theme(slug="gone", name="Gone")
    theme._history_user = editors[0]
    theme.save()
    address = f"/admin/deleted/measures.theme/{theme.pk}/"
    theme.delete()
    first = haiti.history.last()
    number = round(first.history_date.timestamp() * 1_000_000)
    sign_in(page, "one", "/admin/")
    pages = [
        "/admin/", page_of(haiti), page_of(haiti, "history"), page_of(haiti, "history") + f"{number}/",
        "/admin/log/", "/admin/deleted/", address, page_of(dispute),
        f"/admin/conferences/discrepancy/{dispute.pk}/resolve/", page_of(haiti, "delete"),
        "/admin/conferences/state/?q=haiti&_facets=True",
    ]  # fmt: skip

    for address in pages:
        page.goto(address)
        page.evaluate(AXE)
        for width in (WIDE, 360):
            page.set_viewport_size({"width": width, "height": 800})
            for scheme, options in (("light", EVERYTHING), ("dark", COLORS)):
                page.emulate_media(color_scheme=scheme)
                assert find(page, options) == [], f"{address}, {width} px, {scheme}"


def test_two_browsers_on_one_record(page, editors, browser, site):
    haiti = State.objects.get(code="HT")
    with browser.new_context(base_url=site) as context:
        other = context.new_page()
        sign_in(page, "one", page_of(haiti))
        sign_in(other, "two", page_of(haiti))
        other.get_by_label("Note:").fill(NOTE)
        other.get_by_role("button", name="Save", exact=True).click()
        other.get_by_text("was changed successfully").wait_for()

    page.get_by_label("Note:").fill(NOTE.replace("first", "second"))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="What is there now, and what you have").wait_for()
    shown = page.locator("#conflict").inner_text()
    kept = page.get_by_label("Note:").input_value()
    page.get_by_label("I have seen this: save what I have over it.").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()

    assert "first sentence" in shown
    assert kept == NOTE.replace("first", "second")
    assert State.objects.get(code="HT").note == NOTE.replace("first", "second")


MORE = """() => {
  const more = document.createElement("input");
  Object.assign(more, {type: "hidden", name: "more", value: "x".repeat(3_000_000)});
  document.getElementById("id_note").form.append(more);
}"""


def test_a_form_that_is_too_large_is_not_sent_and_keeps_what_was_typed(page, editors):
    sign_in(page, "one", page_of(State.objects.get(code="HT")))
    page.get_by_label("Note:").fill("Typed.")
    page.evaluate(MORE)

    page.get_by_role("button", name="Save", exact=True).click()

    told = page.locator(".too-large").inner_text()
    focused = page.evaluate("document.activeElement.className")
    page.evaluate("document.querySelector('[name=more]').remove()")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    assert "may have 2.5" in told
    assert focused == "errornote too-large"
    assert State.objects.get(code="HT").note == "Typed."
