"""Who is answered what at the desk of drafts: one table of person × address × method."""

import pytest
from django.contrib import admin
from django.urls import reverse

from measures.models import MeasureDraft
from tests.measures.admin.conftest import beginning_url, change_url, review_url

pytestmark = pytest.mark.django_db
PEOPLE = ["publisher", "editor", "reader", "staff", "account", "stranger"]

# What GET and POST answer to each of PEOPLE; "in" leads to sign-in.
OUTSIDE = ["in", "in"]  # an account that is not staff, and nobody
SENDING = ["in", 403]  # what nobody sends is kept, on a page that asks to sign in
TABLE = {
    "changelist": ([200, 200, 200, 403, *OUTSIDE], [200, 200, 200, 403, *SENDING]),
    "add": ([200, 200, 403, 403, *OUTSIDE], [200, 200, 403, 403, *SENDING]),
    "begin": ([200, 200, 403, 403, *OUTSIDE], [200, 200, 403, 403, *SENDING]),
    "of": ([302, 302, 302, 403, *OUTSIDE], [302, 302, 302, 403, *SENDING]),
    "change": ([200, 200, 302, 403, *OUTSIDE], [200, 200, 403, 403, *SENDING]),
    "review": ([200, 200, 200, 403, *OUTSIDE], [302, 403, 403, 403, *SENDING]),
    "history": ([200, 200, 200, 403, *OUTSIDE], [200, 200, 200, 403, *SENDING]),
    "version": ([200, 200, 403, 403, *OUTSIDE], [422, 422, 403, 403, *SENDING]),
    "import": ([200, 200, 200, 403, *OUTSIDE], [302, 403, 403, 403, *SENDING]),
    "delete": ([403, 403, 403, 403, *OUTSIDE], [403, 403, 403, 403, *SENDING]),
    "measure": ([200, 200, 200, 403, *OUTSIDE], [403, 403, 403, 403, *SENDING]),
    "add measure": ([403, 403, 403, 403, *OUTSIDE], [403, 403, 403, 403, *SENDING]),
    "delete measure": ([403, 403, 403, 403, *OUTSIDE], [403, 403, 403, 403, *SENDING]),
    "verify": ([200, 403, 403, 403, *OUTSIDE], [422, 403, 403, 403, *SENDING]),
}
CASES = [
    pytest.param(name, method, person, expected, id=f"{name}-{method}-{person}")
    for name, methods in TABLE.items()
    for method, row in zip(("get", "post"), methods, strict=True)
    for person, expected in zip(PEOPLE, row, strict=True)
]


@pytest.fixture
def addresses(measure, make_draft, batch):
    draft = make_draft(measure, batch=batch, title="Another title")
    other = type(measure).objects.exclude(pk=measure.pk).first()
    return {
        "changelist": reverse("admin:measures_measuredraft_changelist"),
        "add": reverse("admin:measures_measuredraft_add"),
        "begin": beginning_url(other),
        "of": reverse("admin:measures_measuredraft_of", args=[measure.key]),
        "change": change_url(draft),
        "review": review_url(draft),
        "history": reverse("admin:measures_measuredraft_history", args=[draft.pk]),
        "version": reverse("admin:measures_measuredraft_version", args=[draft.pk, 1]),
        "import": reverse("admin:measures_measuredraft_import", args=[batch.pk]),
        "delete": reverse("admin:measures_measuredraft_delete", args=[draft.pk]),
        "measure": reverse("admin:measures_measure_change", args=[measure.pk]),
        "add measure": reverse("admin:measures_measure_add"),
        "delete measure": reverse("admin:measures_measure_delete", args=[measure.pk]),
        "verify": reverse("admin:measures_measure_verify", args=[measure.pk]),
    }, {"deed": "publish", "text": "", "version": draft.version, "post": "yes"}


@pytest.fixture
def client_of(at_desk, client, publisher, editor, make_colleague):
    def client_of(person):
        people = {"publisher": publisher, "editor": editor}
        if person == "stranger":
            return client
        if person == "account":
            account = make_colleague("account", ["publish_measuredraft", "change_measuredraft"])
            account.is_staff = False
            account.save()
            return at_desk(account)
        reading = ["view_measuredraft", "view_measure"] if person == "reader" else []
        return at_desk(people.get(person) or make_colleague(person, reading))

    return client_of


@pytest.mark.parametrize(("name", "method", "person", "expected"), CASES)
def test_what_is_answered(name, method, person, expected, addresses, client_of):
    found, data = addresses
    client = client_of(person)

    response = client.get(found[name]) if method == "get" else client.post(found[name], data)

    if expected == "in":
        assert response.status_code == 302
        assert "login" in response.url
    else:
        assert response.status_code == expected
        assert expected != 302 or "login" not in response.url


def test_every_address_of_drafts_has_a_row(addresses):
    named = {pattern.name for pattern in admin.site._registry[MeasureDraft].get_urls() if pattern.name}
    asked = {"changelist", "add", "change", "review", "history", "version", "import", "of", "delete"}

    assert {name.removeprefix("measures_measuredraft_") for name in named} == asked
