"""Earlier versions of a measure come back as drafts; a deleted one comes back as it was."""

import pytest
from django.urls import reverse

from conferences.models import Discrepancy, Source
from csbm_catalog.history.edits import edits_of
from measures.drafting.publishing import publish
from measures.drafting.reviewing import verify
from measures.drafting.snapshots import snapshot
from measures.models import Measure, MeasureDraft, Theme

pytestmark = pytest.mark.django_db


def restore_address(measure):
    """Return the address that brings back the measure as it was shipped."""
    shipped = next(
        edit for edit in edits_of(Measure, measure.pk) if edit.reason == "Shipped with the catalogue."
    )
    return reverse("admin:measures_measure_restore", args=[measure.pk, shipped.number])


def restore(client, measure, why="Back to what was shipped."):
    address = restore_address(measure)
    opened = client.get(address).context["form"]["opened"].value()
    return client.post(address, {"opened": opened, "why": why})


def test_going_back_opens_a_draft_that_says_what_the_measure_said(
    admin_client, measure, make_draft, read_in_source, publisher
):
    before = snapshot(measure)
    theme = Theme.objects.exclude(measures=measure).first()
    changed = {"title": "Another title", "themes": [theme.slug], "relations": []}
    publish([make_draft(measure, **changed, **read_in_source("The wording."))], publisher)

    response = restore(admin_client, measure)

    draft = MeasureDraft.objects.open().get()
    assert response.headers["Location"] == reverse("admin:measures_measuredraft_review", args=[draft.pk])
    assert snapshot(draft) == before
    assert draft.reason == "Back to what was shipped."
    assert Measure.objects.get(pk=measure.pk).title == "Another title"


def test_going_back_waits_for_the_draft_that_is_open(admin_client, measure, make_draft, publisher):
    publish([make_draft(measure, title="Another title")], publisher)
    make_draft(Measure.objects.get(pk=measure.pk), title="A third one")

    response = restore(admin_client, measure)

    assert "A draft of this measure is open" in response.content.decode()
    assert MeasureDraft.objects.open().count() == 1


def test_what_a_draft_cannot_hold_is_not_promised(
    admin_client, administrator, measure, make_draft, publisher
):
    source = Source.objects.first()
    cited = [{"source": source.url, "read": ""}]
    publish([make_draft(measure, title="Another title", citations=cited)], publisher)
    measure = Measure.objects.get(pk=measure.pk)
    measure.discrepancies.add(Discrepancy.objects.first())
    verify(measure, source, administrator)

    [change] = admin_client.get(restore_address(measure)).context["changes"]

    assert [field.label for field in change.fields] == ["Title", "Sources"]


def test_no_draft_begins_that_changes_nothing(admin_client, administrator, record):
    measure = Measure.objects.read_in_source().first()
    verify(measure, measure.sources.first(), administrator)

    page = admin_client.get(restore_address(measure))
    restore(admin_client, measure)

    assert "there is nothing to restore" in page.content.decode()
    assert not MeasureDraft.objects.exists()


def test_a_version_that_names_what_is_gone_is_refused_before_it_is_asked_for(
    admin_client, measure, make_draft, publisher
):
    theme = Theme.objects.create(slug="harbors", name="Harbors")
    publish([make_draft(measure, themes=[theme.slug])], publisher)
    with_theme = edits_of(Measure, measure.pk)[0].number
    publish([make_draft(Measure.objects.get(pk=measure.pk), themes=[])], publisher)
    theme.delete()

    page = admin_client.get(reverse("admin:measures_measure_restore", args=[measure.pk, with_theme]))

    assert "A theme that it names is no longer there." in page.content.decode()


def test_the_page_says_that_the_reason_will_be_public_and_takes_no_longer_one(
    admin_client, measure, make_draft, publisher
):
    publish([make_draft(measure, title="Another title")], publisher)

    page = admin_client.get(restore_address(measure)).content.decode()
    refused = restore(admin_client, measure, why="x" * 301)
    restore(admin_client, measure, why="x" * 300)

    assert "once that is published, readers see it" in page
    assert 'maxlength="300"' in page
    assert refused.context["form"].errors["why"]
    assert MeasureDraft.objects.open().get().reason == "x" * 300


def test_a_deleted_measure_comes_back_with_its_sources_relations_and_themes(admin_client, record):
    measure = next(one for one in Measure.objects.filter(basis_of=None) if one.relations_back.exists())
    measure.relations_forward.all().delete()
    measure.discrepancies.clear()
    before = snapshot(measure)
    address = reverse("admin:measures_measure_delete", args=[measure.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert not Measure.objects.filter(key=measure.key).exists()

    admin_client.post(
        reverse("record-deleted-one", args=["measures.measure", measure.pk]), {"why": "Deleted by mistake."}
    )

    assert snapshot(Measure.objects.get(key=measure.key)) == before


def test_a_discrepancy_is_recorded_from_the_page_of_a_measure(admin_client, measure):
    page = admin_client.get(reverse("admin:measures_measure_change", args=[measure.pk])).content.decode()

    assert f"{reverse('admin:conferences_discrepancy_add')}?measures={measure.pk}" in page
