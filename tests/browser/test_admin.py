"""The pages of the admin that we made or dressed: accessible, inside their window, and two editors at once."""

import pytest
from django.contrib.auth import get_user_model

from conferences.models import Conference, Discrepancy, Document, State
from measures.drafting.beginning import begin
from measures.drafting.snapshots import snapshot
from measures.models import Measure, ReaderReport, TextImport, Theme
from tests.browser.conftest import NARROW, PHONE, WIDE
from tests.browser.test_every_page import AXE, COLORS, EVERYTHING, RUN
from tests.conftest import PASSWORD
from tests.csbm_catalog.admin.conftest import page_of

pytestmark = pytest.mark.browser
NOTE = "The first sentence of a note that is long enough to be compared word by word."
# What Django's own pages bring along, each with the reason why it stays.
DJANGOS = (
    "region", "landmark-unique", "heading-order", "empty-table-header", "page-has-heading-one",  # its page's frame
    "aria-prohibited-attr: <span class=\"help-tooltip",  # its list of two halves
)  # fmt: skip
LISTS = (
    "measures/measure", "measures/measuredraft", "measures/textimport", "measures/readerreport",
    "conferences/discrepancy", "conferences/state", "csbm_catalog/event",
)  # fmt: skip
# The texts that lie under a tool of the page.
COVERED = """
[...document.querySelectorAll(".object-tools a")].flatMap(tool => {
  const box = tool.getBoundingClientRect();
  return [...document.querySelectorAll("#content :is(h1, h2, p, dt, dd, .form-row)")].filter(text => {
    const range = document.createRange(); range.selectNodeContents(text);
    return [...range.getClientRects()].some(line =>
      line.top < box.bottom - 1 && line.bottom > box.top + 1 && line.left < box.right && line.right > box.left);
  }).map(text => text.textContent.trim().slice(0, 60));
})
"""
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


@pytest.fixture
def desk(editors):
    """Pages of the desk with something on them: a draft with others of an import, and a report of a reader."""
    document, measure = Document.objects.get(slug="miami-consensus"), Measure.objects.first()
    batch = TextImport.objects.create(document=document, begun_by=editors[0], state="applied")
    values = snapshot(measure) | {
        "citations": [{"source": f"https://example.org/{'of-a-paper' * 8}", "read": ""}]
    }
    draft = begin(measure, editors[0], values, batch=batch)
    report = ReaderReport.objects.create(page="/", what="The day is wrong.")
    return [
        *(f"/admin/{name}/" for name in LISTS),
        *(page_of(one) for one in (measure, draft, report, Conference.objects.get(slug="miami-2003"))),
        page_of(draft, "review"), f"/admin/measures/measuredraft/import/{batch.pk}/", page_of(batch),
        "/admin/measures/textimport/add/", page_of(measure, "verify"), "/admin/measures/measure/files/",
    ]  # fmt: skip


def test_axe_finds_nothing_on_the_pages_of_the_desk(page, desk):
    sign_in(page, "one", "/admin/")

    for address in desk:
        page.goto(address)
        page.evaluate(AXE)
        for scheme, options in (("light", EVERYTHING), ("dark", COLORS)):
            page.emulate_media(color_scheme=scheme)
            assert find(page, options) == [], f"{address}, {scheme}"


def test_no_page_of_the_desk_is_wider_than_its_window_and_no_tool_lies_on_its_text(page, desk):
    sign_in(page, "one", "/admin/")

    for address in ["/admin/", "/admin/log/", *desk]:
        page.goto(address)
        for width in (WIDE, PHONE, NARROW):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address}, {width} px"
            assert page.evaluate(COVERED) == [], f"{address}, {width} px"


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


MORE = """(text) => {
  const more = document.createElement("input");
  Object.assign(more, {type: "hidden", name: "more", value: text});
  document.getElementById("id_note").form.append(more);
}"""


@pytest.mark.parametrize("text", ["x" * 3_000_000, "\n" * 600_000], ids=["text", "line breaks"])
def test_a_form_that_is_too_large_is_not_sent_and_keeps_what_was_typed(page, editors, text):
    sign_in(page, "one", page_of(State.objects.get(code="HT")))
    page.get_by_label("Note:").fill("Typed.")
    page.evaluate(MORE, text)

    page.get_by_role("button", name="Save", exact=True).click()

    told = page.locator(".too-large").inner_text()
    focused = page.evaluate("document.activeElement.className")
    page.evaluate("document.querySelector('[name=more]').remove()")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    assert "may have 2.5" in told
    assert focused == "errornote too-large"
    assert State.objects.get(code="HT").note == "Typed."
