"""Whole numbers of the record: numbers, places and counts have three digits at most, years have four.

SQLite keeps any number, PostgreSQL none above 32,767 in these columns: without bounds, what one of them
holds could not be restored on the other.
"""

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
