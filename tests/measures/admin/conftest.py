"""Who works at the editors' desk, and how they fill in its forms."""

import lxml.html
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from conferences.models import Document
from measures.drafting.beginning import begin
from measures.drafting.reviewing import move
from measures.drafting.snapshots import snapshot
from measures.models import DraftRemark, Measure, TextImport

EDITING = [
    "add_measuredraft", "change_measuredraft", "view_measuredraft", "view_measure",
    "view_document", "view_source", "view_theme",
]  # fmt: skip
PUBLISHING = [*EDITING, "publish_measuredraft", "verify_measure"]


@pytest.fixture
def make_colleague(db):
    """Make a member of staff with these permissions; returns the account."""

    def make(name, codenames):
        user = get_user_model().objects.create_user(name, is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        return user

    return make


@pytest.fixture
def editor(make_colleague):
    return make_colleague("editor", EDITING)


@pytest.fixture
def publisher(make_colleague):
    return make_colleague("publisher", PUBLISHING)


@pytest.fixture
def measure(record):
    return Measure.objects.get(document__slug="miami-consensus", number=2)


@pytest.fixture
def make_draft(record, editor):
    def make(measure, is_submitted=True, batch=None, doubts=(), **values):
        about = {"batch": batch, "doubts": list(doubts), "reason": "For a test."}
        draft = begin(measure, editor, snapshot(measure) | values, **about)
        if is_submitted:
            move(draft, DraftRemark.Deed.SUBMITTED, editor)
            draft.refresh_from_db()
        return draft

    return make


@pytest.fixture
def at_desk():
    """Return a client at which this person is signed in."""

    def at_desk(user):
        client = Client()
        client.force_login(user)
        return client

    return at_desk


def root(response):
    assert response.status_code in (200, 409, 422), response
    return lxml.html.fromstring(response.content.decode())


def parts(response, path):
    """Return the elements of a page at `tag.class` or `.class` within one another: `.difference h3`."""
    steps = [step.partition(".") for step in path.split()]
    within = [
        f"//{tag or '*'}" + (f"[contains(concat(' ', @class, ' '), ' {name} ')]" if name else "")
        for tag, _dot, name in steps
    ]
    return root(response).xpath("".join(within))


def headings(response):
    return [one.text.strip() for one in parts(response, ".difference h3")]


def words(response):
    """Return the words of a page, with single spaces."""
    return " ".join(" ".join(root(response).itertext()).split())


def typed(response, **changes):
    """Return what the form of a draft would send, with these fields typed over."""
    [form] = [form for form in root(response).forms if form.get("id") == "measuredraft_form"]
    data = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    return data | changes


def change_url(draft):
    return reverse("admin:measures_measuredraft_change", args=[draft.pk])


def review_url(draft):
    return reverse("admin:measures_measuredraft_review", args=[draft.pk])


def beginning_url(measure):
    return f"{reverse('admin:measures_measuredraft_add')}?measure={measure.key}"


@pytest.fixture
def batch(record, editor):
    return TextImport.objects.create(
        document=Document.objects.get(slug="miami-consensus"), begun_by=editor, state="applied"
    )
