"""What a reader on a thin line pays for the first list page."""

import gzip

import pytest

pytestmark = pytest.mark.browser
ALREADY_PACKED = ("font/", "image/png")


def test_the_first_list_page_weighs_at_most_100_kilobytes(page):
    answers = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto("/measures/", wait_until="networkidle")

    weights = {answer.url: weight(answer) for answer in answers}
    assert any(url.endswith(".woff2") for url in weights)
    assert sum(weights.values()) <= 100_000, weights


def weight(answer):
    """Return the bytes of an answer as a proxy with gzip sends them, headers included."""
    body = answer.body()
    packed = answer.headers["content-type"].startswith(ALREADY_PACKED)
    return len(body if packed else gzip.compress(body)) + answer.request.sizes()["responseHeadersSize"]
