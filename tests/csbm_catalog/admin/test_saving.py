"""One save, one edit: a version of each row that changed, with person and reason."""

import pytest
from django.contrib import admin

from conferences.models import Body, Conference, Discrepancy, DiscrepancySide, Officer, Organization
from csbm_catalog.admin import RecordAdmin
from csbm_catalog.history.whole import owner_field, records
from measures.models import Theme
from tests.csbm_catalog.admin.conftest import page_of
from tests.csbm_catalog.admin.filling import change, values


def counts() -> dict:
    return {model: model.history.count() for model in records()}


def grown(before: dict) -> dict:
    return {model: count - before[model] for model, count in counts().items() if count != before[model]}


def test_every_model_of_the_record_has_an_admin_that_keeps_versions_or_belongs_to_one_that_has():
    for model in records():
        owner = owner_field(model)
        found = admin.site._registry[owner.related_model if owner else model]
        assert isinstance(found, RecordAdmin), model


def test_saving_without_a_change_keeps_no_version(admin_client, meeting, paper, haiti, dispute):
    before = counts()

    for row in (meeting, paper, haiti, dispute):
        assert change(admin_client, page_of(row)).status_code == 302

    assert grown(before) == {}


def test_a_save_keeps_one_version_of_the_row_with_its_links_person_and_reason(
    admin_client, administrator, meeting
):
    organization = Organization.objects.create(name="Another organization", kind="academic")
    linked = [*meeting.organizations.values_list("pk", flat=True), organization.pk]
    before = counts()

    change(admin_client, page_of(meeting), mandate="Another mandate.", organizations=linked, why="Read anew.")

    version = meeting.history.first()
    assert grown(before) == {Conference: 1}
    assert (version.history_user, version.history_change_reason) == (administrator, "Read anew.")
    assert version.mandate == "Another mandate."
    assert {link.organization_id for link in version.organizations.all()} == set(linked)


def test_only_the_parts_that_changed_are_kept(admin_client, meeting):
    before = counts()

    change(admin_client, page_of(meeting), **{"officers-0-title": "Another title"}, why="As printed.")

    officer = meeting.officers.get(title="Another title")
    assert grown(before) == {Officer: 1}
    assert officer.history.first().history_change_reason == "As printed."


def test_a_part_added_and_a_part_deleted_are_kept_with_the_reason(admin_client, meeting):
    Body.objects.create(conference=meeting, kind="committee", name="A committee")
    data = values(admin_client.get(page_of(meeting)))
    at = int(data["bodies-TOTAL_FORMS"][0])
    last = at - 1
    before = counts()

    added = {f"bodies-{at}-kind": "committee", f"bodies-{at}-name": "New", f"bodies-{at}-position": 9}
    admin_client.post(
        page_of(meeting),
        data
        | added
        | {
            f"bodies-{last}-DELETE": "on",
            "bodies-TOTAL_FORMS": at + 1,
            "_save": "1",
            "why": "As the paper has it.",
        },
    )

    kinds = Body.history.order_by("-history_id").values_list("history_type", "history_change_reason")[:2]
    assert grown(before) == {Body: 2}
    assert set(kinds) == {("+", "As the paper has it."), ("-", "As the paper has it.")}


def test_rows_can_take_one_anothers_places(admin_client, dispute):
    first, second = dispute.sides.all()[:2]
    shown = first if first.is_shown else second
    data = values(admin_client.get(page_of(dispute)))
    swapped = {f"sides-{at}-is_shown": "on" for at, side in enumerate([first, second]) if side != shown}
    data = {name: value for name, value in data.items() if not name.endswith("is_shown")} | swapped

    response = admin_client.post(page_of(dispute), data | {"_save": "1"})

    assert response.status_code == 302
    assert dispute.sides.get(is_shown=True) != shown


def test_two_participants_can_change_places(admin_client, meeting):
    one, other = meeting.participations.all()[:2]
    data = values(admin_client.get(page_of(meeting)))
    assert data["participations-0-id"] == [str(one.pk)]

    swapped = {"participations-0-state": other.state_id, "participations-1-state": one.state_id}
    response = admin_client.post(page_of(meeting), data | swapped | {"_save": "1"})

    assert response.status_code == 302
    assert [meeting.participations.get(pk=row.pk).state_id for row in (one, other)] == [
        other.state_id,
        one.state_id,
    ]


def test_a_record_that_is_added_has_one_version(admin_client, administrator):
    before = counts()

    change(
        admin_client,
        "/admin/measures/theme/add/",
        slug="new-theme",
        name="New theme",
        why="Asked for by readers.",
    )

    version = Theme.objects.get(slug="new-theme").history.get()
    assert grown(before) == {Theme: 1}
    assert (version.history_type, version.history_user) == ("+", administrator)


def test_a_row_older_than_its_history_keeps_what_it_said_before(admin_client, haiti):
    type(haiti).history.filter(id=haiti.pk).delete()

    change(admin_client, page_of(haiti), note="Another note.")

    newest, first = haiti.history.all()
    assert (first.history_type, first.note, newest.note) == ("+", haiti.note, "Another note.")


@pytest.mark.parametrize("model", [Discrepancy, DiscrepancySide])
def test_a_failed_save_keeps_nothing(admin_client, dispute, model):
    before = counts()

    response = change(admin_client, page_of(dispute), topic="")

    assert response.status_code == 200
    assert grown(before) == {}
