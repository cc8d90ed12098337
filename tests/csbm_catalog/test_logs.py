import json
import logging

import pytest
from django.db import OperationalError

from csbm_catalog.logs import JsonLines
from measures.views.lists import MeasureList
from tests.measures import hostile

pytestmark = pytest.mark.django_db
TERM = "zyxomma"  # a word that stands nowhere in the code or the record


@pytest.fixture
def lines(monkeypatch):
    """What the handlers of the site write, as parsed JSON, filled while the test runs."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(json.loads(self.format(record)))

    keeper = Keep()
    keeper.setFormatter(JsonLines())
    for name in ("", "django"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [keeper])
    return written


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/measures/", 200), ("/measures.csv", 200), ("/search/", 200), ("/measures/miami-consensus/12/", 200),
        ("/nowhere/", 404), ("/measures/nowhere/1/", 404), ("/m/zzzzzz/", 404), ("/healthz", 200),
    ],
)  # fmt: skip
def test_a_request_is_one_line_without_its_question(visitor, record, lines, address, status):
    response = visitor.get(address, {"q": TERM})

    [line] = [line for line in lines if line["logger"] != "django.security"]
    assert response.status_code == status
    assert line["path"] == address
    assert (line["method"], line["status"]) == ("GET", status)
    assert line["request_id"] == response["X-Request-ID"]
    assert line["milliseconds"] >= 0
    assert TERM not in json.dumps(lines)


@pytest.mark.parametrize("question", [f"q={TERM}%00", f"q={TERM}&" + "a" * 4000, f"q={TERM}&" + "a=&" * 1300])
def test_a_refused_question_is_not_in_the_log(visitor, record, lines, question):
    response = visitor.get("/measures/", QUERY_STRING=question)

    assert response.status_code == 400
    assert [line["status"] for line in lines if "status" in line] == [400]
    assert TERM not in json.dumps(lines)


@pytest.mark.parametrize(
    "question", [f"q={TERM}&sort=x", f"document={TERM}", f"q={TERM}&m={TERM}", f"q={TERM * 30}"]
)
def test_a_bad_value_is_not_in_the_log(visitor, record, lines, question):
    response = visitor.get("/measures.csv", QUERY_STRING=question)

    assert response.status_code == 400
    assert len(lines) == 1
    assert TERM not in json.dumps(lines)


@pytest.mark.parametrize("fault", [ValueError, OperationalError])
def test_a_fault_is_in_the_log_and_what_was_searched_for_is_not(visitor, record, lines, monkeypatch, fault):
    def fail(view, request):
        try:
            raise KeyError(request.GET["q"])
        except KeyError as error:
            raise fault(f'syntax error near "{request.GET["q"]}"') from error

    monkeypatch.setattr(MeasureList, "get", fail)

    response = visitor.get("/measures/", {"q": TERM})

    assert response.status_code in (500, 503)
    assert any(fault.__name__ in line.get("exception", "") for line in lines)
    assert any("test_logs.py" in line.get("exception", "") for line in lines)
    assert TERM not in json.dumps(lines)


def test_a_host_that_is_not_ours_leaves_no_question_in_the_log(visitor, record, lines):
    visitor.get("/measures/", {"q": TERM}, headers={"Host": "evil.example"})

    assert lines
    assert TERM not in json.dumps(lines)


def test_a_form_without_its_token_leaves_no_question_in_the_log(visitor, record, lines):
    visitor.handler.enforce_csrf_checks = True

    visitor.post(f"/measures/?q={TERM}", {"q": TERM})

    assert lines
    assert TERM not in json.dumps(lines)


@pytest.mark.parametrize("text", hostile.SYNTAX[:12])
def test_no_search_syntax_makes_the_log_say_more(visitor, record, lines, text):
    visitor.get("/search/", {"q": f"{TERM} {text}"})

    assert len(lines) == 1
    assert TERM not in json.dumps(lines)


def test_a_line_is_one_line_whatever_is_in_it():
    record = logging.LogRecord("x", logging.INFO, "", 0, "a\nb\r\u2028 %s", ("é",), None)

    line = JsonLines().format(record)

    assert len(line.split("\n")) == 1
    assert json.loads(line)["message"] == "a\nb\r\u2028 é"
