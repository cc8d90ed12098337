import pytest
from django.contrib.auth import get_user_model

from measures.drafting.beginning import begin
from measures.drafting.reviewing import move
from measures.drafting.snapshots import snapshot
from measures.models import DraftRemark, Measure

SOURCE = "https://example.org/the-paper"


@pytest.fixture
def editor(db):
    return get_user_model().objects.create_user("editor")


@pytest.fixture
def publisher(db):
    return get_user_model().objects.create_user("publisher")


@pytest.fixture
def measure(record):
    return Measure.objects.get(document__slug="miami-consensus", number=2)


@pytest.fixture
def make_draft(record, editor):
    """Make a draft of a published measure that proposes these values."""

    def make(measure, is_submitted=True, batch=None, **values):
        draft = begin(measure, editor, snapshot(measure) | values, batch=batch, reason="For a test.")
        if is_submitted:
            move(draft, DraftRemark.Deed.SUBMITTED, editor)
            draft.refresh_from_db()
        return draft

    return make


@pytest.fixture
def read_in_source():
    """Return the values of an entry that was read in its source."""

    def values(text):
        return {
            "official_text": text,
            "evidence": "source",
            "number_evidence": "source",
            "citations": [{"source": SOURCE, "read": "item 2"}],
        }

    return values
