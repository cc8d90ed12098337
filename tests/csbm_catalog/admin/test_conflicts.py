"""Two editors on one record: the second save is stopped, shows both, and loses nothing."""

from conferences.models import Conference, State
from tests.csbm_catalog.admin.conftest import page_of
from tests.csbm_catalog.admin.filling import change, values


def test_the_second_save_is_stopped_and_shows_both(admin_client, other_client, meeting):
    mine = values(admin_client.get(page_of(meeting)))
    change(
        other_client,
        page_of(meeting),
        mandate="What the other wrote, in a sentence that goes on for long enough.",
    )

    response = admin_client.post(
        page_of(meeting),
        mine
        | {
            "mandate": "What the second wrote, in a sentence that goes on for long enough.",
            "why": "Mine",
            "_save": "1",
        },
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert Conference.objects.get(pk=meeting.pk).mandate.startswith("What the other wrote")
    assert "<del>other </del>" in page
    assert "<ins>second </ins>" in page
    typed = values(response)
    assert typed["mandate"] == ["What the second wrote, in a sentence that goes on for long enough."]
    assert typed["why"] == ["Mine"]


def test_what_was_seen_can_be_saved_over(admin_client, other_client, meeting):
    mine = values(admin_client.get(page_of(meeting)))
    change(other_client, page_of(meeting), mandate="Theirs.")
    stopped = admin_client.post(page_of(meeting), mine | {"mandate": "Mine.", "_save": "1"})

    agreed = values(stopped) | {"seen": stopped.context["conflict"]["now"], "_save": "1"}
    response = admin_client.post(page_of(meeting), agreed)

    assert response.status_code == 302
    assert Conference.objects.get(pk=meeting.pk).mandate == "Mine."


def test_what_was_seen_counts_only_as_long_as_it_is_so(admin_client, other_client, meeting):
    mine = values(admin_client.get(page_of(meeting)))
    change(other_client, page_of(meeting), mandate="Theirs.")
    stopped = admin_client.post(page_of(meeting), mine | {"mandate": "Mine.", "_save": "1"})
    change(other_client, page_of(meeting), mandate="Theirs again.")

    agreed = values(stopped) | {"seen": stopped.context["conflict"]["now"], "_save": "1"}
    response = admin_client.post(page_of(meeting), agreed)

    assert response.status_code == 200
    assert "Theirs again." in response.content.decode()


def test_a_part_or_a_link_that_changed_stops_the_save_too(admin_client, other_client, meeting):
    mine = values(admin_client.get(page_of(meeting)))
    change(other_client, page_of(meeting), **{"officers-0-title": "Changed by the other"})

    response = admin_client.post(page_of(meeting), mine | {"_save": "1"})

    assert response.status_code == 200
    assert "Changed by the other" in response.content.decode()

    mine = values(admin_client.get(page_of(meeting)))
    meeting.organizations.clear()

    response = admin_client.post(page_of(meeting), mine | {"_save": "1"})

    assert response.context["conflict"]["changes"][0].fields[0].label == "Organizations"


def test_a_part_that_the_other_deleted_is_a_new_one_for_who_saves_over(admin_client, other_client, meeting):
    mine = values(admin_client.get(page_of(meeting)))
    kept = meeting.officers.count()
    first = meeting.officers.first()
    change(other_client, page_of(meeting), **{"officers-0-DELETE": "on"})
    assert meeting.officers.count() == kept - 1

    stopped = admin_client.post(page_of(meeting), mine | {"_save": "1"})
    agreed = values(stopped) | {"seen": stopped.context["conflict"]["now"], "_save": "1"}
    response = admin_client.post(page_of(meeting), agreed)

    assert stopped.status_code == 200
    assert first.title in str([change.label for change in stopped.context["conflict"]["changes"]])
    assert response.status_code == 302
    assert meeting.officers.count() == kept


def test_a_form_without_its_version_is_stopped(admin_client, haiti):
    data = values(admin_client.get(page_of(haiti)))
    del data["opened"]

    response = admin_client.post(page_of(haiti), data | {"note": "Anything", "_save": "1"})

    assert response.status_code == 200
    assert State.objects.get(pk=haiti.pk).note == haiti.note


def test_another_error_does_not_undo_the_consent(admin_client, other_client, meeting):
    mine = values(admin_client.get(page_of(meeting)))
    change(other_client, page_of(meeting), mandate="Theirs.")
    stopped = admin_client.post(page_of(meeting), mine | {"mandate": "Mine.", "_save": "1"})
    agreed = values(stopped) | {"seen": stopped.context["conflict"]["now"], "_save": "1", "name": ""}

    wrong = admin_client.post(page_of(meeting), agreed)
    response = admin_client.post(page_of(meeting), values(wrong) | {"name": meeting.name, "_save": "1"})

    assert wrong.context["conflict"] is None
    assert response.status_code == 302


def test_what_was_typed_for_a_deleted_record_is_shown(admin_client, other_client, record):
    state = State.objects.create(code="ZZ", name="Nowhere", subregion="South America")
    mine = values(admin_client.get(page_of(state)))
    other_client.post(page_of(state, "delete"), {"post": "yes"})

    response = admin_client.post(page_of(state), mine | {"note": "A long note that was typed.", "_save": "1"})

    assert response.status_code == 410
    assert "A long note that was typed." in response.content.decode()
