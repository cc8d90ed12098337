import re
from io import StringIO

import pytest
from django.core.management import call_command

from conferences.models import Document, Officer, Participation
from measures.models import Measure

pytestmark = pytest.mark.usefixtures("record")

EXPECTED = {
    "measures, Buenos Aires list": ("?", "18", "18", "numbers without gaps"),
    "measures, Declaration of Santiago": ("11", "11", "11", "numbers without gaps"),
    "measures, Declaration of San Salvador": ("9", "9", "9", "numbers without gaps"),
    "measures, Consensus of Miami": ("35", "35", "35", "numbers without gaps"),
    "measures, Miami Illustrative List": ("53", "53", "53", "numbers without gaps"),
    "measures, Consolidated List 2009": ("?", "13", "13", "numbers without gaps"),
    "measures, OAS reporting list": ("?", "11", "11", "numbers without gaps"),
    "measures, Cyber measures": ("6", "6", "6", "numbers without gaps"),
    "participants, Miami 2003": ("30", "30", "30", ""),
    "participants, Buenos Aires 1994": ("19", "19", "19", ""),
    "participants, San Salvador 1998": ("27", "9", "9", "18 of 27 not known by name"),
    "participants, Mexico City 2003": ("34", "0", "0", "34 of 34 not known by name"),
    "officers, Miami 2003": ("?", "4", "4", ""),
    "relations": ("?", "108", "108", ""),
    "discrepancies": ("?", "18", "18", ""),
    "rows that pass every rule": ("?", "836", "836", ""),
    "related entries on working ones alone": ("0", "0", "0", ""),
}


def check():
    """Return the exit code, the table as rows by their first column, and what was said besides."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("check_record", stdout=out, stderr=err, no_color=True)
    except SystemExit as leaving:
        code = leaving.code
    head, *lines = out.getvalue().splitlines()
    assert head.split() == ["stated", "held", "shipped"]
    return code, dict(map(columns, lines)), err.getvalue()


def columns(line):
    what, stated, held, shipped, remark = re.fullmatch(
        r"(.+?)  +(\?|\d+)  +(\d+)  +(\d+)(?:  (.*))?", line
    ).groups()
    return what, (stated, held, shipped, remark or "")


def test_the_table_shows_what_is_stated_held_and_shipped():
    code, table, errors = check()

    assert table.items() >= EXPECTED.items()
    assert (code, errors) == (0, "")


def test_an_edit_is_no_fault_nor_is_more_than_is_shipped_and_a_gap_is_shown(make_measure):
    Measure.objects.filter(key="jbnh44").update(title="Edited here")
    make_measure(number=38)

    code, table, _errors = check()

    assert table["measures, Consensus of Miami"] == ("35", "36", "35", "numbers missing: 36, 37")
    assert code == 0


def test_what_is_gone_is_a_fault():
    Measure.objects.get(document__slug="miami-consensus", number=7).delete()
    Participation.objects.get(conference__slug="miami-2003", state__code="SR").delete()
    Officer.objects.get(conference__slug="miami-2003", state__code="AR").delete()

    code, table, errors = check()

    assert code == 1
    assert table["measures, Consensus of Miami"] == (
        "35",
        "34",
        "35",
        "LESS THAN SHIPPED; numbers missing: 7",
    )
    assert table["participants, Miami 2003"][:3] == ("30", "29", "30")
    assert table["officers, Miami 2003"][:3] == ("?", "3", "4")
    assert errors.startswith("Less is held than the catalogue ships: ")
    assert "measures, Consensus of Miami; participants, Miami 2003; officers, Miami 2003" in errors


def test_a_row_that_was_replaced_by_another_is_missed(make_measure):
    Measure.objects.get(document__slug="miami-consensus", number=7).delete()
    make_measure(number=7)

    code, table, _errors = check()

    assert table["measures, Consensus of Miami"][:3] == ("35", "35", "35")
    assert code == 1


def test_a_row_that_breaks_a_rule_is_a_fault_and_is_named():
    Document.objects.filter(slug="buenos-aires-list").update(levels=["global"])

    code, table, _errors = check()

    assert code == 1
    assert "document Buenos Aires list: Levels are a list of" in table["rows that pass every rule"][3]


def test_a_related_entry_on_working_ones_alone_is_shown(make_measure):
    measure = make_measure(evidence="related", title="Resting on air")
    measure.based_on.add(make_measure(evidence="working"))

    _code, table, _errors = check()

    assert table["related entries on working ones alone"][:2] == ("0", "1")
    assert "Resting on air" in table["related entries on working ones alone"][3]


def test_a_catalogue_that_was_never_seeded_is_a_fault():
    Measure.objects.all().delete()

    code, table, errors = check()

    assert code == 1
    assert table["measures"][:3] == ("?", "0", "156")
    assert "Miami Illustrative List" in errors
