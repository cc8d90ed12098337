"""What `manage.py check` says beyond Django's own checks."""

from ctypes.util import find_library
from functools import cache

from django.core.checks import Warning, register

PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig", "gobject-2.0")


@cache
def pdf_engine_fault() -> str:
    """Return which libraries WeasyPrint lacks on this machine, or an empty string; found once a process."""
    return ", ".join(name for name in LIBRARIES if not find_library(name))


@register()
def pdf_engine(app_configs, **kwargs):
    """Warn where WeasyPrint finds no Pango: the site runs, the PDFs do not."""
    if pdf_engine_fault():
        return [
            Warning("PDFs cannot be made.", hint=f"Install Pango: apt-get install {PANGO}", id="catalog.W001")
        ]
    return []
