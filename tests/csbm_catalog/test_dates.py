from datetime import date

import pytest

from csbm_catalog.dates import display_date, display_range, iso_date

DAY = date(2003, 2, 3)


@pytest.mark.parametrize(
    ("precision", "shown", "iso"),
    [
        ("day", "3 February 2003", "2003-02-03"),
        ("month", "February 2003", "2003-02"),
        ("year", "2003", "2003"),
    ],
)
def test_no_more_of_a_date_is_shown_than_is_known(precision, shown, iso):
    assert display_date(DAY, precision) == shown
    assert iso_date(DAY, precision) == iso


@pytest.mark.parametrize(
    ("start", "end", "precision", "shown"),
    [
        (date(2003, 2, 3), date(2003, 2, 4), "day", "3–4 February 2003"),
        (date(2003, 2, 3), date(2003, 2, 3), "day", "3 February 2003"),
        (date(2003, 2, 28), date(2003, 3, 2), "day", "28 February – 2 March 2003"),
        (date(2003, 12, 30), date(2004, 1, 2), "day", "30 December 2003 – 2 January 2004"),
        (date(2003, 2, 3), date(2004, 2, 3), "day", "3 February 2003 – 3 February 2004"),
        (date(2003, 2, 1), date(2003, 2, 28), "month", "February 2003"),
        (date(2003, 2, 1), date(2003, 3, 31), "month", "February – March 2003"),
        (date(2003, 12, 1), date(2004, 1, 31), "month", "December 2003 – January 2004"),
        (date(2008, 1, 1), date(2008, 1, 1), "year", "2008"),
        (date(2008, 1, 1), date(2008, 12, 31), "year", "2008"),
        (date(2008, 1, 1), date(2009, 12, 31), "year", "2008 – 2009"),
    ],
)
def test_two_dates_are_one_phrase_that_says_nothing_twice(start, end, precision, shown):
    assert display_range(start, end, precision) == shown
