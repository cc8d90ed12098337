"""The pages of one-time codes."""

import time

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView
from django_otp.plugins.otp_static.models import StaticDevice

from csbm_catalog.accounts import attempts
from csbm_catalog.accounts.codes import devices, forms
from csbm_catalog.accounts.codes.picture import picture_of
from csbm_catalog.accounts.held import Held, send_again
from csbm_catalog.events import Deed, note

FEW = 3


@method_decorator(never_cache, name="dispatch")
class AskedFirst(LoginRequiredMixin, RedirectURLMixin, FormView):
    """A question to who is signed in, and then on to the page that was asked for."""

    http_method_names = ["get", "head", "post"]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)

    def get_default_redirect_url(self):
        return reverse("account")


class EnterCode(AskedFirst):
    """Ask for a one-time code; a form that was held on the way is shown after that."""

    form_class = forms.CodeForm
    template_name = "accounts/code.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not devices.device_of(request.user):
            return HttpResponseRedirect(
                f"{reverse('code-set-up')}?{urlencode({'next': self.get_redirect_url()})}"
            )
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(held=Held.read(self.request.POST.get("held", "")), **kwargs)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 429 if form.has_error("code", "too_soon") else 200
        return response

    def form_valid(self, form):
        devices.mark_verified(self.request, form.outcome)
        if isinstance(form.outcome, StaticDevice):
            self.say_what_is_left()
        if held := Held.read(self.request.POST.get("held", "")):
            return send_again(self.request, held)
        return super().form_valid(form)

    def say_what_is_left(self):
        left = devices.recovery_codes_left(self.request.user)
        note(self.request, Deed.RECOVERY_USED, left)
        sentence = ngettext(
            "This recovery code is spent; %(count)d is left.",
            "This recovery code is spent; %(count)d are left.",
            left,
        ) % {"count": left}
        if left <= FEW:
            sentence = f"{sentence} {_('Make new ones on the page of your account.')}"
        messages.warning(self.request, sentence)


class ConfirmPassword(AskedFirst):
    form_class = forms.PresentPasswordForm
    template_name = "accounts/confirm.html"

    def form_valid(self, form):
        self.request.session[attempts.PASSWORD_AT] = int(time.time())
        return super().form_valid(form)


class PasswordFirst(LoginRequiredMixin):
    """A page that opens only to who has just given the password, and the code where the account has codes."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if devices.device_of(request.user) and not devices.is_verified(request):
            return self.lead_to("code")
        if not attempts.is_recent(request):
            return self.lead_to("password-confirm")
        return super().dispatch(request, *args, **kwargs)

    def lead_to(self, name):
        here = self.request.get_full_path()
        return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': here})}")


def show_codes(request, codes, following):
    """Show recovery codes, this once."""
    context = {"codes": codes, "next": following}
    response = render(request, "accounts/recovery_codes.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


class SetUp(PasswordFirst, AskedFirst):
    """Let a telephone learn the key, and show the recovery codes once it has."""

    form_class = forms.SetUpForm
    template_name = "accounts/code_set_up.html"

    def get_context_data(self, **kwargs):
        device = devices.begin(self.request.user)
        return super().get_context_data(
            picture=picture_of(device.config_url),
            key=devices.key_of(device),
            replaces=devices.device_of(self.request.user) is not None,
            is_required=devices.are_required() and self.request.user.is_staff,
            **kwargs,
        )

    def form_valid(self, form):
        devices.mark_verified(self.request, devices.device_of(self.request.user))
        return show_codes(self.request, form.outcome, self.get_success_url())


@method_decorator(never_cache, name="dispatch")
class Recovery(PasswordFirst, TemplateView):
    """Make new recovery codes for an account that has a telephone."""

    http_method_names = ["get", "head", "post"]
    template_name = "accounts/recovery.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not devices.device_of(request.user):
            return self.lead_to("code-set-up")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(left=devices.recovery_codes_left(self.request.user), **kwargs)

    def post(self, request):
        note(request, Deed.RECOVERY_MADE)
        return show_codes(request, devices.new_recovery_codes(request.user), reverse("account"))
