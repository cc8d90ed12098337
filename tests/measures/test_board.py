"""The figures of the board are those of the lists to which they lead."""

import re

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conferences.models import Conference, Discrepancy, Document, LinkCheck, Source
from measures.board import board, missing
from measures.drafting.beginning import begin
from measures.drafting.publishing import publish
from measures.drafting.reviewing import move, verify
from measures.drafting.snapshots import snapshot
from measures.models import DraftRemark, Measure, ReaderReport
from tests.reading import section

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


def test_only_open_disagreements_are_named(record, member_of_staff):
    discrepancy = Discrepancy.objects.first()
    discrepancy.resolution, discrepancy.resolved_by, discrepancy.resolved_at = (
        "Settled.",
        member_of_staff,
        timezone.now(),
    )
    discrepancy.save()

    assert len(board().disagreements) == Discrepancy.objects.count() - 1


def test_the_first_page_of_the_admin_shows_the_same_figures(admin_client, record):
    shown = admin_client.get("/admin/").context["board"]

    assert [vars(row) for row in shown.documents] == [vars(row) for row in board().documents]


def test_every_figure_of_the_first_page_leads_to_a_list_of_that_length(admin_client, record, member_of_staff):
    measure = Measure.objects.read_in_source().first()
    verify(measure, measure.sources.first(), member_of_staff)
    move(begin(measure, member_of_staff), DraftRemark.Deed.SUBMITTED, member_of_staff)
    LinkCheck.objects.create(
        source=Source.objects.first(),
        result="dead",
        detail="404",
        checked_at=timezone.now(),
        since=timezone.now(),
    )
    said = admin_client.get("/admin/").content.decode()
    links = re.findall(r'href="(/admin/[^"]+\?[^"]+)">(?:<strong>)?(\d+)<', said)

    assert len(links) > 25
    for address, figure in links:
        page = admin_client.get(address.replace("&amp;", "&"))
        assert page.context["cl"].result_count == int(figure), address


def test_what_waits_is_what_one_may_do_something_about(client, administrator, record, member_of_staff):
    move(begin(Measure.objects.first(), member_of_staff), DraftRemark.Deed.SUBMITTED, member_of_staff)
    ReaderReport.objects.create(what="The date is wrong.")

    client.force_login(member_of_staff)
    assert client.get("/admin/").context["waiting"] == []

    client.force_login(administrator)
    assert [(one.number, one.words) for one in client.get("/admin/").context["waiting"]] == [
        (1, "drafts of others to review"),
        (1, "reports of readers"),
    ]


def test_who_may_see_nothing_of_the_record_is_shown_nothing_of_it(client, record, member_of_staff):
    client.force_login(member_of_staff)

    context = client.get("/admin/").context

    assert "board" not in context
    assert "entries" not in context


def test_what_was_lately_published_is_named_with_its_evidence_and_reason(
    client, administrator, record, member_of_staff
):
    measure = Measure.objects.filter(evidence="working").first()
    draft = begin(
        measure, member_of_staff, snapshot(measure) | {"title": "Other words"}, reason="For a test."
    )
    move(draft, DraftRemark.Deed.SUBMITTED, member_of_staff)
    publish([draft], administrator)

    said = section(client.get("/state-of-the-record/"), "Lately published")

    assert "Other words" in said
    assert "Working entry" in said
    assert "For a test." in said
    assert "staff" not in said


def test_one_meeting_with_more_participants_than_stated_makes_up_for_none_of_another(record):
    before = board().participants_known
    meeting = Conference.objects.with_participants_known().get(slug="miami-2003")
    assert 1 < meeting.participants_known <= meeting.participants_stated

    Conference.objects.filter(pk=meeting.pk).update(participants_stated=1)

    assert board().participants_known == before - meeting.participants_known + 1


def test_the_board_says_how_many_participants_are_known_of_those_stated(admin_client, record):
    stated = Conference.objects.with_participants_known().exclude(participants_stated=None)
    known, whole = (
        sum(one.participants_known for one in stated),
        sum(one.participants_stated for one in stated),
    )

    said = " ".join(re.sub(r"<[^>]+>", " ", admin_client.get("/admin/").content.decode()).split())

    assert f"{known} of {whole} participants known" in said
