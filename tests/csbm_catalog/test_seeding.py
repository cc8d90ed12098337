import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as shipped
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conferences.models import Document, Source, State
from csbm_catalog import seeding
from csbm_catalog.models import CatalogueVersion, SearchRow, SeededRow
from csbm_catalog.search.query import parse
from csbm_catalog.seeding import Deed, seed
from measures.models import Measure, MeasureRelation, Theme

pytestmark = pytest.mark.usefixtures("record")
TITLE = "Notify and observe exercises and routine operations"


class Fixtures:
    """A newer edition of the fixtures, on its way to a catalogue in use."""

    def __init__(self, folder: Path):
        self.folder = folder

    def change(self, file, key, **values):
        """Give the one row that has these values others."""
        rows = self.read(file)
        [fields] = [row["fields"] for row in rows if key.items() <= row["fields"].items()]
        fields |= values
        self.write(file, rows)

    def add(self, file, model, **fields):
        self.write(file, [*self.read(file), {"model": model, "fields": fields}])

    def add_measure(self, file="measures", **values):
        [like] = [row["fields"] for row in self.read("measures") if row["fields"].get("key") == "jbnh44"]
        self.add(
            file,
            "measures.measure",
            **(like | {"key": "newone", "number": 36, "label": "36", "based_on": []} | values),
        )

    def read(self, file):
        return json.loads((self.folder / f"{file}.json").read_text(encoding="utf-8"))

    def write(self, file, rows):
        (self.folder / f"{file}.json").write_text(json.dumps(rows), encoding="utf-8")


@pytest.fixture
def newer(tmp_path, settings):
    [folder] = shipped.FIXTURE_DIRS
    settings.FIXTURE_DIRS = [Path(shutil.copytree(folder, tmp_path / "fixtures"))]
    return Fixtures(settings.FIXTURE_DIRS[0])


@pytest.fixture
def measure(record):
    return Measure.objects.get(key="jbnh44")


def version():
    return CatalogueVersion.current().number


def test_a_second_seeding_writes_nothing():
    before = version()

    with CaptureQueriesContext(connection) as queries:
        outcome = seed()

    writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []
    assert version() == before
    assert {deed for counter in outcome.counts.values() for deed in counter} == {Deed.UNCHANGED}


def test_an_empty_catalogue_gets_every_row():
    for model in [Measure, Theme]:
        model.objects.all().delete()
    SeededRow.objects.filter(model__startswith="measures.").delete()

    outcome = seed()

    assert outcome.counts["measures"] == {Deed.ADDED: 156}
    assert outcome.counts["relations"] == {Deed.ADDED: 108}
    assert (Measure.objects.count(), MeasureRelation.objects.count()) == (156, 108)


def test_what_is_missing_is_added(newer):
    newer.add_measure(title="A thirty-sixth measure")

    outcome = seed()

    assert Measure.objects.get(key="newone").title == "A thirty-sixth measure"
    assert outcome.counts["measures"] == {Deed.UNCHANGED: 156, Deed.ADDED: 1}


def test_what_nobody_edited_is_updated(newer, measure):
    newer.change("measures", {"key": "jbnh44"}, title="A better title", themes=[["transparency"]])

    outcome = seed()

    measure.refresh_from_db()
    assert measure.title == "A better title"
    assert [theme.slug for theme in measure.themes.all()] == ["transparency"]
    assert outcome.total(Deed.UPDATED) == 1


def test_an_update_is_remembered_and_not_done_twice(newer):
    newer.change("measures", {"key": "jbnh44"}, title="A better title")
    seed()
    before = version()

    outcome = seed()

    assert outcome.total(Deed.UPDATED) == 0
    assert version() == before


def test_a_row_that_was_updated_once_is_updated_again(newer, measure):
    newer.change("measures", {"key": "jbnh44"}, title="A better title")
    seed()
    newer.change("measures", {"key": "jbnh44"}, title="The best title")

    seed()

    measure.refresh_from_db()
    assert measure.title == "The best title"


def test_what_somebody_edited_is_left(newer, measure):
    Measure.objects.filter(pk=measure.pk).update(summary="Edited here.")
    newer.change("measures", {"key": "jbnh44"}, title="A better title")

    outcome = seed()

    measure.refresh_from_db()
    assert (measure.title, measure.summary) == (TITLE, "Edited here.")
    assert outcome.counts["measures"][Deed.EDITED] == 1


def test_a_change_of_themes_alone_is_an_edit(newer, measure):
    measure.themes.clear()
    newer.change("measures", {"key": "jbnh44"}, title="A better title")

    outcome = seed()

    measure.refresh_from_db()
    assert measure.title == TITLE
    assert not measure.themes.exists()
    assert outcome.counts["measures"][Deed.EDITED] == 1


def test_a_row_made_here_under_the_key_of_a_shipped_one_is_left(newer):
    Theme.objects.create(slug="mine", name="Made here")
    newer.add("themes", "measures.theme", slug="mine", name="Shipped", description="")

    outcome = seed()

    assert Theme.objects.get(slug="mine").name == "Made here"
    assert outcome.counts["themes"][Deed.EDITED] == 1


def test_what_somebody_deleted_stays_deleted(measure):
    measure.delete()

    outcome = seed()

    assert not Measure.objects.filter(key="jbnh44").exists()
    assert outcome.counts["measures"][Deed.DELETED] == 1
    assert outcome.refusals == []


def test_what_somebody_deleted_stays_deleted_when_a_newer_edition_changes_it(newer, measure):
    measure.delete()
    newer.change("measures", {"key": "jbnh44"}, title="A better title")

    seed()

    assert not Measure.objects.filter(key="jbnh44").exists()


def test_what_the_fixtures_no_longer_hold_is_left(newer):
    newer.write("relations", newer.read("relations")[1:])

    seed()

    assert MeasureRelation.objects.count() == 108


def verified(by, at):
    return {"verified_by": by, "verified_at": at, "verified_in": Source.objects.first()}


def test_other_words_of_the_fixtures_end_a_verification(newer, measure, member_of_staff):
    Measure.objects.filter(pk=measure.pk).update(**verified(member_of_staff, timezone.now()))
    newer.change("measures", {"key": "jbnh44"}, title="A better title")

    seed()

    measure.refresh_from_db()
    assert (measure.verified_by, measure.verified_at, measure.verified_in) == (None, None, None)


def test_every_seeded_row_has_a_version_that_says_where_it_is_from(newer, measure):
    newer.change("measures", {"key": "jbnh44"}, title="A better title")

    seed()

    newest, first = measure.history.all()
    assert (newest.title, newest.history_type) == ("A better title", "~")
    assert (first.history_type, first.history_change_reason) == ("+", "Shipped with the catalogue.")


def test_columns_that_the_fixtures_do_not_name_are_left(newer, measure, member_of_staff):
    now = timezone.now()
    Measure.objects.filter(pk=measure.pk).update(**verified(member_of_staff, now))
    newer.change("measures", {"key": "jbnh44"}, evidence_note="A better note")

    seed()

    measure.refresh_from_db()
    assert measure.evidence_note == "A better note"
    assert (measure.verified_by, measure.verified_at) == (member_of_staff, now)


def test_columns_are_left_also_where_the_row_points_to_one_still_to_come(newer, measure, member_of_staff):
    Measure.objects.filter(pk=measure.pk).update(**verified(member_of_staff, timezone.now()))
    newer.change("measures", {"key": "jbnh44"}, evidence_note="A better note", based_on=[["newone"]])
    newer.add_measure()

    seed()

    measure.refresh_from_db()
    assert measure.evidence_note == "A better note"
    assert [other.key for other in measure.based_on.all()] == ["newone"]
    assert measure.verified_by == member_of_staff


def test_a_new_row_may_point_to_one_still_to_come(newer):
    newer.add_measure(key="first1", number=36, based_on=[["second"]])
    newer.add_measure(key="second", number=37)

    seed()

    assert [other.key for other in Measure.objects.get(key="first1").based_on.all()] == ["second"]


def test_a_row_that_does_not_fit_is_refused_and_the_rest_is_written(newer):
    newer.add_measure(number=1)
    newer.add("themes", "measures.theme", slug="new", name="A new theme", description="")

    outcome = seed()

    [refusal] = outcome.refusals
    assert refusal.startswith("measures.measure newone: ")
    assert not Measure.objects.filter(key="newone").exists()
    assert Theme.objects.filter(slug="new").exists()


def test_a_row_that_was_refused_is_tried_again(newer, make_measure):
    in_the_way = make_measure(number=36)
    newer.add_measure()
    assert seed().total(Deed.REFUSED) == 1
    in_the_way.delete()

    outcome = seed()

    assert outcome.total(Deed.REFUSED) == 0
    assert Measure.objects.filter(key="newone").exists()


def test_a_new_row_that_hangs_from_a_deleted_one_is_refused(newer, measure):
    measure.delete()
    newer.add(
        "relations", "measures.measurerelation",
        later=["jbnh44"], earlier=["qkudxj"], kind="restates", presumed=False, basis="",
    )  # fmt: skip

    outcome = seed()

    assert [refusal.split(":")[0] for refusal in outcome.refusals] == [
        "measures.measurerelation jbnh44 qkudxj"
    ]


def test_a_new_row_that_was_drawn_from_a_deleted_one_is_refused(newer, measure):
    measure.delete()
    newer.add_measure(number=1, label="1", based_on=[["jbnh44"]])

    outcome = seed()

    assert [refusal.split(":")[0] for refusal in outcome.refusals] == ["measures.measure newone"]
    assert not Measure.objects.filter(key="newone").exists()


def test_measures_can_change_places_in_a_newer_edition(newer):
    newer.change("measures", {"key": "jbnh44"}, number=12, label="12")
    newer.change("measures", {"key": "ongzhn"}, number=1, label="1")

    outcome = seed()

    assert outcome.refusals == []
    assert Measure.objects.get(key="jbnh44").number == 12
    assert Measure.objects.get(key="ongzhn").number == 1


def test_a_measure_put_in_moves_the_others_on(newer):
    rows = newer.read("measures")
    for row in rows:
        if row["fields"].get("document") == ["miami-consensus"]:
            row["fields"]["number"] += 1
    newer.write("measures", rows)
    newer.add_measure(number=1)

    outcome = seed()

    assert outcome.refusals == []
    assert Measure.objects.get(key="newone").number == 1
    assert Measure.objects.get(key="jbnh44").number == 2
    assert Document.objects.get(slug="miami-consensus").measures.count() == 36


def test_a_seeding_that_breaks_off_leaves_nothing(newer, monkeypatch):
    newer.add_measure()
    newer.change("themes", {"slug": "transparency"}, name="Openness")
    monkeypatch.setattr(seeding, "ensure_indexed", lambda version: 1 / 0)
    before = version(), SeededRow.objects.count()

    with pytest.raises(ZeroDivisionError):
        seed()

    assert not Measure.objects.filter(key="newone").exists()
    assert Theme.objects.get(slug="transparency").name == "Transparency"
    assert (version(), SeededRow.objects.count()) == before


def test_what_was_seeded_can_be_found_at_once(newer):
    newer.add_measure(title="Semaphores between lighthouses")

    seed()

    [found] = SearchRow.objects.matching(parse("semaphore lighthouse"))
    assert found.object_id == Measure.objects.get(key="newone").pk
    assert CatalogueVersion.current().indexed == version()


def test_a_fixture_with_a_fault_stops_the_seeding(newer):
    newer.add("states", "conferences.state", code="XX", nonsense=1)

    with pytest.raises(Exception, match="nonsense"):
        seed()

    assert not State.objects.filter(code="XX").exists()


def printed(*command):
    out, err = StringIO(), StringIO()
    call_command(*command, stdout=out, stderr=err, no_color=True)
    return out.getvalue().splitlines(), err.getvalue()


def test_the_command_says_that_there_was_nothing_to_do():
    lines, errors = printed("seed")

    assert "  measures: 156 unchanged" in lines
    assert lines[-1] == "Nothing to do."
    assert errors == ""


def test_the_command_says_what_it_did(newer, measure):
    Theme.objects.get(slug="legislative").delete()
    Measure.objects.filter(key="ongzhn").update(summary="Edited here.")
    newer.change("measures", {"key": "ongzhn"}, title="A better title")
    newer.change("measures", {"key": "jbnh44"}, title="A better title")
    newer.add_measure()

    lines, errors = printed("seed")

    assert "  themes: 22 unchanged, 1 left: deleted here" in lines
    assert lines[-1] == "Seeded: 2 rows written."
    assert errors == ""


def test_the_command_names_what_it_refused(newer):
    newer.add_measure(number=1)

    _lines, errors = printed("seed")

    assert "measures.measure newone: " in errors
