"""What nobody means to ask of the pages of drafts and measures: never a fault of ours."""

import random

import pytest
from django.urls import reverse

from measures.models import Measure
from tests.measures import hostile
from tests.measures.admin.conftest import beginning_url, change_url, review_url, typed

pytestmark = pytest.mark.django_db
NAMES = [
    "state", "whose", "q", "o", "p", "all", "e", "document__id__exact", "batch__id__exact", "document", "measure",
    "page", "check", "title__iregex", "changed_at__year", "author__password__startswith", "_facets", "_to_field",
    "_popup", "_changelist_filters", "verified_at__isempty", "themes__id__exact", "evidence__exact",
]  # fmt: skip
NUMBERS = [
    "0",
    "1",
    "99999999999999999999",
    "9" * 300,
    "-1",
    "1.5",
    "abc",
    "%00",
    "é",
    "٣",
    "1_",
    "_5F",
    "1%2F2",
]
REVIEW = {"deed": ["publish", "return", "submit"], "version": "1", "seal": "", "text": "a", "source": "1"}
FRAME = {"citations-INITIAL_FORMS": "7", "citations-TOTAL_FORMS": "3"}


@pytest.fixture
def addresses(record, make_draft, measure, batch):
    draft = make_draft(measure, is_submitted=False, batch=batch, doubts=["title", "nothing", "relations"])
    return [
        reverse("admin:measures_measuredraft_changelist"),
        reverse("admin:measures_measuredraft_add"),
        reverse("admin:measures_measure_changelist"),
        reverse("admin:measures_measuredraft_import", args=[batch.pk]),
        reverse("admin:measures_measure_verify", args=[measure.pk]),
        change_url(draft),
        review_url(draft),
    ]


def test_no_question_of_staff_is_answered_with_a_fault(admin_client, addresses):
    dice = random.Random(4)

    for address in addresses:
        for _time in range(20):
            name, value = (
                dice.choice(NAMES),
                hostile.value(dice) if dice.random() < 0.7 else dice.choice(NUMBERS),
            )
            response = admin_client.get(f"{address}?{name}={value}")
            assert response.status_code < 500, (address, name, value)


def test_no_address_of_staff_is_answered_with_a_fault(admin_client, record):
    for number in NUMBERS:
        for page in ("review/", "change/", "delete/", "history/", "verify/", ""):
            for model in ("measuredraft", "measure"):
                assert admin_client.get(f"/admin/measures/{model}/{number}/{page}").status_code < 500
        for start in ("import", "of"):
            assert admin_client.get(f"/admin/measures/measuredraft/{start}/{number}/").status_code < 500


def test_no_form_of_staff_is_answered_with_a_fault(admin_client, addresses, measure):
    dice = random.Random(5)
    begun = beginning_url(Measure.objects.last())
    drafts = [address for address in (*addresses, begun) if "/change" in address or "/add" in address]
    sound = {address: typed(admin_client.get(address)) for address in drafts}

    for address in [*addresses, *drafts]:
        for _time in range(8):
            data = dict(sound.get(address, REVIEW))
            for name in dice.sample(sorted(data), min(3, len(data))):
                data[name] = dice.choice([*NUMBERS, *hostile.VALUES, "x" * 2000])
            response = admin_client.post(address, data)
            assert response.status_code < 500, (address, data)


def test_forms_without_their_frames_are_no_fault_of_ours(admin_client, addresses):
    for address in addresses:
        assert admin_client.post(address, {}).status_code < 500, address
        assert admin_client.post(address, FRAME).status_code < 500
