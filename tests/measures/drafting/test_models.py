"""The rules of the database about drafts, imports and what is said of them, each broken on purpose."""

import pytest
from django.db.models import ProtectedError

from conferences.models import Document, Source
from measures.drafting.beginning import begin
from measures.drafting.snapshots import snapshot
from measures.models import (
    DraftCitation,
    DraftRelation,
    DraftRemark,
    DraftVersion,
    Measure,
    MeasureDraft,
    TextImport,
)
from tests import breaches
from tests.breaches import twin, value

MODELS = (DraftCitation, DraftRelation, DraftRemark, DraftVersion, MeasureDraft, TextImport)
BREACHES = {
    "draft_citation_unique": [twin(DraftCitation)],
    "draft_number_short": [value(MeasureDraft, number=1000)],
    "draftcitation_position_short": [value(DraftCitation, position=1000)],
    "draft_published_whole": [value(MeasureDraft, state="published")],
    "draft_relation_unique": [twin(DraftRelation), twin(DraftRelation, kind="merges")],
    "draft_version_unique": [twin(DraftVersion)],
    "draft_state_valid": [value(MeasureDraft, state="burnt"), value(MeasureDraft, state="")],
    "import_kind_valid": [value(TextImport, kind="song")],
    "import_of_paper_has_document": [value(TextImport, document=None)],
    "import_state_valid": [value(TextImport, state="burnt")],
    "remark_gives_reason": [value(DraftRemark, deed="returned", text="")],
    "remark_says_something": [value(DraftRemark, deed="comment", text="")],
}


@pytest.fixture(autouse=True)
def rows(record, editor):
    """One row of each model, and a draft that somebody else could have begun too."""
    measure = Measure.objects.get(document__slug="miami-consensus", number=2)
    batch = TextImport.objects.create(
        document=Document.objects.get(slug="miami-consensus"), begun_by=editor, state="applied"
    )
    other = Measure.objects.get(document__slug="miami-consensus", number=3)
    related = {"earlier": other.key, "kind": "restates", "presumed": False, "basis": ""}
    cited = {"source": Source.objects.first().url, "read": ""}
    values = snapshot(measure) | {"citations": [cited], "relations": [related]}
    draft = begin(measure, editor, values, batch=batch)
    draft.remarks.create(author=editor, text="A comment")
    return draft


@pytest.mark.parametrize(("name", "breach"), breaches.params(BREACHES))
def test_the_database_refuses(name, breach):
    breaches.assert_refused(name, breach)


def test_the_database_refuses_a_second_open_draft_of_a_measure(rows):
    """Its rule has a condition, of which SQLite tells no name; see the drafts that are closed below."""
    breaches.assert_refused("draft_one_open_per_measure", twin(MeasureDraft))
    breaches.assert_refused("draft_one_open_per_measure", twin(MeasureDraft, state="review"))


def test_a_measure_may_have_any_number_of_closed_drafts(rows):
    twin(MeasureDraft, state="discarded").commit()
    twin(MeasureDraft, state="discarded").commit()

    assert MeasureDraft.objects.filter(state="discarded").count() == 2


def test_the_database_refuses_a_publisher_of_a_draft_in_work(editor):
    breach = value(MeasureDraft, published_by=editor)

    breaches.assert_refused("draft_published_whole", breach)


def test_every_rule_of_the_database_has_been_tried():
    rules = {name for model in MODELS for name in (rule.name for rule in model._meta.constraints)}

    assert rules - {"draft_one_open_per_measure"} == set(BREACHES)


def test_whoever_wrote_a_draft_is_not_deleted(rows):
    with pytest.raises(ProtectedError):
        rows.author.delete()
