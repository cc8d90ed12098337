"""The history of a draft: nothing that was saved in one is lost, whoever saved over it."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from measures.drafting.beginning import propose
from measures.drafting.editing import revise
from measures.drafting.publishing import publish
from measures.drafting.reviewing import discard
from measures.drafting.snapshots import snapshot
from measures.drafting.versions import said_by
from measures.models import DraftVersion, Measure, MeasureDraft, Theme
from tests.csbm_catalog.admin.filling import values
from tests.measures.admin.conftest import EDITING, change_url, headings, review_url, typed, words

pytestmark = pytest.mark.django_db
FIRST = "The parties exchange the calendars of their harbors."
SECOND = "The parties keep the calendars of their harbors to themselves."


def history_url(draft):
    return reverse("admin:measures_measuredraft_history", args=[draft.pk])


def version_url(version):
    return reverse("admin:measures_measuredraft_version", args=[version.draft_id, version.number])


def saved(client, draft, **changes):
    return client.post(change_url(draft), typed(client.get(change_url(draft)), **changes))


def restore(client, version, why="The second text is wrong.", **changes):
    return client.post(
        version_url(version), values(client.get(version_url(version))) | {"why": why} | changes
    )


@pytest.fixture
def second(make_colleague):
    return make_colleague("second", EDITING)


@pytest.fixture
def draft(at_desk, editor, second, measure, make_draft):
    """A draft in which two editors saved a text, one after the other."""
    draft = make_draft(measure, is_submitted=False)
    saved(at_desk(editor), draft, official_text=FIRST, reason="Read in the paper.")
    saved(at_desk(second), draft, official_text=SECOND, reason="Read again.")
    return MeasureDraft.objects.get(pk=draft.pk)


def test_each_save_is_told_with_who_when_why_and_what_differs(at_desk, publisher, draft):
    page = at_desk(publisher).get(history_url(draft))

    told = [
        (step.version.history_user.username, step.version.history_change_reason)
        for step in page.context["steps"]
    ]
    assert told == [("second", "Read again."), ("editor", "Read in the paper."), ("editor", "For a test.")]
    assert headings(page)[:4] == ["Official text", "Reason", "Official text", "Reason"]
    assert FIRST in words(page)


def test_a_text_that_was_saved_over_comes_back_as_a_new_version(at_desk, editor, draft):
    client = at_desk(editor)
    first = draft.versions.get(said__official_text=FIRST)

    response = restore(client, first)

    assert response.headers["Location"] == review_url(draft)
    draft = MeasureDraft.objects.get(pk=draft.pk)
    assert (draft.official_text, draft.reason) == (FIRST, "Read in the paper.")
    newest = draft.versions.first()
    assert (newest.history_user, newest.history_change_reason) == (editor, "The second text is wrong.")
    assert draft.versions.filter(said__official_text=SECOND).exists()


def test_who_restores_a_version_has_a_hand_in_the_draft_and_is_named_where_it_is_in_review(
    at_desk, second, editor, measure, make_draft
):
    draft = make_draft(measure, title="Another title")
    revise(draft, snapshot(draft) | {"title": "A third one"}, editor, draft.version)

    restore(at_desk(second), draft.versions.last())

    draft = MeasureDraft.objects.get(pk=draft.pk)
    assert (draft.title, draft.is_by(second)) == ("Another title", True)
    assert draft.remarks.filter(deed="changed", author=second).exists()


def test_a_version_is_not_restored_over_what_was_saved_meanwhile(at_desk, editor, second, draft):
    client, first = at_desk(editor), draft.versions.get(said__official_text=FIRST)
    page = client.get(version_url(first))
    saved(at_desk(second), draft, official_text="A third text.")

    response = client.post(version_url(first), values(page) | {"why": "Back."})

    assert response.status_code == 409
    assert "look again at what would change" in words(response)
    assert "Back." in words(response)
    assert MeasureDraft.objects.get(pk=draft.pk).official_text == "A third text."


def test_a_version_that_names_what_is_gone_is_refused_in_words(at_desk, editor, draft):
    theme = Theme.objects.create(slug="harbors", name="Harbors")
    with_theme = revise(draft, snapshot(draft) | {"themes": [theme.slug]}, editor, draft.version)
    version = with_theme.versions.first()
    without = revise(with_theme, snapshot(draft) | {"themes": []}, editor, with_theme.version)
    theme.delete()

    response = restore(at_desk(editor), version)

    assert response.status_code == 409
    assert "The theme “harbors”, which it names, is no longer there." in words(response)
    assert MeasureDraft.objects.get(pk=draft.pk).version == without.version


def test_a_version_that_says_the_same_is_not_restored(at_desk, editor, draft):
    newest = draft.versions.first()
    assert "there is nothing to restore" in words(at_desk(editor).get(version_url(newest)))

    response = at_desk(editor).post(version_url(newest), {"opened": draft.version, "why": "Back."})

    assert (response.status_code, MeasureDraft.objects.get(pk=draft.pk).version) == (409, draft.version)


def test_what_a_given_up_draft_said_begins_another(at_desk, editor, draft):
    discard(draft, editor)
    first = draft.versions.get(said__official_text=FIRST)

    restore(at_desk(editor), first)

    [again] = MeasureDraft.objects.open()
    assert (again.official_text, again.measure) == (FIRST, draft.measure)
    assert MeasureDraft.objects.get(pk=draft.pk).official_text == SECOND


def test_what_a_given_up_draft_of_a_new_measure_said_begins_one_other_at_most(at_desk, editor, measure):
    draft = propose(snapshot(measure) | {"number": 90, "official_text": FIRST}, editor)
    discard(draft, editor)

    answers = [restore(at_desk(editor), draft.versions.first()) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "A draft of this measure is open" in words(answers[1])
    assert MeasureDraft.objects.open().get().key == draft.key


def test_who_may_not_begin_drafts_begins_none_from_a_closed_one(at_desk, make_colleague, editor, draft):
    changing = at_desk(make_colleague("changing", [name for name in EDITING if name != "add_measuredraft"]))
    first = draft.versions.get(said__official_text=FIRST)
    assert changing.get(version_url(first)).status_code == 200

    discard(draft, editor)

    assert changing.get(version_url(first)).status_code == 403
    assert not changing.get(history_url(draft)).context["may_restore"]
    assert not MeasureDraft.objects.open().exists()


def test_the_versions_of_a_published_draft_stay_readable(at_desk, publisher, measure, make_draft):
    draft = make_draft(measure, title="Another title")
    publish([draft], publisher)

    assert headings(at_desk(publisher).get(history_url(draft))) == ["Title", "Reason"]


def test_the_change_log_tells_what_was_changed_in_drafts(admin_client, draft):
    page = admin_client.get("/admin/log/", {"kind": "measures.draftversion"})

    [(newest, address), *_others] = page.context["entries"]
    assert (newest.by.username, newest.reason, newest.change.noun) == ("second", "Read again.", "draft")
    assert [str(one) for one in newest.change.fields] == [
        f"Official text: {FIRST} → {SECOND}",
        "Reason: Read in the paper. → Read again.",
    ]
    assert address == history_url(draft)
    assert SECOND in admin_client.get("/admin/log.csv").getvalue().decode()


def test_who_may_not_see_drafts_finds_none_of_them_in_the_log(at_desk, make_colleague, draft):
    reader = at_desk(make_colleague("reader", ["view_theme"]))

    assert SECOND not in reader.get("/admin/log.csv").getvalue().decode()


def test_a_version_is_never_changed(draft):
    with pytest.raises(IntegrityError):
        draft.versions.update(said={})


def test_a_draft_from_before_versions_were_kept_keeps_what_it_said_with_the_first_change(measure, editor):
    names = ["document_id", "number", "number_evidence", "category", "type", "title", "summary", "evidence"]
    columns = Measure.objects.filter(pk=measure.pk).values(*names).get()
    draft = MeasureDraft.objects.create(**columns, key=measure.key, measure=measure, author=editor)
    before = said_by(draft)

    revise(draft, snapshot(draft) | {"title": "Another title"}, editor, draft.version)

    assert [version.said["title"] for version in draft.versions.all()] == ["Another title", draft.title]
    assert draft.versions.last().said == before


def test_what_changes_nothing_is_no_version(at_desk, editor, draft):
    count = DraftVersion.objects.count()

    saved(at_desk(editor), draft)

    assert DraftVersion.objects.count() == count


@pytest.mark.parametrize("number", [99, 2**31, 10**30])
def test_a_version_that_never_was_is_not_found(at_desk, editor, draft, number):
    address = f"{history_url(draft)}{number}/"

    assert at_desk(editor).get(address).status_code == 404


def test_the_history_of_a_draft_has_pages_and_takes_few_queries(
    at_desk, editor, draft, django_assert_max_num_queries
):
    for number in range(25):
        draft = revise(draft, snapshot(draft) | {"title": f"Title {number}"}, editor, draft.version)
    client = at_desk(editor)

    with django_assert_max_num_queries(16):
        first = client.get(history_url(draft))
    last = client.get(f"{history_url(draft)}?p=99")

    assert len(first.context["steps"]) == 20
    assert last.context["page"].number == 2
