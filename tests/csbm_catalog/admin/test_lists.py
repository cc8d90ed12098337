"""Lists of the admin: found whatever the accents, in few queries, and harmless whatever the address."""

import random

import pytest
from django.contrib import admin
from django.urls import reverse

from conferences.models import Conference, Document, Officer, Source, State
from csbm_catalog.search.folding import PLAIN
from measures.models import Measure, Theme
from tests.csbm_catalog.admin.conftest import page_of
from tests.csbm_catalog.admin.filling import change
from tests.measures import hostile

RECORD = [Conference, Document, State, Source, Measure, Theme]
PARAMETERS = [
    "q", "p", "o", "all", "e", "kind", "kind__exact", "title__iregex", "adopted__year", "id__in", "host", "start",
    "_facets", "_popup", "_to_field", "_changelist_filters", "conference__id__exact", "measures", "conferences",
    "states", "state", "verified_at", "levels", "term", "app_label", "model_name", "field_name", "page",
]  # fmt: skip


def list_of(model, page="changelist"):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


@pytest.mark.parametrize(
    ("model", "words", "found"),
    [
        (State, "HAITI", "Haiti"),
        (State, "haïtí", "Haiti"),
        (Conference, "miami", "Miami 2003"),
        (Measure, "EXERCISES notícé", "exercises"),
    ],
)
def test_a_search_minds_neither_accents_nor_case(admin_client, record, model, words, found):
    response = admin_client.get(list_of(model), {"q": words})

    assert response.context["cl"].result_count > 0
    assert found in response.content.decode()


def test_an_accent_in_the_record_is_found_without_it(record, haiti):
    State.objects.filter(pk=haiti.pk).update(name="ÁÉÍÑÜçã_%ø")

    assert State.objects.get(name__folded="aeinuca_%").pk == haiti.pk
    assert not State.objects.filter(name__folded="a_i").exists()


def test_both_databases_fold_every_letter_alike(record, haiti):
    for letters in ("".join(PLAIN)[at : at + 50] for at in range(0, len(PLAIN), 50)):
        State.objects.filter(pk=haiti.pk).update(name=letters)
        assert State.objects.filter(
            pk=haiti.pk, name__folded="".join(PLAIN[letter] for letter in letters)
        ).exists()


def thousand(model) -> list:
    """Return 1,000 more rows of a model."""
    documents = list(Document.objects.filter(slug__in=["miami-consensus", "miami-illustrative-list"]))
    conferences = list(Conference.objects.all()[:2])
    state = State.objects.first()
    made = {
        State: lambda n: State(
            code=f"{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}", name=f"S{n}", subregion="South America"
        ),
        Source: lambda n: Source(url=f"https://example.org/{n}", title=f"Source {n}"),
        Theme: lambda n: Theme(slug=f"t{n}", name=f"Theme {n}"),
        Conference: lambda n: Conference(
            slug=f"c{n}", name=f"Meeting {n}", short_name=f"M{n}", kind="forum", start="2020-01-01", end="2020-01-02",
            host=state,
        ),
        Document: lambda n: Document(
            slug=f"d{n}", kind="paper", position=100 + n // 2, title=f"Paper {n}", conference=conferences[n % 2]
        ),
        Measure: lambda n: Measure(
            key=f"k{n:05}", document=documents[n % 2], number=100 + n // 2, number_evidence="provisional",
            category="military", type="transparency", title=f"Measure {n}", summary="Made.", evidence="working",
        ),
    }  # fmt: skip
    held = set(State.objects.values_list("code", flat=True))
    rows = [made[model](number) for number in range(600 if model is State else 1000)]
    return [row for row in rows if model is not State or row.code not in held]


@pytest.mark.parametrize("model", RECORD)
def test_a_list_of_a_thousand_takes_few_queries(admin_client, record, model, django_assert_max_num_queries):
    model.objects.bulk_create(thousand(model))

    for asked in ({}, {"q": "e"}, {"_facets": "True"}, {"q": "e", "_facets": "True", "p": "2"}):
        with django_assert_max_num_queries(12):
            response = admin_client.get(list_of(model), asked)
        assert response.status_code == 200
        assert len(response.context["cl"].result_list) > 0


def test_a_form_takes_few_queries_however_many_rows_it_holds(
    admin_client, meeting, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25):
        admin_client.get(page_of(meeting))


def pages() -> list[str]:
    """Return an address of every page of every admin."""
    found = ["/admin/", "/admin/log/", "/admin/log.csv", "/admin/deleted/", "/admin/autocomplete/"]
    for model in admin.site._registry:
        found += [list_of(model), list_of(model, "add")]
        row = model._default_manager.first()
        for page in ("change", "history", "delete"):
            names = [row.pk] if row else []
            found += [
                reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[key])
                for key in [*names, 0, 10**30, "x", "1/2", "-1", "٣"]
            ]
    return found


def asked(dice: random.Random) -> str:
    pairs = [f"{dice.choice(PARAMETERS)}={hostile.value(dice)}" for _ in range(dice.randrange(0, 4))]
    return "&".join(pairs)


def test_no_address_of_the_admin_breaks_it(admin_client, record):
    dice = random.Random(4)

    for address in pages():
        question = f"{address}?{asked(dice)}"
        assert admin_client.get(question).status_code < 500, question


FAULTS = [
    "q=%22", "q=" + "a+" * 99, "p=1e30", "p=-1", "o=99", "o=1.-99999999999999999999", "all=", "e=1", "kind__exact=x",
    "title__iregex=(", "start__year=9999", "id__in=1,2", "conference__id__exact=x", "conference__id__exact=" + "9" * 30,
    "_to_field=name", "_to_field=id", "_facets=1", "states=1,2,x", "conferences=" + "9" * 30, "host=x", "measures=x",
    "start=x", "_popup=1&_to_field=id", "_changelist_filters=%00",
    "app_label=conferences&model_name=officer&field_name=state",
    "app_label=conferences&model_name=officer&field_name=state&term=%C3%A9&page=99", "app_label=x",
    "model_name=x&app_label=y&field_name=z",
    "app_label=conferences&model_name=officer&field_name=title&term=x", "verified_at=x", "levels=x", "voluntary=x",
]  # fmt: skip


@pytest.mark.parametrize("question", FAULTS)
def test_no_known_fault_breaks_a_page_of_the_admin(admin_client, record, question):
    of_models = [list_of(model, page) for model in admin.site._registry for page in ("changelist", "add")]

    for address in [*of_models, "/admin/autocomplete/", "/admin/log/", "/admin/deleted/"]:
        assert admin_client.get(f"{address}?{question}").status_code < 500, f"{address}?{question}"


def test_what_stands_in_an_address_begins_a_form(admin_client, haiti):
    page = admin_client.get(
        "/admin/conferences/conference/add/", {"host": haiti.pk, "city": "Here"}
    ).content.decode()

    assert f'<option value="{haiti.pk}" selected>Haiti</option>' in page
    assert 'value="Here"' in page


@pytest.mark.parametrize(
    "address", ["/admin/deleted/x/1/", "/admin/deleted/auth.user/1/", "/admin/deleted/a.b.c/1/"]
)
def test_what_is_no_record_was_not_deleted(admin_client, record, address):
    assert admin_client.get(address).status_code == 404


@pytest.mark.parametrize("key", [0, 10**18, 10**40])
def test_a_key_that_nothing_had_was_not_deleted(admin_client, record, key):
    assert admin_client.get(f"/admin/deleted/conferences.state/{key}/").status_code == 404


def test_hostile_forms_break_nothing(admin_client, meeting):
    dice = random.Random(5)
    from tests.csbm_catalog.admin.filling import values

    good = values(admin_client.get(page_of(meeting)))
    for _time in range(20):
        bad = dict(good)
        for name in dice.sample(sorted(good), 3):
            bad[name] = [dice.choice(["", "x", "-1", "9" * 30, "1e9", "٣", "0"])]
        assert admin_client.post(page_of(meeting), bad).status_code < 500, bad
    assert Officer.objects.filter(conference=meeting).exists()


def test_the_public_page_of_a_record_is_a_click_away(admin_client, meeting):
    assert meeting.get_absolute_url() in admin_client.get(page_of(meeting)).content.decode()
    assert change(admin_client, page_of(meeting)).status_code == 302
