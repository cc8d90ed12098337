"""A browser, and the site as it is served: one server and one Chromium for the whole run.

Nothing is flushed between these tests, since seeding takes seconds: what one adds is swept away after it.
"""

import os

import pytest
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from csbm_catalog.seeding import seed
from measures.models import Measure
from tests.browser.sweeping import rows, sweep

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, PHONE, NARROW = 1280, 360, 320
VIOLATIONS = (
    "addEventListener('securitypolicyviolation', event => console.error(`CSP: ${event.violatedDirective}`))"
)


@pytest.fixture(scope="session")
def server(django_db_setup, django_db_blocker):
    """Serve the site from a thread, static files by WhiteNoise as in production."""
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1", start=False)
        assert isinstance(server.thread, LiveServerThread)
        server.thread.static_handler = lambda application: application
        server.start()
    yield server
    server.stop()


@pytest.fixture
def db(server, django_db_blocker):
    """Open the database to the server and to the test, with the record in it; nothing may stay behind."""
    with django_db_blocker.unblock():
        if not Measure.objects.exists():
            seed()
        before = rows()
        yield
        sweep(before)


@pytest.fixture
def site(db, server):
    """Return the address of the site."""
    return server.url


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def faults():
    """Collect what went wrong in any window; a test that provokes a fault clears the list."""
    return []


@pytest.fixture
def open_page(browser, site, faults):
    """Open a window; when the test ends, nothing in it has left the site, broken its policy or failed."""
    contexts = []

    def watch(page):
        page.on("request", lambda request: request.url.startswith(site) or faults.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: is_fault(message) and faults.append(message.text))

    def open_page(width=WIDE, **options):
        height = 900 if width == WIDE else 740
        context = browser.new_context(base_url=site, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(10_000)
        context.add_init_script(VIOLATIONS)
        context.on("page", watch)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def is_fault(message):
    """Say whether the console tells of a fault: not that an error page is one, or htmx dropped a request."""
    no_fault = ("Failed to load resource: the server responded", "htmx:sendAbort", "htmx:afterRequest")
    return message.type in ("error", "warning") and not message.text.startswith(no_fault)


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def phone(open_page):
    return open_page(PHONE, has_touch=True, is_mobile=True)


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def plain_page(request, open_page):
    """A window without JavaScript."""
    return open_page(request.param, java_script_enabled=False)
