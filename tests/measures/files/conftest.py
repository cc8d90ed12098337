"""Files of records, sent and confirmed as an editor does in the admin."""

import json
from itertools import islice

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conferences.resources import ConferenceResource, DocumentResource, StateResource
from csbm_catalog.models import CatalogueVersion
from measures.resources import MeasureResource, RelationResource, ThemeResource

# The pages of each kind of file hang from those of a model.
PAGES = {
    "states": "conferences_state",
    "conferences": "conferences_conference",
    "documents": "conferences_document",
    "measures": "measures_measure",
    "relations": "measures_measure",
    "themes": "measures_theme",
}
RESOURCES = [
    StateResource, ConferenceResource, DocumentResource, MeasureResource, RelationResource, ThemeResource
]  # fmt: skip
ORDER = {one.file_name: one for one in RESOURCES}


def address(kind, page, *args):
    return reverse(f"admin:{PAGES[kind]}_{page}", args=args)


def exported(client, kind, file_format):
    response = client.get(address(kind, "export", kind, file_format))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_of(client, kind, *keys):
    """Return the records of a kind as rows of a file, those with these keys alone where any are named."""
    rows = json.loads(exported(client, kind, "json"))["results"]
    return [row for row in rows if not keys or next(islice(row.values(), 1)) in keys]


def send(client, kind, content, name=""):
    """Send a file, rows as JSON; return the page that answers: the preview, or the form with a reason."""
    if not isinstance(content, bytes):
        content, name = json.dumps(content).encode(), name or f"{kind}.json"
    file = SimpleUploadedFile(name, content)
    return client.post(address(kind, "upload", kind), {"file": file}, follow=True)


def confirm(client, page, **values):
    return client.post(page.request["PATH_INFO"], {"seen": page.context["stamp"]} | values, follow=True)


def said(page):
    return [str(message) for message in page.context["messages"]]


def reasons(page):
    """Return why rows are invalid, by number."""
    return {
        row.number: row.reasons
        for part in page.context["parts"]
        if part["fate"] == "invalid"
        for row in part["shown"]
    }


def state_of_the_record():
    """Return what would be other if anything of the record had been written."""
    models = [one._meta.model for one in RESOURCES]
    return (
        [(model.objects.count(), model.history.count()) for model in models],
        [row for model in models for row in model.objects.order_by("pk").values()],
        CatalogueVersion.current().number,
    )


@pytest.fixture
def editor(record):
    """Somebody who may change everything of the record, and draft measures, but not publish."""
    user = get_user_model().objects.create_user("editor", is_staff=True)
    models = ["state", "conference", "document", "theme", "measuredraft", "source"]
    deeds = [f"{deed}_{model}" for model in models for deed in ("add", "change", "view")]
    children = ["body", "officer", "participation", "sideevent", "conferencecitation", "documentcitation"]
    deeds += [f"{deed}_{model}" for model in children for deed in ("add", "change", "delete")]
    deeds += ["view_measure", "view_measurerelation"]
    user.user_permissions.set(Permission.objects.filter(codename__in=deeds))
    return user


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client
