"""The page of a draft, and that of a whole import: what would change, what was said, and what can be done."""

from collections import Counter

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from csbm_catalog.admin import CatalogueAdmin
from csbm_catalog.versions import fingerprint
from measures.admin.offers import NEEDS, may, offers
from measures.drafting.comparing import comparisons, label_of
from measures.drafting.publishing import NotPublished, publish
from measures.drafting.reviewing import (
    Deed,
    NotPossible,
    NotReady,
    comment,
    compare_anew,
    discard,
    move,
    submit,
)
from measures.drafting.snapshots import FIELDS
from measures.models import MeasureDraft, TextImport

ON_A_PAGE = 40
NEEDS_WORDS = {
    "comment": gettext_lazy("Write what you want to say."),
    "return": gettext_lazy("Say why the draft is sent back: its author reads it here."),
}


class ReviewForm(forms.Form):
    """What a reviewer says, and the version of the draft that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    text = forms.CharField(
        label=gettext_lazy("Comment or reason"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )  # fmt: skip

    def __init__(self, *args, deed="", **kwargs):
        super().__init__(*args, **kwargs)
        self.deed = deed

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if not text and self.deed in NEEDS_WORDS:
            raise forms.ValidationError(NEEDS_WORDS[self.deed])
        return text


def carry_out(deed: str, draft: MeasureDraft, by, text: str, version: int) -> str:
    """Do with the draft what the button says; return the sentence that tells of it."""
    match deed:
        case "publish":
            publish([draft], by, seen={draft.pk: version})
            return _("Published: readers see it from now on.")
        case "return":
            move(draft, Deed.RETURNED, by, text)
            return _("Sent back: the draft is in work again.")
        case "submit":
            submit(draft, by, text)
            return _("The draft waits for review.")
        case "withdraw":
            move(draft, Deed.WITHDRAWN, by, text)
            return _("The draft is in work again.")
        case "rebase":
            compare_anew(draft, by)
            return _("The draft is compared with what is published now.")
        case "discard":
            discard(draft, by, text)
            return _("The draft is given up; it stays readable here.")
    comment(draft, by, text)
    return _("Your comment stands below.")


class Reviewing(CatalogueAdmin):
    """An admin with the pages on which drafts are reviewed."""

    def review_urls(self):
        return [
            path(
                "<int:pk>/review/", self.admin_site.admin_view(self.review), name="measures_measuredraft_review"
            ),
            path(
                "import/<int:pk>/", self.admin_site.admin_view(self.review_import), name="measures_measuredraft_import"
            ),
        ]  # fmt: skip

    def has_publish_permission(self, request):
        return request.user.has_perm("measures.publish_measuredraft")

    def review(self, request, pk):
        """Show a draft beside what is published, and do with it what a button says."""
        draft = get_object_or_404(MeasureDraft.objects.compared(), pk=pk)
        if not self.has_view_permission(request, draft):
            raise PermissionDenied
        if request.method != "POST":
            return self.review_page(request, draft, ReviewForm(initial={"version": draft.version}))
        deed = request.POST.get("deed", "")
        if deed not in NEEDS or not may(request.user, deed):
            raise PermissionDenied
        form = ReviewForm(request.POST, deed=deed)
        if not form.is_valid():
            return self.review_page(request, draft, form, status=422)
        try:
            told = carry_out(
                deed, draft, request.user, form.cleaned_data["text"], form.cleaned_data["version"]
            )
        except NotReady:
            change = reverse("admin:measures_measuredraft_change", args=[draft.pk])
            self.message_user(request, _("Not sent to review yet: see what is missing."), messages.WARNING)
            return HttpResponseRedirect(f"{change}?check=1")
        except (NotPossible, NotPublished) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return self.review_page(request, draft, form, status=409)
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def review_page(self, request, draft, form, status=200):
        [comparison] = comparisons([draft])
        context = {
            "title": _("Draft of a measure") if draft.measure else _("Draft of a new measure"),
            "subtitle": str(draft),
            "draft": draft,
            "doubts": [label_of(name) for name in FIELDS if name in draft.doubts],
            "comparison": comparison,
            "offers": offers(draft, request.user, has_moved=bool(comparison.moved)),
            "remarks": draft.remarks.select_related("author"),
            "form": form,
            "may_edit": draft.is_open and self.has_change_permission(request, draft),
        }
        return self.shown(request, "admin/measures/measuredraft/review.html", context, status)

    def review_import(self, request, pk):
        """Show all drafts of an import, and publish or send them to review together."""
        batch = get_object_or_404(TextImport.objects.select_related("document", "source", "begun_by"), pk=pk)
        if not self.has_view_permission(request):
            raise PermissionDenied
        versions = dict(batch.drafts.order_by("pk").values_list("pk", "version"))
        if request.method == "POST":
            self.do_together(request, batch, versions)
            return HttpResponseRedirect(request.get_full_path())
        page = Paginator(batch.drafts.compared().in_order(), ON_A_PAGE).get_page(request.GET.get("page"))
        states = Counter(batch.drafts.values_list("state", flat=True))
        context = {
            "title": _("Drafts of an import"),
            "subtitle": str(batch),
            "batch": batch,
            "correctors": list(batch.correctors.all()),
            "page": page,
            "comparisons": comparisons(page),
            "seal": fingerprint(versions),
            "in_work": states["work"],
            "in_review": states["review"],
            "may_publish": self.has_publish_permission(request),
            "may_submit": self.has_change_permission(request),
        }
        return self.shown(request, "admin/measures/measuredraft/import.html", context)

    def do_together(self, request, batch, versions):
        """Publish all that is in review, or send all that is in work to review, as the button says.

        `versions` are those of the page that was read, if the seal that it sends says so; publishing looks
        at them once more when nobody can change them any longer.
        """
        deed = request.POST.get("deed", "")
        if deed not in ("publish", "submit") or not may(request.user, deed):
            raise PermissionDenied
        if request.POST.get("seal") != fingerprint(versions):
            sentence = _("Some of these drafts were changed after you opened this page: read them again.")
            self.message_user(request, sentence, messages.ERROR)
        elif deed == "publish":
            self.publish_all(request, batch.drafts.in_review(), versions)
        else:
            self.submit_chosen(request, batch.drafts.filter(state=MeasureDraft.State.WORK))

    def publish_all(self, request, drafts, seen):
        try:
            published = publish(drafts, request.user, seen)
        except NotPublished as refusal:
            self.message_user(request, _("Nothing was published."), messages.ERROR)
            for draft, reasons in refusal.reasons.items():
                self.message_user(request, f"{draft}: {' '.join(reasons)}", messages.ERROR)
        else:
            self.message_user(request, published_sentence(len(published)), messages.SUCCESS)

    def shown(self, request, template, context, status=200):
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, template, context, status=status)


def published_sentence(count: int) -> str:
    return ngettext("%(count)d measure is published.", "%(count)d measures are published.", count) % {
        "count": count
    }
