"""Dates as the record knows them: sometimes only a year or a month."""

from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


def display_date(day: date, precision: str = Precision.DAY) -> str:
    """Return the date as far as it is known: `3 February 2003`, `February 2003` or `2003`."""
    return date_format(day, {"day": "j F Y", "month": "F Y", "year": "Y"}[precision])


def display_range(start: date, end: date, precision: str = Precision.DAY) -> str:
    """Return two dates as one phrase, saying nothing twice: `3–4 February 2003`, `2008`."""
    last = display_date(end, precision)
    first = display_date(start, precision)
    if first == last:
        return last
    if precision == Precision.DAY and (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    if precision != Precision.YEAR and start.year == end.year:
        return f"{date_format(start, 'j F' if precision == Precision.DAY else 'F')} – {last}"
    return f"{first} – {last}"


def iso_date(day: date, precision: str = Precision.DAY) -> str:
    """Return the ISO 8601 form of what is known: `2003-02-03`, `2003-02` or `2003`."""
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]
