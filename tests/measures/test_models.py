import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from conferences.models import Document, Source
from csbm_catalog.models import Record
from measures.models import KEY_LETTERS, Measure, MeasureCitation, MeasureRelation, Theme, new_key
from tests import breaches
from tests.breaches import twin, value

pytestmark = pytest.mark.usefixtures("record")

NOW = datetime(2026, 1, 1, tzinfo=UTC)

BREACHES = {
    "measure.key": [twin(Measure, number=999)],
    "measure_category_valid": [value(Measure, category="naval")],
    "measure_citation_unique": [twin(MeasureCitation)],
    "measure_evidence_valid": [value(Measure, evidence="hearsay"), value(Measure, evidence="")],
    "measure_has_key": [value(Measure, key="")],
    "measure_has_summary": [value(Measure, summary="")],
    "measure_has_title": [value(Measure, title="")],
    "measure_heading_has_evidence": [
        value(Measure, heading="A heading", heading_evidence=""),
        value(Measure, heading="", heading_evidence="source"),
    ],
    "measure_number_positive": [value(Measure, number=0)],
    "measure_number_short": [value(Measure, number=1000), value(Measure, number=15_000)],
    "measurecitation_position_short": [value(MeasureCitation, position=1000)],
    "measure_number_unique": [twin(Measure, key="another")],
    "measure_place_valid": [value(Measure, number_evidence="working"), value(Measure, number_evidence="")],
    "measure_type_valid": [value(Measure, type="naval")],
    "measure_verified_whole": [value(Measure, verified_at=NOW)],
    "relation_ends_differ": [value(MeasureRelation, earlier=F("later"))],
    "relation_kind_valid": [value(MeasureRelation, kind="quotes")],
    "relation_unique": [twin(MeasureRelation), twin(MeasureRelation, kind="merges")],
    "theme.name": [twin(Theme, slug="another")],
    "theme.slug": [twin(Theme, name="Another")],
    "theme_has_name": [value(Theme, name="")],
}


@pytest.fixture
def source(record):
    return Source.objects.create(url="https://example.org/read")


@pytest.mark.parametrize(("name", "breach"), breaches.params(BREACHES))
def test_the_database_refuses(name, breach):
    breaches.assert_refused(name, breach)


def test_the_database_refuses_a_verifier_without_a_day(member_of_staff):
    breaches.assert_refused("measure_verified_whole", value(Measure, verified_by=member_of_staff))


def test_every_rule_of_the_database_has_been_tried():
    assert breaches.rules_of("measures", Record) == set(BREACHES)


def test_two_documents_may_both_have_a_number(make_measure):
    make_measure(number=400)

    make_measure(number=400, document=Document.objects.get(slug="miami-illustrative-list"))

    assert Measure.objects.filter(number=400).count() == 2


def test_an_entry_read_in_its_source_names_the_source(make_measure, source):
    measure = make_measure(evidence="source")

    with pytest.raises(ValidationError, match="names the source"):
        measure.full_clean()
    measure.citations.create(source=source)
    measure.full_clean()


def test_a_related_entry_does_not_rest_on_working_entries_alone(make_measure):
    measure = make_measure(evidence="related")
    measure.based_on.add(make_measure(evidence="working"), make_measure(evidence="working"))

    with pytest.raises(ValidationError, match="rests on working entries alone"):
        measure.full_clean()


def test_a_related_entry_may_rest_on_a_working_entry_beside_one_that_was_read(make_measure):
    measure = make_measure(evidence="related")
    measure.based_on.add(make_measure(evidence="working"), make_measure(evidence="source"))

    measure.full_clean()

    assert not measure.rests_on_working_entries_alone()


def test_a_related_entry_with_a_source_of_its_own_does_not_rest_on_others_alone(make_measure, source):
    measure = make_measure(evidence="related")
    measure.based_on.add(make_measure(evidence="working"))
    measure.citations.create(source=source)

    measure.full_clean()

    assert not measure.rests_on_working_entries_alone()


def test_a_working_entry_may_rest_on_working_entries(make_measure):
    measure = make_measure(evidence="working")
    measure.based_on.add(make_measure(evidence="working"))

    measure.full_clean()

    assert not measure.rests_on_working_entries_alone()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"number": 0}, "greater than or equal to 1"),
        ({"number": 1000}, "three digits at most: up to 999"),
        ({"heading": "Military measures"}, "A heading says how it is known"),
        ({"verified_at": NOW}, "Who verified, when, and in which source"),
        ({"title": ""}, "cannot be blank"),
        ({"summary": ""}, "cannot be blank"),
        ({"evidence": "hearsay"}, "not a valid choice"),
        ({"key": "Not A Key"}, "Enter a valid value"),
    ],
)
def test_an_editor_is_told_in_words_what_is_wrong(make_measure, values, sentence):
    measure = make_measure()
    for name, wrong in values.items():
        setattr(measure, name, wrong)

    with pytest.raises(ValidationError, match=sentence):
        measure.full_clean()


def test_a_measure_is_not_related_to_itself(make_measure):
    measure = make_measure()

    with pytest.raises(ValidationError, match="A measure is not related to itself"):
        MeasureRelation(later=measure, earlier=measure, kind="restates").full_clean()


def test_a_new_measure_gets_a_key_that_an_address_can_hold(make_measure):
    key = make_measure().key

    assert re.fullmatch(r"[a-z0-9]{6}", key)
    assert len({new_key() for _time in range(200)}) == 200
    assert not set("lo01") & set(KEY_LETTERS)


def test_measures_stand_in_the_order_of_the_documents_then_of_the_numbers(make_measure):
    last = Document.objects.get(slug="cyber-measures")
    late, early = make_measure(number=700, document=last), make_measure(number=700)

    in_order = list(Measure.objects.in_order().filter(number=700))

    assert in_order == [early, late]


def test_a_measure_says_its_number_as_printed_and_is_referred_to_as_counted(make_measure):
    measure = make_measure(number=401, label="I.1")

    assert (measure.printed_number, measure.reference) == ("I.1", "miami-consensus:401")
    assert str(measure) == "Consensus of Miami I.1: A made-up measure"


def test_a_measure_without_a_label_says_its_number(make_measure):
    assert make_measure(number=402, label="").printed_number == "402"


def test_a_measure_has_an_address_where_it_stands_and_one_for_good(make_measure):
    measure = make_measure(number=403, key="keykey")

    assert measure.get_absolute_url() == "/measures/miami-consensus/403/"
    assert measure.get_permanent_url() == "/m/keykey/"


def test_relations_of_a_measure_are_found_from_both_ends(make_measure):
    first, second, other = make_measure(), make_measure(), make_measure()
    relation = MeasureRelation.objects.create(later=second, earlier=first, kind="restates")

    assert list(MeasureRelation.objects.of(first)) == [relation]
    assert list(MeasureRelation.objects.of(second)) == [relation]
    assert not MeasureRelation.objects.of(other).exists()


@pytest.mark.parametrize(
    ("kind", "forth", "back"),
    [
        ("restates", "restates", "restated by"),
        ("restates-part-of", "restates part of", "restated in part by"),
        ("merges", "merges", "merged into"),
        ("related-to", "is related to", "is related to"),
    ],
)
def test_a_relation_reads_well_from_both_ends(kind, forth, back):
    relation = MeasureRelation(kind=kind)

    assert (relation.get_kind_display(), relation.kind_seen_back) == (forth, back)
