"""The log of deeds: what gets into it, and that it stays as it is."""

import csv
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse

from csbm_catalog.events import Deed, Event, Unchangeable, note
from tests.conftest import PASSWORD
from tests.csbm_catalog.admin.filling import change
from tests.measures.packets.conftest import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/csbm_catalog/event/"


@pytest.fixture
def ana(db):
    return get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD)


class TestNote:
    def test_of_a_request_it_keeps_account_and_address(self, ana):
        request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")
        request.user = ana

        event = note(request, Deed.IMPORTED, "paper.txt")

        assert (event.user, event.who, event.about, event.address) == (ana, "ana", "paper.txt", "10.0.0.1")

    def test_of_a_command_it_keeps_the_name(self):
        assert (note("backup", Deed.BACKED_UP).who, Event.objects.get().user) == ("backup", None)

    def test_the_name_stays_as_it_was_when_the_account_is_renamed(self, ana):
        note(ana, Deed.EXPORTED)

        ana.username = "ana.ruiz"
        ana.save()

        assert (Event.objects.get().who, Event.objects.get().user) == ("ana", ana)

    def test_what_is_too_long_is_cut(self, ana):
        assert len(note(ana, Deed.EXPORTED, "x" * 500).about) == 300

    def test_a_deed_that_is_not_known_is_refused(self, ana):
        with pytest.raises(IntegrityError), transaction.atomic():
            note(ana, "nonsense")

    @pytest.mark.parametrize(
        "deed",
        [
            lambda: Event.objects.all().delete(),
            lambda: Event.objects.update(who="x"),
            lambda: Event.objects.get().delete(),
            lambda: Event.objects.get().save(),
        ],
    )
    def test_nothing_is_changed_or_deleted(self, ana, deed):
        note(ana, Deed.EXPORTED)

        with pytest.raises(Unchangeable):
            deed()

        assert Event.objects.get().who == "ana"


class TestWhatIsNoted:
    def test_signing_in(self, client, ana):
        client.post(reverse("login"), {"username": "ana", "password": PASSWORD}, REMOTE_ADDR="10.0.0.1")

        event = Event.objects.get()
        assert (event.who, event.deed, event.address) == ("ana", "signed-in", "10.0.0.1")

    @pytest.mark.parametrize("address", ["/measures.csv?q=border", "/measures.json?q=border"])
    def test_an_export_by_somebody_signed_in_without_what_was_searched_for(self, record, ana, address):
        client = signed_in(ana)
        client.get(address)
        client.head(address)

        [event] = Event.objects.filter(deed=Deed.EXPORTED)
        assert (event.who, event.about) == ("ana", address.partition("?")[0])

    def test_of_strangers_nothing(self, client, record):
        client.get("/measures.csv")

        assert not Event.objects.exists()

    def test_setting_and_changing_a_password(self, client, ana):
        client.force_login(ana)
        new = "another quite long password"

        data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        client.post(reverse("password-change"), data)

        assert Event.objects.filter(deed=Deed.PASSWORD_SET, who="ana").count() == 1
        assert not Event.objects.filter(about__contains=new).exists()

    def test_closing_and_opening_an_account(self, admin_client, ana):
        address = reverse("admin:auth_user_change", args=[ana.pk])

        change(admin_client, address, is_active=[])
        change(admin_client, address, is_active="on")

        deeds = Event.objects.filter(about="ana").order_by("pk").values_list("deed", flat=True)
        assert list(deeds) == ["closed", "opened"]

    def test_making_an_account_and_what_it_may_do(self, admin_client):
        invited = {"email": "ben@example.org", "first_name": "Ben", "last_name": "Ortiz", "is_staff": "on"}

        admin_client.post(reverse("admin:auth_user_add"), invited)

        deeds = Event.objects.exclude(deed=Deed.SIGNED_IN).order_by("pk").values_list("who", "deed", "about")
        assert list(deeds) == [
            ("admin", "created", "ben@example.org"),
            ("admin", "rights-changed", "ben@example.org: + is_staff"),
            ("admin", "invited", "ben@example.org"),
        ]

    def test_making_a_superuser_by_a_command(self, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

        call_command(
            "createsuperuser",
            "--no-input",
            "--no-codes",
            username="root",
            email="root@example.org",
            verbosity=0,
        )

        deeds = Event.objects.order_by("pk").values_list("who", "deed", "about")
        assert list(deeds) == [
            ("createsuperuser", "created", "root"),
            ("createsuperuser", "rights-changed", "root: + is_staff, + is_superuser"),
        ]

    def test_what_a_group_may_do(self, admin_client):
        admin_client.post(reverse("admin:auth_group_add"), {"name": "Press"})

        assert Event.objects.get(deed=Deed.RIGHTS_CHANGED).about == "Press: "


class TestAdmin:
    @pytest.fixture
    def events(self, ana):
        note(ana, Deed.EXPORTED, "measures.csv", "10.0.0.1")
        note(ana, Deed.IMPORTED, "=1+1")
        note("backup", Deed.BACKED_UP, "today.zip")

    def test_is_read_and_narrowed_down(self, admin_client, events):
        page = admin_client.get(LIST, {"deed": "imported"}).content.decode()

        assert "=1+1" in page
        assert "today.zip" not in page
        assert "today.zip" in admin_client.get(LIST, {"days": "7"}).content.decode()
        assert "today.zip" in admin_client.get(LIST, {"q": "backup"}).content.decode()

    @pytest.mark.parametrize(
        "query", [
        "days=x", "days=9999999999999", "deed=x", "deed=%3D", "q=" + "x" * 3000, "who__iregex=(", "at__year=9999",
        "p=x", "o=9.9.9", "e=1",
    ],
    )  # fmt: skip
    def test_no_query_is_a_fault(self, admin_client, events, query):
        assert admin_client.get(f"{LIST}?{query}").status_code in (200, 302, 400)
        assert admin_client.get(f"{LIST}export/?{query}").status_code in (200, 302, 400)

    def test_is_taken_away_as_it_is_narrowed_down_and_harmless(self, admin_client, events):
        page = admin_client.get(LIST, {"deed": "imported"}).content.decode()
        assert 'href="/admin/csbm_catalog/event/export/?deed=imported"' in page

        answer = admin_client.get(f"{LIST}export/?deed=imported")

        [row] = csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig")))
        assert (row["who"], row["deed"], row["about"]) == ("ana", "imported", "'=1+1")
        assert Event.objects.first().deed == Deed.EXPORTED

    def test_a_long_log_is_taken_away_whole(self, admin_client, ana):
        for number in range(120):
            note(ana, Deed.EXPORTED, number)

        rows = admin_client.get(f"{LIST}export/?deed=exported").getvalue().decode().splitlines()

        assert len(rows) == 122  # with the heads, and this export itself
