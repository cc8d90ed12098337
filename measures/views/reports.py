"""The form with which readers report an error, or say that they hold a paper."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.generic import View

from measures.asking import is_too_much, is_too_often
from measures.models import ReaderReport
from measures.reports.forms import ReportForm, page_of

AN_HOUR = 60  # minutes
REPORTS_AN_HOUR = 6  # from one address
REPORTS_IN_ALL = 60  # in an hour, from everybody: an editor reads each of them


class Report(View):
    """Ask, keep what was typed until it can be kept for good, and say under which reference it is."""

    http_method_names = ["get", "head", "post"]

    def get(self, request):
        kind = request.GET.get("kind")
        initial = {
            "page": page_of(request.GET.get("page", "")),
            "kind": kind if kind in ReaderReport.Kind.values else ReaderReport.Kind.ERROR,
        }
        return self.page(ReportForm(initial=initial), initial["page"])

    def post(self, request):
        form = ReportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, page_of(request.POST.get("page", "")), status=422)
        if self.is_too_often():
            return self.page(form, form.cleaned_data["page"], status=429)
        return HttpResponseRedirect(reverse("report-sent", args=[form.save().key]))

    def is_too_often(self) -> bool:
        return is_too_often(self.request, "report", REPORTS_AN_HOUR, AN_HOUR) or is_too_much(
            "report", "everybody", REPORTS_IN_ALL, AN_HOUR
        )

    def page(self, form, about, status=200):
        context = {"form": form, "about": about, "is_too_often": status == 429}
        response = render(self.request, "reports/report.html", context, status=status)
        if status == 429:
            response["Retry-After"] = str(AN_HOUR * 60)
        patch_cache_control(response, private=True, no_store=True)
        return response


class Sent(View):
    """Say that a report has arrived, and nothing of what it says."""

    http_method_names = ["get", "head"]

    def get(self, request, key):
        report = get_object_or_404(ReaderReport.objects.only("key", "page"), key=key)
        response = render(request, "reports/sent.html", {"report": report})
        patch_cache_control(response, private=True, no_store=True)
        return response
