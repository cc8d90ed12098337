"""The packet desk in a browser: gather, order by key and by drag, annotate, issue, download; and every page of it."""

from hashlib import sha256
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import expect

from csbm_catalog.accounts import BRIEFING_STAFF
from csbm_catalog.checks import pdf_engine_fault
from csbm_catalog.pdf import renderer
from measures.models import Marking, Measure, Packet, PacketIssue
from measures.packets.gathering import gather
from measures.packets.issuing import issue
from measures.packets.staff import Desk

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RUN = """async (options) => {
    const {violations} = await axe.run(document, {...options, resultTypes: ["violations"]});
    return violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""


@pytest.fixture
def officer(db):
    officer = get_user_model().objects.create_user("officer")
    officer.groups.add(Group.objects.get_or_create(name=BRIEFING_STAFF)[0])
    return officer


@pytest.fixture
def signed_in(officer, site):
    """Sign the officer in at a window."""
    client = Client()
    client.force_login(officer)

    def signed_in(page):
        page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])
        return page

    return signed_in


@pytest.fixture
def packet(officer):
    """A packet of the first four measures of the Consensus of Miami, at hand."""
    packet = Packet.objects.create(
        owner=officer, changed_by=officer, name="Round", title="The round", marking=Marking.objects.lowest()
    )
    gather(packet, Measure.objects.filter(document__slug="miami-consensus")[:4], officer)
    Desk(officer).take(packet)
    packet.refresh_from_db()
    return packet


def places(page):
    return page.locator("#outline .item-row .measure-place")


def shows(page, *numbers):
    expect(places(page)).to_have_text([f"Consensus of Miami {number}" for number in numbers], timeout=15_000)


def told(page, words):
    expect(page.locator("#voice")).to_contain_text(words, timeout=15_000)


@pytest.fixture
def pdf_engine():
    if pdf_engine_fault():
        pytest.skip("No PDF engine is installed here")
    yield
    renderer.stop()


def test_an_officer_gathers_orders_annotates_issues_and_downloads(page, signed_in, officer, pdf_engine):
    signed_in(page).goto("/packets/")
    page.get_by_label("Name").fill("Lima")
    page.get_by_role("button", name="Begin the packet").click()
    page.goto("/documents/cyber-measures/")
    page.get_by_role("button", name="Add all 6 to packet").click()
    told(page, "6 measures added to “Lima”.")
    expect(page.locator(".at-hand .count")).to_contain_text("6")
    page.get_by_role("link", name="Lima").click()
    page.locator("[id^=down-m]").first.press("Enter")
    told(page, "is 2 of 6.")
    page.get_by_role("link", name="Add note").first.click()
    page.get_by_label("Note", exact=True).fill("We support this.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".row-note")).to_have_text("We support this.")

    first = issue_in(page)
    page.locator("[id^=remove-m]").last.click()
    told(page, "Removed: Cyber measures 6")
    second = issue_in(page)

    files = [downloaded(page, serial) for serial in (first, second, first)]
    assert files[0] == files[2] != files[1]
    assert sha256(files[0]).hexdigest() == PacketIssue.objects.get(serial=first).sha256


def issue_in(page):
    """Issue the packet in view, and return the serial."""
    page.get_by_role("link", name="Issue", exact=True).click()
    page.get_by_role("button", name="Issue it now").click(timeout=60_000)
    expect(page.locator("#messages")).to_contain_text("Issued as", timeout=60_000)
    return page.locator("#messages").inner_text().removeprefix("Issued as ").rstrip(".")


def downloaded(page, serial):
    with page.expect_download() as download:
        page.locator("#issues").get_by_role("link", name=serial).click()
    return Path(download.value.path()).read_bytes()


@pytest.fixture
def held(page):
    """Hold back what is asked for at an address, until it is let go."""
    held = []

    def hold(pattern, method):
        page.route(
            pattern, lambda route: held.append(route) if route.request.method == method else route.continue_()
        )
        return held

    return hold


PRESS_TWICE = """async () => {
    const button = document.querySelector(".issue-form button");
    const moment = () => new Promise(resolve => setTimeout(resolve, 300));
    button.click();
    await moment();
    const said = [button.disabled, button.textContent];
    button.click();
    await moment();
    return said;
}"""


def test_an_issue_is_asked_for_once_and_its_button_says_so(page, signed_in, packet, held):
    signed_in(page).goto(f"{packet.get_absolute_url()}issue/")
    asked = held("**/issue/", "POST")

    assert page.evaluate(PRESS_TWICE) == [True, "The PDF is being made…"]

    assert len(asked) == 1
    asked[0].abort()


@pytest.mark.parametrize(("name", "kind"), [("Draft PDF", "pdf"), ("Draft DOCX", "docx")])
def test_a_draft_is_asked_for_once_and_comes(page, signed_in, packet, held, name, kind):
    signed_in(page).goto(packet.get_absolute_url())
    asked = held(f"**/packets/*.{kind}", "GET")
    link = page.locator("[data-draft]").filter(has_text=kind.upper())

    link.click()
    expect(link).to_have_attribute("aria-busy", "true")
    expect(link).to_have_text(f"Making the {kind.upper()}…")
    link.click(force=True)
    assert len(asked) == 1
    with page.expect_download() as download:
        headers = {"Content-Disposition": f'attachment; filename="round-draft.{kind}"'}
        asked[0].fulfill(body=b"a draft", headers=headers)

    assert download.value.suggested_filename == f"round-draft.{kind}"
    assert Path(download.value.path()).read_bytes() == b"a draft"
    expect(link).to_have_text(name)


def test_a_draft_that_is_refused_opens_the_page_that_says_why(page, signed_in, packet, faults):
    signed_in(page).goto(packet.get_absolute_url())
    page.route("**/packets/*.pdf", lambda route: route.fulfill(status=503, body="As many as can be made"))

    page.get_by_role("link", name="Draft PDF").click()

    expect(page.locator("body")).to_contain_text("As many as can be made")
    faults.clear()


def test_a_measure_is_lifted_and_moved_by_keyboard(page, signed_in, packet):
    signed_in(page).goto(packet.get_absolute_url())
    handle = page.locator(".handle").first

    handle.focus()
    page.keyboard.press("Space")
    told(page, "lifted")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    told(page, "place 3 of 4")
    page.keyboard.press("Space")

    told(page, "is 3 of 4.")
    expect(page.locator(".handle").nth(2)).to_be_focused()
    page.reload()
    shows(page, 2, 3, 1, 4)


def test_escape_puts_back_what_was_lifted(page, signed_in, packet):
    signed_in(page).goto(packet.get_absolute_url())

    page.locator(".handle").first.focus()
    for key in ("Space", "ArrowDown", "Escape"):
        page.keyboard.press(key)

    told(page, "is back where it was")
    shows(page, 1, 2, 3, 4)


def test_the_buttons_keep_the_focus_of_who_uses_them(page, signed_in, packet):
    signed_in(page).goto(packet.get_absolute_url())
    up = page.locator("[id^=up-m]").nth(2)
    name = up.get_attribute("id")

    up.press("Enter")
    told(page, "is 2 of 4.")
    expect(page.locator(f"#{name}")).to_be_focused()
    page.keyboard.press("Enter")
    told(page, "is 1 of 4.")

    shows(page, 3, 1, 2, 4)


@pytest.mark.parametrize("kind", ["wide", "phone"])
def test_a_measure_is_dragged(open_page, signed_in, packet, kind):
    page = open_page() if kind == "wide" else open_page(360)
    signed_in(page).goto(packet.get_absolute_url())
    handles = page.locator(".handle")
    handles.nth(3).scroll_into_view_if_needed()
    start, end = handles.nth(3).bounding_box(), page.locator(".item-row").nth(2).bounding_box()

    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] + 5, steps=10)
    page.mouse.up()

    told(page, "is 3 of 4.")
    page.reload()
    shows(page, 1, 2, 4, 3)


def test_a_removal_is_undone(page, signed_in, packet):
    signed_in(page).goto(packet.get_absolute_url())

    page.locator("[id^=remove-m]").nth(1).click()
    shows(page, 1, 3, 4)
    page.get_by_role("button", name="Undo removing").click()

    shows(page, 1, 2, 3, 4)


def test_what_is_ticked_goes_to_the_packet_without_leaving_the_list(page, signed_in, packet):
    signed_in(page).goto("/measures/?document=cyber-measures")
    for at in range(2):
        page.locator(".tick input").nth(at).check()

    page.locator("#selection").get_by_role("button", name="Add to packet").click()

    told(page, "2 measures added to “Round”.")
    expect(page).to_have_url("/measures/?document=cyber-measures")
    expect(page.locator(".at-hand .count")).to_contain_text("6")


def test_adding_does_not_announce_the_list_anew(page, signed_in, packet):
    signed_in(page).goto("/measures/?document=cyber-measures")

    page.get_by_role("button", name="Add all 6 to packet").click()

    told(page, "6 measures added")
    page.wait_for_timeout(300)
    told(page, "6 measures added")


def test_what_was_typed_survives_the_end_of_a_session(page, signed_in, packet):
    signed_in(page).goto(f"{packet.get_absolute_url()}edit/")
    page.get_by_label("Covering memo", exact=True).fill("Typed at length")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    page.get_by_text("that you filled in").click()
    expect(page.get_by_label("Text 6", exact=True)).to_be_visible()

    page.context.add_cookies(cookies)
    page.goto(f"{packet.get_absolute_url()}edit/")

    expect(page.get_by_label("Covering memo", exact=True)).to_have_value("Typed at length")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Saved.")
    page.goto(f"{packet.get_absolute_url()}edit/")
    assert page.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('csbm'))") == []


def test_without_javascript_everything_can_be_done(plain_page, signed_in, packet):
    page = signed_in(plain_page)
    page.goto("/measures/?document=cyber-measures")
    page.locator(".tick input").first.check()
    page.locator("#selection").get_by_role("button", name="Add to packet").click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("1 measure added")

    page.locator("[id^=up-m]").nth(4).click()
    expect(page.locator("#messages")).to_contain_text("is 4 of 5.")
    page.locator("[id^=remove-m]").nth(3).click()
    page.get_by_role("button", name="Undo removing").click()
    expect(page.locator("#messages")).to_contain_text("Put back: Cyber measures 1")
    page.get_by_label("Heading of a new section").fill("A heading")
    page.get_by_role("button", name="Add section").click()

    expect(page.get_by_role("heading", name="A heading")).to_be_visible()
    expect(page.locator(".handle").first).to_be_hidden()


PAGES = [
    "/packets/", "{packet}", "{packet}edit/", "{packet}preview/", "{packet}issue/", "{packet}share/",
    "{packet}delete/", "{packet}measures/{measure}/", "{packet}sections/{section}/", "/packets/register/",
    "/packets/add/?m=miami-consensus:9", "/verify/", "/verify/?serial=CSBM-2026-0001",
]  # fmt: skip


@pytest.fixture
def whole_packet(packet, officer, monkeypatch):
    """The packet with everything in it that a page can show: sections, notes, a private note, an issue, changes."""
    monkeypatch.setattr(
        "measures.packets.pdf.packet_pdf", lambda contents, **kwargs: contents.serial.encode()
    )
    packet.sections.create(heading="A heading", position=99)
    packet.items.update(note="A note", private_note="A private note", marking=Marking.objects.last())
    packet.marking, packet.memo, packet.private_note = Marking.objects.last(), "Dear delegate", "For us"
    packet.save()
    issue(packet, officer, str)
    packet.refresh_from_db()
    packet.items.first().delete()
    packet.items.update(note="Another note")
    return packet


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(address, page, signed_in, whole_packet):
    signed_in(page).goto(
        address.format(
            packet=whole_packet.get_absolute_url(),
            measure=whole_packet.items.first().measure.key,
            section=whole_packet.sections.get().key,
        )
    )
    page.evaluate(AXE)

    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(RUN, RULES) == [], f"{width} px, {scheme}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{width} px"


def test_axe_finds_nothing_on_a_conflict(page, signed_in, packet, officer):
    signed_in(page).goto(f"{packet.get_absolute_url()}edit/")
    Packet.objects.filter(pk=packet.pk).update(memo="Theirs", version=99)
    page.get_by_label("Covering memo", exact=True).fill("Mine")

    page.get_by_role("button", name="Save").click()

    expect(page.locator(".side-list")).to_contain_text("Theirs")
    expect(page.get_by_label("Covering memo", exact=True)).to_have_value("Mine")
    page.evaluate(AXE)
    assert page.evaluate(RUN, RULES) == []
