"""The editors' desk in a browser: edit, send to review, a second person publishes, readers see it; and its pages."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from measures.drafting.beginning import begin
from measures.drafting.editing import revise
from measures.drafting.reviewing import move
from measures.drafting.snapshots import snapshot
from measures.models import DraftRemark, Measure, TextImport
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_every_page import AXE, COLORS, EVERYTHING, RUN
from tests.measures.admin.conftest import PUBLISHING

pytestmark = pytest.mark.browser
UNLOADED = {
    "preload": False
}  # else axe itself writes the styles of the admin into the page, against its policy


@pytest.fixture
def people(db):
    """Two publishers."""
    make = get_user_model().objects.create_user
    people = [make(name, is_staff=True) for name in ("ana", "benito")]
    for one in people:
        one.user_permissions.set(Permission.objects.filter(codename__in=PUBLISHING))
    return people


@pytest.fixture
def window(open_page, site):
    """Open a window in which this person is signed in."""

    def window(person, **options):
        client = Client()
        client.force_login(person)
        page = open_page(**options)
        page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])
        return page

    return window


@pytest.fixture
def measure(people, make_measure):
    return make_measure(
        number=950, title="Visits to a made-up base", summary="The parties visit one another."
    )


def test_one_edits_another_publishes_and_readers_see_it(window, people, measure, page):
    first, second = people
    editor = window(first)
    editor.goto(measure.get_absolute_url())
    editor.get_by_role("link", name="Edit", exact=True).click()
    editor.get_by_label("Official text").fill("The parties shall visit one another’s bases twice a year.")
    editor.get_by_label("Reason").fill("Read anew.")
    editor.get_by_role("button", name="Save and send to review").click()
    expect(editor.get_by_text("The draft is saved and waits for review.")).to_be_visible()
    expect(editor.get_by_role("button", name="Publish")).to_have_count(0)

    reviewer = window(second)
    reviewer.goto(reverse("admin:measures_measuredraft_changelist"))
    reviewer.get_by_role("link", name=re.compile("Visits to a made-up base")).click()
    expect(reviewer.locator("ins")).to_contain_text("twice a year")
    reviewer.get_by_role("button", name="Publish").click()
    expect(reviewer.get_by_text("Published: readers see it from now on.")).to_be_visible()

    page.goto(measure.get_absolute_url())
    expect(page.get_by_text("twice a year")).to_be_visible()
    page.get_by_role("link", name=re.compile("Last changed on")).click()
    expect(page.get_by_text("Read anew.")).to_be_visible()


def test_two_editors_in_two_windows_lose_nothing(window, people, measure):
    draft = begin(measure, people[0])
    address = reverse("admin:measures_measuredraft_change", args=[draft.pk])
    mine, theirs = window(people[0]), window(people[1])
    for page in (mine, theirs):
        page.goto(address)
    theirs.get_by_label("Title:").fill("Their title")
    theirs.get_by_role("button", name="Save", exact=True).click()
    mine.get_by_label("Summary:").fill("My summary.")
    mine.get_by_role("button", name="Save", exact=True).click()

    expect(mine.get_by_role("alert")).to_contain_text("Someone else saved this draft")
    expect(mine.get_by_role("alert")).to_contain_text("Their title")
    mine.get_by_role("button", name="Save", exact=True).click()

    expect(mine.get_by_text("The draft is saved.")).to_be_visible()
    draft.refresh_from_db()
    assert (draft.title, draft.summary) == ("Their title", "My summary.")


@pytest.fixture
def visited(window, people, record_of_pages):
    """Yield each page that is ours, by name, in a window."""
    return window(people[1]), record_of_pages


@pytest.fixture
def record_of_pages(people, measure):
    author = people[0]
    batch = TextImport.objects.create(document=measure.document, begun_by=author, state="applied")
    rich = Measure.objects.read_in_source().exclude(relations_back=None).first()
    values = snapshot(rich) | {
        "title": "Another title of it", "official_text": "One.\nTwo.", "citations": [], "evidence": "working",
    }  # fmt: skip
    draft = begin(rich, author, values, batch=batch, doubts=["summary", "relations"], reason="Read anew.")
    move(draft, DraftRemark.Deed.SUBMITTED, author)
    draft.remarks.create(author=author, text="See the second paragraph.")
    revise(draft, snapshot(draft) | {"title": "A third title"}, author, draft.version)
    moved = begin(measure, author, snapshot(measure) | {"title": "A title"}, batch=batch)
    measure.summary = "Changed meanwhile."
    measure.save()
    return {
        "review": reverse("admin:measures_measuredraft_review", args=[draft.pk]),
        "review of a draft that was overtaken": reverse(
            "admin:measures_measuredraft_review", args=[moved.pk]
        ),
        "review of an import": reverse("admin:measures_measuredraft_import", args=[batch.pk]),
        "form": reverse("admin:measures_measuredraft_change", args=[draft.pk]),
        "form with what is missing": reverse("admin:measures_measuredraft_change", args=[draft.pk])
        + "?check=1",
        "history of a draft": reverse("admin:measures_measuredraft_history", args=[draft.pk]),
        "version of a draft": reverse("admin:measures_measuredraft_version", args=[draft.pk, 1]),
        "measure": reverse("admin:measures_measure_change", args=[rich.pk]),
        "verify": reverse("admin:measures_measure_verify", args=[rich.pk]),
    }


def test_axe_finds_nothing_on_the_pages_of_the_desk(visited):
    page, addresses = visited
    for name, address in addresses.items():
        page.goto(address)
        page.evaluate(AXE)
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 800})
            for scheme, options in (("light", EVERYTHING), ("dark", COLORS)):
                page.emulate_media(color_scheme=scheme)
                page.wait_for_timeout(200)  # the admin's colors fade
                assert page.evaluate(RUN, options | UNLOADED) == [], f"{name}, {width} px, {scheme}"
