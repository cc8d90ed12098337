"""What `manage.py check` says beyond Django's own checks."""

from functools import cache

from django.core.checks import Warning, register

PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@cache
def pdf_engine_fault() -> str:
    """Return why PDFs cannot be made on this machine, or an empty string; found once a process."""
    try:
        import weasyprint  # noqa: F401  late: the site runs without Pango
    except OSError as error:
        return str(error).splitlines()[0]
    return ""


@register()
def pdf_engine(app_configs, **kwargs):
    """Warn where WeasyPrint finds no Pango: the site runs, the PDFs do not."""
    if pdf_engine_fault():
        return [
            Warning("PDFs cannot be made.", hint=f"Install Pango: apt-get install {PANGO}", id="catalog.W001")
        ]
    return []
