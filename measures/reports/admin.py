"""The queue of readers' reports: read, answered, linked to a draft, and closed with a reason."""

from io import BytesIO

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from csbm_catalog.accounts import mail
from csbm_catalog.admin import CatalogueAdmin
from csbm_catalog.events import note_export
from measures.models import ReaderReport


class ReportForm(forms.ModelForm):
    """What an editor does about a report: answer it, name the draft, close it."""

    is_answer_sent = forms.BooleanField(
        label=_("Send the answer now"), required=False,
        help_text=_("By e-mail, to the address that the reader left."),
    )  # fmt: skip
    is_closed = forms.BooleanField(
        label=_("Close"), required=False,
        help_text=_("With a reason. The reader's address is forgotten then, and an answer can no longer be sent."),
    )  # fmt: skip

    class Meta:
        model = ReaderReport
        fields = ["draft", "answer", "reason"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_answer_sent"):
            self.check_that_it_can_be_answered(cleaned)
        if cleaned.get("is_closed") and not cleaned.get("reason"):
            self.add_error("reason", _("A report is closed with a reason."))
        return cleaned

    def check_that_it_can_be_answered(self, cleaned):
        if not cleaned.get("answer"):
            self.add_error("answer", _("There is nothing to send yet."))
        elif not self.instance.address:
            self.add_error("is_answer_sent", _("The reader left no address."))
        elif not mail.is_set_up():
            self.add_error(
                "is_answer_sent", _("This installation sends no e-mail: write to the reader yourself.")
            )


@admin.register(ReaderReport)
class ReaderReportAdmin(CatalogueAdmin):
    form = ReportForm
    list_display = ["key", "kind", "page", "gist", "state", "sent_at", "handled_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["handled_by"]
    autocomplete_fields = ["draft"]
    search_fields = ["key", "what", "page"]
    readonly_fields = [
        "about", "kind", "what", "where", "download", "address", "sent_at", "state", "answered_at", "closed_at",
        "handled_by",
    ]  # fmt: skip
    fieldsets = [
        (
            _("What a reader wrote"),
            {"fields": ["kind", "about", "what", "where", "download", "address", "sent_at"]},
        ),
        (_("What was done"), {"fields": ["draft", "answer", "is_answer_sent", "answered_at"]}),
        (_("Closing"), {"fields": ["reason", "is_closed", "state", "closed_at", "handled_by"]}),
    ]

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("file")

    @admin.display(description=_("what"))
    def gist(self, report):
        return report.what[:100]

    @admin.display(description=_("page"))
    def about(self, report):
        return (
            format_html('<a href="{0}">{0}</a>', report.page)
            if report.page
            else _("The catalogue as a whole")
        )

    @admin.display(description=_("file"))
    def download(self, report):
        if not report.file_size:
            return "–"
        address = reverse("admin:measures_readerreport_file", args=[report.pk])
        begin = f"{reverse('admin:measures_textimport_add')}?report={report.pk}"
        return format_html(
            '<a href="{}">{}</a> ({}). {} <a href="{}">{}</a>', address, report.file_name,
            filesizeformat(report.file_size), _("A stranger sent it: open it with care."), begin,
            _("Import this paper"),
        )  # fmt: skip

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/file/", view, name="measures_readerreport_file"), *super().get_urls()]

    def file_view(self, request, pk):
        """Hand the file out to be kept, never to be shown as a page of this site."""
        report = get_object_or_404(ReaderReport, pk=pk)
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        if not report.file:
            raise Http404
        note_export(request, f"{report.file_name}, {report.key}")
        return FileResponse(
            BytesIO(bytes(report.file)), as_attachment=True, filename=report.file_name,
            content_type="application/octet-stream",
        )  # fmt: skip

    def save_model(self, request, report, form, change):
        report.handled_by = request.user
        if form.cleaned_data.get("is_answer_sent"):
            self.send_answer(request, report)
        if form.cleaned_data.get("is_closed"):
            report.state, report.closed_at, report.address = ReaderReport.State.CLOSED, timezone.now(), ""
        super().save_model(request, report, form, change)

    def send_answer(self, request, report):
        if mail.send("reports/mail/answer.txt", report.address, {"report": report}):
            report.answered_at = timezone.now()
            self.message_user(request, _("The answer was sent."))
        else:
            self.message_user(request, _("The answer could not be sent: it is kept here."), messages.WARNING)
