"""Every address of the admin, as the URLconf has it: closed to strangers and to staff without rights.

What the roles are answered stands in tables of accounts, drafts, files and packets; here no address can be
forgotten: one whose arguments nobody knows how to make fails.
"""

import pytest
from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import get_resolver, reverse
from django.utils import timezone

from conferences.models import Discrepancy, Document
from csbm_catalog.events import Deed, note
from csbm_catalog.history.edits import edits_of
from measures.drafting.beginning import begin
from measures.models import Measure, MeasureDraft, Office, ReaderReport, TextImport

OF_EVERYBODY = {"login", "logout", "password_change", "password_change_done", "jsi18n", "index"}
OF_ONE_ROW = {
    "change", "delete", "history", "password_change", "verify", "review", "import", "apply", "discard", "undo",
    "resolve", "reopen", "file",
}  # fmt: skip
OF_NO_ROW = {"changelist", "add", "files"}


def names(resolver=None, before=""):
    """Yield the name of every address below /admin/, with its namespace."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern, route)
        elif route.startswith("admin/") and pattern.name:
            yield pattern.name if pattern.name.startswith("record-") else f"admin:{pattern.name}"


NAMES = sorted(set(names()) - {f"admin:{name}" for name in OF_EVERYBODY})
MODELS = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry}


@pytest.fixture
def rows(record, member_of_staff):
    """Return a row of every model of the admin."""
    author = get_user_model().objects.create_user("author")
    document = Document.objects.get(slug="miami-consensus")
    batch = TextImport.objects.create(
        document=document, begun_by=author, state="applied", applied_at=timezone.now()
    )
    draft = begin(Measure.objects.first(), author, batch=batch)
    note(author, Deed.SIGNED_IN)
    AccessAttempt.objects.create(username="author", ip_address="192.0.2.1", failures_since_start=1)
    Office.objects.create(name="An office")
    report = ReaderReport.objects.create(what="Wrong.", file=b"x", file_size=1, file_name="x.txt")
    made = {MeasureDraft: draft, TextImport: batch, ReaderReport: report, get_user_model(): author}
    return {model: made.get(model) or model._base_manager.first() for model in MODELS.values()}


def arguments(name: str, rows: dict) -> list:
    """Return what an address of this name is made with. Raises KeyError for one that nobody has thought of."""
    name = name.removeprefix("admin:")
    plain = {
        "record-log": [], "record-log-csv": [], "record-deleted": [],
        "record-deleted-one": ["measures.theme", 1], "autocomplete": [], "app_list": ["measures"],
        "view_on_site": [1, 1], "csbm_catalog_event_export": [],
        "measures_measuredraft_of": [Measure.objects.first().key],
    }  # fmt: skip
    if name in plain:
        return plain[name]
    prefix = max((one for one in MODELS if name.startswith(f"{one}_")), key=len)
    page, model = name.removeprefix(f"{prefix}_"), MODELS[prefix]
    row = rows[model]
    more = {
        "export": lambda kind: [kind, "csv"],
        "upload": lambda kind: [kind],
        "preview": lambda kind: [kind, "token"],
    }
    if page in OF_NO_ROW:
        return []
    if page in OF_ONE_ROW:
        return [row.pk if row else 1]
    if page == "version":
        return [row.pk, row.version]
    if page == "restore":
        return [row.pk, edits_of(model, row.pk)[-1].number]
    return more[page](admin.site._registry[model].file_resources[0].file_name)


def test_every_model_of_the_record_and_the_desk_has_addresses():
    assert len(NAMES) > 100
    assert Discrepancy in MODELS.values()


@pytest.mark.parametrize("name", NAMES)
def test_an_address_is_closed_to_who_has_no_right_to_it(name, client, rows, member_of_staff):
    address = reverse(name, args=arguments(name, rows))

    for method in ("get", "post"):
        response = getattr(client, method)(address)
        assert response.status_code == 403 or "/login/" in response.headers.get("Location", ""), method

    client.force_login(member_of_staff)
    for method in ("get", "post"):
        assert getattr(client, method)(address).status_code in (403, 404, 405), method
