"""Collect static files where they are older than what they come from: hashing them takes seconds.

For a Python that has Django: `make run` calls this, and so does every test run.
"""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "staticfiles" / "staticfiles.json"


def outdated() -> bool:
    """Return whether a source, or the pinned version of a package that brings some, is newer."""
    sources = [ROOT / "requirements.txt", *ROOT.glob("*/static/**/*")]
    return not MANIFEST.exists() or MANIFEST.stat().st_mtime < max(path.stat().st_mtime for path in sources)


if outdated():
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csbm_catalog.settings")
    execute_from_command_line(["manage.py", "collectstatic", "--no-input", *sys.argv[1:]])
