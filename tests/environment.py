"""Settings for every test run, in place before Django reads its own: pytest loads this first (`-p`).

What is set here stands before .env, so that a developer's .env does not leak into tests.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SETTINGS = {
    "DJANGO_SECRET_KEY": "test",
    "DJANGO_DEBUG": "0",
    "DJANGO_HTTPS": "0",
    "DJANGO_ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
    "DJANGO_CSRF_TRUSTED_ORIGINS": "",
    "DJANGO_TRUSTED_PROXIES": "0",
    "DJANGO_CLOSED": "0",
    "DJANGO_CONTACT": "",
    "EMAIL_URL": "",
    "DJANGO_EMAIL_FROM": "",
    "DJANGO_LOG_LEVEL": "INFO",
    "DJANGO_PDF_KEPT_MEGABYTES": "100",
    "DJANGO_OWN_DRAFTS": "0",
    "DATABASE_URL": "sqlite://:memory:",
    # Playwright's synchronous calls run inside an event loop, where Django refuses its database.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    "CHROMIUM": shutil.which("chromium") or "",
    "CSBM_SOAK_SCALE": "0.1",
}
for name, value in SETTINGS.items():
    os.environ.setdefault(name, value)


def pytest_sessionstart(session):
    """Collect static files where they changed: pages name them by digest."""
    if not hasattr(session.config, "workerinput"):
        script = Path(__file__).parent.parent / "deploy" / "static.py"
        subprocess.run([sys.executable, script, "--verbosity=0"], check=True)


def pytest_collection_modifyitems(items):
    """Skip what needs a browser where there is none, in so many words."""
    if os.environ["CHROMIUM"]:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed here"))
