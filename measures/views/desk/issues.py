"""Issuing, what was issued, and the register of it."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from csbm_catalog.events import Deed, note, note_export
from csbm_catalog.exports import csv_lines, download
from csbm_catalog.pdf import Busy, CannotRender, TooMuch, Unavailable
from measures.models import Packet, PacketIssue
from measures.packets.forms import RegisterForm, person
from measures.packets.issuing import Refused, issue, obstacles
from measures.packets.saved import contents_of
from measures.views.desk.base import DeskView, PacketView


class Issue(PacketView):
    """What will be issued, what stands in its way, and the deed."""

    access = "editable_by"

    def get(self, request, packet):
        return self.page()

    def post(self, request, packet):
        if request.POST.get("version") != str(self.packet.version):
            return self.page(
                409,
                _("The packet has changed since you opened this page. Look at it once more, then issue it."),
            )
        try:
            issued = issue(self.packet, request.user, self.address)
        except Refused as refusal:
            return self.page(409, str(refusal))
        except (Busy, Unavailable, CannotRender, TooMuch) as fault:
            return self.page(503, why_no_pdf(fault))
        note(request, Deed.ISSUED, issued)
        self.say(_("Issued as %(serial)s.") % {"serial": issued})
        return HttpResponseRedirect(f"{self.packet.get_absolute_url()}#issues")

    def address(self, serial):
        """Return where anybody can verify the issue: the address that is printed in it."""
        return self.request.build_absolute_uri(f"{reverse('packets:verify')}?serial={serial}")

    def page(self, status=200, refusal=""):
        self.packet.refresh_from_db()
        return self.show(
            "packets/desk/issue.html",
            status,
            refusal=refusal,
            obstacles=obstacles(self.packet),
            held=self.packet.items.count(),
            last=self.packet.issues.listed().order_by("number").last(),
            changes=contents_of(self.packet, "").changes,
        )


class Issued(DeskView):
    """An issue as a file: the same bytes, whatever has been edited since."""

    def admit(self):
        packets = Packet.objects.readable_by(self.request.user)
        self.issue = get_object_or_404(PacketIssue, serial=self.kwargs["serial"], packet__in=packets)

    def get(self, request, serial):
        note_export(request, self.issue)
        headers = {"Content-Disposition": f'attachment; filename="{self.issue.serial}.pdf"'}
        return HttpResponse(bytes(self.issue.pdf), content_type="application/pdf", headers=headers)


class Register(DeskView):
    """Who issued what, when, from which version of the record, with the hash.

    A packet is nobody's business but its readers', and its title may be confidential: to others the register
    says that it was issued, by whom and with which hash, so that a file can be traced, and not what it is.
    """

    paginate_by = 50

    def get(self, request):
        page = Paginator(self.found, self.paginate_by).get_page(request.GET.get("page"))
        return self.show(
            "packets/desk/register.html",
            form=self.form,
            page_obj=page,
            page_range=page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
            is_all_open=all(issue.is_open for issue in page),
            query=request.GET.urlencode(),
        )

    @cached_property
    def form(self):
        return RegisterForm(self.request.GET)

    @cached_property
    def found(self):
        issues = PacketIssue.objects.listed_for(self.request.user)
        return issues.with_words(self.form.cleaned_data["q"]) if self.form.is_valid() else issues.none()


class RegisterCSV(Register):
    columns = [
        "serial", "title", "number", "issued_at", "issued_by", "office", "marking", "measures", "record", "sha256",
    ]  # fmt: skip

    def get(self, request):
        if not self.form.is_valid():
            sentences = [f"q: {sentence}\n" for sentence in self.form.errors["q"]]
            return HttpResponse("".join(sentences), status=400, content_type="text/plain; charset=utf-8")
        note_export(request, "register.csv")
        return download(csv_lines(self.columns, map(row, self.found)), "text/csv", "register.csv")


def why_no_pdf(fault) -> str:
    """Say to the person who issues why there is no PDF, and what can be done."""
    if isinstance(fault, Busy):
        return _("As many PDFs as can be made at once are being made. It takes seconds; try again.")
    if isinstance(fault, Unavailable):
        return _("This machine has no PDF engine: its administrator can install Pango.")
    return str(fault)


def row(issue: PacketIssue) -> dict:
    """Return an issue as a row of the register; what only readers of its packet may know is empty for others."""
    known = {
        "title": issue.title,
        "number": issue.number,
        "marking": issue.marking,
        "measures": issue.measures_held,
    }
    return (known if issue.is_open else dict.fromkeys(known, "")) | {
        "serial": issue.serial,
        "issued_at": issue.issued_at.isoformat(timespec="seconds"),
        "issued_by": person(issue.issued_by),
        "office": issue.office,
        "record": issue.record_number,
        "sha256": issue.sha256,
    }
