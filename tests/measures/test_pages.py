import pytest

from conferences.models import Source
from measures.models import Measure, MeasureRelation, Theme
from tests.reading import content, page, section, text

pytestmark = pytest.mark.usefixtures("record")

FIRST = "/measures/miami-consensus/1/"


def kinds(response):
    """Return the kinds of results of a search, in order, each with the headings of its results."""
    groups = [part for part in page(response).iter("section") if part.get("id", "").startswith("k-")]
    return {part.get("id")[2:]: [text(item) for item in part.iter("h3")] for part in groups}


def search(client, words):
    return client.get("/search/", {"q": words})


def test_the_home_page_says_what_this_is_whose_and_from_which_sources(client):
    words = content(client.get("/"))

    assert "156 measures from 8 documents" in words
    assert "Organization of American States" in words
    assert "independent catalogue" in words
    assert "6 February 2003" in words
    assert "55 sources" in words
    assert "last changed" in words


def test_the_home_page_leads_to_every_document_and_every_meeting(client):
    links = {link.get("href") for link in page(client.get("/")).find(".//main").iter("a")}

    assert links >= {f"/documents/{slug}/" for slug in (
        "buenos-aires-list", "santiago-declaration", "san-salvador-declaration", "miami-consensus",
        "miami-illustrative-list", "consolidated-list", "oas-reporting-list", "cyber-measures",
    )}  # fmt: skip
    assert len([link for link in links if link.startswith("/conferences/")]) == 11


def test_the_home_page_counts_the_measures_of_each_document(client):
    words = section(client.get("/"), "Documents")

    assert [words.count(f"{count} measures") for count in (18, 9, 35, 53, 13, 6)] == [1] * 6
    assert words.count("11 measures") == 2


def test_the_home_page_says_how_much_has_been_read(client):
    words = section(client.get("/"), "How much has been read")

    assert "63 of the 156 measures were read in the document itself" in words


def test_the_home_page_searches_everything(client):
    form = page(client.get("/")).find(".//main//form")

    assert form.get("action") == "/search/"
    assert form.find(".//input").get("name") == "q"


def test_about_says_what_the_catalogue_is_not(client):
    words = section(client.get("/about/"), "What it is not")

    assert "not a publication of the Organization of American States" in words
    assert "not the text of the documents" in words
    assert "does not say whether a state carries a measure out" in words
    assert "catalogue’s own classification" in words


def test_about_explains_the_levels_of_evidence_with_their_counts(client):
    words = section(client.get("/about/"), "How sure each entry is")

    assert "Read in the source This entry was read in the document itself. 63 measures" in words
    assert "40 measures" in words
    assert "53 measures" in words
    assert "not known, never that there is none" in words


def test_about_names_every_source_and_every_discrepancy_that_has_no_page_of_its_own(client):
    response = client.get("/about/")

    sources = [link.get("href") for link in page(response).find(".//*[@id='sources']").iter("a")]
    assert sorted(sources) == sorted(Source.objects.values_list("url", flat=True))
    assert "Resolution AG/RES. 1123" in content(response)
    assert "Second meeting on the security of small island states" in content(response)
    assert "States taking part at Miami" not in content(response)


def test_about_speaks_of_privacy(client):
    assert "no cookie" in section(client.get("/about/"), "Privacy")


@pytest.mark.parametrize(
    ("contact", "links"), [("", []), ("editors@oas.example", ["mailto:editors@oas.example"])]
)
def test_the_address_for_errors_is_shown_where_there_is_one(client, settings, contact, links):
    settings.CONTACT = contact

    response = client.get("/about/")

    found = [link.get("href") for link in page(response).iter("a")]
    assert [link for link in found if link.startswith("mailto:")] == links


def glossary(client):
    return [entry for entry in page(client.get("/glossary/")).iter("div") if entry.find("dt") is not None]


@pytest.mark.parametrize(
    ("term", "meaning"),
    [
        ("CSBM", "Confidence- and security-building measure."),
        ("OAS", "Organization of American States."),
        ("IADB", "Inter-American Defense Board."),
        ("RESEGRE", "Symbol of the papers of the meeting of experts of Miami, 2003."),
    ],
)
def test_the_glossary_explains_acronyms(client, term, meaning):
    entries = {text(entry.find("dt")): text(entry.find("dd")) for entry in glossary(client)}

    assert entries[term].startswith(meaning)


def test_terms_of_the_glossary_stand_in_order_and_have_addresses_of_their_own(client):
    entries = glossary(client)
    terms = [text(entry.find("dt")) for entry in entries]

    assert terms == sorted(terms, key=str.casefold)
    assert len({entry.get("id") for entry in entries}) == len(entries)


def test_a_measure_shows_number_title_and_summary(client):
    response = client.get(FIRST)

    head = text(page(response).find(".//article/header"))
    assert "Number 1" in head
    assert "of 35, Consensus of Miami" in head
    assert "Notify and observe exercises and routine operations" in head
    assert "Notification and observation of joint exercises and routine operations" in head


def test_a_measure_shows_its_heading_with_how_it_is_known(client):
    head = text(page(client.get(FIRST)).find(".//article/header"))

    assert "Military measures" in head
    assert "provisional" in head


def test_a_measure_says_how_its_place_in_the_list_is_known(client):
    assert "from a related document" in text(page(client.get(FIRST)).find(".//article/header"))
    assert "provisional" in text(page(client.get("/measures/miami-consensus/12/")).find(".//article/header"))


def test_a_measure_whose_wording_is_not_held_says_so(client):
    words = content(client.get(FIRST))

    assert "the official wording is not held" in words
    assert "catalogue’s own words" in words
    assert "blockquote" not in client.get(FIRST).content.decode()


def test_official_wording_is_shown_apart_where_it_is_held(client, make_measure):
    made = make_measure(official_text="To take <all> necessary steps.\n\nAnd more.")

    response = client.get(made.get_absolute_url())

    quote = page(response).find(".//blockquote")
    assert [text(paragraph) for paragraph in quote.iter("p")] == [
        "To take <all> necessary steps.",
        "And more.",
    ]
    assert "Consensus of Miami" in text(quote.find("cite"))
    assert "RESEGRE/doc.4/03 rev. 3" in text(quote.find("cite"))
    assert "the official wording is not held" not in content(response)
    assert "catalogue’s own words" in content(response)


def test_a_measure_explains_its_evidence_in_a_sentence_with_note_and_sources(client):
    response = client.get(FIRST)

    words = section(response, "How it is known")
    assert "From a related document" in words
    assert "was not read in the document itself, but in a document that it restates" in words
    assert "Read as a numbered heading in United States reports" in words
    assert "Read there: numbered heading 1 of a report on the Consensus of Miami" in words
    links = [link.get("href") for link in page(response).iter("a")]
    assert "https://2009-2017.state.gov/p/wha/rls/223097.htm" in links


def test_a_working_entry_says_that_it_says_nothing_about_the_document(client):
    words = section(client.get("/measures/san-salvador-declaration/3/"), "How it is known")

    assert "working entry" in words
    assert "not read in any source and says nothing about what the document contains" in words
    assert "None: this entry was not read in any source" in words


def test_a_measure_shows_what_it_rests_on_with_its_evidence(client):
    words = section(client.get("/measures/miami-consensus/12/"), "How it is known")

    assert "What it rests on Declaration of Santiago 8: " in words


def test_a_measure_that_was_verified_says_when_and_not_by_whom(client, make_measure, member_of_staff):
    source = Source.objects.first()
    made = make_measure(verified_by=member_of_staff, verified_at="2026-01-05T12:00:00Z", verified_in=source)

    words = section(client.get(made.get_absolute_url()), "How it is known")

    assert "5 January 2026" in words
    assert "staff" not in words


def test_classification_is_named_as_the_catalogues_own(client):
    words = section(client.get(FIRST), "Classification")

    assert "Category Military" in words
    assert "Type Observation and verification" in words
    assert "Themes Notification and observation" in words
    assert "The catalogue’s own classification, not the document’s" in words


def test_relations_are_typed_and_say_on_what_basis(client):
    words = section(client.get(FIRST), "Through the declarations")

    assert "Restates part of Declaration of Santiago 5: " in words
    assert "Is related to Declaration of Santiago 1: " in words
    assert "Editors' reading of both entries; no source states this link." in words


def test_relations_read_from_the_earlier_end(client):
    words = section(client.get("/measures/santiago-declaration/5/"), "Through the declarations")

    assert "Later measures Restated in part by Consensus of Miami 1: " in words


def test_a_presumed_relation_says_that_it_proves_nothing(client, make_measure):
    later, earlier = make_measure(), make_measure()
    MeasureRelation.objects.create(
        later=later, earlier=earlier, kind="restates", presumed=True, basis="Read so."
    )

    words = section(client.get(later.get_absolute_url()), "Through the declarations")

    assert "Presumed: one of the two entries was" in words
    assert "the link proves nothing" in words


def test_a_measure_without_relations_says_so(client, make_measure):
    words = section(client.get(make_measure().get_absolute_url()), "Through the declarations")

    assert "No relation to a measure of another document is recorded" in words


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("miami-consensus", "30 of 30 states that took part are known"),
        ("san-salvador-declaration", "9 of 27 states that took part are known"),
        ("buenos-aires-list", "19 of 19 states that took part are known"),
        ("santiago-declaration", "Which states took part is not known"),
        ("cyber-measures", "No meeting is recorded for this document"),
    ],
)
def test_a_measure_says_how_many_of_the_states_taking_part_are_known(client, document, sentence):
    assert sentence in section(client.get(f"/measures/{document}/1/"), "Where it was listed")


def test_a_measure_names_the_states_taking_part(client):
    words = section(client.get("/measures/san-salvador-declaration/3/"), "Where it was listed")

    assert "Caribbean (3) Antigua and Barbuda, Bahamas, Jamaica" in words
    assert "does not say that it carries the measure out" in words


def turns(response):
    """Return where the links to the measures before and after lead; the list's stand last."""
    links = page(response).iter("a")
    return {link.get("rel"): link.get("href") for link in links if link.get("rel") in ("prev", "next")}


def test_a_measure_leads_to_its_neighbors_in_the_document(client):
    assert turns(client.get("/measures/miami-consensus/12/")) == {
        "prev": "/measures/miami-consensus/11/",
        "next": "/measures/miami-consensus/13/",
    }


def test_the_first_and_the_last_measure_have_one_neighbor(client):
    assert turns(client.get(FIRST)) == {"next": "/measures/miami-consensus/2/"}
    assert turns(client.get("/measures/miami-consensus/35/")) == {"prev": "/measures/miami-consensus/34/"}


def test_a_gap_in_the_numbers_is_stepped_over(client):
    Measure.objects.get(document__slug="miami-consensus", number=12).delete()

    assert turns(client.get("/measures/miami-consensus/11/"))["next"] == "/measures/miami-consensus/13/"


def test_a_measure_leads_to_its_neighbors_in_the_list_one_came_from(client):
    query = "?m=ongzhn&m=jbnh44&m=qkudxj"

    response = client.get(FIRST + query)

    assert turns(response) == {
        "prev": f"/measures/miami-consensus/12/{query}",
        "next": f"/measures/buenos-aires-list/1/{query}",
    }
    assert "2 of 3" in content(response)


@pytest.mark.parametrize(
    "query", ["?document=cyber-measures", "?category=naval", "?page=2", "?sort=nonsense"]
)
def test_a_list_that_does_not_hold_the_measure_is_left_out(client, query):
    response = client.get(FIRST + query)

    assert turns(response) == {"next": "/measures/miami-consensus/2/"}


def test_a_measure_shows_its_permanent_address(client):
    response = client.get(FIRST)

    assert text(page(response).find(".//*[@id='address']")) == "http://testserver/m/jbnh44/"
    assert page(response).find(".//link[@rel='canonical']").get("href") == "http://testserver/m/jbnh44/"


def test_the_permanent_address_leads_to_where_the_measure_stands_today(client):
    before = client.get("/m/jbnh44/")
    Measure.objects.filter(key="jbnh44").update(number=77)

    after = client.get("/m/jbnh44/")

    assert (before.status_code, before["Location"]) == (302, FIRST)
    assert after["Location"] == "/measures/miami-consensus/77/"


@pytest.mark.parametrize(
    "address", ["/m/nosuch/", "/m/JBNH44/", "/measures/miami-consensus/36/", "/measures/miami-consensus/0/"]
)
def test_a_measure_that_is_not_held_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_discrepancy_about_a_measure_is_on_its_page(client):
    words = section(client.get("/measures/santiago-declaration/10/"), "Where sources disagree")

    assert "One high-level meeting." in words
    assert "High-level meetings." in words


def test_a_measure_has_doors_of_its_own(client):
    links = {link.get("href") for link in page(client.get(FIRST)).iter("a")}

    assert {"/measures.csv?m=jbnh44", "/measures.json?m=jbnh44"} <= links


@pytest.mark.parametrize(
    ("words", "kind", "first"),
    [
        ("Haiti", "state", "Haiti"),
        ("villegas beltran", "officer", "Federico Villegas Beltrán"),
        ("Villegas Beltrán", "officer", "Federico Villegas Beltrán"),
        ("RESEGRE/doc.4/03", "document", "Consensus of Miami: Declaration by the Experts"),
        ("RESEGRE/doc.7/03", "document", "Report of the Rapporteur"),
        ("CSH/FORO-III/doc.3/08", "document", "Roster of experts"),
        ("san salvador 1998", "conference", "San Salvador Regional Conference"),
        ("russia", "state", "Russia"),
        ("roster of experts", "document", "Roster of experts"),
        ("civil society forum", "conference", "Summit-Mandated Meeting of Experts"),
        ("miami 12", "measure", "Communications between neighboring authorities"),
    ],
)
def test_everything_is_found_by_its_name(client, words, kind, first):
    assert kinds(search(client, words))[kind][0].startswith(first)


def test_a_symbol_puts_the_document_that_carries_it_before_all_else(client):
    found = kinds(search(client, "RESEGRE/doc.4/03"))

    assert next(iter(found)) == "document"


def test_kinds_stand_in_their_order_with_measures_first(client):
    found = kinds(search(client, "miami"))

    assert list(found) == ["measure", "document", "conference", "officer"]


def test_of_each_kind_the_best_ten_are_shown_and_all_are_counted(client):
    response = search(client, "miami")

    assert len(kinds(response)["measure"]) == 10
    assert "All 88 measures, with filters" in content(response)


def test_the_measures_of_a_search_lead_on_to_the_list_that_asks_the_same(client):
    links = {link.get("href") for link in page(search(client, "border")).iter("a")}

    assert "/measures/?q=border" in links


def test_results_show_how_they_are_known(client):
    words = section_of(search(client, "exercises"), "k-measure")

    assert "From a related document" in words
    assert "Read in the source" in section_of(search(client, "villegas"), "k-officer")


def section_of(response, part):
    return text(page(response).find(f".//*[@id='{part}']"))


def test_what_was_found_is_marked(client):
    marks = {text(mark) for mark in page(search(client, "BORDERS")).iter("mark")}

    assert {mark.lower() for mark in marks} <= {"border", "borders", "bordering", "frontier", "frontiers"}
    assert marks


def test_markup_in_the_record_and_in_the_question_stays_text(client, make_measure):
    make_measure(title="<script>alert(1)</script> zeppelin", themes=[Theme.objects.first()])

    response = search(client, '"><script>alert(1)</script> zeppelin')

    assert b"<script>alert" not in response.content
    assert b"&lt;" in response.content


def test_nothing_found_says_what_was_asked_and_offers_a_near_spelling(client):
    response = search(client, "excercises")

    words = content(response)
    assert "Nothing in the catalogue has all the words of “excercises”" in words
    assert "Did you mean" in words
    assert "/search/?q=exercises" in [absolute(link) for link in page(response).find(".//main").iter("a")]


def absolute(link):
    href = link.get("href")
    return f"/search/{href}" if href.startswith("?") else href


def test_nothing_near_offers_no_spelling(client):
    words = content(search(client, "qqqqqqqq"))

    assert "Nothing in the catalogue has all the words of “qqqqqqqq”" in words
    assert "Did you mean" not in words


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("!!!", "There is no word in “!!!” to search for."), ("a" * 201, "longer than 200 characters")],
)
def test_a_bad_question_is_explained_beside_its_field(client, asked, sentence):
    response = search(client, asked)

    assert sentence in text(page(response).find(".//*[@id='q-error']"))
    assert page(response).find(".//main//input").get("aria-invalid") == "true"
    assert kinds(response) == {}


@pytest.mark.parametrize("address", ["/search/", "/search/?q=", "/search/?q=+"])
def test_no_question_shows_how_to_ask(client, address):
    response = client.get(address)

    assert "accents and endings do not matter" in content(response)
    assert page(response).find(".//*[@id='q-error']") is None


def test_of_more_than_twelve_words_the_page_says_that_twelve_were_searched(client):
    assert "first 12 words" in content(search(client, " ".join(f"word{at}" for at in range(13))))
    assert "first 12 words" not in content(search(client, " ".join(f"word{at}" for at in range(12))))
