"""Whatever is sent, the answer is a page with a sentence, and nothing is left behind."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.models import MeasureDraft, TextImport
from tests.measures.files.conftest import ORDER, rows_of, send, state_of_the_record

pytestmark = pytest.mark.usefixtures("record")

NASTY = st.sampled_from(
    ["\0", "=1+1", "javascript:alert(1)", "9" * 20, "-1", "é" * 400, "[", "[" * 2000, "{}", "'", "\ud800", "; ;",
     "2026-13-01", "0000-00-00", "NaN", "<script>", "x" * 40_000, "\r\n", "%s%n{0}", " ", "٣", "1" * 5000]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)
EXAMPLES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def is_answered(page):
    """Say whether the answer is the preview, or the form with a reason."""
    if page.status_code not in (200, 422):
        return False
    if "counts" in page.context:
        invalid = [
            row for part in page.context["parts"] if part["fate"] == "invalid" for row in part["shown"]
        ]
        return all(row.reasons and all(row.reasons) for row in invalid)
    return any(kind["form"].errors for kind in page.context["kinds"]) or bool(page.context["messages"])


@pytest.mark.parametrize("kind", ORDER)
def test_no_value_of_json_brings_a_page_down(desk, kind):
    rows, before = rows_of(desk, kind)[:3], state_of_the_record()

    @EXAMPLES
    @given(st.sampled_from(list(rows[0])), VALUES, st.integers(0, 2))
    def send_one(column, value, number):
        content = json.dumps(
            [{**row, column: value} if place == number else row for place, row in enumerate(rows)]
        )
        assert is_answered(send(desk, kind, content.encode(), "a.json")), content

    send_one()
    assert state_of_the_record() == before
    assert not MeasureDraft.objects.exists()
    assert not TextImport.objects.exists()


@pytest.mark.parametrize("kind", ["states", "measures"])
def test_no_bytes_bring_a_page_down(desk, kind):
    before = state_of_the_record()

    @EXAMPLES
    @given(
        st.binary(max_size=200),
        st.sampled_from([b"", b"code,name\n", b"key,title\n", b"[", b'{"results": [']),
    )
    def send_one(content, head):
        for name in ("a.csv", "a.json"):
            assert is_answered(send(desk, kind, head + content, name)), (head, content)

    send_one()
    assert state_of_the_record() == before


@pytest.mark.parametrize(
    "name", ["x" * 300 + ".csv", "../../etc/passwd.csv", "<script>.csv", "\u202ecsv.exe.csv", ".csv"]
)
def test_any_name_of_a_file_is_taken(desk, name):
    page = send(desk, "states", b"code,note\nUS,A new note\n", name)

    assert page.context["is_sound"]
