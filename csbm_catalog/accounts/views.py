"""The pages of accounts."""

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, RedirectView, TemplateView

from csbm_catalog.accounts import forms, mail
from csbm_catalog.accounts.attempts import unlock
from csbm_catalog.accounts.codes import devices
from csbm_catalog.accounts.door import go_on
from csbm_catalog.accounts.held import Held
from csbm_catalog.accounts.links import invitation_tokens, reset_tokens
from csbm_catalog.events import Deed, note
from csbm_catalog.visitors import client_address

open_to_strangers = method_decorator(login_not_required, name="dispatch")
private = method_decorator(never_cache, name="dispatch")


class SignIn(auth_views.LoginView):
    """Sign in; a form that was held on the way is shown after that, to be sent again."""

    form_class = forms.SignInForm
    template_name = "accounts/login.html"

    @cached_property
    def held(self):
        return Held.read(self.request.POST.get("held", ""))

    def post(self, request, *args, **kwargs):
        if self.held and "username" not in request.POST:
            return self.render_to_response(self.get_context_data(form=self.form_class(request)))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(held=self.held, **kwargs)

    def form_valid(self, form):
        onward = super().form_valid(form)
        return go_on(self.request, self.held) if self.held else onward


@open_to_strangers
class ToSignIn(RedirectView):
    pattern_name = "login"
    query_string = True


@open_to_strangers
class SignOut(auth_views.LogoutView):
    """Sign out by POST alone, so that no picture on another page can do it."""

    next_page = reverse_lazy("signed-out")  # type: ignore[assignment]  # lazy, as Django allows


@open_to_strangers
@private
class SignedOut(TemplateView):
    template_name = "accounts/signed_out.html"


@private
class Account(LoginRequiredMixin, TemplateView):
    """Who is signed in, and what they can change of their account."""

    template_name = "accounts/account.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            telephone=devices.device_of(user), recovery_codes_left=devices.recovery_codes_left(user), **kwargs
        )


@private
class ChangePassword(auth_views.PasswordChangeView):
    form_class = forms.ChangePasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("password-changed")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        note(self.request, Deed.PASSWORD_SET)
        return super().form_valid(form)


@private
class PasswordChanged(LoginRequiredMixin, TemplateView):
    template_name = "accounts/password_changed.html"


@open_to_strangers
@private
class Reset(FormView):
    """Ask for a link by e-mail; where the site sends none, say whom to ask instead."""

    form_class = forms.ResetForm
    template_name = "accounts/reset.html"
    success_url = reverse_lazy("password-reset-sent")

    def get_context_data(self, **kwargs):
        return super().get_context_data(sends_email=mail.is_set_up(), **kwargs)

    def form_valid(self, form):
        if not mail.is_set_up():
            return self.render_to_response(self.get_context_data())
        form.send(self.request)
        return super().form_valid(form)


@open_to_strangers
@private
class ResetSent(TemplateView):
    template_name = "accounts/reset_sent.html"


class SetPassword(auth_views.PasswordResetConfirmView):
    """Set a password by a one-time link, which also ends a lock; a closed account's link is none."""

    form_class = forms.SetPasswordForm
    post_reset_login_backend = "django.contrib.auth.backends.ModelBackend"

    def form_valid(self, form):
        unlock(self.user, self.user)
        note(self.user, Deed.PASSWORD_SET, address=client_address(self.request))
        return super().form_valid(form)

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user and user.is_active else None


class ResetPassword(SetPassword):
    token_generator = reset_tokens
    template_name = "accounts/reset_set.html"
    success_url = reverse_lazy("password-reset-done")


@open_to_strangers
@private
class ResetDone(TemplateView):
    template_name = "accounts/reset_done.html"


class AcceptInvitation(SetPassword):
    """Let an invited person set the first password, and sign them in."""

    token_generator = invitation_tokens
    template_name = "accounts/invitation.html"
    post_reset_login = True
    success_url = reverse_lazy("account")
