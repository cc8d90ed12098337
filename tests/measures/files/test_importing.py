"""States, meetings, documents and themes: live at once, all of them or none, with history."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from conferences.models import Conference, Document, Officer, Participation, Source, State
from csbm_catalog.events import Event
from csbm_catalog.files.waiting import WaitingFile
from measures.models import Theme
from tests.measures.files.conftest import (
    address,
    confirm,
    reasons,
    rows_of,
    said,
    send,
    state_of_the_record,
)

pytestmark = pytest.mark.usefixtures("record")
NEW = {"code": "ZZ", "name": "Zedland", "subregion": "Caribbean"}


def test_a_preview_shows_what_would_change_field_by_field_and_changes_nothing(desk):
    before = state_of_the_record()
    rows = rows_of(desk, "states", "US", "CA", "HT")
    rows[0]["note"], rows[1]["member_from"] = "A new note", 1991

    page = send(desk, "states", [*rows, rows[0] | NEW])

    assert page.context["counts"] == {"invalid": 0, "changed": 2, "new": 1, "same": 1}
    changed = page.context["parts"][0]["shown"]
    assert [[change.column for change in row.changes] for row in changed] == [["note"], ["member_from"]]
    assert "A new note" in page.content.decode()
    assert state_of_the_record() == before


def test_what_is_confirmed_is_live_with_person_and_reason(desk, editor):
    [row] = rows_of(desk, "states", "US")
    page = send(desk, "states", [row | {"note": "A new note"}, row | NEW | {"note": ""}], "my states.json")

    done = confirm(desk, page)

    assert said(done) == ["Imported from my states.json: 1 new, 1 changed, 0 the same."]
    for code, kind in (("US", "~"), ("ZZ", "+")):
        newest = State.objects.get(code=code).history.first()
        assert newest.history_type == kind
        assert (newest.history_user, newest.history_change_reason) == (
            editor, "Imported from my states.json"
        )  # fmt: skip
    assert State.objects.get(code="US").note == "A new note"
    assert not WaitingFile.objects.exists()


def test_a_changed_record_gains_one_version_and_what_is_the_same_none(desk):
    rows = rows_of(desk, "states")
    counts = {state.code: state.history.count() for state in State.objects.all()}
    rows[3]["note"] = "A new note"

    confirm(desk, send(desk, "states", rows))

    gained = {state.code for state in State.objects.all() if state.history.count() != counts[state.code]}
    assert gained == {rows[3]["code"]}


def test_a_column_that_a_file_leaves_out_stays_as_it_is(desk):
    before = State.objects.values().get(code="US")

    confirm(desk, send(desk, "states", b"code;note\r\nUS;A new note\r\n", "states.csv"))

    assert State.objects.values().get(code="US") == before | {"note": "A new note"}


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("states", {"subregion": "Atlantis"}, "subregion: Value 'Atlantis' is not a valid choice."),
        ("states", {"member_from": "12345678901234567890"}, "member_from: This number has too many digits."),
        ("states", {"member_from": 12345678901234567890}, "member_from: This number has too many digits."),
        ("states", {"member_from": 1.5}, "member_from: This is to be a whole number"),
        ("states", {"member_from": True}, "member_from: This is to be a whole number"),
        ("states", {"member_from": 123456}, "member_from: A year has four digits."),
        ("states", {"member_from": -3}, "member_from: A year has four digits."),
        (
            "documents",
            {"measures_stated": -3},
            "measures_stated: Ensure this value is greater than or equal to 0.",
        ),
        ("documents", {"position": 123456}, "position: This has three digits at most"),
        ("states", {"member_from": 19480}, "member_from: A year has four digits."),
        ("documents", {"measures_stated": 1000}, "measures_stated: This has three digits at most"),
        ("documents", {"position": 99999}, "position: This has three digits at most"),
        ("states", {"member_until": "2026-02-30"}, "member_until: This is to be a day, like 2003-02-03."),
        ("states", {"member_from": None, "member_until": "2026-02-03"}, "A membership that ended has begun."),
        ("states", {"name": ""}, "name: This field cannot be blank."),
        ("states", {"name": "Canada"}, "name: State with this Name already exists."),
        ("states", {"name": "x" * 101}, "name: Ensure this value has at most 100 characters"),
        ("states", {"name": 7}, "name: This is to be text."),
        ("states", {"code": "us"}, "code: Enter a valid value."),
        ("documents", {"voluntary": "perhaps"}, "voluntary: This is to be true, false or empty."),
        ("documents", {"levels": ["galactic"]}, "levels: Levels are a list of"),
        ("documents", {"conference": "nowhere"}, "conference: There is no meeting called “nowhere”."),
        (
            "documents",
            {"sources": ["javascript:alert(1)"], "sources_read": [""]},
            "sources: Enter a valid URL.",
        ),
        ("documents", {"sources": ["x"], "sources_read": []}, "sources_read: It is to have one text"),
        ("documents", {"sources": ["http://a.example/"] * 2}, "sources: It names a source twice."),
        ("documents", {"sources_read": ["x" * 301]}, "sources_read: It is to have one text"),
        ("conferences", {"officers": "[1]"}, "officers: This is to be a list of objects, as JSON."),
        ("conferences", {"officers": "[" * 9999}, "officers: This is to be a list of objects, as JSON."),
        ("conferences", {"officers": [{"rang": 1}]}, "officers: An object has an unknown name “rang”."),
        ("conferences", {"officers": [{"rank": "chair"}]}, "officers: An object lacks its “title”."),
        (
            "conferences",
            {"participations": [{"state": "XX", "role": "observer"}]},
            "participations: XX: There is no state called “XX”.",
        ),
        (
            "conferences",
            {"participations": [{"state": "US", "role": "guest"}]},
            "participations: Value 'guest' is not a valid choice.",
        ),
        (
            "conferences",
            {"participations": [{"state": "BE", "role": "participant"}]},
            "participations: Only member states take part; others observe.",
        ),
        ("conferences", {"end": "1900-01-01"}, "A meeting does not end before it begins."),
        ("conferences", {"organizations": ["Nobody"]}, "organizations: There is no organization called"),
    ],
)
def test_what_the_record_does_not_allow_is_named_by_row_and_column(desk, kind, values, reason):
    before = state_of_the_record()
    key = {"states": "US", "documents": "miami-consensus", "conferences": "miami-2003"}[kind]
    rows = rows_of(desk, kind)
    [wanted] = [row for row in rows if key in row.values()]
    wanted.update(values)

    page = send(desk, kind, rows)

    [found] = reasons(page).values()
    assert any(one.startswith(reason) for one in found), found
    assert reasons(page).keys() == {rows.index(wanted) + 1}
    assert not page.context["is_sound"]
    assert state_of_the_record() == before


def test_one_invalid_row_keeps_all_from_being_imported(desk):
    [row] = rows_of(desk, "states", "US")
    page = send(desk, "states", [row | {"note": "A new note"}, row | NEW | {"subregion": "Atlantis"}])
    before = state_of_the_record()

    done = confirm(desk, page)

    assert reasons(done).keys() == {2}
    assert state_of_the_record() == before


def test_a_record_that_comes_twice_is_named_with_its_first_row(desk):
    [row] = rows_of(desk, "states", "US")

    page = send(desk, "states", [row, row | {"note": "A new note"}])

    assert reasons(page) == {2: ["Row 1 is about the same record."]}


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"code,capital\nUS,Washington\n", "states.csv", "Unknown column: “capital”."),
        (b"name\nCanada\n", "states.csv", "The column “code” is missing"),
        (b"", "states.csv", "The file holds no records."),
        (b"PK\x03\x04", "states.xlsx", "The name of the file is to end in .csv or .json."),
        (b"x" * 10_000_001, "states.csv", "The file is over 10 MB."),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_its_field_and_not_kept(desk, content, name, why):
    page = send(desk, "states", content, name)

    [error] = page.context["kinds"][0]["form"].errors["file"]
    assert page.status_code == 422
    assert why in error
    assert not WaitingFile.objects.exists()


def test_no_file_at_all_is_said_beside_its_field(desk):
    page = desk.post(address("states", "upload", "states"))

    assert page.context["kinds"][0]["form"].errors == {"file": ["This field is required."]}


def test_children_are_written_with_history_and_removed_where_the_list_has_them_no_more(desk, editor):
    conference = Conference.objects.get(slug="miami-2003")
    [row] = rows_of(desk, "conferences", "miami-2003")
    gone = row["officers"].pop()
    row["officers"].insert(0, gone | {"title": "A new office", "person": ""})
    row["sources"].append("https://example.org/new")
    row["sources_read"].append("all of it")

    confirm(desk, send(desk, "conferences", [row]))

    offices = list(conference.officers.values_list("title", flat=True))
    assert offices[0] == "A new office"
    assert gone["title"] not in offices
    deleted = Officer.history.filter(title=gone["title"]).first()
    assert (deleted.history_type, deleted.history_user) == ("-", editor)
    assert conference.citations.last().read == "all of it"
    assert Source.objects.get(url="https://example.org/new").history.get().history_user == editor


def test_changed_children_are_no_new_version_of_the_meeting(desk):
    conference = Conference.objects.get(slug="miami-2003")
    versions = conference.history.count()
    [row] = rows_of(desk, "conferences", "miami-2003")
    row["participations"] = row["participations"][1:]

    confirm(desk, send(desk, "conferences", [row]))

    assert conference.history.count() == versions


def test_links_come_back_in_the_history_of_the_record(desk):
    [row] = rows_of(desk, "conferences", "miami-2003")
    row["organizations"] = row["organizations"][1:]

    confirm(desk, send(desk, "conferences", [row]))

    newest = Conference.objects.get(slug="miami-2003").history.first()
    assert {one.organization.name for one in newest.organizations.all()} == set(row["organizations"])


def test_what_changed_since_the_preview_is_shown_anew_and_not_imported(desk):
    [row] = rows_of(desk, "states", "US")
    page = send(desk, "states", [row | {"note": "A new note"}])
    State.objects.filter(code="US").update(note="Written meanwhile")

    again = confirm(desk, page)

    assert again.status_code == 409
    assert said(again) == [
        "Nothing was imported: it would not do what you were shown, since the record or the file is another by now. "
        "This is what would happen."
    ]
    assert State.objects.get(code="US").note == "Written meanwhile"
    assert "Written meanwhile" in again.content.decode()
    assert said(confirm(desk, again))[0].startswith("Imported from states.json")


def test_what_is_confirmed_is_the_file_that_was_previewed(desk):
    [row] = rows_of(desk, "states", "US")
    page = send(desk, "states", [row | {"note": "A new note"}])
    other = json.dumps([row | {"note": "Another note"}]).encode()
    WaitingFile.objects.update(content=other, digest="0" * 64)

    confirm(desk, page)

    assert State.objects.get(code="US").note == row["note"]


@pytest.mark.parametrize("seen", ["", "0" * 32, "\0", "é"])
def test_nothing_is_imported_unseen(desk, seen):
    [row] = rows_of(desk, "states", "US")
    page = send(desk, "states", [row | {"note": "A new note"}])

    confirm(desk, page, seen=seen)

    assert State.objects.get(code="US").note == row["note"]


def test_a_file_is_imported_once(desk):
    [row] = rows_of(desk, "states", "US")
    page = send(desk, "states", [row | {"note": "A new note"}])
    confirm(desk, page)
    before = state_of_the_record()

    again = confirm(desk, page)

    assert said(again) == ["The file does not wait any more: choose it again."]
    assert state_of_the_record() == before


def test_nobody_confirms_the_file_of_another(desk, administrator):
    [row] = rows_of(desk, "states", "US")
    page = send(desk, "states", [row | {"note": "A new note"}])
    desk.force_login(administrator)

    other = confirm(desk, page)

    assert said(other) == ["The file does not wait any more: choose it again."]
    assert State.objects.get(code="US").note == row["note"]


def test_new_themes_are_live(desk):
    confirm(desk, send(desk, "themes", [{"slug": "space", "name": "Space", "description": ""}]))

    assert Theme.objects.get(slug="space").history.get().history_type == "+"


def test_a_new_document_needs_what_every_document_needs(desk):
    page = send(desk, "documents", [{"slug": "new", "kind": "declaration"}])

    assert set(reasons(page)[1]) >= {
        "title: This field cannot be blank.",
        "position: This field cannot be null.",
    }
    assert not Document.objects.filter(slug="new").exists()


def test_markup_in_a_file_is_shown_as_text(desk):
    [row] = rows_of(desk, "states", "US")

    page = send(desk, "states", [row | {"note": "<script>alert(1)</script>"}], "<b>.json")

    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()


def test_the_list_leads_to_the_files(desk):
    page = desk.get(reverse("admin:conferences_state_changelist"))

    assert f'href="{address("states", "files")}"' in page.content.decode()


def test_the_log_keeps_who_took_a_file_away_and_who_imported_one(desk, editor):
    [row] = rows_of(desk, "states", "US")
    confirm(desk, send(desk, "states", [row | {"note": "A new note"}], "my states.json"))

    kept = list(Event.objects.exclude(deed="signed-in").order_by("pk").values_list("user", "deed", "about"))
    assert kept == [
        (editor.pk, "exported", "states.json"),
        (editor.pk, "imported", "states: my states.json"),
    ]


@pytest.mark.parametrize(
    ("right", "change", "reason"),
    [
        ("delete_officer", {"officers": []}, "officers: It leaves out what you may not delete:"),
        ("add_body", {"bodies": [{"name": "New", "kind": "committee"}]}, "bodies: You may not add: New."),
        ("delete_conferencecitation", {"sources": [], "sources_read": []}, "sources: It leaves out what"),
        (
            "add_source",
            {"sources": ["https://example.org/new"], "sources_read": [""]},
            "sources: You may not",
        ),
    ],
)
def test_a_file_does_to_what_hangs_from_a_record_only_what_its_sender_may(
    desk, editor, right, change, reason
):
    if right == "add_body":
        Conference.objects.get(slug="miami-2003").bodies.all().delete()
    if right == "add_source":
        Conference.objects.get(slug="miami-2003").citations.all().delete()
    [row] = rows_of(desk, "conferences", "miami-2003")
    assert send(desk, "conferences", [row | change]).context["is_sound"]
    editor.user_permissions.remove(Permission.objects.get(codename=right))

    page = send(desk, "conferences", [row | change])

    [[found]] = reasons(page).values()
    assert found.startswith(reason)


def test_a_record_and_what_hangs_from_it_are_one_edit(desk):
    conference = Conference.objects.get(slug="miami-2003")
    [row] = rows_of(desk, "conferences", "miami-2003")
    row["mandate"] = "Another mandate"
    row["officers"][0]["note"], row["participations"] = "Another note", row["participations"][1:]

    confirm(desk, send(desk, "conferences", [row]))

    versions = [
        conference.history.first(),
        conference.officers.first().history.first(),
        Participation.history.filter(conference_id=conference.pk, history_type="-").first(),
    ]
    assert len({version.history_date for version in versions}) == 1
