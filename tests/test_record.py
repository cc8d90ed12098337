"""The record against its sources: the fact sheet of 6 February 2003 and the account of the data.

Every figure here was typed from them; none is computed by the code that it checks.
"""

from datetime import date

import pytest
from django.db.models import Count, Q

from conferences.models import Conference, Discrepancy, Document, Officer, Organization, Participation, State
from measures.models import Measure, MeasureRelation, Theme

pytestmark = pytest.mark.usefixtures("record")

AT_MIAMI = """
    Antigua and Barbuda, Argentina, Bahamas, Barbados, Belize, Bolivia, Brazil, Canada, Chile, Colombia,
    Costa Rica, Dominican Republic, Ecuador, El Salvador, Guatemala, Guyana, Honduras, Jamaica, Mexico,
    Nicaragua, Panama, Paraguay, Peru, Saint Kitts and Nevis, Saint Vincent and the Grenadines, Suriname,
    Trinidad and Tobago, United States, Uruguay, Venezuela
"""
ABSENT_FROM_MIAMI = {"Cuba", "Dominica", "Grenada", "Haiti", "Saint Lucia"}


@pytest.fixture
def miami(record):
    return Conference.objects.get(slug="miami-2003")


def names(states):
    return {state.name for state in states}


def taking_part(slug, role="participant"):
    return State.objects.filter(participations__conference__slug=slug, participations__role=role)


@pytest.mark.parametrize(
    ("model", "count"),
    [(Conference, 11), (Measure, 156), (MeasureRelation, 108), (Discrepancy, 18), (Theme, 23), (State, 48)],
)
def test_the_record_is_whole(model, count):
    assert model.objects.count() == count


def test_35_states_have_joined_and_13_only_observe():
    assert State.objects.members().count() == 35
    assert State.objects.observers().count() == 13


def test_every_document_holds_its_measures_in_the_order_of_the_catalogue():
    held = Document.objects.listing_measures().order_by("position").annotate(held=Count("measures"))

    assert list(held.values_list("slug", "held")) == [
        ("buenos-aires-list", 18),
        ("santiago-declaration", 11),
        ("san-salvador-declaration", 9),
        ("miami-consensus", 35),
        ("miami-illustrative-list", 53),
        ("consolidated-list", 13),
        ("oas-reporting-list", 11),
        ("cyber-measures", 6),
    ]


@pytest.mark.parametrize(
    ("slug", "stated"),
    [
        ("buenos-aires-list", None),
        ("santiago-declaration", 11),
        ("san-salvador-declaration", 9),
        ("miami-consensus", 35),
        ("miami-illustrative-list", 53),
        ("consolidated-list", None),
        ("oas-reporting-list", None),
        ("cyber-measures", 6),
    ],
)
def test_a_document_states_as_many_measures_as_a_source_does(slug, stated):
    assert Document.objects.get(slug=slug).measures_stated == stated


@pytest.mark.parametrize("document", ["miami-consensus", "miami-illustrative-list"])
def test_application_of_both_documents_of_miami_is_voluntary(document):
    assert Document.objects.get(slug=document).voluntary is True


def test_numbers_run_through_each_document():
    for document in Document.objects.listing_measures():
        numbers = list(document.measures.order_by("number").values_list("number", flat=True))

        assert numbers == list(range(1, len(numbers) + 1)), document


@pytest.mark.parametrize(
    ("document", "source", "related", "working"),
    [
        ("buenos-aires-list", 18, 0, 0),
        ("santiago-declaration", 11, 0, 0),
        ("san-salvador-declaration", 1, 1, 7),
        ("miami-consensus", 0, 21, 14),
        ("miami-illustrative-list", 8, 13, 32),
        ("consolidated-list", 8, 5, 0),
        ("oas-reporting-list", 11, 0, 0),
        ("cyber-measures", 6, 0, 0),
    ],
)
def test_evidence_is_no_better_than_what_was_read(document, source, related, working):
    levels = {"source": source, "related": related, "working": working}
    counts = {f"is_{level}": Count("pk", filter=Q(evidence=level)) for level in levels}

    held = Measure.objects.filter(document__slug=document).aggregate(**counts)

    assert held == {f"is_{level}": count for level, count in levels.items()}


@pytest.mark.parametrize(
    ("document", "source", "related", "provisional"),
    [("miami-consensus", 0, 2, 33), ("miami-illustrative-list", 8, 0, 45)],
)
def test_most_numbers_of_miami_are_provisional(document, source, related, provisional):
    measures = Measure.objects.filter(document__slug=document)

    assert measures.filter(number_evidence="source").count() == source
    assert measures.filter(number_evidence="related").count() == related
    assert measures.filter(number_evidence="provisional").count() == provisional


def test_the_first_heading_of_the_illustrative_list_has_13_measures_and_alone_was_read():
    listed = Measure.objects.filter(document__slug="miami-illustrative-list")

    first = listed.filter(heading_evidence="source")

    assert [measure.number for measure in first] == list(range(1, 14))
    assert {measure.heading for measure in first} == {"Diplomatic and political measures"}


def test_no_official_wording_is_held_yet():
    assert not Measure.objects.exclude(official_text="").exists()


def test_an_entry_read_in_its_source_names_it_and_a_working_entry_names_none():
    cited = Measure.objects.filter(citations__isnull=False)

    assert not Measure.objects.read_in_source().exclude(pk__in=cited).exists()
    assert not cited.filter(evidence="working").exists()


def test_no_related_entry_rests_on_nothing_or_on_working_entries_alone():
    for measure in Measure.objects.filter(evidence="related"):
        rests_on = {other.evidence for other in measure.based_on.all()}

        assert measure.citations.exists() or rests_on - {"working"}, measure


def test_49_relations_are_presumed_and_all_are_of_four_kinds():
    kinds = MeasureRelation.objects.order_by("kind").values_list("kind").annotate(count=Count("pk"))

    assert MeasureRelation.objects.filter(presumed=True).count() == 49
    assert dict(kinds) == {"merges": 5, "related-to": 39, "restates": 59, "restates-part-of": 5}


def test_a_relation_leads_from_a_later_document_to_an_earlier_one():
    for relation in MeasureRelation.objects.select_related("later__document", "earlier__document"):
        assert relation.later.document.position > relation.earlier.document.position, relation


def test_thirty_states_took_part_at_miami(miami):
    listed = {name.strip() for name in AT_MIAMI.split(",")}

    assert miami.participants_stated == 30
    assert names(taking_part("miami-2003")) == listed
    assert len(listed) == 30


def test_five_members_are_not_recorded_at_miami():
    at_miami = State.objects.filter(participations__conference__slug="miami-2003")

    assert names(State.objects.members().exclude(pk__in=at_miami)) == ABSENT_FROM_MIAMI


def test_haiti_is_named_where_the_sources_on_miami_disagree(miami):
    haiti = State.objects.get(code="HT")

    [disagreement] = haiti.discrepancies.all()

    assert disagreement in miami.discrepancies.all()
    assert [(side.is_shown, "Haiti" in side.text) for side in disagreement.sides.all()] == [
        (True, True),
        (False, True),
    ]
    assert disagreement.sides.get(is_shown=True).text == "30 member states, listed by name, without Haiti."
    assert (
        disagreement.sides.get(is_shown=True).source.url
        == "https://2001-2009.state.gov/t/pm/rls/fs/19083.htm"
    )


def test_russia_and_france_observed_at_miami():
    assert set(taking_part("miami-2003", "observer").values_list("code", flat=True)) == {"RU", "FR"}


def test_four_states_held_office_at_miami(miami):
    officers = miami.officers.values_list("title", "state__code", "person", "evidence")

    assert list(officers) == [
        ("Chair of the General Committee", "US", "", "source"),
        ("First Vice-Chair", "CL", "", "source"),
        ("Second Vice-Chair", "SV", "", "source"),
        ("Rapporteur", "AR", "Federico Villegas Beltrán", "source"),
    ]


def test_the_name_of_the_rapporteur_has_a_source_of_its_own(miami):
    rapporteur = miami.officers.get(title="Rapporteur")

    assert rapporteur.source.host == "2001-2009.state.gov"
    assert rapporteur.person_source.host == "docsbay.net"


def test_miami_had_one_general_committee_and_two_working_groups(miami):
    assert list(miami.bodies.values_list("kind", "name")) == [
        ("committee", "General Committee"),
        ("working-group", "Working group on the Declaration"),
        ("working-group", "Working group on the Illustrative List"),
    ]


def test_non_governmental_organizations_held_a_civil_society_forum_at_miami(miami):
    [forum] = miami.side_events.all()

    assert (forum.title, forum.date) == ("Civil Society Forum", date(2003, 2, 3))
    assert "non-governmental organizations" in forum.note


def test_two_organizations_and_civil_society_were_at_miami(miami):
    assert dict(miami.organizations.values_list("name", "kind")) == {
        "Inter-American Defense Board": Organization.Kind.INTERGOVERNMENTAL,
        "United Nations": Organization.Kind.INTERGOVERNMENTAL,
        "Non-governmental organizations": Organization.Kind.CIVIL_SOCIETY,
    }


def test_miami_was_held_on_3_and_4_february_2003_in_the_united_states(miami):
    assert (miami.start, miami.end, miami.date_precision) == (date(2003, 2, 3), date(2003, 2, 4), "day")
    assert (miami.city, miami.host.code) == ("Miami", "US")


def test_names_at_miami_are_kept_as_the_fact_sheet_prints_them(miami):
    printed = dict(miami.participations.values_list("state__code", "name_as_printed"))

    assert printed["BS"] == "the Bahamas"
    assert all(printed.values())
    assert not Participation.objects.exclude(conference=miami).exclude(name_as_printed="").exists()


@pytest.mark.parametrize(
    ("slug", "known", "stated", "observers"),
    [
        ("buenos-aires-1994", 19, 19, 13),
        ("santiago-1995", 0, None, 0),
        ("san-salvador-1998", 9, 27, 0),
        ("miami-2003", 30, 30, 2),
        ("mexico-city-2003", 0, 34, 0),
        ("forum-1-2005", 0, None, 0),
        ("forum-2-2006", 0, None, 0),
        ("forum-3-2008", 0, None, 0),
        ("forum-4-2010", 0, None, 0),
        ("forum-6-2015", 0, None, 0),
        ("forum-8-2019", 0, None, 1),
    ],
)
def test_a_meeting_lists_the_states_whose_names_were_read(slug, known, stated, observers):
    assert taking_part(slug).count() == known
    assert Conference.objects.get(slug=slug).participants_stated == stated
    assert taking_part(slug, "observer").count() == observers


def test_nine_of_the_states_at_san_salvador_are_known():
    assert set(taking_part("san-salvador-1998").values_list("code", flat=True)) == set(
        "AG AR BR BS BZ CL JM SV US".split()
    )


def test_the_third_forum_is_known_by_its_year_alone():
    forum = Conference.objects.get(slug="forum-3-2008")

    assert (forum.date_precision, forum.when, forum.start_iso) == ("year", "2008", "2008")
    assert (forum.city, forum.host) == ("", None)


@pytest.mark.parametrize(
    ("slug", "adopted", "issued", "symbol"),
    [
        ("buenos-aires-list", date(1994, 3, 18), None, ""),
        (
            "santiago-declaration",
            date(1995, 11, 10),
            date(1995, 11, 28),
            "OEA/Ser.K/XXIX.2 COSEGRE/doc.18/95 rev. 3",
        ),
        (
            "san-salvador-declaration",
            date(1998, 2, 28),
            date(1998, 4, 7),
            "OEA/Ser.K/XXIX.2 COSEGRE.II/doc.7/98 rev. 3",
        ),
        ("miami-consensus", date(2003, 2, 4), date(2003, 2, 11), "RESEGRE/doc.4/03 rev. 3"),
        (
            "miami-illustrative-list",
            date(2003, 2, 4),
            date(2003, 2, 11),
            "OEA/Ser.K/XXIX RESEGRE/doc.6/03 rev. 3",
        ),
        ("consolidated-list", date(2009, 1, 15), None, "CP/CSH-1043/08 rev. 1"),
        ("oas-reporting-list", None, None, ""),
        ("cyber-measures", date(2018, 5, 4), None, "CICTE/RES.1/18"),
    ],
)
def test_a_document_has_its_dates_and_symbol(slug, adopted, issued, symbol):
    document = Document.objects.get(slug=slug)

    assert (document.adopted, document.issued, document.symbol) == (adopted, issued, symbol)


def test_the_symbol_of_the_consensus_was_not_read_in_the_document():
    assert Document.objects.get(slug="miami-consensus").symbol_evidence == "related"


def test_24_papers_are_held_and_none_lists_measures():
    papers = Document.objects.papers()

    assert papers.count() == 24
    assert not Measure.objects.filter(document__in=papers).exists()


def test_16_offices_are_held_and_each_was_read_in_a_source():
    assert Officer.objects.count() == 16
    assert set(Officer.objects.values_list("evidence", flat=True)) == {"source"}


def test_every_discrepancy_has_two_sides_but_the_one_slip_of_a_page():
    sides = Discrepancy.objects.annotate(number=Count("sides"))

    assert list(sides.filter(number__lt=2).values_list("slug", flat=True)) == ["french-heading"]


def test_two_discrepancies_are_left_open():
    undecided = Discrepancy.objects.exclude(sides__is_shown=True)

    assert set(undecided.values_list("slug", flat=True)) == {"french-heading", "reporting-lists"}


def test_a_discrepancy_about_a_measure_is_reached_from_the_measure():
    measure = Measure.objects.get(document__slug="santiago-declaration", number=10)

    assert [found.slug for found in measure.discrepancies.all()] == ["santiago-measure-10"]


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("qkudxj", "buenos-aires-list:1"),
        ("jbnh44", "miami-consensus:1"),
        ("ongzhn", "miami-consensus:12"),
        ("57hl62", "miami-illustrative-list:1"),
    ],
)
def test_keys_are_those_that_were_given_once(key, place):
    assert Measure.objects.get(key=key).reference == place
