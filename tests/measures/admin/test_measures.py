"""Measures in the admin: read there, verified there, and changed nowhere but by drafts."""

import pytest
from django.urls import reverse

from conferences.models import Discrepancy, Source
from measures.drafting.reviewing import discard
from measures.drafting.snapshots import snapshot
from measures.models import Marking, Measure, MeasureDraft, MeasureRelation, Packet, Theme
from tests.measures.admin.conftest import EDITING, root, words

pytestmark = pytest.mark.django_db
LIST = reverse("admin:measures_measure_changelist")


def url(measure, page="change"):
    return reverse(f"admin:measures_measure_{page}", args=[measure.pk])


@pytest.fixture
def rich(record):
    return Measure.objects.read_in_source().exclude(relations_forward=None).first()


def test_a_measure_is_shown_with_all_that_hangs_from_it(at_desk, publisher, rich, make_draft):
    make_draft(rich, title="Another title")

    said = words(at_desk(publisher).get(url(rich)))

    assert rich.title in said
    assert str(rich.sources.first()) in said
    assert str(rich.relations_forward.first().later) in said
    assert "in review, editor. For a test." in said
    assert "Shipped with the catalogue." in said


def test_a_measure_is_shown_whatever_it_holds(admin_client, record):
    for measure in Measure.objects.in_order()[::6]:
        assert admin_client.get(url(measure)).status_code == 200


def test_nobody_changes_or_adds_a_measure_there(admin_client, measure):
    data = {"title": "Another title"}

    assert admin_client.post(url(measure), data).status_code == 403
    assert admin_client.get(reverse("admin:measures_measure_add")).status_code == 403
    assert admin_client.post(reverse("admin:measures_measure_add"), data).status_code == 403


def test_the_page_leads_to_the_form_of_a_draft_and_to_the_public_page(at_desk, editor, measure):
    page = at_desk(editor).get(url(measure)).content.decode()

    assert reverse("admin:measures_measuredraft_of", args=[measure.key]) in page
    assert measure.get_absolute_url() in page
    assert url(measure, "verify") not in page


@pytest.mark.parametrize(
    ("more", "tools"),
    [
        ([], ["Import and export"]),
        (EDITING, ["Begin a draft", "Import and export"]),
        ([*EDITING, "add_textimport"], ["Begin a draft", "Import a text", "Import and export"]),
    ],
)
def test_the_list_leads_to_what_its_reader_may_begin(at_desk, make_colleague, record, more, tools):
    page = at_desk(make_colleague("visitor", ["view_measure", *more])).get(LIST)

    assert root(page).xpath("//*[@class='object-tools']//a/text()") == tools


def test_who_compared_an_entry_with_its_source_is_kept(client, at_desk, publisher, rich):
    desk = at_desk(publisher)
    form = desk.get(url(rich, "verify")).context["form"]
    source = rich.sources.first()

    desk.post(url(rich, "verify"), {"source": source.pk, "seen": form.initial["seen"]})

    verified = Measure.objects.get(pk=rich.pk)
    page = client.get(rich.get_absolute_url()).content.decode()
    assert (verified.verified_by, verified.verified_in) == (publisher, source)
    assert "Compared with the source by an editor on" in page
    assert "publisher" not in page


def test_an_entry_is_verified_with_a_source_of_its_own_that_was_chosen(at_desk, publisher, rich):
    desk = at_desk(publisher)
    seen = desk.get(url(rich, "verify")).context["form"].initial["seen"]
    other = rich.sources.model.objects.exclude(measures=rich).first()

    assert "Choose the source" in words(desk.post(url(rich, "verify"), {"seen": seen}))
    assert desk.post(url(rich, "verify"), {"seen": seen, "source": other.pk}).status_code == 422
    assert Measure.objects.get(pk=rich.pk).verified_at is None


def test_an_entry_that_changed_since_it_was_read_is_not_verified(at_desk, publisher, rich):
    desk = at_desk(publisher)
    seen = desk.get(url(rich, "verify")).context["form"].initial["seen"]
    rich.title = "Changed meanwhile"
    rich.save()

    response = desk.post(url(rich, "verify"), {"seen": seen, "source": rich.sources.first().pk})

    assert "read it again" in words(response)
    assert response.context["form"]["seen"].value() != seen
    assert Measure.objects.get(pk=rich.pk).verified_at is None


def test_verifying_needs_a_permission(at_desk, editor, rich):
    assert at_desk(editor).get(url(rich, "verify")).status_code == 403
    assert at_desk(editor).post(url(rich, "verify"), {}).status_code == 403


def test_a_measure_to_which_nothing_points_is_deleted(admin_client, administrator, make_measure):
    measure = make_measure()

    admin_client.post(url(measure, "delete"), {"post": "yes"})

    gone = Measure.history.filter(key=measure.key).first()
    assert not Measure.objects.filter(pk=measure.pk).exists()
    assert (gone.history_type, gone.history_user) == ("-", administrator)


def test_a_measure_to_which_something_points_is_not_deleted_and_the_page_says_what(
    admin_client, administrator, make_measure
):
    measure, later, resting = (
        make_measure(),
        make_measure(title="A later one"),
        make_measure(title="One at rest"),
    )
    MeasureRelation.objects.create(later=later, earlier=measure, kind="restates")
    resting.based_on.add(measure)
    discrepancy = Discrepancy.objects.first()
    measure.discrepancies.add(discrepancy)
    packet = Packet.objects.create(
        owner=administrator,
        changed_by=administrator,
        name="Secret",
        title="S",
        marking=Marking.objects.lowest(),
    )
    packet.items.create(measure=measure, position=1)

    said = words(admin_client.get(url(measure, "delete")))
    admin_client.post(url(measure, "delete"), {"post": "yes"})
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": [measure.pk], "post": "yes"})

    for part in ("1 packet", "A later one", "One at rest", str(discrepancy)):
        assert part in said
    assert "Secret" not in said
    assert Measure.objects.filter(pk=measure.pk).exists()


@pytest.fixture
def naming(measure, make_draft, make_measure):
    """A draft that names a theme, a measure on which it rests, one that it follows, and a source."""
    theme = Theme.objects.create(slug="harbors", name="Harbors")
    basis, earlier = make_measure(title="A basis"), make_measure(title="An earlier one")
    source = Source.objects.create(url="https://example.org/harbors")
    draft = make_draft(
        measure, themes=[theme.slug], based_on=[basis.key],
        relations=[{"earlier": earlier.key, "kind": "restates", "presumed": False, "basis": "Typed by hand."}],
        citations=[{"source": source.url, "read": "item 2"}],
    )  # fmt: skip
    return draft, [theme, basis, earlier, source]


def delete_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])


def test_what_an_open_draft_names_is_not_deleted_and_the_page_leads_to_the_draft(admin_client, naming):
    draft, rows = naming
    before = snapshot(draft)

    for row in rows:
        page = admin_client.get(delete_url(row))
        admin_client.post(delete_url(row), {"post": "yes"})

        assert page.context["protected"]
        assert str(draft) in words(page)
        assert reverse("admin:measures_measuredraft_change", args=[draft.pk]) in page.content.decode()
        assert type(row).objects.filter(pk=row.pk).exists()
    assert snapshot(MeasureDraft.objects.get(pk=draft.pk)) == before


def test_what_a_closed_draft_named_goes_and_its_versions_still_say_so(admin_client, editor, naming):
    draft, [theme, basis, earlier, _source] = naming
    discard(draft, editor)

    for row in (theme, basis, earlier):
        assert "MeasureDraft" not in words(admin_client.get(delete_url(row)))
        admin_client.post(delete_url(row), {"post": "yes"})
        assert not type(row).objects.filter(pk=row.pk).exists()

    said = draft.versions.get().said
    assert (said["themes"], said["based_on"]) == ([theme.slug], [basis.key])
    assert said["relations"][0]["basis"] == "Typed by hand."
    assert (
        admin_client.get(reverse("admin:measures_measuredraft_history", args=[draft.pk])).status_code == 200
    )


def test_deleting_needs_a_permission(at_desk, publisher, measure):
    assert at_desk(publisher).post(url(measure, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("question", ["", "?q=border", "?evidence__exact=source"])
def test_the_list_of_measures_takes_at_most_12_queries(
    admin_client, record, django_assert_max_num_queries, question
):
    with django_assert_max_num_queries(12):
        admin_client.get(LIST + question)


def test_the_list_is_narrowed_to_documents_that_list_measures(admin_client, record):
    page = admin_client.get(reverse("admin:measures_measure_changelist")).content.decode()

    assert ">Consensus of Miami</a>" in page
    assert "Report of the Rapporteur" not in page
