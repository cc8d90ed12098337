"""The public history of a measure: edits, not rows; what and why, never who."""

import pytest
from django.contrib.auth import get_user_model

from measures.drafting.beginning import begin
from measures.drafting.publishing import publish
from measures.drafting.reviewing import move, verify
from measures.drafting.snapshots import snapshot
from measures.edits import edits_of, last_changed
from measures.models import DraftRemark, Measure, Theme
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

    with django_assert_max_num_queries(9):
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
