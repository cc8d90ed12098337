"""The cast of the doors: a person of each role, and something behind every address."""

import re

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conferences.models import Conference, Document
from csbm_catalog import pdf as engine
from csbm_catalog import rendering
from csbm_catalog.accounts import ADMINISTRATOR, BRIEFING_STAFF, EDITOR, PUBLISHER, READER
from csbm_catalog.accounts.roles import ENTERING, fill_groups
from csbm_catalog.events import Deed, note
from csbm_catalog.history.edits import edits_of
from measures.drafting.beginning import begin
from measures.drafting.reviewing import move
from measures.models import (
    DraftRemark,
    Marking,
    Measure,
    Office,
    Packet,
    ReaderReport,
    TextImport,
    Theme,
)
from measures.packets.gathering import gather
from measures.packets.issuing import issue
from tests.measures.admin.test_imports import PAPERS, SOURCE

ROLES = {
    "reader": READER,
    "officer": BRIEFING_STAFF,
    "editor": EDITOR,
    "publisher": PUBLISHER,
    "administrator": ADMINISTRATOR,
}
PEOPLE = ["stranger", "staff", *ROLES, "superuser"]


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    """Spend no second on setting a PDF: only who gets one is asked here."""
    answer = rendering.DONE + b"%PDF-1.7" + rendering.STATUS.pack(0)
    monkeypatch.setattr(engine.renderer, "render", lambda job, slot: answer)
    monkeypatch.setattr(engine, "forbid_transaction", lambda: None)  # each answer here is taken back at once


@pytest.fixture
def people(record):
    """Return an account of each role by its name; of the staff without a role; who may everything; a stranger."""
    fill_groups()
    make = get_user_model().objects.create_user
    people = {name: make(name, is_staff=role in ENTERING) for name, role in ROLES.items()}
    for name, role in ROLES.items():
        people[name].groups.set([Group.objects.get(name=role)])
    superuser = get_user_model().objects.create_superuser("superuser")
    return people | {"stranger": None, "staff": make("staff", is_staff=True), "superuser": superuser}


@pytest.fixture
def address_of(people):
    """Put something behind every address; return what makes the address of a route, as the table writes it."""
    document = Document.objects.get(slug="miami-consensus")
    measure = document.measures.get(number=2)
    rows = rows_of_the_desk(people, measure)
    theme = Theme.objects.create(slug="gone", name="Gone")
    gone = theme.pk
    theme.delete()
    packet, section, issued = packet_of(people["officer"], document)
    office = Office.objects.create(name="An office", logo=b"png", logo_digest="abc")
    stands_for = {
        "documents/<slug>": document.slug,
        "conferences/<slug>": Conference.objects.first().slug,
        "states/<code>": "ar",
        "measures/<document>": document.slug,
        "measures/<document>/<number>": measure.number,
        "m/<key>": measure.key,
        "report/<key>": rows["measures/readerreport"].key,
        "packets/<packet>": packet.key,
        "packets/<packet>/sections/<section>": section.key,
        "packets/<packet>/measures/<measure>": packet.items.first().measure.key,
        "packets/issues/<serial>": issued.serial,
        "packets/logos/<digest>": office.logo_digest,
        "accounts/reset/<uidb64>": "MQ",
        "accounts/reset/<uidb64>/<token>": "x-y",
        "accounts/invitation/<uidb64>": "MQ",
        "accounts/invitation/<uidb64>/<token>": "x-y",
        "admin/<url>": "nonsense",
        "admin/<app_label>": "measures",
        "admin/deleted/<label>": "measures.theme",
        "admin/deleted/<label>/<pk>": gone,
        "admin/r/<content_type_id>": ContentType.objects.get_for_model(Measure).pk,
        "admin/r/<content_type_id>/<object_id>": measure.pk,
        "admin/measures/measuredraft/<pk>/history/<number>": 1,
        "admin/measures/measuredraft/of/<key>": measure.key,
        "admin/measures/measuredraft/import/<pk>": rows["applied"].pk,
        "admin/measures/textimport/<pk>/undo": rows["applied"].pk,
    }

    def value(route, argument):
        """Return what an argument stands for: by what stands before it, or by the model of a page of the admin."""
        before, _sign, after = route.partition(argument)
        whole = route.rstrip("/") if "<" not in after else ""  # where the page decides of which row it is
        for key in (whole, f"{before}{argument}"):
            if key in stands_for:
                return stands_for[key]
        label = "/".join(route.split("/")[1:3])
        model = apps.get_model(label.replace("/", "."))
        if argument in ("<object_id>", "<pk>", "<id>"):
            return (rows.get(label) or model._base_manager.first()).pk
        return {
            "<number>": lambda: (
                edits_of(model, (rows.get(label) or model._base_manager.first()).pk)[-1].number
            ),
            "<kind>": lambda: admin.site._registry[model].file_resources[0].file_name,
            "<file_format>": lambda: "csv",
            "<token>": lambda: "token",
        }[argument]()

    def address_of(route):
        """Raises KeyError or LookupError for an argument that nobody has thought of."""
        return "/" + re.sub(r"<\w+>", lambda found: str(value(route, found[0])), route)

    return address_of


def rows_of_the_desk(people, measure) -> dict:
    """Make what the editors' desk holds: an import and a draft of the editor, and what readers and strangers left."""
    editor = people["editor"]
    desk = Client()
    desk.force_login(editor)
    paper = {"source": SOURCE, "text": (PAPERS / "thirty-five.txt").read_text()}
    desk.post(reverse("admin:measures_textimport_add"), paper | {"document": measure.document_id})
    open_import = TextImport.objects.get()
    applied = TextImport.objects.create(
        document=measure.document, begun_by=editor, state="applied", applied_at=timezone.now()
    )
    draft = begin(measure, editor, batch=applied)
    move(draft, DraftRemark.Deed.SUBMITTED, editor)
    note(editor, Deed.SIGNED_IN)
    return {
        "applied": applied,
        "auth/user": people["reader"],
        "csbm_catalog/failedsignin": AccessAttempt.objects.create(
            username="reader", ip_address="192.0.2.1", failures_since_start=1
        ),
        "measures/measure": measure,
        "measures/measuredraft": draft,
        "measures/textimport": open_import,
        "measures/readerreport": ReaderReport.objects.create(
            what="Wrong.", file=b"x", file_size=1, file_name="x.txt"
        ),
    }


def packet_of(officer, document):
    """Make a packet, return it with a heading of it and an issue."""
    packet = Packet.objects.create(
        owner=officer, changed_by=officer, name="Round", title="A", marking=Marking.objects.lowest()
    )
    gather(packet, document.measures.all()[:3], officer)
    packet.refresh_from_db()
    section = packet.sections.create(heading="A heading", position=9)
    return packet, section, issue(packet, officer, lambda serial: "https://a.example/")
