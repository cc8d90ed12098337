"""The pages of accounts in a browser: usable by everybody, wide and on a phone, light and dark."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.http import urlsafe_base64_encode

from csbm_catalog.accounts.links import invitation_tokens
from tests.conftest import PASSWORD

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
NEW = "another quite long password"
WIDTHS, SCHEMES = [1280, 360], ["light", "dark"]

pytestmark = pytest.mark.browser


@pytest.fixture
def ana(db):
    return get_user_model().objects.create_user(
        "ana", "ana@example.org", PASSWORD, first_name="Ana", last_name="Ruiz"
    )


def invitation(user) -> str:
    key = urlsafe_base64_encode(str(user.pk).encode())
    return reverse("invitation", args=[key, invitation_tokens.make_token(user)])


def sign_in(page, password=PASSWORD):
    page.goto(reverse("login"))
    page.get_by_label("User name").fill("ana")
    page.get_by_label("Password").fill(password)
    press(page, page.get_by_role("main").get_by_role("button", name="Sign in"))


def press(page, button):
    """Press a button that sends a form, and wait for the page that answers."""
    with page.expect_navigation():
        button.click()


def look(page):
    """Assert that nothing on the page is wider than the window, and that axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run(document).then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"
    )
    assert found == [], page.url


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_for_strangers_are_for_everybody(open_page, ana, settings, width, scheme):
    page = open_page(width, color_scheme=scheme)

    for sends_email in (False, True):
        settings.SENDS_EMAIL = sends_email
        page.goto(reverse("password-reset"))
        look(page)
    for name in ("login", "signed-out", "password-reset-sent", "password-reset-done"):
        page.goto(reverse(name))
        look(page)
    sign_in(page, "wrong")
    look(page)
    page.goto(reverse("password-reset-set", args=["MQ", "x-y"]))
    look(page)
    page.goto(invitation(ana))
    look(page)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_an_account_are_for_everybody(open_page, ana, width, scheme):
    page = open_page(width, color_scheme=scheme)
    sign_in(page)

    for name in ("home", "account", "password-changed", "password-change"):
        page.goto(reverse(name))
        look(page)
    page.get_by_label("Present password").fill("wrong")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("The new password once more").fill("short")
    press(page, page.get_by_role("button", name="Change the password"))
    look(page)


def test_somebody_is_invited_signs_out_and_in_again(page, ana):
    page.goto(invitation(ana))
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("The new password once more").fill(NEW)
    press(page, page.get_by_role("button", name="Set the password and sign in"))
    assert page.get_by_role("heading", level=1).inner_text() == "Ana Ruiz"

    press(page, page.get_by_role("banner").get_by_role("button", name="Sign out"))
    assert page.get_by_role("heading", level=1).inner_text() == "You are signed out"

    sign_in(page, NEW)
    assert page.get_by_role("banner").get_by_role("link", name="Ana Ruiz").is_visible()
