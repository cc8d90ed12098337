"""The public history of a measure: edits, not rows; what and why, never who."""

import pytest
from django.contrib.auth import get_user_model
from django.utils.formats import date_format

from conferences.models import Discrepancy
from csbm_catalog.history.edits import edits_of as history_of
from measures.drafting.beginning import begin
from measures.drafting.publishing import publish
from measures.drafting.reviewing import move, verify
from measures.drafting.snapshots import snapshot
from measures.edits import edits_of, last_change
from measures.models import DraftRemark, Measure, Theme
from tests.csbm_catalog.admin.conftest import page_of
from tests.csbm_catalog.admin.filling import change as change_in_form
from tests.reading import page, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    make = get_user_model().objects.create_user
    return make("a.villegas.editor"), make("b.publisher")


@pytest.fixture
def change(people):
    """Publish other values of a measure, as one person's draft that another published."""

    def change(measure, reason="", **values):
        editor, publisher = people
        measure = Measure.objects.get(pk=measure.pk)
        draft = begin(measure, editor, snapshot(measure) | values, reason=reason)
        move(draft, DraftRemark.Deed.SUBMITTED, editor)
        [published] = publish([draft], publisher)
        return published

    return change


@pytest.fixture
def measure(record):
    return Measure.objects.read_in_source().exclude(relations_back=None).first()


def words(measure):
    return [(edit.words, edit.reason) for edit in edits_of(measure)]


def test_what_was_shipped_is_one_edit_for_every_measure(record):
    for measure in Measure.objects.in_order()[::5]:
        assert words(measure) == [("Added to the catalogue", "Shipped with the catalogue.")]


def test_an_edit_names_all_that_it_changed_in_reading_order(measure, change):
    theme = Theme.objects.exclude(measures=measure).first()

    change(measure, "Read anew.", title="T", official_text="O", themes=[theme.slug], citations=[
        {"source": measure.sources.first().url, "read": "page 2"}], relations=[])  # fmt: skip

    assert words(measure)[0] == (
        "Title, official text, themes, sources, relations to earlier measures",
        "Read anew.",
    )
    assert len(words(measure)) == 2


def test_an_edit_of_rows_alone_is_an_edit(measure, change):
    change(measure, "No relation.", relations=[])

    assert words(measure)[0] == ("Relations to earlier measures", "No relation.")


def test_a_comparison_with_the_source_and_its_end_are_told(measure, people, change):
    verify(measure, measure.sources.first(), people[1])
    change(measure, "Mended.", title="T")

    assert [found for found, _reason in words(measure)][:2] == [
        "Title, comparison with the source", "Comparison with the source",
    ]  # fmt: skip


@pytest.fixture
def taken_out_and_back(admin_client, measure):
    """Delete a measure to which nothing points, and bring it back, each with a reason for editors."""
    measure.relations_forward.all().delete()
    Measure.based_on.through.objects.filter(to_measure=measure).delete()
    measure.discrepancies.clear()
    measure = Measure.objects.get(pk=measure.pk)
    back = f"/admin/deleted/measures.measure/{measure.pk}/"
    assert b"shown to editors only" in admin_client.get(page_of(measure, "delete")).content
    admin_client.post(page_of(measure, "delete"), {"post": "yes", "why": "SECRETDELETE"})
    assert b"shown to editors only" in admin_client.get(back).content
    change_in_form(admin_client, back, of="", why="SECRETBACK")
    return measure


def test_that_a_measure_was_taken_out_and_brought_back_is_one_entry_without_a_reason(
    client, taken_out_and_back
):
    today = date_format(last_changed(taken_out_and_back), "j F Y")

    history = client.get(f"{taken_out_and_back.get_absolute_url()}history/").content.decode()

    assert words(taken_out_and_back)[0] == (f"Taken out on {today} and brought back", "")
    assert [said for said, _reason in words(taken_out_and_back)].count("Added to the catalogue") == 1
    assert ("Themes" in history, "SECRET" in history) == (False, False)


def test_an_entry_that_came_back_as_another_says_what_differs(taken_out_and_back, change):
    change(taken_out_and_back, "Read anew.", title="T")

    assert words(taken_out_and_back)[0] == ("Title", "Read anew.")
    assert words(taken_out_and_back)[1][0].startswith("Taken out on")


def test_a_disagreement_is_told_without_the_reason_that_editors_gave(client, admin_client, record):
    measure = Measure.objects.filter(discrepancies=None).first()
    dispute = Discrepancy.objects.first()

    change_in_form(admin_client, page_of(dispute), measures=[measure.pk], why="SECRETLINK")

    [newest, *_earlier] = edits_of(measure)
    assert (newest.words, newest.reason) == ("Where sources disagree", "")
    assert newest.at == last_changed(measure)
    assert "SECRET" not in client.get(f"{measure.get_absolute_url()}history/").content.decode()


def test_one_who_goes_back_to_an_earlier_version_is_told_that_readers_see_the_reason(
    admin_client, measure, change
):
    measure = change(measure, "Read anew.", title="T")
    first = history_of(Measure, measure.pk)[-1]

    page = admin_client.get(f"{page_of(measure, 'history')}{first.number}/").content.decode()

    assert "readers see it in the history of the measure" in page
    assert "shown to editors only" not in page


def test_the_history_follows_a_measure_to_its_new_number(measure, change):
    moved = change(measure, "Renumbered.", number=900)

    assert words(moved)[0] == ("Number", "Renumbered.")


def test_the_page_tells_what_and_why_and_never_who(client, measure, change, people):
    change(measure, "Read anew.", title="T")
    change(measure, "", relations=[])
    address = measure.get_absolute_url()

    said = text(page(client.get(f"{address}history/")))

    assert "Title Read anew." in said
    assert "Added to the catalogue Shipped with the catalogue." in said
    assert not any(person.username in client.get(f"{address}history/").content.decode() for person in people)
    assert f'href="{address}history/"' in client.get(address).content.decode()


def last_changed(measure):
    return Measure.objects.annotate(at=last_change()).get(pk=measure.pk).at


def test_the_measure_page_says_when_it_was_last_changed(client, measure, change):
    before = last_changed(measure)
    change(measure, "", relations=[])

    assert last_changed(measure) > before
    assert f"Last changed on {last_changed(measure):%-d %B %Y}" in text(
        page(client.get(measure.get_absolute_url()))
    )


def test_a_history_takes_few_queries(client, measure, change, django_assert_max_num_queries):
    for at in range(4):
        measure = change(measure, f"Edit {at}", title=f"T {at}")

    with django_assert_max_num_queries(10):
        client.get(f"{measure.get_absolute_url()}history/")


def test_a_measure_that_is_not_there_has_no_history(client, record):
    assert client.get("/measures/miami-consensus/999/history/").status_code == 404


def test_only_staff_who_may_edit_are_led_to_the_form_and_nobody_gets_their_page(
    client, admin_client, measure
):
    edit = f"/admin/measures/measuredraft/of/{measure.key}/"
    address = measure.get_absolute_url()
    for_staff = admin_client.get(address)
    admin_client.logout()
    stranger = admin_client.get(address)
    admin_client.force_login(get_user_model().objects.create_user("reader"))

    assert edit in for_staff.content.decode()
    assert for_staff["Cache-Control"] == "private, no-store"
    assert edit not in stranger.content.decode()
    assert edit not in admin_client.get(address).content.decode()
