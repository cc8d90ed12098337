"""The list of drafts: what waits, in the order of the documents, and what is done with many at once."""

import pytest
from django.urls import reverse

from measures.models import Measure, MeasureDraft
from tests.measures.admin.conftest import review_url, words

pytestmark = pytest.mark.django_db
LIST = reverse("admin:measures_measuredraft_changelist")


def shown(response):
    return [str(draft.key) for draft in response.context["cl"].result_list]


@pytest.fixture
def drafts(record, make_draft):
    """One draft each in work and in review, of different documents, made in the wrong order."""
    late = Measure.objects.in_order().last()
    early = Measure.objects.in_order().first()
    return [make_draft(late, is_submitted=False, title="Late"), make_draft(early, title="Early")]


def test_drafts_stand_in_the_order_of_the_documents_and_lead_to_their_pages(at_desk, editor, drafts):
    response = at_desk(editor).get(LIST)

    assert shown(response) == [drafts[1].key, drafts[0].key]
    assert review_url(drafts[0]) in response.content.decode()


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", [1, 0]), ("?state=work", [0]), ("?state=review", [1]), ("?state=published", []), ("?state=all", [1, 0]),
        ("?whose=mine", [1, 0]), ("?whose=others", []), ("?q=Late", [0]), ("?state=burnt", [1, 0]),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(at_desk, editor, drafts, question, found):
    assert shown(at_desk(editor).get(LIST + question)) == [drafts[at].key for at in found]


def test_the_list_is_narrowed_to_a_document(at_desk, editor, drafts):
    response = at_desk(editor).get(LIST, {"document__id__exact": drafts[0].document_id})

    assert shown(response) == [drafts[0].key]


def test_drafts_of_others_are_those_in_which_one_had_no_hand(at_desk, publisher, drafts):
    drafts[1].editors.add(publisher)
    desk = at_desk(publisher)

    assert shown(desk.get(f"{LIST}?whose=others")) == [drafts[0].key]
    assert shown(desk.get(f"{LIST}?whose=mine")) == [drafts[1].key]


def test_the_list_offers_no_import_that_is_none(at_desk, editor, drafts, batch, make_draft, measure):
    of_import = make_draft(measure, batch=batch)
    page = at_desk(editor).get(LIST)

    [narrowed] = [one for one in page.context["cl"].filter_specs if one.title == "import"]
    offered = [choice["query_string"] for choice in narrowed.choices(page.context["cl"])]

    assert [at_desk(editor).get(LIST + question).status_code for question in offered] == [200] * len(offered)
    assert shown(at_desk(editor).get(LIST + offered[-1])) == [of_import.key]


def act(client, action, drafts):
    data = {"action": action, "_selected_action": [draft.pk for draft in drafts]}
    return client.post(f"{LIST}?state=all", data, follow=True)


def test_nothing_is_published_from_the_list_where_its_text_is_not_read(at_desk, publisher, drafts):
    desk = at_desk(publisher)

    act(desk, "publish_chosen", drafts[1:])

    assert set(dict(desk.get(LIST).context["action_form"].fields["action"].choices)) == {"", "submit_chosen"}
    assert not MeasureDraft.objects.filter(state="published").exists()


def test_chosen_drafts_are_sent_to_review_and_what_is_missing_is_named(
    at_desk, editor, drafts, measure, make_draft
):
    lacking = make_draft(measure, is_submitted=False, title="")

    said = words(act(at_desk(editor), "submit_chosen", [drafts[0], lacking]))

    assert "1 draft waits for review." in said
    assert "This field cannot be blank." in said
    assert MeasureDraft.objects.get(pk=drafts[0].pk).state == "review"


@pytest.mark.parametrize(
    ("question", "most"), [("", 12), ("?state=all&q=a&whose=mine", 12), ("?state=all&q=a&_facets=True", 16)]
)
def test_a_list_of_a_thousand_drafts_takes_few_queries(
    at_desk, administrator, editor, record, django_assert_max_num_queries, question, most
):
    names = [
        "document_id", "number_evidence", "category", "type", "title", "summary", "evidence",
    ]  # fmt: skip
    values = Measure.objects.values(*names)
    MeasureDraft.objects.bulk_create(
        MeasureDraft(**values[at % len(values)], number=at % 999 + 1, key=f"k{at:05}", author=editor)
        for at in range(1000)
    )
    desk = at_desk(administrator)

    with django_assert_max_num_queries(most):
        assert desk.get(LIST + question).status_code == 200
