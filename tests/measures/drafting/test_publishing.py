import json

import pytest
from django.db import IntegrityError, transaction

from conferences.models import Source
from csbm_catalog.evidence import Evidence
from measures.board import board
from measures.drafting.beginning import begin, open_draft_of, propose
from measures.drafting.editing import revise
from measures.drafting.publishing import NotPublished, publish
from measures.drafting.reviewing import NotPossible, compare_anew, discard, move, verify
from measures.drafting.snapshots import changed_fields, snapshot
from measures.models import DraftRemark, Measure, MeasureDraft, Theme

pytestmark = pytest.mark.django_db
Deed = DraftRemark.Deed


def shown(client, **question):
    return json.loads(b"".join(client.get("/measures.json", question).streaming_content))


def test_a_draft_of_every_measure_says_what_the_measure_says(record, editor):
    for measure in Measure.objects.all():
        draft = begin(measure, editor)

        assert snapshot(MeasureDraft.objects.get(pk=draft.pk)) == snapshot(measure)


def test_a_draft_changes_nothing_that_readers_see(client, measure, make_draft):
    before = shown(client)

    make_draft(measure, title="A title that nobody has published")

    assert shown(client) == before
    assert client.get("/measures/?q=nobody+has+published").context["filter"].total == 0


def test_what_is_published_is_seen_at_every_door(client, measure, make_draft, read_in_source, publisher):
    draft = make_draft(measure, **read_in_source("The parties exchange the calendars of their harbors."))

    publish([draft], publisher)

    page = client.get(measure.get_absolute_url()).content.decode()
    assert "The parties exchange the calendars of their harbors." in page
    assert "Read in the source" in page
    assert client.get("/measures/?q=calendars+harbors").context["filter"].total == 1
    assert shown(client, m=measure.key)["results"][0]["evidence"] == "source"


def test_publishing_keeps_one_version_with_person_and_reason(measure, make_draft, publisher):
    theme = Theme.objects.exclude(measures=measure).first()
    versions = measure.history.count()

    publish([make_draft(measure, title="Another title", themes=[theme.slug])], publisher)

    newest = measure.history.first()
    assert measure.history.count() == versions + 1
    assert (newest.history_user, newest.history_change_reason) == (publisher, "For a test.")
    assert [row.theme for row in newest.themes.all()] == [theme]


def test_nobody_publishes_what_they_wrote_or_edited(measure, make_draft, editor, publisher, settings):
    draft = make_draft(measure, title="Another title")
    with pytest.raises(NotPublished, match="someone else"):
        publish([draft], editor)
    draft.editors.add(publisher)
    with pytest.raises(NotPublished, match="someone else"):
        publish([draft], publisher)

    settings.OWN_DRAFTS_MAY_BE_PUBLISHED = True

    assert publish([draft], editor)[0].title == "Another title"


def test_another_version_than_the_reviewer_read_is_not_published(measure, make_draft, editor, publisher):
    read = make_draft(measure, title="Another title")
    revise(read, snapshot(read) | {"title": "Nobody has read this"}, editor, read.version)

    with pytest.raises(NotPublished, match="read it again"):
        publish([read], publisher)

    assert Measure.objects.get(pk=measure.pk).title == measure.title


def test_a_draft_in_work_is_not_published(measure, make_draft, publisher):
    with pytest.raises(NotPublished, match="not in review"):
        publish([make_draft(measure, is_submitted=False, title="Another title")], publisher)

    assert Measure.objects.get(pk=measure.pk).title == measure.title


def test_a_draft_begun_from_an_older_version_is_compared_anew_first(measure, make_draft, editor, publisher):
    draft = make_draft(measure, title="Another title")
    measure.summary = "Changed meanwhile."
    measure.save()
    with pytest.raises(NotPublished, match="changed since"):
        publish([draft], publisher)

    compare_anew(draft, editor)
    draft.refresh_from_db()

    assert publish([draft], publisher)[0].title == "Another title"


def test_measures_change_places_when_their_drafts_are_published_together(record, make_draft, publisher):
    first, second = Measure.objects.filter(document__slug="miami-consensus")[:2]
    drafts = [make_draft(first, number=second.number), make_draft(second, number=first.number)]

    publish(drafts, publisher)

    assert Measure.objects.get(key=first.key).number == second.number
    assert Measure.objects.get(key=second.key).number == first.number


def test_measures_at_the_end_of_the_numbers_change_places(record, make_draft, publisher):
    first, second = Measure.objects.filter(document__slug="miami-consensus")[:2]
    publish([make_draft(first, number=999)], publisher)
    first = Measure.objects.get(key=first.key)
    drafts = [make_draft(first, number=second.number), make_draft(second, number=999)]

    publish(drafts, publisher)

    assert Measure.objects.get(key=second.key).number == 999
    assert not Measure.objects.filter(number__gt=999).exists()


def test_all_are_published_or_none(record, make_draft, publisher):
    first, second = Measure.objects.filter(document__slug="miami-consensus")[:2]
    drafts = [make_draft(first, title="Another title"), make_draft(second, title="")]

    with pytest.raises(NotPublished) as refusal:
        publish(drafts, publisher)

    assert list(refusal.value.reasons) == [drafts[1]]
    assert Measure.objects.get(pk=first.pk).title == first.title
    assert not MeasureDraft.objects.filter(state="published").exists()


def test_an_entry_is_not_read_in_the_source_without_a_source(measure, make_draft, publisher):
    with pytest.raises(NotPublished, match="names the source"):
        publish([make_draft(measure, evidence="source", citations=[])], publisher)


def test_a_new_measure_is_published_under_the_key_of_its_draft(measure, editor, publisher):
    values = snapshot(measure) | {"number": 90, "title": "A new one"}
    draft = propose(values, editor, reason="Found in the paper.")
    move(draft, Deed.SUBMITTED, editor)

    [published] = publish([draft], publisher)

    assert published.key == draft.key
    assert snapshot(published) == values
    assert published.history.get().history_type == "+"


def test_a_measure_has_one_open_draft_at_most(measure, editor):
    begin(measure, editor)

    with pytest.raises(IntegrityError), transaction.atomic():
        begin(measure, editor)


def test_a_discarded_draft_makes_room_for_another_and_stays_readable(measure, make_draft, editor):
    draft = make_draft(measure)

    discard(draft, editor, "Superseded.")

    assert open_draft_of(measure) is None
    assert begin(measure, editor).is_open
    assert draft.remarks.get(deed="discarded").text == "Superseded."


@pytest.mark.parametrize(
    ("deed", "is_submitted"), [(Deed.SUBMITTED, True), (Deed.RETURNED, False), (Deed.WITHDRAWN, False)]
)
def test_a_draft_goes_only_where_its_state_leads(measure, make_draft, editor, deed, is_submitted):
    with pytest.raises(NotPossible):
        move(make_draft(measure, is_submitted=is_submitted), deed, editor, "Because.")


def test_who_sends_a_draft_back_says_why(measure, make_draft, publisher):
    with pytest.raises(IntegrityError), transaction.atomic():
        move(make_draft(measure), Deed.RETURNED, publisher)


def test_verification_names_person_time_and_source(record, publisher):
    measure = Measure.objects.read_in_source().first()

    verified = verify(measure, measure.sources.first(), publisher)

    assert (verified.verified_by, verified.verified_in) == (publisher, measure.sources.first())
    assert verified.verified_at is not None


def test_an_entry_is_verified_only_with_a_source_that_it_names(record, publisher):
    measure = Measure.objects.read_in_source().first()
    other = measure.sources.model.objects.exclude(measures=measure).first()

    with pytest.raises(NotPossible, match="names"):
        verify(measure, other, publisher)


@pytest.mark.parametrize(
    ("name", "ends"),
    [("title", True), ("official_text", True), ("evidence", True), ("evidence_note", False)],
)
def test_other_words_end_a_verification(record, publisher, name, ends):
    measure = Measure.objects.read_in_source().first()
    measure = verify(measure, measure.sources.first(), publisher)

    setattr(measure, name, Evidence.WORKING if name == "evidence" else "Other words")
    measure.save()

    measure.refresh_from_db()
    assert (measure.verified_at is None, measure.verified_by is None, measure.verified_in is None) == (
        ends,
    ) * 3


def test_a_verification_ends_when_its_source_is_no_longer_named(record, make_draft, publisher, client):
    measure = Measure.objects.read_in_source().filter(citations__position=2).first()
    first, second = [citation.source for citation in measure.citations.all()[:2]]
    verify(measure, first, publisher)

    [kept] = publish([make_draft(measure, citations=[cited(first)])], publisher)
    assert kept.verified_in == first
    [ended] = publish([make_draft(kept, citations=[cited(second)])], publisher)

    assert (ended.verified_at, ended.verified_by, ended.verified_in) == (None, None, None)
    assert "Compared with the source by" not in client.get(measure.get_absolute_url()).content.decode()
    assert board().totals["verified"] == 0


def cited(source):
    return {"source": source.url, "read": ""}


def test_a_working_entry_is_not_verified(measure, publisher):
    source = Source.objects.first()
    Measure.objects.filter(pk=measure.pk).update(evidence=Evidence.WORKING)
    measure.citations.create(source=source, position=1)

    with pytest.raises(NotPossible, match="read in no source"):
        verify(measure, source, publisher)


def test_a_measure_of_which_only_rows_change_has_no_version_that_says_nothing(measure, make_draft, publisher):
    versions = measure.history.count()

    publish([make_draft(measure, citations=[cited(Source.objects.first())])], publisher)

    assert measure.citations.count() == 1
    assert measure.history.count() == versions


def test_changed_fields_stand_in_reading_order(measure):
    before = snapshot(measure)

    assert changed_fields(before, before | {"themes": ["borders"], "title": "Other"}) == ["title", "themes"]
