"""Two editors on one draft: the second save is stopped, shows both texts, and loses nothing."""

import pytest

from conferences.models import Source
from measures.drafting.publishing import publish
from measures.drafting.reviewing import discard
from measures.drafting.snapshots import snapshot
from measures.models import Measure, MeasureDraft
from tests.measures.admin.conftest import EDITING, beginning_url, change_url, parts, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(at_desk, editor):
    return at_desk(editor)


@pytest.fixture
def second(at_desk, make_colleague):
    return at_desk(make_colleague("second", EDITING))


def stopped(response):
    assert response.status_code == 200
    return {side.difference.name: side.theirs_is_proposed for side in response.context["stopped"].sides}


def test_the_second_save_is_stopped_with_both_texts(first, second, measure, make_draft):
    draft = make_draft(measure, title="As begun")
    mine, theirs = first.get(change_url(draft)), second.get(change_url(draft))
    second.post(change_url(draft), typed(theirs, title="Theirs", summary="Their summary."))

    response = first.post(change_url(draft), typed(mine, title="Mine"))

    assert stopped(response) == {"title": False, "summary": True}
    assert "Their summary." in [one.text_content() for one in parts(response, ".both .text")]
    assert typed(response)["title"] == ["Mine"]
    assert MeasureDraft.objects.get().title == "Theirs"


def test_going_on_keeps_what_each_has_changed(first, second, measure, make_draft):
    draft = make_draft(measure, title="As begun")
    mine, theirs = first.get(change_url(draft)), second.get(change_url(draft))
    second.post(change_url(draft), typed(theirs, title="Theirs", summary="Their summary."))
    response = first.post(change_url(draft), typed(mine, title="Mine", official_text="My text."))

    first.post(change_url(draft), typed(response))

    saved = MeasureDraft.objects.get()
    assert (saved.title, saved.summary, saved.official_text) == ("Mine", "Their summary.", "My text.")


def test_going_on_saves_rows_that_someone_else_removed_meanwhile(first, second, measure, make_draft):
    one, other = Source.objects.all()[:2]
    draft = make_draft(measure, citations=[{"source": one.url, "read": "all"}])
    mine, theirs = first.get(change_url(draft)), second.get(change_url(draft))
    second.post(change_url(draft), typed(theirs, **{"citations-0-source": other.pk}))
    response = first.post(change_url(draft), typed(mine, **{"citations-0-read": "item 2"}))
    assert stopped(response) == {"citations": False}

    first.post(change_url(draft), typed(response))

    assert [(row.source, row.read) for row in MeasureDraft.objects.get().citations.all()] == [(one, "item 2")]


def test_what_is_typed_survives_that_the_draft_is_published(first, measure, make_draft, publisher):
    draft = make_draft(measure, title="As begun")
    mine = first.get(change_url(draft))
    publish([draft], publisher)

    response = first.post(change_url(draft), typed(mine, summary="My summary."))
    assert stopped(response) == {"summary": False}
    first.post(response.context["form_url"], typed(response))

    begun = MeasureDraft.objects.open().get()
    assert (begun.title, begun.summary) == ("As begun", "My summary.")
    assert begun.base == snapshot(Measure.objects.get(pk=measure.pk))


def test_what_is_typed_survives_that_the_draft_is_given_up(first, measure, make_draft, publisher):
    draft = make_draft(measure, title="As begun")
    mine = first.get(change_url(draft))
    discard(draft, publisher)

    response = first.post(change_url(draft), typed(mine))
    first.post(response.context["form_url"], typed(response))

    assert MeasureDraft.objects.open().get().title == measure.title  # not typed: as it is published
    assert "Keep what is saved now" in words(response)


def test_two_who_begin_at_once_end_in_one_draft(first, second, measure):
    mine, theirs = first.get(beginning_url(measure)), second.get(beginning_url(measure))
    second.post(beginning_url(measure), typed(theirs, title="Theirs"))

    response = first.post(beginning_url(measure), typed(mine, summary="My summary."))
    assert stopped(response) == {"title": True, "summary": False}
    first.post(response.context["form_url"], typed(response))

    saved = MeasureDraft.objects.get()
    assert (saved.title, saved.summary) == ("Theirs", "My summary.")


def test_a_measure_that_changed_meanwhile_stops_the_beginning(first, measure):
    mine = first.get(beginning_url(measure))
    measure.summary = "Changed meanwhile."
    measure.save()

    response = first.post(beginning_url(measure), typed(mine, title="Mine"))

    assert stopped(response) == {"title": False, "summary": True}
    assert not MeasureDraft.objects.exists()
    first.post(response.context["form_url"], typed(response))
    assert MeasureDraft.objects.get().summary == "Changed meanwhile."
