"""Every edit of a record in words, and the way back to any of them."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from conferences.models import Conference, Discrepancy, Document, Officer, Organization, Source, State
from csbm_catalog.history.edits import edits_of
from measures.models import Theme
from tests.csbm_catalog.admin.conftest import page_of
from tests.csbm_catalog.admin.filling import change, values


def restore_page(row, edit):
    return page_of(row, "history") + f"{edit.number}/"


def test_an_edit_is_told_with_person_reason_and_words(admin_client, meeting):
    change(
        admin_client, page_of(meeting), why="The rapporteur’s report says so.",
        mandate="A first sentence that is long enough to be told word by word, and so on.",
    )  # fmt: skip
    change(
        admin_client, page_of(meeting),
        **{"mandate": "A second sentence that is long enough to be told word by word, and so on.",
           "officers-0-title": "Another title", "why": "Both at once."},
    )  # fmt: skip

    response = admin_client.get(page_of(meeting, "history"))

    page = response.content.decode()
    edits = response.context["page"].object_list
    assert [edit.reason for edit in edits[:2]] == ["Both at once.", "The rapporteur’s report says so."]
    assert {change.noun for change in edits[0].changes} == {"meeting", "officer"}
    assert "<del>first </del>" in page
    assert "<ins>second </ins>" in page


def test_links_are_told_by_their_names(admin_client, meeting):
    organization = Organization.objects.create(name="A new organization", kind="academic")
    change(admin_client, page_of(meeting), organizations=[organization.pk])

    [edit, *_others] = edits_of(Conference, meeting.pk)
    response = admin_client.get(page_of(meeting, "history"))

    fields = response.context["page"].object_list[0].changes[0].fields
    assert [(field.label, field.after) for field in fields] == [("Organizations", "A new organization")]
    assert len(edit.steps) == 1


def test_the_history_has_pages_and_few_queries(admin_client, haiti, django_assert_max_num_queries):
    for number in range(45):
        haiti.note = f"Note {number}"
        haiti.save()

    with django_assert_max_num_queries(12):
        first = admin_client.get(page_of(haiti, "history"))
    last = admin_client.get(page_of(haiti, "history") + "?p=99")

    assert len(first.context["page"].object_list) == 20
    assert last.context["page"].number == 3


def test_a_version_comes_back_with_its_parts_and_links(admin_client, administrator, meeting):
    organizations = set(meeting.organizations.all())
    titles = sorted(meeting.officers.values_list("title", flat=True))
    [before, *_others] = edits_of(Conference, meeting.pk)
    last = meeting.officers.count() - 1
    change(
        admin_client, page_of(meeting),
        **{"mandate": "Wrong.", "organizations": [], "officers-0-title": "Wrong", f"officers-{last}-DELETE": "on"},
    )  # fmt: skip
    Officer.objects.create(
        conference=meeting, rank="chair", title="Added", state=State.objects.first(), evidence="working"
    )
    mandate = edits_of(Conference, meeting.pk)[-1].steps[0].content.values["mandate"]

    shown = admin_client.get(restore_page(meeting, before))
    response = change(admin_client, restore_page(meeting, before), of="", why="The edit was a mistake.")

    meeting = Conference.objects.get(pk=meeting.pk)
    assert "Wrong." in shown.content.decode()
    assert response.status_code == 302
    assert meeting.mandate == mandate != "Wrong."
    assert set(meeting.organizations.all()) == organizations
    assert sorted(meeting.officers.values_list("title", flat=True)) == titles
    newest = meeting.history.first()
    assert (newest.history_user, newest.history_change_reason) == (administrator, "The edit was a mistake.")
    assert admin_client.get(restore_page(meeting, before)).context["changes"] == []


def test_a_version_is_restored_only_with_a_reason_and_after_a_look(admin_client, other_client, haiti):
    [before, *_others] = edits_of(State, haiti.pk)
    change(admin_client, page_of(haiti), note="Wrong.")
    seen = values(admin_client.get(restore_page(haiti, before)), of="")
    change(other_client, page_of(haiti), note="Changed meanwhile.")

    without = admin_client.post(restore_page(haiti, before), seen)
    stale = admin_client.post(restore_page(haiti, before), seen | {"why": "Wrong."})

    assert without.context["form"].errors
    assert "changed meanwhile" in stale.context["reasons"][0]
    assert State.objects.get(pk=haiti.pk).note == "Changed meanwhile."


def test_a_version_that_needs_what_is_gone_is_refused_in_words(admin_client, meeting):
    source = Source.objects.create(url="https://example.org/gone", title="A source that goes")
    officer = meeting.officers.first()
    officer.person_source = source
    officer.save()
    [before, *_others] = edits_of(Conference, meeting.pk)
    officer.person_source = None
    officer.save()
    source.delete()

    response = change(admin_client, restore_page(meeting, before), of="", why="Back.")

    assert response.status_code == 200
    assert "A source that goes (deleted)" in response.context["reasons"][0]
    assert Officer.objects.get(pk=officer.pk).person_source is None


def test_a_version_that_the_record_does_not_allow_any_more_is_refused(admin_client, record):
    theme = Theme.objects.create(slug="one", name="One")
    [before] = edits_of(Theme, theme.pk)
    theme.name = "Another"
    theme.save()
    Theme.objects.create(slug="two", name="One")

    response = change(admin_client, restore_page(theme, before), of="", why="Back.")

    assert response.status_code == 200
    assert response.context["reasons"]
    assert Theme.objects.get(pk=theme.pk).name == "Another"


def test_one_who_may_not_delete_restores_nothing_that_deletes(client, meeting):
    person = get_user_model().objects.create_user("editor", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=["change_conference", "add_officer"]))
    client.force_login(person)
    [before, *_others] = edits_of(Conference, meeting.pk)
    Officer.objects.create(
        conference=meeting, rank="chair", title="Added", state=State.objects.first(), evidence="working"
    )

    response = change(client, restore_page(meeting, before), of="", why="Back.")

    assert response.context["reasons"]
    assert meeting.officers.filter(title="Added").exists()


@pytest.mark.parametrize("number", [0, 1, 10**30])
def test_a_version_that_never_was_is_not_found(admin_client, haiti, number):
    assert admin_client.get(page_of(haiti, "history") + f"{number}/").status_code == 404


def test_a_deleted_meeting_comes_back_under_its_key_with_all_that_went_with_it(
    admin_client, administrator, haiti
):
    meeting = Conference.objects.create(
        slug="a-meeting",
        name="A meeting",
        short_name="Meeting",
        kind="forum",
        start="2020-01-01",
        end="2020-01-02",
    )
    meeting.organizations.set(Organization.objects.all()[:2])
    officer = meeting.officers.create(rank="chair", title="Chair", state=haiti, evidence="working")
    part = meeting.participations.create(state=haiti, role="participant")

    deleted = admin_client.post(page_of(meeting, "delete"), {"post": "yes", "why": "Entered twice."})
    listed = admin_client.get("/admin/deleted/")
    [(entry, address)] = listed.context["entries"]
    shown = admin_client.get(address)
    response = change(admin_client, address, of="", why="It was not.")

    assert deleted.status_code == 302
    assert (entry.reason, entry.by) == ("Entered twice.", administrator)
    assert len(shown.context["changes"]) == 3
    assert response.status_code == 302
    back = Conference.objects.get(pk=meeting.pk)
    assert back.organizations.count() == 2
    assert list(back.officers.all()) == [officer]
    assert list(back.participations.all()) == [part]
    assert admin_client.get(address).status_code == 404
    assert admin_client.get("/admin/deleted/").context["entries"] == []


def test_a_deleted_measure_comes_back_with_relations_both_ways(admin_client, make_measure, record):
    from django.utils import timezone

    from csbm_catalog.history.restoring import bring_back
    from csbm_catalog.history.writing import remove
    from measures.models import Measure, MeasureRelation

    theme, source = Theme.objects.first(), Source.objects.first()
    one, two, three = make_measure(themes=[theme]), make_measure(), make_measure()
    MeasureRelation.objects.create(later=two, earlier=one, kind="restates", presumed=True, basis="A")
    MeasureRelation.objects.create(later=three, earlier=two, kind="restates", presumed=True, basis="B")
    two.themes.set([theme])
    two.citations.create(source=source, read="all")
    pk = two.pk

    remove(two, None, "Gone", timezone.now())
    back = bring_back(Measure, pk, None, "Back")

    assert back.key == two.key
    assert list(back.themes.all()) == [theme]
    assert back.citations.get().source == source
    assert (back.relations_back.get().earlier, back.relations_forward.get().later) == (one, three)


def test_what_the_database_cascaded_comes_back_too(admin_client, dispute):
    sides = list(dispute.sides.values_list("pk", flat=True))
    pk, address = dispute.pk, f"/admin/deleted/conferences.discrepancy/{dispute.pk}/"
    dispute.delete()

    response = change(admin_client, address, of="", why="Back.")

    assert response.status_code == 302
    assert list(Discrepancy.objects.get(pk=pk).sides.values_list("pk", flat=True)) == sides


def test_what_others_point_to_is_not_deleted(admin_client, dispute, haiti):
    theme = Theme.objects.filter(measures__isnull=False).first()
    dispute.states.add(haiti)

    for row in (theme, haiti, Document.objects.get(slug="miami-consensus")):
        page = admin_client.get(page_of(row, "delete"))
        admin_client.post(page_of(row, "delete"), {"post": "yes"})
        assert page.context["protected"]
        assert type(row).objects.filter(pk=row.pk).exists()
    assert str(dispute) in admin_client.get(page_of(haiti, "delete")).content.decode()


def test_a_deleted_record_whose_place_is_taken_is_refused(admin_client, record):
    theme = Theme.objects.create(slug="one", name="One")
    pk = theme.pk
    theme.delete()
    Theme.objects.create(slug="one", name="Two")

    response = change(admin_client, f"/admin/deleted/measures.theme/{pk}/", of="", why="Back.")

    assert response.context["reasons"]
    assert not Theme.objects.filter(pk=pk).exists()
