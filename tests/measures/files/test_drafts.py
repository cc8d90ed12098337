"""Measures and relations: a file proposes, one draft a measure, and can be undone as a whole."""

import pytest
from django.contrib.auth.models import Permission

from conferences.models import Source
from csbm_catalog.files.importing import apply, preview
from csbm_catalog.files.reading import Row, Table
from measures.drafting.beginning import begin
from measures.drafting.publishing import publish
from measures.drafting.reviewing import move
from measures.drafting.snapshots import snapshot
from measures.drafting.undoing import undo
from measures.models import DraftRemark, Measure, MeasureDraft, MeasureRelation, TextImport
from measures.resources import RelationResource
from tests.measures.files.conftest import confirm, reasons, rows_of, said, send, state_of_the_record

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def rows(desk):
    return rows_of(desk, "measures")


def test_a_changed_measure_gets_a_draft_and_what_is_the_same_none(desk, rows, editor):
    before = state_of_the_record()
    rows[4]["title"], rows[9]["themes"] = "Another title", ["visits"]

    done = confirm(desk, send(desk, "measures", rows, "measures of May.json"))

    assert said(done) == ["Imported from measures of May.json: 0 new, 2 changed, 154 the same."]
    drafts = {draft.key: draft for draft in MeasureDraft.objects.all()}
    assert drafts.keys() == {rows[4]["key"], rows[9]["key"]}
    draft = drafts[rows[4]["key"]]
    assert snapshot(draft) == snapshot(draft.measure) | {"title": "Another title"}
    assert (draft.author, draft.state, draft.reason) == (editor, "work", "Imported from a file of records.")
    assert [theme.slug for theme in drafts[rows[9]["key"]].themes.all()] == ["visits"]
    assert state_of_the_record() == before


def test_the_drafts_of_a_file_are_one_import(desk, rows, editor):
    rows[4]["title"], rows[9]["summary"] = "Another title", "Another summary."

    confirm(desk, send(desk, "measures", rows))

    [batch] = TextImport.objects.all()
    assert (batch.kind, batch.state, batch.begun_by, batch.name) == (
        "records", "applied", editor, "measures.json"
    )  # fmt: skip
    assert len(batch.digest) == 64
    assert batch.drafts.count() == 2


def test_a_preview_leaves_no_draft_and_no_import(desk, rows):
    rows[4]["title"] = "Another title"

    page = send(desk, "measures", rows)

    assert page.context["counts"]["changed"] == 1
    assert not MeasureDraft.objects.exists()
    assert not TextImport.objects.exists()


def test_every_column_of_a_measure_is_proposed(desk, rows):
    [row] = [row for row in rows if row["evidence"] == "source"][:1]
    row |= {
        "number": 99, "label": "9.9", "number_evidence": "source", "heading": "A heading",
        "heading_evidence": "related", "title": "A title", "summary": "=A summary", "official_text": "Its\r\nwording",
        "category": "general", "type": "transparency", "themes": ["visits"], "evidence_note": "A note",
        "based_on": ["miami-consensus:1"], "sources": ["https://example.org/a", row["sources"][0]],
        "sources_read": ["item 9", "all"],
    }  # fmt: skip

    confirm(desk, send(desk, "measures", [row]))

    proposed = snapshot(MeasureDraft.objects.get())
    own = (
        "number",
        "label",
        "heading",
        "heading_evidence",
        "title",
        "summary",
        "official_text",
        "evidence_note",
    )
    assert {name: proposed[name] for name in own} == {name: row[name] for name in own}
    assert proposed["citations"] == [
        {"source": "https://example.org/a", "read": "item 9"},
        {"source": row["sources"][1], "read": "all"},
    ]
    assert proposed["based_on"] == [Measure.objects.get(document__slug="miami-consensus", number=1).key]


def test_sources_without_what_was_read_keep_what_was_read(desk, rows):
    measure = Measure.objects.read_in_source().exclude(citations__read="").first()
    held = snapshot(measure)["citations"]
    addresses = [*(one["source"] for one in held), "https://example.org/new"]

    confirm(desk, send(desk, "measures", [{"key": measure.key, "sources": addresses}]))

    assert snapshot(MeasureDraft.objects.get())["citations"] == [
        *held, {"source": "https://example.org/new", "read": ""}
    ]  # fmt: skip


def test_a_row_without_a_key_proposes_a_new_measure(desk, rows):
    new = rows[4] | {"key": "", "number": 90, "title": "A new one"}

    page = send(desk, "measures", [new])
    confirm(desk, page)

    assert page.context["counts"]["new"] == 1
    draft = MeasureDraft.objects.get()
    assert draft.is_new
    assert (draft.number, draft.title, len(draft.key)) == (90, "A new one", 6)


def test_a_new_measure_keeps_the_key_that_the_file_gives_it(desk, rows):
    confirm(desk, send(desk, "measures", [rows[4] | {"key": "abcd99", "number": 90}]))

    assert MeasureDraft.objects.get().key == "abcd99"


def test_measures_may_change_places_in_one_file(desk, rows):
    first, second = rows[4], rows[5]
    first["number"], second["number"] = second["number"], first["number"]

    confirm(desk, send(desk, "measures", [first, second]))

    assert MeasureDraft.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"number": 5}, "number: Another measure stands, or would stand, in this place of the document."),
        ({"number": 0}, "number: Ensure this value is greater than or equal to 1."),
        ({"number": 1000}, "number: This has three digits at most: up to 999."),
        ({"number": 123456}, "number: This has three digits at most: up to 999."),
        ({"number": "-3"}, "number: Ensure this value is greater than or equal to 1."),
        ({"number": "99999999999999999999"}, "number: This number has too many digits."),
        ({"number": "three"}, "number: This is to be a whole number."),
        ({"title": ""}, "title: This field cannot be blank."),
        ({"category": "naval"}, "category: Value 'naval' is not a valid choice."),
        ({"evidence": "hearsay"}, "evidence: Value 'hearsay' is not a valid choice."),
        ({"document": "nothing"}, "document: There is no document called “nothing”."),
        ({"themes": ["nothing"]}, "themes: There is no theme called “nothing”."),
        (
            {"based_on": ["miami-consensus:999"]},
            "based_on: There is no measure called “miami-consensus:999”.",
        ),
        ({"heading": "A heading", "heading_evidence": ""}, "A heading says how it is known."),
        ({"sources": ["javascript:alert(1)"], "sources_read": [""]}, "sources: Enter a valid URL."),
        ({"sources": ["https://a.example/"], "sources_read": ["x" * 301]}, "sources_read: Ensure this value"),
        (
            {"evidence": "source", "sources": [], "sources_read": []},
            "evidence: An entry that was read in the source names the source.",
        ),
        (
            {"evidence": "related", "sources": [], "sources_read": [], "based_on": []},
            "evidence: An entry known from related documents names one of them.",
        ),
    ],
)
def test_what_a_measure_may_not_say_is_named_by_row_and_column(desk, rows, values, reason):
    wanted = next(row for row in rows if row["document"] == "miami-consensus" and row["number"] == 12)
    wanted |= values

    page = send(desk, "measures", [wanted])

    assert any(one.startswith(reason) for one in reasons(page)[1]), reasons(page)
    assert not MeasureDraft.objects.exists()
    assert not Source.objects.filter(url__startswith="javascript").exists()


def test_an_entry_does_not_rest_on_working_entries_alone(desk, rows):
    working = next(row for row in rows if row["evidence"] == "working")
    row = rows[40] | {
        "evidence": "related", "sources": [], "sources_read": [],
        "based_on": [f"{working['document']}:{working['number']}"],
    }  # fmt: skip

    page = send(desk, "measures", [row])

    assert reasons(page) == {
        1: ["evidence: An entry that rests on working entries alone is a working entry."]
    }


def test_a_measure_with_an_open_draft_is_invalid_where_the_file_changes_it(desk, rows, administrator):
    waiting = Measure.objects.get(key=rows[4]["key"])
    begin(waiting, administrator, reason="By hand.")
    rows[9]["title"] = "Another title"
    assert send(desk, "measures", rows).context["is_sound"]
    rows[4]["title"] = "Another title"

    page = send(desk, "measures", rows)

    assert reasons(page) == {
        5: ["A draft of this measure by admin waits already: publish or discard it first."]
    }


def test_a_relation_goes_into_the_draft_of_the_later_measure(desk):
    relation = MeasureRelation.objects.first()
    [row] = [
        row for row in rows_of(desk, "relations")
        if (row["later"], row["earlier"]) == (relation.later.key, relation.earlier.key)
    ]  # fmt: skip

    confirm(desk, send(desk, "relations", [row | {"basis": "Another basis."}]))

    draft = MeasureDraft.objects.get()
    assert draft.measure == relation.later
    assert draft.relations.get(earlier=relation.earlier).basis == "Another basis."
    assert draft.relations.count() == relation.later.relations_back.count()
    assert MeasureRelation.objects.get(pk=relation.pk).basis == relation.basis


def test_all_relations_of_a_measure_are_one_draft(desk):
    later = MeasureRelation.objects.first().later
    others = Measure.objects.exclude(pk=later.pk).exclude(relations_forward__later=later)[:2]
    new = [
        {"later": later.key, "earlier": other.reference, "kind": "related-to", "presumed": False, "basis": ""}
        for other in others
    ]

    confirm(desk, send(desk, "relations", new))

    draft = MeasureDraft.objects.get()
    assert set(others) < {relation.earlier for relation in draft.relations.all()}


def test_a_relation_is_not_to_itself(desk):
    [row] = rows_of(desk, "relations")[:1]

    page = send(desk, "relations", [row | {"earlier": row["later"]}])

    assert reasons(page) == {1: ["A measure is not related to itself."]}


def test_relations_join_the_drafts_of_measures_in_one_import(desk, rows, editor):
    rows[100]["title"] = "Another title"
    confirm(desk, send(desk, "measures", rows))
    [batch] = TextImport.objects.all()
    later = Measure.objects.get(key=rows[100]["key"])
    other = Measure.objects.exclude(pk=later.pk).exclude(relations_forward__later=later).first()
    row = {"later": later.key, "earlier": other.key, "kind": "merges", "presumed": "true", "basis": "A basis"}
    resource = RelationResource(by=editor)
    resource.batch = batch

    report = preview(resource, Table(list(row), [Row(1, row)]))
    apply(resource, Table(list(row), [Row(1, row)]), "", report.stamp(""))

    draft = MeasureDraft.objects.get()
    assert draft.title == "Another title"
    assert draft.relations.get(earlier=other).kind == "merges"


def test_what_a_file_proposes_can_be_published(desk, rows, editor, administrator):
    rows[4]["title"] = "Another title"
    confirm(desk, send(desk, "measures", rows))
    [draft] = MeasureDraft.objects.all()
    move(draft, DraftRemark.Deed.SUBMITTED, editor)

    [measure] = publish([draft], administrator)

    assert measure.title == "Another title"
    assert measure.history.first().history_change_reason == "Imported from a file of records."


def test_an_import_is_undone_as_a_whole_before_and_after_publishing(desk, rows, editor, administrator):
    before = [snapshot(measure) for measure in Measure.objects.in_order()]
    rows[4]["title"], rows[9]["title"] = "Another title", "A third title"
    confirm(desk, send(desk, "measures", [*rows, rows[4] | {"key": "", "number": 90}]))
    [batch] = TextImport.objects.all()
    published = MeasureDraft.objects.get(key=rows[4]["key"])
    move(published, DraftRemark.Deed.SUBMITTED, editor)
    publish([published], administrator)

    undone = undo(batch, administrator)

    assert (len(undone.restored), len(undone.discarded), undone.left) == (1, 2, {})
    assert [snapshot(measure) for measure in Measure.objects.in_order()] == before
    assert not MeasureDraft.objects.open().exists()


def test_who_has_imported_measures_is_led_to_the_page_that_undoes_it(desk, rows, editor):
    editor.user_permissions.add(Permission.objects.get(codename="view_textimport"))
    rows[4]["title"] = "Another title"

    [told] = said(confirm(desk, send(desk, "measures", rows)))

    [batch] = TextImport.objects.all()
    assert f'href="/admin/measures/textimport/{batch.pk}/change/"' in told
    assert "undo the import" in told


def test_undoing_an_import_takes_the_sources_away_that_it_brought(desk, rows, administrator):
    before = state_of_the_record()[1], Source.objects.count()
    row = rows[4] | {"sources": ["https://example.org/new"], "sources_read": [""]}
    confirm(desk, send(desk, "measures", [row]))
    assert Source.objects.filter(url="https://example.org/new").exists()

    undo(TextImport.objects.get(), administrator)

    assert (state_of_the_record()[1], Source.objects.count()) == before
