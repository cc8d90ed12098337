import pytest

from conferences.models import Document, Source
from csbm_catalog import fixtures
from measures.drafting.beginning import propose
from measures.drafting.editing import revise
from measures.drafting.publishing import publish
from measures.drafting.returning import go_back_to
from measures.drafting.reviewing import NotPossible, move, verify
from measures.drafting.snapshots import snapshot, source_at
from measures.drafting.undoing import undo
from measures.models import (
    DraftRemark,
    Marking,
    Measure,
    MeasureCitation,
    MeasureDraft,
    MeasureRelation,
    Packet,
    TextImport,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(record, editor):
    return TextImport.objects.create(
        document=Document.objects.get(slug="miami-consensus"), begun_by=editor, state="applied"
    )


def state_of(batch):
    return TextImport.objects.get(pk=batch.pk).state


def whole_record():
    """Return every row by its natural key; primary keys of what hangs from a measure do not matter."""
    rows = {model: fixtures.held(model) for model in (Measure, MeasureCitation, MeasureRelation, Source)}
    return rows | {"keys": dict(Measure.objects.values_list("key", "pk"))}


def test_an_import_undone_after_publishing_leaves_the_record_as_before(
    batch, make_draft, editor, publisher, read_in_source
):
    measures = list(Measure.objects.filter(document=batch.document))
    verify_one = next(measure for measure in measures if measure.citations.exists())
    verify(verify_one, verify_one.sources.first(), publisher)
    before = whole_record()
    batch.source, batch.source_is_new = source_at("https://example.org/the-paper"), True
    batch.save()
    numbers = [measure.number for measure in measures]
    drafts = [
        make_draft(measure, batch=batch, number=number, **read_in_source(f"Text {number}."))
        for measure, number in zip(measures, numbers[1:] + numbers[:1], strict=True)
    ]
    new = propose(
        snapshot(drafts[0]) | {"number": 36, "title": "One more"}, editor, batch=batch, reason="For a test."
    )
    move(new, DraftRemark.Deed.SUBMITTED, editor)
    publish([*drafts, new], publisher)
    assert Measure.objects.filter(document=batch.document).count() == 36

    undone = undo(batch, publisher)

    assert len(undone.restored) == 36
    assert whole_record() == before


def test_an_import_undone_before_publishing_discards_its_drafts(batch, make_draft, measure, publisher):
    draft = make_draft(measure, batch=batch, title="Another title")

    undone = undo(batch, publisher)

    assert undone.discarded == [draft]
    assert MeasureDraft.objects.get(pk=draft.pk).state == "discarded"


def test_what_was_edited_since_is_left_and_named(batch, record, make_draft, editor, publisher):
    published, in_work = Measure.objects.filter(document=batch.document)[:2]
    first = make_draft(published, batch=batch, title="Another title")
    publish([first], publisher)
    published.refresh_from_db()
    published.summary = "Edited since."
    published.save()
    second = make_draft(in_work, batch=batch, title="Another title")
    revise(second, snapshot(second) | {"summary": "Edited since."}, editor, second.version)

    undone = undo(batch, publisher)

    assert list(undone.left) == [first, second]
    assert Measure.objects.get(pk=published.pk).title == "Another title"
    assert MeasureDraft.objects.get(pk=second.pk).is_open


def test_a_new_measure_that_a_packet_holds_is_left(batch, measure, editor, publisher):
    new = propose(snapshot(measure) | {"number": 90}, editor, batch=batch)
    move(new, DraftRemark.Deed.SUBMITTED, editor)
    [published] = publish([new], publisher)
    packet = Packet.objects.create(
        owner=editor, changed_by=editor, name="A packet", title="A packet", marking=Marking.objects.lowest()
    )
    packet.items.create(measure=published, position=1)

    undone = undo(batch, publisher)

    assert undone.left == {new: "Others rely on it: 1 packet."}


def test_an_import_is_undone_once(batch, publisher):
    undo(batch, publisher)

    with pytest.raises(NotPossible):
        undo(batch, publisher)


def test_what_was_published_over_is_undone_once_the_later_import_is(
    batch, make_draft, measure, editor, publisher
):
    before = whole_record()
    publish([make_draft(measure, batch=batch, title="A first title")], publisher)
    later = TextImport.objects.create(document=batch.document, begun_by=editor, state="applied")
    measure.refresh_from_db()
    publish([make_draft(measure, batch=later, title="A later title")], publisher)

    assert len(undo(batch, publisher).left) == 1
    assert state_of(batch) == "applied"
    undo(later, publisher)
    assert Measure.objects.get(pk=measure.pk).title == "A first title"
    assert len(undo(batch, publisher).restored) == 1

    assert (state_of(batch), state_of(later)) == ("undone", "undone")
    assert whole_record() == before


def test_an_import_of_which_something_is_left_is_partly_undone_and_the_rest_undone_later(
    batch, record, make_draft, publisher
):
    one, other = Measure.objects.filter(document=batch.document)[:2]
    title = other.title
    publish([make_draft(measure, batch=batch, title="Another title") for measure in (one, other)], publisher)
    Measure.objects.filter(pk=other.pk).update(title="Edited since.")

    undone = undo(batch, publisher)
    assert (len(undone.restored), len(undone.left), state_of(batch)) == (1, 1, "partly")
    Measure.objects.filter(pk=other.pk).update(title="Another title")
    undone = undo(batch, publisher)

    assert (len(undone.restored), len(undone.left), state_of(batch)) == (1, 0, "undone")
    assert Measure.objects.get(pk=other.pk).title == title


def test_the_source_of_an_import_stays_as_long_as_anything_of_it_does(
    batch, record, make_draft, read_in_source, publisher
):
    source = source_at("https://example.org/the-paper")
    batch.source, batch.source_is_new = source, True
    batch.save()
    one, other = Measure.objects.filter(document=batch.document)[:2]
    drafts = [make_draft(measure, batch=batch, **read_in_source("A text.")) for measure in (one, other)]
    publish(drafts, publisher)
    Measure.objects.filter(pk=other.pk).update(title="Edited since.")

    undo(batch, publisher)

    batch.refresh_from_db()
    assert batch.source == source
    assert [draft.citations.count() for draft in drafts] == [1, 1]


def test_a_verification_made_since_is_left_and_named(batch, record, make_draft, read_in_source, publisher):
    one, other = Measure.objects.filter(document=batch.document)[:2]
    drafts = [make_draft(measure, batch=batch, **read_in_source("A text.")) for measure in (one, other)]
    publish(drafts, publisher)
    verify(one, source_at("https://example.org/the-paper"), publisher)

    undone = undo(batch, publisher)

    assert undone.left == {drafts[0]: "Someone compared it with its source since."}
    assert undone.restored == [drafts[1]]
    assert Measure.objects.get(pk=one.pk).verified_by == publisher


def test_what_was_taken_back_is_not_lately_published(batch, make_draft, measure, publisher):
    draft = make_draft(measure, batch=batch, title="Another title")
    publish([draft], publisher)
    assert list(MeasureDraft.objects.lately_published()) == [draft]

    undo(batch, publisher)

    draft.refresh_from_db()
    assert not MeasureDraft.objects.lately_published().exists()
    assert (draft.state, draft.published_by) == ("undone", publisher)


def published(drafts, by):
    """Publish drafts; return their measures as they are now, in the order of the drafts."""
    publish(drafts, by)
    return [Measure.objects.get(key=draft.key) for draft in drafts]


def test_a_measure_stays_where_its_old_number_is_held_by_one_that_is_left(
    batch, record, make_draft, editor, publisher
):
    one, other = Measure.objects.filter(document=batch.document)[:2]
    numbers = one.number, other.number
    first, second = make_draft(one, batch=batch, number=numbers[1]), make_draft(
        other, batch=batch, number=numbers[0]
    )  # fmt: skip
    _one, other = published([first, second], publisher)
    publish([make_draft(other, summary="Edited since.")], publisher)

    undone = undo(batch, publisher)

    assert undone.left == {
        second: "Someone edited the measure since.",
        first: f"Its number, {numbers[0]}, is held by another measure now: {Measure.objects.get(pk=other.pk)}.",
    }
    assert not undone.is_anything
    assert [Measure.objects.get(pk=measure.pk).number for measure in (one, other)] == [numbers[1], numbers[0]]


def test_a_measure_stays_where_a_new_one_took_its_old_number(
    batch, record, make_draft, measure, editor, publisher
):
    number = measure.number
    moved, same = make_draft(measure, batch=batch, number=90), make_draft(
        Measure.objects.get(document=batch.document, number=5), batch=batch, title="Another title"
    )  # fmt: skip
    publish([moved, same], publisher)
    new = propose(snapshot(measure) | {"number": number, "title": "A new one"}, editor)
    move(new, DraftRemark.Deed.SUBMITTED, editor)
    [holder] = published([new], publisher)

    undone = undo(batch, publisher)

    assert undone.left == {moved: f"Its number, {number}, is held by another measure now: {holder}."}
    assert undone.restored == [same]
    assert (state_of(batch), Measure.objects.get(pk=measure.pk).number) == ("partly", 90)


def test_a_measure_stays_where_what_it_named_is_gone(batch, record, make_draft, editor, publisher):
    later = Measure.objects.filter(relations_back__isnull=False).first()
    earlier = propose(snapshot(later) | {"number": 90, "relations": []}, editor)
    move(earlier, DraftRemark.Deed.SUBMITTED, editor)
    [earlier] = published([earlier], publisher)
    related = {"earlier": earlier.key, "kind": "restates", "presumed": False, "basis": ""}
    publish([make_draft(later, relations=[related])], publisher)
    dropped = make_draft(Measure.objects.get(pk=later.pk), batch=batch, relations=[])
    publish([dropped], publisher)
    Measure.objects.get(pk=earlier.pk).delete()

    undone = undo(batch, publisher)

    assert undone.left == {dropped: f"The measure “{earlier.key}”, which it names, is no longer there."}


def test_a_measure_stays_where_its_document_has_another_name_by_now(batch, make_draft, measure, publisher):
    draft = make_draft(measure, batch=batch, title="Another title")
    publish([draft], publisher)
    Document.objects.filter(pk=batch.document_id).update(slug="renamed")

    assert undo(batch, publisher).left == {
        draft: "The document “miami-consensus”, which it names, is no longer there."
    }


def test_what_still_cannot_be_written_back_is_refused_in_words_and_changes_nothing(
    batch, make_draft, measure, publisher
):
    draft = make_draft(measure, batch=batch, title="Another title")
    publish([draft], publisher)
    MeasureDraft.objects.filter(pk=draft.pk).update(
        before=MeasureDraft.objects.get(pk=draft.pk).before | {"title": ""}
    )

    with pytest.raises(NotPossible, match="Nothing was undone"):
        undo(batch, publisher)

    assert (state_of(batch), MeasureDraft.objects.get(pk=draft.pk).state) == ("applied", "published")


def test_what_an_editor_wrote_in_a_draft_stays_also_when_it_was_published(
    batch, make_draft, measure, editor, publisher
):
    draft = make_draft(measure, batch=batch, official_text="Read in the paper.")
    draft = revise(draft, snapshot(draft) | {"summary": "Written by hand."}, editor, draft.version)
    publish([draft], publisher)

    undone = undo(batch, publisher)

    assert undone.left == {draft: "Someone edited the draft before it was published."}
    assert Measure.objects.get(pk=measure.pk).summary == "Written by hand."


def test_a_new_measure_that_was_completed_by_hand_goes_and_can_be_begun_anew_from_its_draft(
    batch, measure, editor, publisher
):
    new = propose(snapshot(measure) | {"number": 90, "summary": ""}, editor, batch=batch)
    new = revise(new, snapshot(new) | {"summary": "Written by hand."}, editor, new.version)
    move(new, DraftRemark.Deed.SUBMITTED, editor)
    publish([new], publisher)

    undone = undo(batch, publisher)

    assert (undone.restored, state_of(batch)) == ([new], "undone")
    assert not Measure.objects.filter(key=new.key).exists()
    again = go_back_to(new.versions.first(), editor, "It is needed.", 0)
    assert (again.key, again.summary, again.is_open) == (new.key, "Written by hand.", True)


def test_a_new_measure_that_was_deleted_by_hand_stands_against_nothing(batch, measure, editor, publisher):
    new = propose(snapshot(measure) | {"number": 90}, editor, batch=batch)
    move(new, DraftRemark.Deed.SUBMITTED, editor)
    [added] = published([new], publisher)
    added.delete()

    undo(batch, publisher)

    assert (state_of(batch), MeasureDraft.objects.get(pk=new.pk).state) == ("undone", "undone")


def test_the_remark_says_what_was_done_to_a_draft_that_was_never_published(
    batch, make_draft, measure, publisher
):
    draft = make_draft(measure, batch=batch)

    undo(batch, publisher)

    assert str(draft.remarks.last()) == "undid the import"
