"""Saying that an entry was compared with its source."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.admin import Disputed
from conferences.models import Source
from csbm_catalog.versions import fingerprint
from measures.drafting.reviewing import NotPossible, verify
from measures.models import Measure


class VerifyForm(forms.Form):
    """With which of its sources an entry was compared, and what the entry said then."""

    source = forms.ModelChoiceField(
        queryset=Source.objects.none(), widget=forms.RadioSelect, empty_label=None,
        label=gettext_lazy("I have compared this entry with the source:"),
        error_messages={"required": gettext_lazy("Choose the source with which you compared the entry.")},
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, measure, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = fingerprint(*(getattr(measure, name) for name in measure.compared))
        self.initial["seen"] = self.now
        self.fields["source"].queryset = measure.sources.order_by("measurecitations__position").distinct()
        self.fields["source"].label_from_instance = in_full

    def clean(self):
        if self.cleaned_data.get("seen") != self.now:
            self.data = self.data | {"seen": self.now}
            raise forms.ValidationError(_("The entry was changed after you opened this page: read it again."))
        return self.cleaned_data


def in_full(source: Source) -> str:
    """Return what a source is called, with its address."""
    return f"{source.title} ({source.url})" if source.title else source.url


class Verifying(Disputed):
    """An admin with the page on which a measure is verified."""

    def verify_urls(self):
        view = self.admin_site.admin_view(self.verify)
        return [path("<int:pk>/verify/", view, name="measures_measure_verify")]

    def has_verify_permission(self, request):
        return request.user.has_perm("measures.verify_measure")

    def verify(self, request, pk):
        """Ask for the source, and keep who compared the entry with it, and when."""
        measure = get_object_or_404(
            Measure.objects.select_related("document", "verified_by", "verified_in"), pk=pk
        )
        if not self.has_verify_permission(request):
            raise PermissionDenied
        form = VerifyForm(request.POST if request.method == "POST" else None, measure=measure)
        if request.method == "POST" and form.is_valid():
            try:
                verify(measure, form.cleaned_data["source"], request.user)
            except NotPossible as refusal:
                form.add_error("source", str(refusal))
            else:
                self.message_user(
                    request, _("Kept: you have compared this entry with the source."), messages.SUCCESS
                )
                return HttpResponseRedirect(reverse("admin:measures_measure_change", args=[measure.pk]))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Compare with the source"),
            "subtitle": str(measure),
            "measure": measure,
            "form": form,
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/measures/measure/verify.html", context, status=status)
