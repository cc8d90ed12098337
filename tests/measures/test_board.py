"""The figures of the board are those of the lists to which they lead."""

import re

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conferences.models import Discrepancy, Document, LinkCheck, Source
from measures.board import board, missing
from measures.drafting.beginning import begin
from measures.drafting.reviewing import move, verify
from measures.models import DraftRemark, Measure

pytestmark = pytest.mark.django_db


def row_of(slug):
    return next(row for row in board().documents if row.document.slug == slug)


@given(st.sets(st.integers(1, 60)), st.one_of(st.none(), st.integers(1, 60)))
def test_missing_numbers_and_those_held_make_a_row_without_gaps(numbers, stated):
    last = stated or max(numbers, default=0)

    assert set(missing(numbers, stated)) | numbers >= set(range(1, last + 1))
    assert not set(missing(numbers, stated)) & numbers


def test_a_number_that_is_gone_is_missing(record):
    Measure.objects.get(document__slug="cyber-measures", number=4).delete()

    assert row_of("cyber-measures").missing == [4]


def test_a_number_beyond_the_last_that_is_held_is_missing_where_the_document_states_it(record):
    Document.objects.filter(slug="cyber-measures").update(measures_stated=8)

    assert row_of("cyber-measures").missing == [7, 8]


def test_what_waits_for_review_is_counted_and_what_is_in_work_is_not(record, member_of_staff):
    first, second = Measure.objects.filter(document__slug="cyber-measures")[:2]
    move(begin(first, member_of_staff), DraftRemark.Deed.SUBMITTED, member_of_staff)
    begin(second, member_of_staff)

    assert row_of("cyber-measures").in_review == 1


def test_what_is_verified_is_counted_and_named(client, record, member_of_staff):
    measure = Measure.objects.filter(document__slug="cyber-measures").first()
    member_of_staff.username = "whoever-verified"
    member_of_staff.save()
    verify(measure, measure.sources.first(), member_of_staff)

    assert row_of("cyber-measures").verified == 1
    assert measure.title in client.get("/state-of-the-record/").content.decode()
    assert "whoever-verified" not in client.get("/state-of-the-record/").content.decode()


def test_every_figure_that_leads_to_a_list_is_its_length(client, record):
    links = re.findall(
        r'href="(/measures/\?[^"]+)">(\d+)</a>', client.get("/state-of-the-record/").content.decode()
    )

    assert len(links) == 15
    for address, figure in links:
        assert client.get(address.replace("&amp;", "&")).context["filter"].total == int(figure)


def test_the_sums_are_those_of_the_rows(record):
    assert board().totals == {"held": 156, "read": 63, "verified": 0, "in_review": 0, "missing": 0}


def test_every_disagreement_leads_to_where_it_is_shown(client, record):
    assert len(board().disagreements) == Discrepancy.objects.count()
    for place in board().disagreements:
        address, _hash, anchor = place.address.partition("#")
        assert f'id="{anchor}"' in client.get(address).content.decode()


def test_addresses_that_are_gone_are_named_with_the_day_on_which_they_were_asked(client, record):
    said = client.get("/state-of-the-record/").content.decode()
    assert "not been asked yet" in said
    source, now = Source.objects.first(), timezone.now()
    LinkCheck.objects.create(source=source, result="dead", detail="404", checked_at=now, since=now)

    said = client.get("/state-of-the-record/").content.decode()

    assert "1 is gone" in said
    assert f'<a href="{source.url}" rel="external">' in said


def test_the_board_costs_the_same_however_large_the_record(
    client, record, make_measure, django_assert_max_num_queries
):
    make_measure()  # without a theme, as the others
    with django_assert_max_num_queries(20) as small:
        client.get("/state-of-the-record/")
    for _number in range(30):
        make_measure()

    with django_assert_max_num_queries(len(small)):
        client.get("/state-of-the-record/")


def test_the_page_tells_of_drafts_at_once(client, record, member_of_staff):
    before = client.get("/state-of-the-record/").content.decode()

    draft = begin(Measure.objects.first(), member_of_staff)
    move(draft, DraftRemark.Deed.SUBMITTED, member_of_staff)

    assert client.get("/state-of-the-record/").content.decode() != before
