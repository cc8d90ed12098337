"""Whole numbers of the record: numbers, places and counts have three digits at most, years have four.

SQLite keeps any number, PostgreSQL none above 32,767 in these columns: without bounds, what one of them
holds could not be restored on the other.
"""

from collections.abc import Iterable

from django.core.management.base import CommandError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

MOST = 999
PARKED = 20_000  # added to the numbers of rows that wait while they change places
FIRST_YEAR, LAST_YEAR = YEARS = (1000, 9999)

at_most_three_digits = MaxValueValidator(MOST, _("This has three digits at most: up to %(limit_value)s."))
four_digits = [
    MinValueValidator(FIRST_YEAR, _("A year has four digits.")),
    MaxValueValidator(LAST_YEAR, _("A year has four digits.")),
]


def three_digits(field: str, name: str) -> CheckConstraint:
    """Return the rule that a number has three digits at most, or is parked until it has another."""
    return CheckConstraint(
        condition=Q(**{f"{field}__lte": MOST}) | Q(**{f"{field}__range": (PARKED, PARKED + MOST)}),
        name=name,
        violation_error_message=_("Numbers have three digits at most."),
    )


def refuse_longer(apps, label: str, numbers: Iterable[str], years: Iterable[str] = ()):
    """Stop a migration that brings these bounds where rows stand outside them.

    `numbers` and `years` are columns of the app with this label: `measure.number`. Raises CommandError, which
    names the rows.
    """
    short = [(0, MOST), (PARKED, PARKED + MOST)]
    found = [fault for column in numbers for fault in outside(apps, label, column, short)]
    found += [fault for column in years for fault in outside(apps, label, column, [YEARS])]
    if found:
        told = _(
            "Numbers have three digits at most and years four. Mend these rows, then migrate again: %(rows)s."
        )
        raise CommandError(told % {"rows": "; ".join(found)})


def outside(apps, label: str, column: str, ranges: Iterable[tuple[int, int]]) -> list[str]:
    """Name the rows whose number is in none of these ranges: `measure 12, number 1200`."""
    name, _dot, field = column.partition(".")
    model = apps.get_model(label, name)
    rows = model._base_manager.filter(**{f"{field}__isnull": False}).order_by("pk")
    for bounds in ranges:
        rows = rows.exclude(**{f"{field}__range": bounds})
    return [
        f"{model._meta.verbose_name} {pk}, {field} {value}" for pk, value in rows.values_list("pk", field)
    ]
