from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from conferences.models import (
    Body,
    Conference,
    ConferenceCitation,
    Discrepancy,
    DiscrepancySide,
    Document,
    DocumentCitation,
    LinkCheck,
    Officer,
    Organization,
    Participation,
    SideEvent,
    Source,
    State,
)
from conferences.models.documents import validate_levels
from tests import breaches
from tests.breaches import twin, value

pytestmark = pytest.mark.usefixtures("record", "checked_link")


@pytest.fixture
def checked_link(record):
    now = timezone.now()
    return LinkCheck.objects.create(source=Source.objects.first(), result="alive", checked_at=now, since=now)


LISTING = ~Q(kind="paper")
PAPER = Q(kind="paper")

BREACHES = {
    "body_position_short": [value(Body, position=1000)],
    "conference_participants_stated_short": [value(Conference, participants_stated=1000)],
    "conferencecitation_position_short": [value(ConferenceCitation, position=1000)],
    "document_measures_stated_short": [value(Document, LISTING, measures_stated=1000)],
    "document_position_short": [value(Document, LISTING, position=1000)],
    "documentcitation_position_short": [value(DocumentCitation, position=1000)],
    "officer_position_short": [value(Officer, position=1000)],
    "side_position_short": [value(DiscrepancySide, position=1000)],
    "state_member_from_year": [value(State, member_from=999), value(State, member_from=10_000)],
    "body_has_name": [value(Body, name="")],
    "body_unique": [twin(Body)],
    "conference.short_name": [twin(Conference, slug="another")],
    "conference.slug": [twin(Conference, short_name="Another")],
    "conference_citation_unique": [twin(ConferenceCitation)],
    "conference_ends_after_start": [value(Conference, end=date(1990, 1, 1))],
    "conference_has_name": [value(Conference, name="")],
    "conference_precision_valid": [value(Conference, date_precision="week")],
    "discrepancy.slug": [twin(Discrepancy)],
    "discrepancy_fact_valid": [value(Discrepancy, fact="weather")],
    "discrepancy_has_topic": [value(Discrepancy, topic="")],
    "discrepancy_resolved_whole": [
        value(Discrepancy, resolution="Somehow."),
        value(Discrepancy, resolved_at="2026-01-05T12:00:00Z"),
    ],
    "document.slug": [twin(Document, LISTING, position=999)],
    "document_citation_unique": [twin(DocumentCitation)],
    "document_has_short_title": [value(Document, LISTING, short_title="")],
    "link_check_result_valid": [value(LinkCheck, result="asleep")],
    "linkcheck.source": [twin(LinkCheck)],
    "document_has_title": [value(Document, LISTING, title=""), value(Document, PAPER, title="")],
    "document_position_unique": [twin(Document, LISTING, slug="another")],
    "document_symbol_has_evidence": [value(Document, LISTING, symbol="DOC.1", symbol_evidence="")],
    "officer_evidence_valid": [value(Officer, evidence="hearsay")],
    "officer_has_title": [value(Officer, title="")],
    "officer_source_known": [value(Officer, evidence="source", source=None)],
    "officer_unique": [twin(Officer)],
    "one_side_shown": [twin(DiscrepancySide, Q(is_shown=True), position=99)],
    "organization.name": [twin(Organization)],
    "organization_has_name": [value(Organization, name="")],
    "paper_lists_no_measures": [value(Document, PAPER, measures_stated=3)],
    "paper_position_unique": [twin(Document, PAPER, slug="another")],
    "participation_role_valid": [value(Participation, role="guest")],
    "participation_unique": [twin(Participation), twin(Participation, role="observer")],
    "side_event_has_title": [value(SideEvent, title="")],
    "side_event_unique": [twin(SideEvent)],
    "side_has_text": [value(DiscrepancySide, text="")],
    "side_position_unique": [twin(DiscrepancySide, is_shown=False)],
    "source.url": [twin(Source)],
    "source_url_is_http": [
        value(Source, url="javascript:alert(1)"),
        value(Source, url="data:text/html,x"),
        value(Source, url="ftp://example.org/"),
        value(Source, url=" https://example.org/"),
        value(Source, url=""),
    ],
    "state.code": [twin(State, name="Another")],
    "state.name": [twin(State, code="XX")],
    "state_has_name": [value(State, name="")],
    "state_leaves_after_joining": [value(State, member_from=None, member_until=date(2000, 1, 1))],
    "state_subregion_valid": [value(State, subregion="Atlantis")],
}


@pytest.mark.parametrize(("name", "breach"), breaches.params(BREACHES))
def test_the_database_refuses(name, breach):
    breaches.assert_refused(name, breach)


def test_every_rule_of_the_database_has_been_tried():
    assert breaches.rules_of("conferences") == set(BREACHES)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "ftp://oas.org/", "//oas.org/", "oas"],
)
def test_an_address_that_is_not_of_the_web_is_refused_by_the_form_as_well(url):
    with pytest.raises(ValidationError) as refusal:
        Source(url=url).full_clean()

    assert set(refusal.value.message_dict) >= {"url"}


def test_an_address_of_the_web_is_taken():
    Source(url="https://www.oas.org/csh/?a=1&b=2").full_clean()
    Source(url="http://www.oas.org/").full_clean()


def test_a_state_that_is_no_member_only_observes():
    france, miami = State.objects.get(code="FR"), Conference.objects.get(slug="forum-1-2005")

    with pytest.raises(ValidationError, match="Only member states take part; others observe"):
        Participation(state=france, conference=miami, role="participant").full_clean()
    Participation(state=france, conference=miami, role="observer").full_clean()


def test_a_state_whose_membership_has_ended_can_still_be_recorded_as_taking_part():
    nicaragua, forum = State.objects.get(code="NI"), Conference.objects.get(slug="forum-1-2005")

    Participation(state=nicaragua, conference=forum, role="participant").full_clean()

    assert nicaragua.member_until == date(2023, 11, 19)
    assert nicaragua in State.objects.members()


@pytest.mark.parametrize("code", ["us", "USA", "U", "U1", "US\n"])
def test_a_state_has_a_code_of_two_capitals(code):
    with pytest.raises(ValidationError) as refusal:
        State(code=code, name="Somewhere", subregion="Caribbean").full_clean()

    assert set(refusal.value.message_dict) == {"code"}


@pytest.mark.parametrize("levels", ["regional", ["global"], [["regional"]], {"regional": 1}, None, 3])
def test_levels_are_a_list_of_levels(levels):
    with pytest.raises(ValidationError, match="Levels are a list of: bilateral, subregional, regional"):
        validate_levels(levels)


def test_known_levels_are_taken():
    validate_levels([])
    validate_levels(["bilateral", "regional"])


def test_a_document_is_refused_with_a_sentence_that_an_editor_understands(make_document):
    document = make_document(symbol="DOC.1", symbol_evidence="related")
    document.symbol_evidence = ""

    with pytest.raises(ValidationError, match="A symbol says how it is known"):
        document.full_clean()


def test_a_document_is_listed_by_its_day_of_adoption_or_else_of_issue(make_document):
    document = make_document(adopted=date(2003, 2, 4), issued=date(2003, 2, 11))

    assert document.date == date(2003, 2, 4)
    document.adopted = None
    assert document.date == date(2003, 2, 11)
    document.issued = None
    assert document.date is None


def test_a_document_shows_the_evidence_of_its_measures_as_a_strip_strongest_first():
    san_salvador = Document.objects.counted().get(slug="san-salvador-declaration")

    assert san_salvador.measures_held == 9
    assert san_salvador.strip == ["source", "related", *["working"] * 7]


def test_states_are_grouped_by_subregion_in_the_order_of_the_map():
    groups = State.objects.all().by_subregion()

    assert [(name, len(states)) for name, states in groups] == [
        ("North America", 3),
        ("Central America", 7),
        ("Caribbean", 13),
        ("South America", 12),
        ("Outside the Americas", 13),
    ]


def test_nobody_takes_part_in_no_meeting():
    assert not State.objects.taking_part_in(None).exists()


def test_the_dates_of_a_meeting_say_nothing_twice():
    assert Conference.objects.get(slug="miami-2003").when == "3–4 February 2003"
    assert Conference.objects.get(slug="forum-2-2006").when == "29 November 2006"


def test_a_meeting_names_city_and_host_as_far_as_they_are_known():
    where = {conference.slug: conference.where for conference in Conference.objects.select_related("host")}

    assert where["miami-2003"] == "Miami, United States"
    assert where["forum-1-2005"] == "Washington, D.C."
    assert where["forum-3-2008"] == ""
