"""The page of a draft: what differs, what was said, and who may do what."""

import pytest
from django.urls import reverse

from conferences.models import Source
from measures.drafting.editing import revise
from measures.drafting.publishing import publish
from measures.drafting.snapshots import snapshot
from measures.models import Measure, MeasureDraft
from tests.measures.admin.conftest import EDITING, change_url, headings, parts, review_url, typed, words

pytestmark = pytest.mark.django_db


def do(client, draft, deed, text="", **changes):
    draft = MeasureDraft.objects.get(pk=draft.pk)
    data = {"deed": deed, "text": text, "version": draft.version} | changes
    return client.post(review_url(draft), data)


def state(draft):
    return MeasureDraft.objects.get(pk=draft.pk).state


def test_a_reviewer_sees_each_difference_word_by_word(at_desk, publisher, measure, make_draft):
    source = Source.objects.exclude(measures=measure).first()
    before = measure.title
    citations = [{"source": source.url, "read": "item 2"}]
    draft = make_draft(measure, title=f"{before} abroad", evidence="source", citations=citations)

    page = at_desk(publisher).get(review_url(draft))

    assert headings(page) == ["Title", "Evidence", "Sources"]
    assert len(parts(page, ".of-evidence")) == 2
    assert parts(page, ".difference ins")[0].text == "abroad"
    assert parts(page, ".difference .text")[0].text_content().startswith(before)


def test_a_reviewer_reads_who_why_and_from_which_import(
    at_desk, publisher, editor, measure, make_draft, batch
):
    draft = make_draft(measure, title="Another title", batch=batch, doubts=["summary"])

    said = words(at_desk(publisher).get(review_url(draft)))

    for part in ("editor", "For a test.", str(batch), "To be looked at summary", "sent to review"):
        assert part in said


def test_every_address_of_a_reviewed_relation_and_basis_is_named_in_words(
    at_desk, publisher, measure, make_draft
):
    other = Measure.objects.filter(document__slug="santiago-declaration").first()
    related = {"earlier": other.key, "kind": "restates", "presumed": True, "basis": "A basis"}
    draft = make_draft(measure, relations=[related], based_on=[other.key])

    said = words(at_desk(publisher).get(review_url(draft)))

    assert f"Restates {other} (presumed). A basis" in said
    assert "Based on how it is known" in said


def test_a_second_person_publishes(client, at_desk, publisher, measure, make_draft):
    draft = make_draft(measure, title="Another title")

    response = do(at_desk(publisher), draft, "publish")

    assert response.status_code == 302
    assert "Another title" in client.get(measure.get_absolute_url()).content.decode()
    assert state(draft) == "published"


def test_ones_own_draft_is_not_offered_for_publishing_and_the_page_says_why(
    at_desk, publisher, measure, make_draft, settings
):
    draft = make_draft(measure, title="Another title")
    draft.editors.add(publisher)
    client = at_desk(publisher)

    assert "It is your own: someone else has to publish it." in words(client.get(review_url(draft)))
    assert do(client, draft, "publish").status_code == 409
    assert state(draft) == "review"

    settings.OWN_DRAFTS_MAY_BE_PUBLISHED = True
    assert do(client, draft, "publish").status_code == 302


def test_an_editor_does_not_publish(at_desk, editor, measure, make_draft):
    draft = make_draft(measure, title="Another title")
    client = at_desk(editor)

    assert "a permission that your account does not have" in words(client.get(review_url(draft)))
    assert [do(client, draft, deed, "Why.").status_code for deed in ("publish", "return")] == [403, 403]


def test_what_was_changed_after_it_was_read_is_not_published(at_desk, publisher, measure, make_draft):
    draft = make_draft(measure, title="Another title")

    response = do(at_desk(publisher), draft, "publish", text="Well done.", version=draft.version - 1)

    assert response.status_code == 409
    assert "read it again" in words(response)
    assert "Well done." in words(response)


def test_who_changes_a_draft_in_review_is_named_on_its_page(
    at_desk, editor, publisher, make_colleague, measure, make_draft
):
    draft = make_draft(measure, title="Another title")
    second = make_colleague("second", EDITING)
    desk = at_desk(second)

    form = desk.get(change_url(draft))
    desk.post(change_url(draft), typed(form, summary="Other words."))
    desk.post(change_url(draft), typed(desk.get(change_url(draft)), reason="Another reason."))

    assert "second changed it while in review" in words(at_desk(publisher).get(review_url(draft)))
    assert draft.remarks.filter(deed="changed").count() == 2


def test_a_remark_that_is_sent_twice_stands_once(at_desk, editor, publisher, measure, make_draft):
    draft = make_draft(measure, title="Another title")

    for person in (editor, editor, publisher, editor):
        do(at_desk(person), draft, "comment", "Look at the title.")
    do(at_desk(editor), draft, "comment", "Look at the summary.")
    do(at_desk(editor), draft, "comment", "Look at the title.")

    said = draft.remarks.filter(deed="comment").values_list("author__username", "text")
    assert list(said) == [
        ("editor", "Look at the title."),
        ("publisher", "Look at the title."),
        ("editor", "Look at the title."),
        ("editor", "Look at the summary."),
        ("editor", "Look at the title."),
    ]


def test_who_sends_back_says_why_and_nothing_typed_is_lost(at_desk, publisher, measure, make_draft):
    draft = make_draft(measure, title="Another title")
    client = at_desk(publisher)

    assert "Say why the draft is sent back" in words(do(client, draft, "return"))
    do(client, draft, "return", "The summary is missing a part.")

    assert state(draft) == "work"
    assert "The summary is missing a part." in words(client.get(review_url(draft)))


@pytest.mark.parametrize(
    ("deed", "is_submitted", "leads_to"),
    [
        ("withdraw", True, "work"),
        ("submit", False, "review"),
        ("discard", True, "discarded"),
        ("comment", True, "review"),
    ],
)
def test_an_editor_leads_a_draft_where_the_button_says(
    at_desk, editor, measure, make_draft, deed, is_submitted, leads_to
):
    draft = make_draft(measure, is_submitted, title="Another title")

    assert do(at_desk(editor), draft, deed, "A remark.").status_code == 302

    assert state(draft) == leads_to
    assert draft.remarks.last().text == "A remark."


def test_what_is_incomplete_is_not_sent_to_review_from_its_page_either(at_desk, editor, measure, make_draft):
    draft = make_draft(measure, is_submitted=False, title="")

    assert do(at_desk(editor), draft, "submit").url == f"{change_url(draft)}?check=1"
    assert state(draft) == "work"


def test_a_draft_that_changes_nothing_is_not_sent_to_review(at_desk, editor, measure, make_draft):
    draft = make_draft(measure, is_submitted=False)
    client = at_desk(editor)

    response = client.get(do(client, draft, "submit").url)

    assert "This draft changes nothing." in words(response)


def test_a_published_measure_that_moved_is_shown_and_compared_anew(at_desk, publisher, measure, make_draft):
    draft = make_draft(measure, title="Another title")
    measure.summary = "Changed meanwhile."
    measure.save()
    client = at_desk(publisher)
    assert "The published measure was changed since this draft was begun" in words(
        client.get(review_url(draft))
    )
    assert do(client, draft, "publish").status_code == 409

    do(client, draft, "rebase")

    shown = client.get(review_url(draft))
    assert headings(shown) == ["Title"]
    assert MeasureDraft.objects.get(pk=draft.pk).summary == "Changed meanwhile."


def test_a_published_draft_still_shows_what_it_changed(at_desk, publisher, measure, make_draft):
    draft = make_draft(measure, title="Another title")
    publish([draft], publisher)

    shown = at_desk(publisher).get(review_url(draft))

    assert headings(shown) == ["Title"]
    assert [button.get("value") for button in parts(shown, "button.button")] == ["comment"]


def test_an_unknown_deed_is_refused(at_desk, publisher, measure, make_draft):
    assert do(at_desk(publisher), make_draft(measure), "burn").status_code == 403


def test_an_import_is_reviewed_and_published_at_once(at_desk, publisher, make_draft, batch, client):
    measures = list(Measure.objects.filter(document=batch.document))
    numbers = [measure.number for measure in measures]
    for measure, number in zip(measures, numbers[1:] + numbers[:1], strict=True):
        make_draft(measure, batch=batch, number=number, title=f"Number {number}")
    url = reverse("admin:measures_measuredraft_import", args=[batch.pk])
    desk = at_desk(publisher)
    page = desk.get(url)
    assert len(page.context["comparisons"]) == len(measures)

    desk.post(url, {"deed": "publish", "seal": page.context["seal"]})

    assert set(batch.drafts.values_list("state", flat=True)) == {"published"}
    assert "Number 35" in client.get("/measures/miami-consensus/35/").content.decode()


def test_an_import_that_changed_after_it_was_read_is_not_published(
    at_desk, publisher, editor, measure, make_draft, batch
):
    draft = make_draft(measure, batch=batch, title="Another title")
    url = reverse("admin:measures_measuredraft_import", args=[batch.pk])
    desk = at_desk(publisher)
    seal = desk.get(url).context["seal"]
    do(at_desk(editor), draft, "withdraw")
    do(at_desk(editor), draft, "submit")

    response = desk.post(url, {"deed": "publish", "seal": seal}, follow=True)

    assert "read them again" in words(response)
    assert state(draft) == "review"


def test_a_draft_of_an_import_that_changes_between_reading_and_publishing_is_not_published(
    at_desk, publisher, editor, measure, make_draft, batch, monkeypatch
):
    draft = make_draft(measure, batch=batch, title="Another title")
    url = reverse("admin:measures_measuredraft_import", args=[batch.pk])
    desk = at_desk(publisher)
    seal = desk.get(url).context["seal"]

    def meanwhile(drafts, by, *seen):
        revise(draft, snapshot(draft) | {"title": "Nobody has read this"}, editor, draft.version)
        return publish(drafts, by, *seen)

    monkeypatch.setattr("measures.admin.reviewing.publish", meanwhile)
    response = desk.post(url, {"deed": "publish", "seal": seal}, follow=True)

    assert "It was changed after you opened it: read it again." in words(response)
    assert state(draft) == "review"


def test_an_import_is_sent_to_review_at_once(at_desk, editor, make_draft, batch):
    for measure in Measure.objects.filter(document=batch.document)[:3]:
        make_draft(measure, is_submitted=False, batch=batch, title="Another title")
    url = reverse("admin:measures_measuredraft_import", args=[batch.pk])
    desk = at_desk(editor)

    desk.post(url, {"deed": "submit", "seal": desk.get(url).context["seal"]})

    assert set(batch.drafts.values_list("state", flat=True)) == {"review"}
    assert desk.post(url, {"deed": "publish", "seal": ""}).status_code == 403


def test_a_page_of_an_import_takes_as_many_queries_for_40_drafts_as_for_2(
    at_desk, publisher, make_draft, batch, django_assert_max_num_queries
):
    desk = at_desk(publisher)
    url = reverse("admin:measures_measuredraft_import", args=[batch.pk])
    measures = Measure.objects.exclude(document=batch.document).in_order()
    for measure in measures[:41]:
        make_draft(measure, batch=batch, title="Another title")

    with django_assert_max_num_queries(26):
        response = desk.get(url)

    assert len(response.context["comparisons"]) == 40
    assert len(desk.get(f"{url}?page=2").context["comparisons"]) == 1


def test_a_short_value_is_shown_as_it_was_and_as_it_is(make_draft, measure, at_desk, editor):
    measure.label = "I"
    measure.save()
    draft = make_draft(measure, label="I.1")

    page = at_desk(editor).get(review_url(draft))

    assert [one.text.strip() for one in parts(page, ".difference del")] == ["I"]
    assert [one.text.strip() for one in parts(page, ".difference ins")] == ["I.1"]
