"""Readers report errors and papers; editors answer, link and close."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conferences.models import Document
from csbm_catalog.events import Deed, Event
from measures.models import ReaderReport, TextImport
from tests.csbm_catalog.admin import filling

pytestmark = pytest.mark.django_db
PAGE = "/measures/miami-consensus/12/"


@pytest.fixture
def send(client):
    def send(**values):
        return client.post(
            reverse("report"), {"kind": "error", "what": "The date is wrong.", "page": PAGE} | values
        )

    return send


@pytest.fixture
def report(db):
    return ReaderReport.objects.create(
        what="The date is wrong.", page=PAGE, address="reader@example.org", file=b"<script>", file_size=8,
        file_name="paper.html",
    )  # fmt: skip


def page_of(report):
    return reverse("admin:measures_readerreport_change", args=[report.pk])


def change(client, report, **changed):
    """Open the report, change some of its form, and send it."""
    return filling.change(client, page_of(report), "readerreport_form", **changed)


def opened(client, report):
    """Return what the form of the report sends, as it is opened now."""
    return filling.values(client.get(page_of(report)), "readerreport_form")


@pytest.mark.parametrize(
    "path",
    ["/", "/measures/?q=border", PAGE, "/documents/miami-consensus/", "/states/us/", "/about/", "/nowhere/"],
)
def test_every_page_leads_to_the_form(client, record, path):
    assert f'href="/report/?page={path.partition("?")[0]}"' in client.get(path).content.decode()


def test_a_measure_whose_wording_is_not_held_asks_for_the_paper(client, record):
    assert f'href="/report/?kind=paper&amp;page={PAGE}"' in client.get(PAGE).content.decode()


def test_a_report_is_kept_and_has_a_reference(client, send):
    response = send(where="Page 3 of the paper.", address="reader@example.org")

    kept = ReaderReport.objects.get()
    assert response.headers["Location"] == f"/report/{kept.key}/sent/"
    assert (kept.what, kept.where, kept.page, kept.state) == (
        "The date is wrong.", "Page 3 of the paper.", PAGE, "open",
    )  # fmt: skip
    page = client.get(response.headers["Location"]).content.decode()
    assert kept.key in page
    assert "The date is wrong." not in page


def test_a_file_is_kept_with_its_name(send):
    send(upload=SimpleUploadedFile("paper.pdf", b"%PDF-1.7 x"))

    kept = ReaderReport.objects.get()
    assert (bytes(kept.file), kept.file_name, kept.file_size) == (b"%PDF-1.7 x", "paper.pdf", 10)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"what": ""}, "This field is required"),
        ({"what": "x" * 5_001}, "at most 5000 characters"),
        ({"address": "nobody"}, "valid email address"),
        ({"kind": "praise"}, "not one of the available choices"),
        ({"upload": SimpleUploadedFile("virus.exe", b"MZ")}, "Files of this kind are not taken"),
        ({"upload": SimpleUploadedFile("paper.pdf", b"x" * (10 * 1024**2 + 1))}, "larger than 10 megabytes"),
        ({"what": "with \0 in it"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_lost(send, values, sentence):
    response = send(where="Page 3 of the paper.", **values)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Page 3 of the paper." in page
    assert not ReaderReport.objects.exists()


@pytest.mark.parametrize(
    "page", ["//evil.example/", "https://evil.example/", "/nowhere/", "/admin/", "javascript:x", "x" * 499]
)
def test_a_report_names_only_pages_of_this_site(client, send, page):
    send(page=page)

    assert ReaderReport.objects.get().page == ""
    assert 'href="javascript' not in client.get(reverse("report"), {"page": page}).content.decode()


def test_one_address_sends_six_an_hour_and_keeps_what_it_typed(client, send):
    answers = [send() for _time in range(7)]

    assert [answer.status_code for answer in answers] == [302] * 6 + [429]
    assert ReaderReport.objects.count() == 6
    assert answers[-1].headers["Retry-After"] == "3600"
    assert "The date is wrong." in answers[-1].content.decode()


def test_everybody_together_sends_sixty_an_hour(client):
    values = {"kind": "error", "what": "Again.", "page": ""}
    answers = [
        client.post(reverse("report"), values, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(61)
    ]

    assert answers == [302] * 60 + [429]


def test_a_form_from_elsewhere_is_refused(client):
    client.handler.enforce_csrf_checks = True

    assert client.post(reverse("report"), {"kind": "error", "what": "x"}).status_code == 403
    assert not ReaderReport.objects.exists()


def test_an_editor_sees_the_queue_and_the_file_as_a_download(admin_client, report):
    queue = admin_client.get(reverse("admin:measures_readerreport_changelist")).content.decode()
    response = admin_client.get(reverse("admin:measures_readerreport_file", args=[report.pk]))

    assert "The date is wrong." in queue
    assert b"".join(response.streaming_content) == b"<script>"
    assert response.headers["Content-Disposition"] == 'attachment; filename="paper.html"'
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert Event.objects.get(deed=Deed.EXPORTED).about == f"paper.html, {report.key}"


def test_a_stranger_sees_no_file(client, member_of_staff, report):
    address = reverse("admin:measures_readerreport_file", args=[report.pk])
    assert client.get(address).status_code == 302
    client.force_login(member_of_staff)

    assert client.get(address).status_code == 403


def test_an_answer_goes_to_the_reader(admin_client, report, settings):
    settings.SENDS_EMAIL = True

    change(admin_client, report, answer="Thank you, it is mended.", is_answer_sent="on")

    report.refresh_from_db()
    [sent] = mail.outbox
    assert sent.to == ["reader@example.org"]
    assert report.key in sent.subject
    assert "Thank you, it is mended." in sent.body
    assert "The date is wrong." in sent.body
    assert report.answered_at is not None


def test_without_a_mail_server_an_editor_says_that_they_have_answered(admin_client, report, settings):
    settings.SENDS_EMAIL = False
    page = admin_client.get(reverse("admin:measures_readerreport_change", args=[report.pk])).content.decode()
    assert "Send the answer now" not in page
    assert "I have answered" in page

    refused = change(admin_client, report, is_answered="on")
    change(admin_client, report, answer="Thank you.", is_answered="on")

    report.refresh_from_db()
    assert "Write what the reader is told." in refused.content.decode()
    assert report.answer == "Thank you."
    assert report.answered_at is not None
    assert not mail.outbox


def test_a_closed_report_offers_only_to_be_opened_again(admin_client, report, settings):
    settings.SENDS_EMAIL = True
    change(admin_client, report, is_closed="on", reason="The paper says the same.")
    report.refresh_from_db()
    closed_at = report.closed_at
    page = admin_client.get(reverse("admin:measures_readerreport_change", args=[report.pk])).content.decode()
    assert "Send the answer now" not in page
    assert "is_closed" not in page
    assert "Open again" in page

    change(admin_client, report, is_closed="on", reason="Another reason.", is_answer_sent="on")
    report.refresh_from_db()
    assert (report.closed_at, report.reason) == (closed_at, "The paper says the same.")
    change(admin_client, report, is_reopened="on")

    report.refresh_from_db()
    assert (report.state, report.closed_at, report.reason) == ("open", None, "")


def test_a_second_save_of_a_report_is_stopped_and_shows_both(admin_client, report):
    mine = opened(admin_client, report)
    change(admin_client, report, answer="The first answer.")

    stopped = admin_client.post(page_of(report), mine | {"answer": "The second answer."})

    report.refresh_from_db()
    assert report.answer == "The first answer."
    assert "The first answer." in stopped.content.decode()
    assert filling.values(stopped, "readerreport_form")["answer"] == ["The second answer."]
    seen = {"seen": stopped.context["conflict"]["now"]}
    admin_client.post(page_of(report), filling.values(stopped, "readerreport_form") | seen)
    report.refresh_from_db()
    assert report.answer == "The second answer."


def test_what_was_typed_while_someone_else_closed_the_report_is_shown_and_not_taken_for_saved(
    admin_client, report
):
    mine = opened(admin_client, report)
    change(admin_client, report, is_closed="on", reason="The paper says the same.")

    stopped = admin_client.post(page_of(report), mine | {"answer": "It is mended.", "is_answered": "on"})
    typed = filling.values(stopped, "readerreport_form")
    seen = typed | {"seen": stopped.context["conflict"]["now"]}
    refused = admin_client.post(page_of(report), seen)

    report.refresh_from_db()
    assert (report.state, report.answer) == ("closed", "")
    assert typed["answer"] == ["It is mended."]
    assert "The report is closed: open it again to change this." in refused.content.decode()
    assert filling.values(refused, "readerreport_form")["answer"] == ["It is mended."]
    admin_client.post(page_of(report), seen | {"is_reopened": "on"})
    report.refresh_from_db()
    assert (report.state, report.answer, report.reason) == ("open", "It is mended.", "")


def test_a_report_names_the_imports_that_were_begun_from_it(admin_client, administrator, record, report):
    miami = Document.objects.get(slug="miami-consensus")
    about = {"document": miami, "begun_by": administrator, "sent_by_reader": report, "name": "paper.html"}
    TextImport.objects.create(**about)

    page = admin_client.get(reverse("admin:measures_readerreport_change", args=[report.pk])).content.decode()

    assert "Consensus of Miami: paper.html" in page
    assert "(being corrected)" in page


def test_a_report_is_closed_with_a_reason_and_its_address_is_forgotten(admin_client, administrator, report):
    assert "closed with a reason" in change(admin_client, report, is_closed="on").content.decode()

    change(admin_client, report, is_closed="on", reason="The paper says the same.")

    report.refresh_from_db()
    assert (report.state, report.address, report.handled_by) == ("closed", "", administrator)
    assert report.closed_at is not None


def test_the_queue_does_not_read_files(admin_client, report, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as queries:
        admin_client.get(reverse("admin:measures_readerreport_changelist"))

    assert not [query for query in queries if '"measures_readerreport"."file",' in query["sql"]]
