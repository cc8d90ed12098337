"""What somebody typed survives the end of a session, of a code and of a token, and nobody else can use that."""

import re
import time

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from conferences.models import Organization
from csbm_catalog.accounts import BRIEFING_STAFF, EDITOR
from csbm_catalog.accounts.codes import devices
from csbm_catalog.accounts.held import Held
from measures.models import Packet
from tests.conftest import PASSWORD
from tests.csbm_catalog.accounts.conftest import code_of, signed_in

ADD = "/admin/conferences/organization/add/"
HERE = {"Sec-Fetch-Site": "same-origin"}
TYPED = 'Typed at length: "quotes" & <script>alert(1)</script>\r\n\r\nA second paragraph, ümlaut'


@pytest.fixture
def editor(make_account):
    return make_account("editor", EDITOR)


def fields(response) -> dict:
    """Return what the one form of the page that holds something would send, and where it goes."""
    root = html.fromstring(response.content.decode())
    forms = [form for form in root.iter("form") if form.get("method") == "post" and is_ours(form)]
    [form] = forms
    sent = {one.get("name"): one.get("value") or "" for one in form.iter("input") if one.get("name")}
    sent |= {one.get("name"): (one.text or "").removeprefix("\n") for one in form.iter("textarea")}
    return {"": form.get("action") or reverse("login")} | sent


def is_ours(form):
    names = {one.get("name") for one in [*form.iter("input"), *form.iter("textarea")]}
    return bool(names & {"held", "name", "memo"})


def post(client, form, **more):
    data = {name: value for name, value in form.items() if name} | more
    return client.post(form[""], data, headers=HERE)


def organization_fields():
    """Return what the admin's form sends, by its own names."""
    names = {field.name for field in Organization._meta.get_fields() if field.concrete and field.name != "id"}
    values = {"kind": Organization._meta.get_field("kind").choices[0][0]} if "kind" in names else {}
    return {"name": "A new body", "_save": "Save"} | values


class TestSignedOut:
    def test_a_form_of_the_admin_is_held_until_it_is_sent_again(self, editor):
        client = Client()

        out = client.post(ADD, organization_fields(), headers=HERE)
        wrong = post(client, fields(out), username="editor", password="wrong")
        again = post(client, fields(wrong), username="editor", password=PASSWORD)
        answer = post(client, fields(again))

        assert (out.status_code, again.status_code, answer.status_code) == (403, 200, 302)
        assert "nothing that you typed is lost" in out.content.decode()
        assert fields(again)[""] == ADD
        assert Organization.objects.filter(name="A new body").exists()

    def test_a_form_of_the_desk_is_held_too(self, make_account):
        make_account("officer", BRIEFING_STAFF)
        client = Client()

        out = client.post(reverse("packets:packets"), {"name": TYPED}, headers=HERE)
        again = post(client, fields(out), username="officer", password=PASSWORD)
        post(client, fields(again))

        assert out.status_code == 403
        assert Packet.objects.get().name.startswith("Typed at length")

    def test_on_a_closed_site_a_form_is_held_as_well(self, client, settings, db):
        settings.CLOSED = True

        assert "nothing that you typed is lost" in client.post("/measures/", {"name": "x"}).content.decode()

    def test_what_was_typed_comes_back_letter_by_letter_and_harmless(self, editor):
        client = Client()

        out = client.post("/admin/measures/theme/add/", {"name": TYPED}, headers=HERE)
        again = post(client, fields(out), username="editor", password=PASSWORD)

        assert "<script>alert" not in again.content.decode() + out.content.decode()
        assert fields(again)["name"] == TYPED.replace("\r\n", "\n")
        assert "second paragraph" in out.content.decode()

    def test_many_values_of_one_name_are_all_kept(self, editor, client):
        out = client.post(ADD, {"themes": ["1", "2", "3"], "name": "x"}, headers=HERE)

        held = Held.read(fields(out)["held"])
        assert [value for name, value in held.fields if name == "themes"] == ["1", "2", "3"]

    def test_passwords_and_tokens_are_not_kept(self, client, db):
        secret = {"password1": "hunter", "password": "hunter", "usable_password": "true", "name": "kept"}

        page = client.post("/admin/auth/user/add/", secret, headers=HERE)

        assert "hunter" not in page.content.decode()
        assert Held.read(fields(page)["held"]).fields == [["name", "kept"]]

    def test_files_are_asked_for_again(self, client, db):
        from django.core.files.uploadedfile import SimpleUploadedFile

        page = client.post(
            ADD, {"name": "x", "paper": SimpleUploadedFile("paper.txt", b"text")}, headers=HERE
        )

        assert "paper.txt" in page.content.decode()

    def test_what_is_too_long_to_travel_is_shown_to_be_copied(self, client, db):
        page = client.post(ADD, {"name": "word " * 250_000}, headers=HERE)

        assert fields(page)["held"] == ""
        assert "copy it from below" in page.content.decode()
        assert '<details class="kept" open>' in page.content.decode()

    def test_a_lockout_does_not_lose_it(self, editor):
        client = Client()
        form = fields(client.post(ADD, organization_fields(), headers=HERE))
        for _time in range(5):
            locked = post(client, form, username="editor", password="wrong")

        back = post(client, fields(locked))

        assert locked.status_code == 429
        assert Held.read(fields(back)["held"]).to == ADD

    def test_signing_in_from_another_tab_does_not_lose_it(self, editor):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        old = "a" * 32
        client.cookies["csrf"] = "b" * 32
        held = Held(ADD, [["name", "A new body"]], []).signed

        answer = client.post(
            reverse("login"), {"csrfmiddlewaretoken": old, "held": held, "username": "x"}, headers=HERE
        )

        assert fields(answer)[""] == ADD
        assert fields(answer)["name"] == "A new body"

    def test_looking_still_leads_to_sign_in(self, client, db):
        assert client.get(ADD).url == f"/admin/login/?next={ADD}"


class TestLapsedCode:
    @pytest.fixture
    def lapsed(self, production, editor, telephone):
        device, _codes = telephone(editor)
        client = signed_in(editor)
        session = client.session
        session[devices.VERIFIED_AT] = int(time.time()) - devices.VERIFIED_SECONDS
        session.save()
        return client, device

    def test_the_form_is_held_until_a_code_is_given(self, lapsed):
        client, device = lapsed

        asked = client.post(ADD, organization_fields(), headers=HERE)
        wrong = post(client, fields(asked), code="abc")
        again = post(client, fields(wrong), code=code_of(device))
        answer = post(client, fields(again))

        assert (asked.status_code, answer.status_code) == (403, 302)
        assert Organization.objects.filter(name="A new body").exists()

    def test_after_signing_in_the_code_is_asked_for_on_the_way(self, lapsed):
        _client, device = lapsed
        client = Client()

        out = client.post(ADD, organization_fields(), headers=HERE)
        asked = post(client, fields(out), username="editor", password=PASSWORD)
        again = post(client, fields(asked), code=code_of(device))
        post(client, fields(again))

        assert "One-time code" in asked.content.decode()
        assert Organization.objects.filter(name="A new body").exists()

    def test_who_has_no_device_any_more_is_told_what_to_do_and_keeps_it(self, production, editor):
        page = signed_in(editor).post(ADD, organization_fields(), headers=HERE)

        assert page.status_code == 403
        assert "Set up one-time codes" in page.content.decode()
        assert fields(page)["name"] == "A new body"
        assert not Organization.objects.filter(name="A new body").exists()


class TestStaleToken:
    def strict(self, user=None):
        client = Client(enforce_csrf_checks=True)
        if user:
            client.force_login(user)
        return client

    def test_the_form_can_be_sent_again(self, editor):
        client = self.strict(editor)

        again = client.post(ADD, organization_fields(), headers=HERE)
        answer = post(client, fields(again))

        assert (again.status_code, answer.status_code) == (403, 302)
        assert Organization.objects.filter(name="A new body").exists()

    def test_who_is_signed_out_besides_signs_in_first(self, db):
        page = self.strict().post(ADD, organization_fields(), headers=HERE)

        assert page.status_code == 403
        assert Held.read(fields(page)["held"]).to == ADD

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Referer": "https://elsewhere.example/admin/"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        ],
    )
    def test_a_form_that_another_site_sent_is_not_held(self, editor, headers):
        page = self.strict(editor).post(ADD, {"name": "Theirs"}, headers=headers)

        assert page.status_code == 403
        assert "Theirs" not in page.content.decode()
        assert "Send again" not in page.content.decode()
        assert "This form could not be accepted" in page.content.decode()

    @pytest.mark.parametrize(
        "headers", [{"Origin": "http://testserver"}, {"Referer": "http://testserver/x/"}]
    )
    def test_a_browser_that_says_it_in_another_way_is_understood(self, editor, headers):
        page = self.strict(editor).post(ADD, {"name": "Mine"}, headers=headers)

        assert fields(page)["name"] == "Mine"


class TestTheSeal:
    @pytest.mark.parametrize("held", ["", "x", "eyJ0byI6Ii8ifQ:1:x"])
    def test_what_was_not_held_here_is_not_shown(self, editor, held):
        client = Client()

        answer = client.post(
            reverse("login"), {"username": "editor", "password": PASSWORD, "held": held}, headers=HERE
        )

        assert answer.status_code == 302

    def test_what_was_changed_on_the_way_is_not_shown(self):
        signed = Held("/admin/", [["name", "x"]], []).signed

        assert Held.read(signed).to == "/admin/"
        assert Held.read(signed[:-1] + ("a" if signed[-1] != "a" else "b")) is None

    def test_what_was_held_yesterday_is_not_shown(self, monkeypatch):
        signed = Held("/admin/", [["name", "x"]], []).signed
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)

        assert Held.read(signed) is None

    def test_it_goes_to_this_site_alone(self, client, db):
        page = client.post("//elsewhere.example/admin/", {"name": "x"}, headers=HERE)

        assert not re.search(r'action="(https?:)?//', page.content.decode())
