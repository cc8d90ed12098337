import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conferences.models import Source
from csbm_catalog.exports import csv_lines, harmless, json_lines
from measures.models import Measure, Theme

pytestmark = pytest.mark.usefixtures("record")

COLUMNS = (
    "key document number label heading title summary category type themes "
    "evidence number_evidence evidence_note based_on sources url"
).split()


@pytest.fixture
def get_csv(client):
    """Ask the CSV door; return the lines as cells, the head first."""

    def get(query=""):
        response = client.get(f"/measures.csv{query}")
        assert response.status_code == 200, response.content
        text = response.getvalue().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))

    return get


@pytest.fixture
def get_json(client):
    def get(query=""):
        response = client.get(f"/measures.json{query}")
        assert response.status_code == 200, response.content
        return json.loads(response.getvalue())

    return get


@pytest.fixture
def measure(make_measure):
    """A measure with something in every column."""
    made = make_measure(
        key="allcols", number=36, label="III.1", heading="Military measures", heading_evidence="related",
        title="A title", summary="A summary", evidence="related", evidence_note="A note",
        themes=Theme.objects.filter(slug__in=["legislative", "transparency"]),
    )  # fmt: skip
    made.based_on.set(Measure.objects.filter(key__in=["qkudxj", "jbnh44"]))
    for position, url in enumerate(["https://b.example/", "https://a.example/"]):
        made.citations.create(source=Source.objects.create(url=url), position=position)
    return made


ROW = [
    "allcols", "miami-consensus", "36", "III.1", "Military measures", "A title", "A summary", "military",
    "transparency", "legislative; transparency", "related", "provisional", "A note",
    "buenos-aires-list:1; miami-consensus:1", "https://b.example/; https://a.example/",
    "http://testserver/m/allcols/",
]  # fmt: skip


def test_a_table_has_the_promised_columns_in_their_order(get_csv, measure):
    head, row = get_csv("?m=allcols")

    assert head == COLUMNS
    assert row == ROW


def test_a_table_is_utf_8_as_excel_reads_it(client, make_measure):
    make_measure(key="accent", title="Línea «Beltrán» – ñandú")

    response = client.get("/measures.csv?m=accent")

    content = response.getvalue()
    assert content.startswith(b"\xef\xbb\xbfkey,document,")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert "Línea «Beltrán» – ñandú" in content.decode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="measures.csv"'


def test_lines_of_a_table_end_as_the_standard_says(client, measure):
    text = client.get("/measures.csv?m=allcols").getvalue().decode()

    assert text.count("\r\n") == 2
    assert text.endswith("\r\n")


def test_a_list_for_programs_has_the_same_names_and_real_lists(get_json, measure):
    answer = get_json("?m=allcols")

    assert list(answer) == ["query", "count", "results"]
    assert answer["query"] == {"m": ["allcols"]}
    assert answer["count"] == 1
    [result] = answer["results"]
    assert list(result) == COLUMNS
    assert result == dict(zip(COLUMNS, ROW, strict=True)) | {
        "number": 36,
        "themes": ["legislative", "transparency"],
        "based_on": ["buenos-aires-list:1", "miami-consensus:1"],
        "sources": ["https://b.example/", "https://a.example/"],
    }


def test_what_is_not_known_is_empty_and_never_the_word_none(get_csv, get_json, make_measure):
    make_measure(key="barely", label="", heading="")

    cells = dict(zip(*get_csv("?m=barely"), strict=True))
    [result] = get_json("?m=barely")["results"]

    assert [name for name, cell in cells.items() if cell == ""] == [
        "label", "heading", "themes", "evidence_note", "based_on", "sources",
    ]  # fmt: skip
    assert (result["themes"], result["sources"], result["based_on"], result["label"]) == ([], [], [], "")


def test_both_doors_hold_every_row_in_the_order_of_the_record(get_csv, get_json):
    in_order = list(Measure.objects.in_order().values_list("key", flat=True))

    assert [row[0] for row in get_csv()[1:]] == in_order
    assert [row["key"] for row in get_json()["results"]] == in_order
    assert len(in_order) == get_json()["count"] == 156


@pytest.mark.parametrize("page", ["1", "2", "99", "1e30", "-1", "nonsense"])
def test_a_door_has_no_pages(get_csv, get_json, page):
    assert len(get_csv(f"?page={page}")) == 1 + 156
    assert get_json(f"?page={page}")["count"] == len(get_json(f"?page={page}")["results"]) == 156
    assert get_json(f"?page={page}")["query"] == {}


@pytest.mark.parametrize(
    "query",
    [
        "?document=miami-consensus",
        "?q=exercise",
        "?sort=title",
        "?document=miami-illustrative-list&sort=-document",
        "?theme=legislative&theme=transparency",
        "?state=us&evidence=source",
        "?m=ongzhn&m=miami-consensus:1&m=qkudxj",
    ],
)
def test_a_door_shows_what_the_list_shows_in_its_order(client, get_csv, get_json, query):
    shown = re.findall(r'id="tick-(\w+)"', client.get(f"/measures/{query}").content.decode())

    assert [row[0] for row in get_csv(query)[1:]][:25] == shown
    assert [row["key"] for row in get_json(query)["results"]][:25] == shown
    assert shown


def test_a_selection_keeps_its_order(get_csv, get_json):
    query = "?m=ongzhn&m=qkudxj&m=miami-consensus:1"

    assert [row[0] for row in get_csv(query)[1:]] == ["ongzhn", "qkudxj", "jbnh44"]
    assert [row["key"] for row in get_json(query)["results"]] == ["ongzhn", "qkudxj", "jbnh44"]


def test_the_list_of_35_and_the_list_of_53_are_whole_at_each_door(get_csv, get_json):
    assert len(get_csv("?document=miami-consensus")) == 1 + 35
    assert get_json("?document=miami-illustrative-list")["count"] == 53


def test_every_row_says_how_it_is_known_and_from_where(get_json):
    for row in get_json()["results"]:
        assert row["evidence"] in {"source", "related", "working"}
        assert row["number_evidence"] in {"source", "related", "provisional"}
        assert row["sources"] or row["based_on"] or row["evidence"] == "working", row["key"]


def test_nothing_found_is_a_table_with_a_head_and_no_rows(get_csv, get_json):
    assert get_csv("?q=zebra") == [COLUMNS]
    assert get_json("?q=zebra") == {"query": {"q": ["zebra"]}, "count": 0, "results": []}


def test_blank_parameters_are_no_part_of_the_question(get_json):
    assert get_json("?q=&document=&category=military")["query"] == {"category": ["military"]}


@pytest.mark.parametrize("door", ["/measures.csv", "/measures.json"])
@pytest.mark.parametrize(
    "query",
    ["?category=naval", "?document=nowhere", "?m=!", "?sort=best", "?q=!!!", f"?q={'a' * 201}", "?state=zz"],
)
def test_a_bad_value_is_refused_in_the_words_of_the_page(client, door, query):
    page = client.get(f"/measures/{query}")
    refusal = client.get(door + query)

    [(name, sentences)] = page.context["filter"].errors.items()
    assert page.status_code == 200
    assert refusal.status_code == 400
    assert refusal["Content-Type"] == "text/plain; charset=utf-8"
    assert refusal.content.decode() == "".join(f"{name}: {sentence}\n" for sentence in sentences)


@pytest.mark.parametrize("door", ["measures:csv", "measures:json"])
def test_a_door_is_streamed_in_a_number_of_queries_that_does_not_grow(client, door, make_measure):
    for number in range(300, 320):
        make_measure(number=number)

    with CaptureQueriesContext(connection) as few:
        client.get(reverse(door), {"m": "jbnh44"}).getvalue()
    with CaptureQueriesContext(connection) as many:
        response = client.get(reverse(door))
        response.getvalue()

    assert response.streaming
    assert len(many) <= len(few)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_taken_for_a_formula(get_csv, make_measure, start):
    text = f"{start}HYPERLINK(1)"
    make_measure(key="formula", title=text, summary=text, heading=text, heading_evidence="source", label=text)

    cells = dict(zip(*get_csv("?m=formula"), strict=True))

    assert {cells[name] for name in ("title", "summary", "heading", "label")} == {f"'{text}"}


def test_a_cell_that_is_no_formula_is_left_as_it_is():
    assert harmless("a = b; -1, @c") == "a = b; -1, @c"
    assert harmless("") == ""
    assert harmless(None) == ""
    assert harmless(12) == "12"


def test_a_list_is_guarded_as_the_cell_that_it_becomes():
    assert harmless(["=1", "=2"]) == "'=1; =2"
    assert harmless([]) == ""


def test_commas_quotes_and_line_ends_come_back_as_they_were(get_csv, make_measure):
    text = "He said \"one, two\";\nthen\r\n'three'"
    make_measure(key="quoted", summary=text)

    assert dict(zip(*get_csv("?m=quoted"), strict=True))["summary"] == text


def test_text_for_programs_is_unchanged(get_json, make_measure):
    text = '=1+1 "<b>" \\ \u2028 Beltrán'
    make_measure(key="quoted", summary=text)

    assert get_json("?m=quoted")["results"][0]["summary"] == text


@pytest.mark.parametrize("number", [0, 1, 499, 500, 501, 1001])
def test_writers_write_every_row_once_whatever_their_number(number):
    rows = [{"n": at} for at in range(number)]

    table = "".join(csv_lines(["n"], iter(rows)))
    answer = json.loads("".join(json_lines({}, number, iter(rows))))

    assert table.split() == ["\ufeffn", *map(str, range(number))]
    assert answer == {"query": {}, "count": number, "results": rows}


def test_writers_begin_before_the_last_row_is_read():
    read = []
    rows = ({"n": read.append(at) or at} for at in range(2000))

    lines = csv_lines(["n"], rows)
    next(lines), next(lines)

    assert len(read) == 500
