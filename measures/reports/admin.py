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
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from csbm_catalog.accounts import mail
from csbm_catalog.admin import OpenedAdmin, OpenedForm
from csbm_catalog.events import note_export
from csbm_catalog.history.contents import contents_held
from measures.models import ReaderReport


class ReportForm(OpenedForm):
    """What an editor does about a report: answer it, name the draft, close it, open it again.

    It asks only what can be done with the report as it is. Answer and reason of a closed one stand as they are
    until it is opened again: what someone typed who had it open while it was still open is shown, not kept.
    """

    is_answer_sent = forms.BooleanField(
        label=_("Send the answer now"), required=False,
        help_text=_("By e-mail, to the address that the reader left."),
    )  # fmt: skip
    is_answered = forms.BooleanField(
        label=_("I have answered"), required=False,
        help_text=_("By an e-mail of your own, or by word of mouth; what you said stands above."),
    )  # fmt: skip
    is_closed = forms.BooleanField(
        label=_("Close"), required=False,
        help_text=_("With a reason. The reader's address is forgotten then, and an answer can no longer be sent."),
    )  # fmt: skip
    is_reopened = forms.BooleanField(
        label=_("Open again"), required=False,
        help_text=_("It waits in the queue again. The reader's address was forgotten when it was closed."),
    )  # fmt: skip

    class Meta:
        model = ReaderReport
        fields = ["draft", "answer", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(DEEDS) - set(deeds_of(self.instance)):
            self.fields.pop(name, None)
        self.was_open = self.instance.is_open
        for name in CLOSED if not self.was_open else ():
            if name in self.fields:
                self.fields[name].widget.attrs["readonly"] = True

    def whole(self):
        """Return the report as it is now, without its file, which nobody changes."""
        reports = ReaderReport.objects.filter(pk=self.instance.pk).defer("file")
        return {content.identity: content for content in contents_held(ReaderReport, reports)}

    def clean(self):
        cleaned = super().clean()
        if not (self.was_open or cleaned.get("is_reopened")):
            for name in set(CLOSED) & set(self.changed_data):
                self.add_error(name, _("The report is closed: open it again to change this."))
        if (cleaned.get("is_answer_sent") or cleaned.get("is_answered")) and not cleaned.get("answer"):
            self.add_error("answer", _("Write what the reader is told."))
        if cleaned.get("is_closed") and not cleaned.get("reason"):
            self.add_error("reason", _("A report is closed with a reason."))
        return cleaned


CLOSED = ("answer", "reason")  # what stands once a report is closed
DEEDS = ("is_answer_sent", "is_answered", "is_closed", "is_reopened")


def deeds_of(report: ReaderReport) -> list[str]:
    """Return what can be done with a report now, by the names of its fields."""
    if not report.is_open:
        return ["is_reopened"]
    return [*(["is_answer_sent"] if report.address and mail.is_set_up() else []), "is_answered", "is_closed"]


@admin.register(ReaderReport)
class ReaderReportAdmin(OpenedAdmin):
    form = ReportForm
    list_display = ["key", "kind", "page", "gist", "state", "sent_at", "handled_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["handled_by"]
    autocomplete_fields = ["draft"]
    search_fields = ["key", "what", "page"]
    readonly_fields = [
        "about", "kind", "what", "where", "download", "address", "sent_at", "state", "answered_at", "closed_at",
        "handled_by", "begun_imports",
    ]  # fmt: skip

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("file")

    def get_fieldsets(self, request, obj=None):
        deeds = deeds_of(obj) if self.has_change_permission(request, obj) else []
        answering = [name for name in deeds if "answer" in name]
        closing = [name for name in deeds if name not in answering]
        return [
            (
                _("What a reader wrote"),
                {"fields": ["kind", "about", "what", "where", "download", "address", "sent_at"]},
            ),
            (
                _("What was done"),
                {"fields": ["begun_imports", "draft", "answer", *answering, "answered_at"]},
            ),
            (_("Closing"), {"fields": ["reason", *closing, "state", "closed_at", "handled_by"]}),
        ]

    @admin.display(description=_("imports begun from it"))
    def begun_imports(self, report):
        links = (
            (reverse("admin:measures_textimport_change", args=[one.pk]), f"{one} ({one.get_state_display()})")
            for one in report.imports.named()
        )
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"

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
        done = form.cleaned_data
        if done.get("is_answer_sent"):
            self.send_answer(request, report)
        elif done.get("is_answered"):
            report.answered_at = timezone.now()
        if done.get("is_closed"):
            report.state, report.closed_at, report.address = ReaderReport.State.CLOSED, timezone.now(), ""
        if done.get("is_reopened"):
            report.state, report.closed_at, report.reason = ReaderReport.State.OPEN, None, ""
        super().save_model(request, report, form, change)

    def send_answer(self, request, report):
        if mail.send("reports/mail/answer.txt", report.address, {"report": report}):
            report.answered_at = timezone.now()
            self.message_user(request, _("The answer was sent."))
        else:
            self.message_user(request, _("The answer could not be sent: it is kept here."), messages.WARNING)
