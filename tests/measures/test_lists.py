import csv
import io
import json
import random
from urllib.parse import quote, quote_plus

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from measures.models import Measure
from tests.measures import brute_force, hostile
from tests.measures.test_filters import at_random

pytestmark = pytest.mark.django_db
FULL = "/measures/"
QUESTIONS = [
    "",
    "?category=military",
    "?q=border",
    "?q=border&sort=title",
    "?theme=visits&theme=transparency&theme_match=all",
    "?state=us&state=ca&evidence=related&document=miami-consensus&conference=miami-2003",
    "?m=qkudxj&m=miami-consensus:12&q=communications",
    "?sort=-document&page=3",
    "?type=transparency&category=military&theme=arms-control&q=arms&sort=relevance",
]


@pytest.fixture
def indexed(client, record):
    """The search index, in place before anything is counted."""
    client.get("/measures/?q=border")


def first_row(answer: str) -> dict:
    return next(csv.DictReader(io.StringIO(answer.removeprefix("\ufeff"))))


def body(response) -> str:
    return (response.getvalue() if response.streaming else response.content).decode()


# Pages


def test_a_page_holds_25_measures_and_the_last_the_rest(client, record):
    pages = [client.get("/measures/", {"page": number}).context["page_obj"] for number in range(1, 8)]

    assert [len(page.object_list) for page in pages] == [25, 25, 25, 25, 25, 25, 6]


@pytest.mark.parametrize(
    ("page", "shown"),
    [("0", 1), ("-5", 1), ("99999", 7), ("7", 7), ("8", 7), ("9" * 40, 7), ("1e30", 1), ("two", 1), ("٣", 3)],
)
def test_a_page_that_does_not_exist_shows_the_nearest(client, record, page, shown):
    response = client.get("/measures/", {"page": page})

    assert response.status_code == 200
    assert response.context["page_obj"].number == shown


def test_the_pages_together_are_the_list(client, record):
    pages = [client.get(f"/measures/?q=measures&page={number}") for number in range(1, 6)]

    shown = [key for page in pages for key in page.context["page_obj"]]

    assert len(shown) == len(set(shown)) == pages[0].context["filter"].total


def test_blank_parameters_are_dropped_from_the_address(client, record):
    response = client.get("/measures/?q=&category=military&category=&document=+&page=2")

    assert response.status_code == 302
    assert response["Location"] == "/measures/?category=military&page=2"


def test_an_address_without_blanks_is_not_redirected_whatever_its_order(client, record):
    response = client.get("/measures/?page=2&category=military&m=&q=", follow=True)

    assert len(response.redirect_chain) == 1
    assert response.request["QUERY_STRING"] == "page=2&category=military"


def test_an_unknown_parameter_is_ignored(client, record):
    response = client.get("/measures/?utm_source=x&title__iregex=(&category=military")

    assert response.status_code == 200
    assert response.context["filter"].total == sum(e.category == "military" for e in brute_force.entries())


def test_the_page_says_that_only_twelve_words_were_searched_for(client, record):
    said = "Only the first 12 words were searched for."

    short, long = (client.get("/measures/", {"q": "border " * number}) for number in (12, 13))

    assert said not in body(short)
    assert said in body(long)


def test_the_search_of_everything_says_that_only_twelve_words_were_searched_for(client, record):
    response = client.get("/search/", {"q": "border " * 13})

    assert "Only the first 12 words were searched for." in body(response)


def test_a_page_announces_how_many_there_are(client, record):
    response = client.get("/measures/?document=miami-consensus")

    assert "35 measures" in body(response)


# Bad values at every door

BAD = [
    "document=nowhere", "document=Miami+Consensus", "conference=x", "category=civil", "theme=peace", "type=1",
    "evidence=certain", "state=zz", "m=zzzzzz", "m=junk:", "m=miami-consensus:99999999999999999999",
    "theme_match=some", "sort=random", "q=the", "q=***", "q=" + "a" * 201, "category=military&document=nowhere",
]  # fmt: skip


@pytest.mark.parametrize("question", BAD)
def test_a_bad_value_shows_nothing_on_the_page_and_says_why(client, record, question):
    response = client.get(f"/measures/?{question}")

    [sentence] = [text for texts in response.context["filter"].errors.values() for text in texts]
    assert response.status_code == 200
    assert "0 measures" in body(response)
    assert 'class="error"' in body(response)
    assert Measure.objects.first().get_absolute_url() not in body(response)
    assert response.context["filter"].total == 0
    assert sentence


@pytest.mark.parametrize("door", ["/measures.csv", "/measures.json"])
@pytest.mark.parametrize("question", BAD)
def test_a_bad_value_is_refused_at_the_other_doors_in_the_words_of_the_page(client, record, question, door):
    errors = client.get(f"/measures/?{question}").context["filter"].errors

    response = client.get(f"{door}?{question}")

    assert response.status_code == 400
    assert body(response) == "".join(f"{name}: {text}\n" for name, texts in errors.items() for text in texts)


@pytest.mark.parametrize("query", ["the of", "***", "a" * 201])
def test_the_search_of_everything_explains_what_it_cannot_search_for(client, record, query):
    response = client.get("/search/", {"q": query})

    assert response.status_code == 200
    assert response.context["groups"] == []
    assert 'id="q-error"' in body(response)


# Hostile addresses


@pytest.mark.parametrize(
    ("door", "parameter"),
    [(door, "page") for door in hostile.DOORS]
    + [("/measures/", name) for name in ("document", "state", "m", "sort")],
)
def test_no_hostile_value_breaks_a_door(client, record, door, parameter):
    answers = {value: client.get(f"{door}?{parameter}={quote_plus(value)}") for value in hostile.VALUES}

    assert {value: one.status_code for value, one in answers.items() if one.status_code >= 500} == {}


@pytest.mark.parametrize("door", hostile.DOORS)
@pytest.mark.parametrize("half", [hostile.SYNTAX[::2], hostile.SYNTAX[1::2]], ids=["even", "odd"])
def test_no_search_syntax_breaks_a_door(client, record, door, half):
    answers = {text: client.get(f"{door}?q={quote_plus(text)}") for text in half}

    assert {text: one.status_code for text, one in answers.items() if one.status_code >= 500} == {}


@pytest.mark.parametrize("door", hostile.DOORS)
@pytest.mark.parametrize(
    "question",
    [
        "q=" + "a" * 60_000,
        "category=military&" * 10_000,
        "q=%00",
        "m=a%00b",
        "%00=1",
        "page=%00",
        "q=a\0b",
        "a=&" * 1300,
    ],
    ids=[
        "60,000 characters",
        "10,000 keys",
        "NUL",
        "NUL in m",
        "NUL as name",
        "NUL page",
        "raw NUL",
        "1,300 keys",
    ],
)
def test_what_no_page_can_mean_is_refused_everywhere_in_the_site_s_style(client, record, door, question):
    response = client.get(door, QUERY_STRING=question)

    assert response.status_code == 400
    assert "This request could not be read" in body(response)


@pytest.mark.parametrize("door", hostile.DOORS)
@pytest.mark.parametrize(
    "question", ["q=%FF", "q=%C3%28", "%FF=%FE", "document=%ED%A0%80", "q=%", "q=%zz", "%", "&&=", ";"]
)
def test_broken_percent_escapes_break_no_door(client, record, door, question):
    response = client.get(door, QUERY_STRING=question)

    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize("door", hostile.DOORS)
def test_a_question_of_just_4000_characters_is_answered(client, record, door):
    question = ("m=qkudxj&" * 500)[:3999] + "x"

    response = client.get(door, QUERY_STRING=question)

    assert response.status_code in (200, 400)
    assert "This request could not be read" not in body(response)


@pytest.mark.parametrize(
    "path",
    [
        "/measures/miami-consensus/99999999999999999999/", f"/measures/miami-consensus/{'9' * 3000}/",
        "/measures/miami-consensus/0/", "/measures/miami-consensus/-1/", "/measures/nowhere/1/", "/m/zzzzzz/",
        f"/m/{'z' * 3000}/", "/m/%FF/", "/documents/nowhere/", "/documents/%00/", "/conferences/miami%2F2003/",
        "/states/zz/", "/states/USA/", "/states/%C3%9F%C3%9F/", "/measures.xml", "/../etc/passwd", "//evil.example/",
        "/measures/miami-consensus/٣/",
    ],
)  # fmt: skip
def test_no_hostile_path_breaks_the_site(client, record, path):
    response = client.get(path)

    assert response.status_code in (400, 404) or response.status_code < 400


@pytest.mark.parametrize("name", ["session", "csrf", "messages", "other"])
@pytest.mark.parametrize("door", [*hostile.DOORS, "/accounts/login/", "/admin/"])
def test_a_cookie_with_nul_breaks_no_door(client, record, door, name):
    response = client.get(door, HTTP_COOKIE=f'{name}="\\000aaaaaaaaaaaa"')

    assert response.status_code < 500


@at_random
@given(question=st.text(max_size=300).map(quote), door=st.sampled_from(hostile.DOORS))
def test_no_query_string_breaks_a_door(client, record, question, door):
    response = client.get(door, QUERY_STRING=question)

    assert response.status_code in (200, 302, 400)


@at_random
@given(seed=st.integers(0, 10**9), door=st.sampled_from(hostile.DOORS))
def test_no_mixture_of_parameters_breaks_a_door(client, record, seed, door):
    question = hostile.query_string(random.Random(seed))

    response = client.get(door, QUERY_STRING=question)

    assert response.status_code in (200, 302, 400), question


@at_random
@given(
    text=st.text(max_size=220), parameter=st.sampled_from(["document", "m", "sort", "state", "theme_match"])
)
def test_a_bad_value_never_shows_the_whole_list(client, record, text, parameter):
    response = client.get("/measures/", {parameter: f"{text}!"}, follow=True)

    assert response.status_code == 400 or response.context["filter"].total == 0


# One question, many doors


@pytest.mark.parametrize("question", QUESTIONS)
def test_csv_and_json_hold_every_row_of_the_list_in_its_order(client, record, question):
    keys = [measure.key for measure in client.get(f"/measures/{question}").context["filter"].qs]

    as_csv = csv.DictReader(io.StringIO(body(client.get(f"/measures.csv{question}")).removeprefix("\ufeff")))
    as_json = json.loads(body(client.get(f"/measures.json{question}")))

    assert [row["key"] for row in as_csv] == keys
    assert [row["key"] for row in as_json["results"]] == keys
    assert as_json["count"] == len(keys)


def test_csv_begins_with_the_mark_and_the_columns_that_were_promised(client, record):
    response = client.get("/measures.csv")

    promised = (
        "key,document,number,label,heading,title,summary,category,type,themes,evidence,number_evidence,"
        "evidence_note,based_on,sources,url"
    )
    assert body(response).startswith(f"\ufeff{promised}\r\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.streaming


def test_json_says_what_was_asked_without_the_page(client, record):
    answer = json.loads(
        body(client.get("/measures.json?category=military&theme=visits&theme=transparency&page=2&q="))
    )

    assert answer["query"] == {"category": ["military"], "theme": ["visits", "transparency"]}
    assert list(answer) == ["query", "count", "results"]


def test_a_row_holds_evidence_and_sources(client, record):
    measure = Measure.objects.get(key="ongzhn")

    [row] = json.loads(body(client.get("/measures.json?m=ongzhn")))["results"]

    assert row["evidence"] == measure.evidence
    assert row["sources"] == [citation.source.url for citation in measure.citations.all()]
    assert row["url"] == "http://testserver/m/ongzhn/"
    assert row["document"], row["number"] == ("miami-consensus", 12)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_of_the_csv_is_a_formula(client, record, make_measure, start):
    made = make_measure(title=f"{start} is a title", evidence_note=start)

    row = first_row(body(client.get(f"/measures.csv?m={made.key}")))

    assert row["title"] == f"'{start} is a title"
    assert row["evidence_note"] == f"'{start}"


# How many queries


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_list_with_results_takes_at_most_four_queries(
    client, indexed, django_assert_max_num_queries, question
):
    with django_assert_max_num_queries(4):
        response = client.get(f"/measures/{question}")

    assert response.context["filter"].total > 0


@at_random
@given(question=brute_force.questions())
def test_no_question_takes_more_than_seven_queries(client, indexed, django_assert_max_num_queries, question):
    asked = {name: values for name, values in question.items() if values and values != " "}

    with django_assert_max_num_queries(4 if brute_force.found(question) else 7):
        response = client.get("/measures/", asked)

    assert response.status_code == 200


@pytest.mark.parametrize(
    "question",
    ["?q=zebra", "?q=bordr&document=miami-consensus&theme=visits&state=us", "?document=nowhere&q=x"],
)
def test_an_empty_list_takes_at_most_seven_queries(client, indexed, django_assert_max_num_queries, question):
    with django_assert_max_num_queries(7):
        response = client.get(f"/measures/{question}")

    assert response.context["filter"].total == 0


def test_a_list_takes_as_many_queries_as_another_however_long(
    client, record, make_measure, django_assert_max_num_queries
):
    for _more in range(30):
        make_measure(category="other")

    with django_assert_max_num_queries(4):
        client.get("/measures/?category=other")


@pytest.mark.parametrize(
    "address", ["/", "/measures/?q=border", "/measures.csv", "/measures.json", "/measures/miami-consensus/12/",
                "/documents/miami-consensus/", "/conferences/miami-2003/", "/states/us/", "/search/?q=haiti",
                "/m/ongzhn/"],
)  # fmt: skip
def test_an_unchanged_page_is_one_query_and_no_body(client, indexed, django_assert_num_queries, address):
    etag = client.get(address)["ETag"]

    with django_assert_num_queries(1):
        response = client.get(address, headers={"If-None-Match": etag})

    assert (response.status_code, body(response)) == (304, "")


@pytest.mark.parametrize("sample", range(4))
def test_one_measure_takes_at_most_eight_queries(client, record, django_assert_max_num_queries, sample):
    for measure in Measure.objects.select_related("document").in_order()[sample::4]:
        and_the_sides = 1 if measure.discrepancies.exists() else 0
        with django_assert_max_num_queries(8 + and_the_sides):
            client.get(measure.get_absolute_url())


@pytest.mark.parametrize("question", QUESTIONS[1:])
def test_the_list_from_which_one_came_is_one_query_more(
    client, indexed, django_assert_max_num_queries, question
):
    with django_assert_max_num_queries(9):
        response = client.get(f"/measures/miami-consensus/12/{question}")

    assert response.status_code == 200


def test_a_session_adds_at_most_three_queries(client, indexed, django_assert_max_num_queries):
    client.force_login(get_user_model().objects.create_user("reader"))

    with django_assert_max_num_queries(7):
        client.get("/measures/?category=military")


# htmx


def test_htmx_gets_the_part_that_changes_and_the_clean_address(client, record):
    response = client.get("/measures/?q=&category=military", headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response["HX-Push-Url"] == "/measures/?category=military"
    assert 'id="listing"' in body(response)
    assert "<html" not in body(response)


@pytest.mark.parametrize("address", ["/measures/", "/measures/?category=military"])
def test_htmx_gets_the_address_also_the_second_time(client, record, address):
    client.get(address, headers={"HX-Request": "true"})

    response = client.get(address, headers={"HX-Request": "true"})

    assert response["HX-Push-Url"] == address
    assert "<html" not in body(response)


def test_htmx_gets_the_whole_page_for_its_history(client, record):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    response = client.get("/measures/?category=military", headers=headers)

    assert "<html" in body(response)


# One measure, and the list from which one came


def test_a_measure_shows_its_neighbors_in_the_list_from_which_one_came(client, record):
    keys = [measure.key for measure in client.get("/measures/?q=border").context["filter"].qs]
    middle = Measure.objects.get(key=keys[3])

    came_from = client.get(f"{middle.get_absolute_url()}?q=border").context["came_from"]

    assert (came_from["previous"].key, came_from["next"].key) == (keys[2], keys[4])
    assert (came_from["position"], came_from["count"]) == (4, len(keys))


@pytest.mark.parametrize("question", ["", "?q=satellite", "?q=the", "?document=nowhere", "?unknown=1"])
def test_a_measure_that_is_not_in_that_list_shows_no_neighbors_of_it(client, record, question):
    response = client.get(f"/measures/miami-consensus/12/{question}")

    assert response.status_code == 200
    assert response.context["came_from"] is None


def test_the_permanent_address_leads_to_where_a_measure_stands(client, record):
    response = client.get(reverse("measures:permanent", args=["ongzhn"]))

    assert response.status_code == 302
    assert response["Location"] == "/measures/miami-consensus/12/"
