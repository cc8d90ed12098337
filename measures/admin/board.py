"""The first page of the admin: how complete the record is, what changed last, and what waits for whom."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _

from csbm_catalog.admin import pages
from csbm_catalog.history import log
from measures.board import LAST, board
from measures.models import MeasureDraft, ReaderReport, TextImport

DRAFTS = "admin:measures_measuredraft_changelist"
State = MeasureDraft.State


@dataclass(frozen=True)
class Waiting:
    """A number of things that wait, in words, and the list of them."""

    number: int
    words: str
    address: str


def first_page(request):
    """Show Django's list of models below the board; people who may not see measures have the list alone."""
    return admin.site.admin_view(with_board)(request)


def with_board(request):
    context = {"waiting": waiting_for(request.user)}
    if models := pages.logged(request):
        found = log.entries(log.versions(models)[:LAST], models)
        context["entries"] = list(zip(found, pages.addresses(found), strict=True))
    if request.user.has_perm("measures.view_measure"):
        context["board"] = board()
    return admin.site.index(request, context)


def waiting_for(user) -> list[Waiting]:
    """Return what this person can do something about; nothing where there is nothing."""
    found = []
    if user.has_perm("measures.publish_measuredraft"):
        drafts = MeasureDraft.objects.waiting_for(user)
        found.append(
            Waiting(
                drafts.count(), _("drafts of others to review"), asked(DRAFTS, "state=review&whose=others")
            )
        )
    if user.has_perm("measures.change_measuredraft"):
        drafts = MeasureDraft.objects.filter(author=user)
        work, review = drafts.filter(state=State.WORK), drafts.in_review()
        found.append(
            Waiting(work.count(), _("drafts of yours in work"), asked(DRAFTS, "state=work&whose=mine"))
        )
        found.append(
            Waiting(review.count(), _("drafts of yours in review"), asked(DRAFTS, "state=review&whose=mine"))
        )
    if user.has_perm("measures.change_textimport"):
        begun = TextImport.objects.filter(begun_by=user, state=TextImport.State.OPEN)
        address = asked(
            "admin:measures_textimport_changelist", f"state__exact=open&begun_by__id__exact={user.pk}"
        )
        found.append(Waiting(begun.count(), _("texts that you have begun to import"), address))
    if user.has_perm("measures.change_readerreport"):
        address = asked("admin:measures_readerreport_changelist", "state__exact=open")
        found.append(Waiting(ReaderReport.objects.open().count(), _("reports of readers"), address))
    return [one for one in found if one.number]


def asked(name: str, question: str) -> str:
    return f"{reverse(name)}?{question}"
