"""One-time codes and held forms in a browser: usable by everybody, and whole from the first page to the last."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from conferences.models import Organization
from tests.browser.test_accounts import SCHEMES, WIDTHS, look, press
from tests.conftest import PASSWORD
from tests.csbm_catalog.accounts.conftest import code_of

pytestmark = pytest.mark.browser


@pytest.fixture
def ana(db, settings):
    settings.HTTPS = True  # of which the door of the administration takes notice, and the server does not
    return get_user_model().objects.create_superuser("ana", "ana@example.org", PASSWORD)


def sign_in(page, password=PASSWORD):
    page.get_by_label("User name").fill("ana")
    page.get_by_label("Password").fill(password)
    press(page, page.get_by_role("main").get_by_role("button", name="Sign in"))


def set_up(page):
    """Sign in at the door of the administration, let the telephone read the key, and keep the codes."""
    page.goto("/admin/")
    sign_in(page)
    look(page)
    page.get_by_label("One-time code").fill(code_of(TOTPDevice.objects.get()))
    press(page, page.get_by_role("button", name="Set up"))
    look(page)
    return page.locator(".recovery-codes code").all_inner_texts()


def type_a_new_body(page):
    page.goto("/admin/conferences/organization/add/")
    page.locator("[name=name]").fill("A new body")
    kind = page.locator("select[name=kind]")
    if kind.count():
        kind.select_option(index=1)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_codes_is_for_everybody(open_page, ana, width, scheme):
    page = open_page(width, color_scheme=scheme)
    set_up(page)
    page.get_by_role("link", name="I have kept them").click()
    assert page.url.endswith("/admin/")

    for name in ("account", "recovery", "password-confirm", "code"):
        page.goto(reverse(name))
        look(page)
    for _time in range(2):
        page.get_by_label("One-time code").fill("000000")
        press(page, page.get_by_role("button", name="Go on"))
    assert page.get_by_text("try again in").is_visible()
    look(page)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_what_was_typed_comes_back_after_password_and_code(open_page, ana, width, scheme):
    page = open_page(width, color_scheme=scheme)
    [recovery, *_others] = set_up(page)
    type_a_new_body(page)
    page.context.clear_cookies(name="session")

    press(page, page.get_by_role("button", name="Save", exact=True))
    page.get_by_text("that you filled in").click()
    look(page)
    sign_in(page, "wrong")
    look(page)
    sign_in(page)
    look(page)
    page.get_by_label("One-time code").fill(recovery)
    press(page, page.get_by_role("button", name="Go on"))
    look(page)
    press(page, page.get_by_role("button", name="Send again"))

    assert Organization.objects.filter(name="A new body").exists()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_a_lockout_is_for_everybody(open_page, ana, width):
    page = open_page(width)
    page.goto(reverse("login"))
    for _time in range(5):
        sign_in(page, "wrong")

    assert page.get_by_role("heading", level=1).inner_text() == "Too many wrong passwords"
    look(page)


def test_signing_in_from_another_tab_does_not_lose_what_was_typed(page, ana):
    set_up(page)
    type_a_new_body(page)
    page.context.clear_cookies(name="session")
    press(page, page.get_by_role("button", name="Save", exact=True))
    other = page.context.new_page()
    other.goto(reverse("login"))
    sign_in(other)

    sign_in(page)  # with a token that the other tab has made old

    assert page.get_by_role("button", name="Send again").is_visible()


def test_without_javascript_it_is_the_same(plain_page, ana):
    plain_page.goto("/admin/")
    sign_in(plain_page)
    plain_page.get_by_label("One-time code").fill(code_of(TOTPDevice.objects.get()))
    press(plain_page, plain_page.get_by_role("button", name="Set up"))

    assert plain_page.locator(".recovery-codes code").count() == 10
