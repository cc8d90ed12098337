"""Whether a packet is genuine: the one page of the desk that is open to anybody."""

from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.generic import View

from measures.asking import is_too_often
from measures.packets.forms import VerifyForm
from measures.packets.verifying import verdict_on

A_MINUTE = 60
ANSWERS_A_MINUTE = 30  # for one address, whichever process or machine answers


class Verify(View):
    http_method_names = ["get", "head", "post"]

    def get(self, request):
        form = VerifyForm(request.GET if request.GET.get("serial") else None)
        return self.answer(form)

    def post(self, request):
        return self.answer(VerifyForm(request.POST, request.FILES))

    def answer(self, form):
        """Answer a form that asks for something, unless its sender has asked very often."""
        is_asked = form.is_bound and form.is_valid()
        if form.is_bound and is_too_often(self.request, "verify", ANSWERS_A_MINUTE):
            return self.page(form, status=429)
        verdict = verdict_on(form.cleaned_data["serial"], form.cleaned_data["pdf"]) if is_asked else None
        return self.page(form, status=422 if form.errors else 200, verdict=verdict)

    def page(self, form, status, verdict=None):
        context = {"form": form, "verdict": verdict, "is_too_often": status == 429, "limit": ANSWERS_A_MINUTE}
        response = render(self.request, "packets/verify.html", context, status=status)
        patch_cache_control(response, private=True, no_store=True)
        if status == 429:
            response["Retry-After"] = str(A_MINUTE)
        return response
