import pytest

from conferences.models import Conference, Officer, Participation, State
from csbm_catalog.history.whole import last_changed
from tests.reading import content, page, rows, section, text

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def miami(client):
    return client.get("/conferences/miami-2003/")


def part(response, name):
    """Return the element with this id."""
    return page(response).find(f".//*[@id='{name}']")


def items(element, headed_by):
    """Return the list items that have a heading."""
    return [item for item in element.iter("li") if item.find(headed_by) is not None]


def states_by_subregion(response):
    groups = [group for group in part(response, "participants").iter("div") if group.find("h3") is not None]
    return {text(group.find("h3")): [text(item) for item in group.iter("li")] for group in groups}


def test_miami_shows_its_four_officers_in_their_offices(miami):
    offices = [cells[:3] for cells in rows(miami, "officers")]

    assert offices == [
        ["Chair of the General Committee", "United States", "not known"],
        ["First Vice-Chair", "Chile", "not known"],
        ["Second Vice-Chair", "El Salvador", "not known"],
        ["Rapporteur", "Argentina", "Federico Villegas Beltrán"],
    ]


def test_every_officer_is_shown_with_evidence_and_source(miami):
    known_from = [cells[3] for cells in rows(miami, "officers")]

    assert all("Read in the source" in cell and "2001-2009.state.gov" in cell for cell in known_from)
    assert "docsbay.net" in known_from[3]


def test_miami_shows_30_of_30_states_by_subregion(miami):
    assert states_by_subregion(miami) == {
        "North America (3)": ["Canada", "Mexico", "United States"],
        "Central America (7)": [
            "Belize", "Costa Rica", "El Salvador", "Guatemala", "Honduras", "Nicaragua", "Panama",
        ],
        "Caribbean (8)": [
            "Antigua and Barbuda", "Bahamas", "Barbados", "Dominican Republic", "Jamaica",
            "Saint Kitts and Nevis", "Saint Vincent and the Grenadines", "Trinidad and Tobago",
        ],
        "South America (12)": [
            "Argentina", "Bolivia", "Brazil", "Chile", "Colombia", "Ecuador", "Guyana", "Paraguay", "Peru",
            "Suriname", "Uruguay", "Venezuela",
        ],
    }  # fmt: skip
    assert "30 of 30 states that took part are known" in section(miami, "States taking part")


def test_miami_shows_observers_organizations_bodies_and_the_forum(miami):
    assert "France" in section(miami, "Observers")
    assert "Russia" in section(miami, "Observers")
    assert "full list not seen" in section(miami, "Observers")
    assert "Inter-American Defense Board" in section(miami, "Organizations")
    assert "United Nations" in section(miami, "Organizations")
    assert "General Committee" in section(miami, "Bodies")
    assert "3 February 2003 Civil Society Forum" in section(miami, "Side events")


def test_miami_shows_its_papers_with_symbols_and_the_two_lists_that_it_adopted(miami):
    papers = section(miami, "Papers")
    adopted = section(miami, "Documents adopted")

    assert "Report of the Rapporteur" in papers
    assert "RESEGRE/doc.7/03" in papers
    assert "Consensus of Miami" in adopted
    assert "35 measures" in adopted
    assert "Miami Illustrative List" in adopted
    assert "53 measures" in adopted


def test_haiti_stands_between_two_sides_with_their_sources(miami):
    disagreement = part(miami, "miami-participants")

    sides = [
        (item.get("class"), text(item), item.find(".//a").get("href")) for item in disagreement.iter("li")
    ]

    (shown, first, first_source), (not_shown, second, second_source) = sides
    assert (shown, not_shown) == ("shown", None)
    assert "30 member states, listed by name, without Haiti." in first
    assert first_source == "https://2001-2009.state.gov/t/pm/rls/fs/19083.htm"
    assert "the same names so far and Haiti as well" in second
    assert second_source.startswith("https://docsbay.net/draft-annotated-agenda")
    assert "The fact sheet gives a full list and a count" in text(disagreement)


def test_each_discrepancy_about_miami_is_on_its_page(miami):
    found = {part.get("id") for part in page(miami).iter("section") if part.get("class") == "sides"}

    assert found == {"miami-participants", "miami-organization", "quebec-mandate"}


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("buenos-aires-1994", "19 of 19 states that took part are known"),
        ("santiago-1995", "Which states took part is not known"),
        ("san-salvador-1998", "9 of 27 states that took part are known"),
        ("mexico-city-2003", "0 of 34 states that took part are known"),
        ("forum-3-2008", "Which states took part is not known"),
    ],
)
def test_a_meeting_says_how_many_states_are_known_of_how_many(client, slug, sentence):
    assert sentence in section(client.get(f"/conferences/{slug}/"), "States taking part")


def test_states_of_a_meeting_that_nobody_counted_are_counted_as_known(client):
    forum, peru = Conference.objects.get(slug="forum-1-2005"), State.objects.get(code="PE")
    Participation.objects.create(conference=forum, state=peru, role="participant")

    response = client.get("/conferences/forum-1-2005/")

    assert "1 state that took part is known; how many there were is not" in section(
        response, "States taking part"
    )


@pytest.mark.parametrize(
    "address", ["/conferences/forum-3-2008/", "/conferences/", "/", "/search/?q=third+forum"]
)
def test_the_forum_of_2008_has_a_year_and_no_day(client, address):
    words = content(client.get(address))

    assert "2008" in words
    assert "January 2008" not in words
    assert '"2008-01' not in client.get(address).content.decode()


def test_a_meeting_says_what_is_not_known_of_it(client):
    words = content(client.get("/conferences/forum-3-2008/"))

    assert "place not known" in words.lower()
    assert "Who held office is not known" in words
    assert "Which states observed is not known" in words


def test_the_index_of_meetings_is_the_line_from_1994_on(client):
    names = [text(item.find("h2")) for item in items(page(client.get("/conferences/")), "h2")]

    assert names == [
        "Buenos Aires 1994", "Santiago 1995", "San Salvador 1998", "Miami 2003", "Mexico City 2003",
        "First Forum 2005", "Second Forum 2006", "Third Forum 2008", "Fourth Forum 2010", "Sixth Forum 2015",
        "Eighth Forum 2019",
    ]  # fmt: skip


def test_a_document_shows_its_facts_with_what_is_not_known(client):
    facts = section(client.get("/documents/miami-consensus/"), "Facts")

    assert "RESEGRE/doc.4/03 rev. 3" in facts
    assert "from a related document" in facts
    assert "4 February 2003" in facts
    assert "11 February 2003" in facts
    assert "voluntary" in facts


def test_a_document_lists_its_measures_in_order(client):
    measures = part(client.get("/documents/miami-consensus/"), "measures")

    links = [item.find("h3/a").get("href") for item in items(measures, "h3")]

    assert links == [f"/measures/miami-consensus/{number}/" for number in range(1, 36)]


@pytest.mark.parametrize(
    ("slug", "sentence", "evidence"),
    [
        (
            "miami-consensus",
            "35 of 35",
            "21 from related documents, 14 working entries",
        ),
        (
            "miami-illustrative-list",
            "53 of 53",
            "8 read in the source, 13 from related documents, 32 working entries",
        ),
        ("buenos-aires-list", "18 measures are held; how many", "18 read in the source"),
    ],
)
def test_a_document_says_how_much_of_it_has_been_read(client, slug, sentence, evidence):
    words = section(client.get(f"/documents/{slug}/"), "How much has been read")

    assert sentence in words
    assert evidence in words


def test_a_document_shows_where_sources_disagree_on_it(client):
    words = section(client.get("/documents/miami-consensus/"), "Where sources disagree")

    assert "Symbol of the Consensus of Miami" in words
    assert "Whether Miami takes in all earlier measures" in words
    assert words.count("Shown in the catalogue") == 2


def test_a_document_without_date_or_meeting_says_so(client):
    words = content(client.get("/documents/oas-reporting-list/"))

    assert "Date not known" in words
    assert "None" not in words


def test_whether_a_document_is_voluntary_can_be_unknown(client, make_document):
    make_document(slug="unsaid", voluntary=None)
    make_document(slug="binding", voluntary=False)

    assert "Application not known" in section(client.get("/documents/unsaid/"), "Facts")
    assert "not voluntary" in section(client.get("/documents/binding/"), "Facts")


def test_a_paper_lists_no_measures_and_leads_to_its_meeting(client):
    response = client.get("/documents/miami-2003-report-of-the-rapporteur/")

    words = content(response)
    assert "RESEGRE/doc.7/03" in words
    assert "26 March 2003" in words
    assert "Miami 2003" in words
    assert "measures are held" not in words
    assert part(response, "measures") is None


def test_the_index_of_documents_has_the_8_lists_then_every_paper(client):
    response = client.get("/documents/")

    lists = [text(item.find("h3")) for item in items(page(response), "h3")]
    papers = rows(response, "papers")
    assert lists == [
        "Buenos Aires list", "Declaration of Santiago", "Declaration of San Salvador", "Consensus of Miami",
        "Miami Illustrative List", "Consolidated List 2009", "OAS reporting list", "Cyber measures",
    ]  # fmt: skip
    assert len(papers) == 24
    assert ["Rapporteur's report", "CSH/FORO-I/doc.10/05", "27 April 2005", "First Forum 2005"] in papers


def test_a_state_shows_where_it_took_part_and_which_offices_it_held(client):
    response = client.get("/states/ar/")

    meetings, offices = section(response, "Meetings"), rows(response, "offices")
    assert [name for name in ("Buenos Aires 1994", "San Salvador 1998", "Miami 2003") if name in meetings] == [
        "Buenos Aires 1994", "San Salvador 1998", "Miami 2003",
    ]  # fmt: skip
    assert ["Rapporteur", "Miami 2003", "Federico Villegas Beltrán"] in [cells[:3] for cells in offices]
    assert "Buenos Aires 1994" in section(response, "Host of")
    assert "Member of the OAS from 1948" in content(response)


def test_a_state_without_meetings_says_that_this_says_nothing(client):
    response = client.get("/states/gd/")

    assert "The record names no meeting in which this state took part" in section(response, "Meetings")
    assert "a meeting that is missing here says nothing" in section(response, "Meetings")
    assert "no office" in section(response, "Offices held")


def test_haiti_leads_to_where_sources_disagree_on_it(client):
    words = section(client.get("/states/ht/"), "Where sources disagree")

    assert "States taking part at Miami" in words
    assert "without Haiti" in words


def test_an_observer_is_no_member_and_has_no_measures(client):
    words = content(client.get("/states/fr/"))

    assert "Observer" in words
    assert "Member of the OAS" not in words
    assert "Measures of the meetings" not in words


def test_a_membership_that_has_ended_says_when(client):
    assert "from 1948 until 19 November 2023" in content(client.get("/states/ni/"))


def test_the_index_of_states_has_all_48_by_subregion(client):
    response = client.get("/states/")

    links = [link.get("href") for link in page(response).find(".//main").iter("a")]
    assert len({link for link in links if link.startswith("/states/")}) == 48
    assert "Caribbean (13)" in content(response)
    assert "35 states that have joined" in content(response)


@pytest.mark.parametrize("address", ["/states/US/", "/states/Us/", "/states/uS/"])
def test_a_state_in_capitals_leads_to_the_one_address(client, address):
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (301, "/states/us/")


@pytest.mark.parametrize(
    "address",
    [
        "/states/zz/",
        "/states/usa/",
        "/states/u/",
        "/conferences/none/",
        "/documents/none/",
        "/measures/none/1/",
    ],
)
def test_what_the_record_does_not_hold_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_an_officer_without_source_is_shown_without_one(client):
    Officer.objects.filter(state__code="CL", conference__slug="miami-2003").update(
        evidence="working", source=None
    )

    row = rows(client.get("/conferences/miami-2003/"), "officers")[1]

    assert row[3] == "Working entry"


@pytest.mark.parametrize(
    "address", ["/documents/miami-consensus/", "/conferences/miami-2003/", "/states/ht/"]
)
def test_a_page_says_when_its_entry_was_last_changed_and_lets_editors_in(client, administrator, address):
    stranger = client.get(address).content.decode()
    client.force_login(administrator)
    editor = client.get(address).content.decode()

    assert "Entry last changed on" in stranger
    assert "/admin/" not in stranger
    assert "/change/" in editor


def test_one_who_may_not_change_an_entry_is_not_led_to_its_form(client, member_of_staff):
    client.force_login(member_of_staff)

    assert "/change/" not in client.get("/states/ht/").content.decode()


def test_a_change_to_an_officer_is_a_change_to_the_meeting(record):
    meeting = Conference.objects.get(slug="miami-2003")
    before = last_changed(Conference, meeting.pk)

    meeting.officers.first().save()

    assert last_changed(Conference, meeting.pk) > before
