"""Where sources disagree, in the files: beside the fact and with both sides, as on the page."""

from io import BytesIO

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml.html import fromstring

from conferences.models import PRINTED, Discrepancy, Fact
from csbm_catalog.models import CatalogueVersion
from measures.models import Measure
from measures.packets import of
from measures.packets.docx import packet_docx
from measures.packets.pdf import html
from tests.disputes import disputed
from tests.measures.packets.printing import SITE, contents_of, three

pytestmark = pytest.mark.django_db
MAKERS = {
    "conferences": of.of_conference,
    "documents": of.of_document,
    "papers": of.of_document,
    "states": of.of_state,
    "measures": of.of_measure,
}
DISPUTED = [(kind, fact) for kind, facts in PRINTED.items() for fact in sorted(facts)]
MARK = "(sources disagree, see below)"
SIDES = ["On what they disagree", "So says the first.", "So says the second."]


def contents_for(kind, row):
    return MAKERS[kind](row, CatalogueVersion.current(), f"{SITE}/x/")


def marks_of(contents, slug="a"):
    """Return the marks of a PDF that lead to this disagreement, each to exactly one place."""
    page = fromstring(html(contents))
    found = page.xpath("//a[normalize-space()='(sources disagree)']/@href")
    marks = [mark for mark in found if mark.endswith(f"-{slug}")]
    assert all(len(page.xpath(f"//*[@id='{mark[1:]}']")) == 1 for mark in marks)
    return marks


def words_of(contents) -> str:
    """Return the paragraphs of a Word document, a line each."""
    return "\n".join(one.text for one in docx.Document(BytesIO(packet_docx(contents))).paragraphs)


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize(("kind", "fact"), DISPUTED)
def test_a_file_of_a_record_marks_what_its_page_marks(record, kind, fact, empty):
    contents = contents_for(kind, disputed(kind, fact, empty))

    printed, words = html(contents), words_of(contents)

    assert marks_of(contents)
    assert MARK in words
    assert all(said in printed for said in SIDES)
    assert all(said in words for said in SIDES)


@pytest.mark.parametrize("fact", sorted(PRINTED["measures"]))
def test_a_list_marks_the_facts_of_its_measures_and_shows_both_sides(record, fact):
    disputed("measures", fact)
    contents = three()

    assert marks_of(contents)
    assert all(said in html(contents) for said in SIDES)
    assert MARK in words_of(contents)
    assert all(said in words_of(contents) for said in SIDES)


def test_of_two_measures_with_one_disagreement_each_leads_to_its_own_place(record):
    one, other = three().measures[:2]
    dispute = Discrepancy.objects.create(slug="a", topic="A", fact=Fact.TITLE)
    dispute.measures.add(one, other)

    assert marks_of(three()) == [f"#disagreement-{measure.key}-a" for measure in (one, other)]


@pytest.mark.parametrize("fact", [Fact.OFFICERS, Fact.PARTICIPANTS])
def test_the_meetings_of_a_list_say_it_beside_who_took_part_and_held_office(record, fact):
    disputed("conferences", fact)
    contents = three()

    assert set(marks_of(contents)) == {"#disagreement-miami-2003-a"}
    assert MARK in words_of(contents)
    assert all(said in words_of(contents) for said in SIDES)


def test_the_meetings_of_a_list_say_nothing_of_facts_that_it_does_not_print(record):
    disputed("conferences", Fact.MANDATE)

    assert "On what they disagree" not in html(three())


def test_a_file_asks_no_more_the_more_measures_are_disputed(record):
    contents = contents_of("document=miami-consensus")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            html(contents)
        return len(asked)

    Measure.objects.get(document__slug="miami-consensus", number=1).discrepancies.add(
        Discrepancy.objects.first()
    )
    few = queries()
    for dispute in Discrepancy.objects.all()[:5]:
        dispute.measures.add(*contents.measures)

    assert queries() == few
