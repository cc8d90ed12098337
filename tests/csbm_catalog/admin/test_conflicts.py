"""Two editors on one record: the second save is stopped, shows both, and loses nothing."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from conferences.models import Conference, State
from measures.models import Office
from measures.packets.logos import set_logo
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


class TestAFile:
    """A browser does not send a file a second time: a page that comes back asks for it again."""

    @pytest.fixture
    def office(self, db):
        office = Office(name="An office")
        set_logo(office, drawn("green"))
        office.save()
        return office

    def stopped(self, admin_client, other_client, office):
        mine = values(admin_client.get(page_of(office)))
        change(other_client, page_of(office), name="As the other named it", picture="")
        return admin_client.post(page_of(office), mine | {"picture": picture("red"), "_save": "1"})

    def test_is_told_as_another_picture_and_asked_for_again(self, admin_client, other_client, office):
        page = self.stopped(admin_client, other_client, office)

        fields = [field for one in page.context["conflict"]["changes"] for field in one.fields]
        assert ("Logo", "a picture", "another picture") in [
            (field.label, field.before, field.after) for field in fields
        ]
        assert office.logo_digest not in page.content.decode().split("<form")[1]
        assert "Logo: choose the file again" in page.content.decode()

    def test_is_saved_once_it_is_chosen_again(self, admin_client, other_client, office):
        stopped = self.stopped(admin_client, other_client, office)
        agreed = values(stopped) | {"seen": stopped.context["conflict"]["now"], "_save": "1"}

        response = admin_client.post(page_of(office), agreed | {"picture": picture("red")})

        assert response.status_code == 302
        assert Office.objects.get().logo_digest != office.logo_digest
        assert Office.objects.get().name == "An office"

    def test_is_missed_and_then_gone_without(self, admin_client, other_client, office):
        stopped = self.stopped(admin_client, other_client, office)
        agreed = values(stopped) | {"seen": stopped.context["conflict"]["now"], "_save": "1"}
        missed = admin_client.post(page_of(office), agreed | {"picture": ""})
        assert Office.objects.get().name == "As the other named it"

        again = admin_client.post(page_of(office), values(missed) | {"picture": "", "_save": "1"})

        assert "The file is gone: choose it again" in missed.content.decode()
        assert again.status_code == 302
        assert (Office.objects.get().name, Office.objects.get().logo_digest) == (
            "An office",
            office.logo_digest,
        )

    def test_is_asked_for_again_also_where_another_field_is_wrong(self, admin_client, office):
        mine = values(admin_client.get(page_of(office))) | {"name": "", "_save": "1"}

        page = admin_client.post(page_of(office), mine | {"picture": picture("red")}).content.decode()

        assert "Logo: choose the file again" in page


def drawn(color: str) -> bytes:
    file = BytesIO()
    Image.new("RGBA", (3, 3), color).save(file, "PNG")
    return file.getvalue()


def picture(color: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("logo.png", drawn(color), "image/png")
