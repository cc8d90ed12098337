"""The form of a draft: begun when it is saved, checked when it is sent to review, never saved over others."""

import pytest
from django.urls import reverse

from conferences.models import Source
from measures.drafting.snapshots import snapshot
from measures.models import Measure, MeasureDraft
from tests.measures.admin.conftest import EDITING, beginning_url, change_url, review_url, typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(at_desk, editor):
    return at_desk(editor)


@pytest.fixture
def rich(record):
    """A measure with sources, relations and measures on which it rests."""
    return Measure.objects.exclude(relations_back=None).exclude(citations=None).exclude(themes=None).first()


def test_opening_the_form_begins_no_draft(desk, measure):
    response = desk.get(reverse("admin:measures_measuredraft_of", args=[measure.key]), follow=True)

    assert response.status_code == 200
    assert not MeasureDraft.objects.exists()


def test_the_form_of_any_measure_saved_unchanged_says_what_the_measure_says(desk, record):
    for measure in Measure.objects.in_order()[::9]:
        response = desk.post(beginning_url(measure), typed(desk.get(beginning_url(measure))))

        draft = MeasureDraft.objects.get(measure=measure)
        assert response.status_code == 302
        assert snapshot(draft) == draft.base == snapshot(measure)


def test_an_open_draft_is_the_one_that_edit_leads_to(desk, measure, make_draft):
    draft = make_draft(measure)

    response = desk.get(reverse("admin:measures_measuredraft_of", args=[measure.key]))

    assert response.url == change_url(draft)


def test_a_draft_keeps_words_and_rows_as_they_were_typed(desk, rich, editor):
    source = Source.objects.exclude(measures=rich).first()
    data = typed(desk.get(beginning_url(rich)), official_text="One.\r\nTwo.", reason="Read anew.")
    data["citations-0-DELETE"] = "on"
    row = int(data["citations-TOTAL_FORMS"][0]) - 1
    data |= {f"citations-{row}-source": source.pk, f"citations-{row}-read": "item 4"}

    desk.post(beginning_url(rich), data)

    draft = MeasureDraft.objects.get()
    held = [(one.source, one.read) for one in draft.citations.all()]
    assert (draft.official_text, draft.reason, draft.author) == ("One.\nTwo.", "Read anew.", editor)
    assert held == [(one.source, one.read) for one in rich.citations.all()[1:]] + [(source, "item 4")]


def test_one_source_stands_in_one_row(desk, rich):
    data = typed(desk.get(beginning_url(rich)))
    row = int(data["citations-TOTAL_FORMS"][0]) - 1
    data[f"citations-{row}-source"] = data["citations-0-source"]

    response = desk.post(beginning_url(rich), data)

    assert "This stands in two rows." in words(response)
    assert not MeasureDraft.objects.exists()


def test_a_measure_is_not_related_to_itself_nor_does_it_rest_on_itself(desk, measure):
    data = typed(desk.get(beginning_url(measure)), based_on=[measure.pk])
    row = int(data["relations-TOTAL_FORMS"][0]) - 1
    data |= {f"relations-{row}-earlier": measure.pk, f"relations-{row}-kind": "restates"}

    response = desk.post(beginning_url(measure), data)

    assert "A measure is not related to itself." in words(response)
    assert "An entry does not rest on itself." in words(response)


def test_title_and_summary_may_wait_until_review_asks_for_them(desk, measure):
    data = typed(
        desk.get(beginning_url(measure)),
        title="",
        summary="",
        heading="A heading",
        heading_evidence="",
        _review="1",
    )

    response = desk.post(beginning_url(measure), data, follow=True)

    draft = MeasureDraft.objects.get()
    errors = response.context["adminform"].form.errors
    assert (draft.state, draft.title) == ("work", "")
    assert {name: len(found) for name, found in errors.items()} == {
        "title": 1, "summary": 1, "heading_evidence": 1,
    }  # fmt: skip
    assert "A heading says how it is known." in words(response)


def test_what_is_complete_is_sent_to_review(desk, measure):
    data = typed(desk.get(beginning_url(measure)), title="Another title", _review="1")

    response = desk.post(beginning_url(measure), data)

    draft = MeasureDraft.objects.get()
    assert draft.state == "review"
    assert response.url == review_url(draft)


def test_a_number_that_another_measure_has_is_told_beside_the_field(desk, measure):
    data = typed(desk.get(beginning_url(measure)), number=1, _review="1")

    response = desk.post(beginning_url(measure), data, follow=True)

    assert list(response.context["adminform"].form.errors) == ["number"]


@pytest.mark.parametrize("number", [1000, 15_000, 99_999, 10**19])
def test_a_number_of_more_than_three_digits_is_told_beside_the_field(desk, measure, number):
    response = desk.post(beginning_url(measure), typed(desk.get(beginning_url(measure)), number=number))

    errors = response.context["adminform"].form.errors
    assert errors == {"number": ["This has three digits at most: up to 999."]}
    assert not MeasureDraft.objects.exists()


def test_a_new_measure_begins_with_an_empty_form(desk, measure):
    url = reverse("admin:measures_measuredraft_add")
    values = {
        "document": measure.document_id, "number": 90, "number_evidence": "provisional", "category": "military",
        "type": "transparency", "evidence": "working", "title": "A new one", "summary": "New.",
    }  # fmt: skip

    desk.post(url, typed(desk.get(url), **values, _review="1"))

    draft = MeasureDraft.objects.get()
    assert (draft.is_new, draft.base, draft.state) == (True, None, "review")


def test_who_joins_in_becomes_an_editor_of_the_draft(at_desk, make_colleague, measure, make_draft):
    draft = make_draft(measure)
    other = make_colleague("other", EDITING)
    client = at_desk(other)

    client.post(change_url(draft), typed(client.get(change_url(draft)), title="Another title"))

    saved = MeasureDraft.objects.get()
    assert (saved.title, saved.version, list(saved.editors.all())) == (
        "Another title",
        draft.version + 1,
        [other],
    )


def test_a_doubt_is_shown_beside_its_field_until_someone_has_looked(desk, measure, make_draft):
    draft = make_draft(measure, doubts=["title", "citations"])
    response = desk.get(change_url(draft))
    assert "To be looked at: title." in words(response)
    assert "To be looked at: sources." in words(response)

    desk.post(change_url(draft), typed(response, looked_at_title="on"))

    assert MeasureDraft.objects.get().doubts == ["citations"]


@pytest.mark.parametrize("state", ["published", "discarded"])
def test_a_draft_that_is_closed_is_shown_and_not_edited(desk, measure, make_draft, publisher, state):
    draft = make_draft(measure)
    about = {"published_by": publisher, "published_at": draft.begun_at} if state == "published" else {}
    MeasureDraft.objects.filter(pk=draft.pk).update(state=state, **about)

    assert desk.get(change_url(draft)).url == review_url(draft)


def test_a_form_about_no_measure_of_the_record_is_not_found(desk):
    assert desk.get(reverse("admin:measures_measuredraft_add") + "?measure=nosuch").status_code == 404
    assert desk.get(reverse("admin:measures_measuredraft_of", args=["nosuch"])).status_code == 404
