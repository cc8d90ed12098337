"""What people are asked about accounts, and the words for what is wrong."""

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from csbm_catalog.accounts.attempts import proves
from csbm_catalog.accounts.links import reset_tokens
from csbm_catalog.accounts.mail import send_later
from csbm_catalog.accounts.roles import ENTERING

PASSWORD_HELP = _(
    "At least 15 characters: a few words that have nothing to do with one another do well. "
    "Common passwords, repetitions, and ones like your name or address are refused."
)


class SignInForm(auth_forms.AuthenticationForm):
    """Ask for user name and password; capital letters do not matter in the name."""

    error_messages = {
        **auth_forms.AuthenticationForm.error_messages,
        "invalid_login": _(
            "No account has this user name and this password. In passwords, capital letters matter."
        ),
    }

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].help_text = _("If you were invited: your e-mail address.")
        self.fields["username"].widget.attrs["spellcheck"] = "false"

    def clean_username(self):
        """Return the name as the account has it, where exactly one differs in capital letters alone."""
        typed = self.cleaned_data["username"].strip()
        users = get_user_model().objects.filter(username__iexact=typed)
        names = list(users.values_list("username", flat=True)[:2])
        return names[0] if len(names) == 1 else typed


class WithPasswordHelp:
    """Say what a good password is beside the field; Django's own list says the same at length."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = PASSWORD_HELP
        self.fields["new_password2"].label = _("The new password once more")
        self.fields["new_password2"].help_text = ""

    def validate_password_for_user(self, user, password_field_name="new_password1"):
        # Django tells it beside the second field, where the help is not.
        super().validate_password_for_user(user, "new_password1")


class SetPasswordForm(WithPasswordHelp, auth_forms.SetPasswordForm):
    pass


class ChangePasswordForm(WithPasswordHelp, auth_forms.PasswordChangeForm):
    error_messages = {
        **auth_forms.PasswordChangeForm.error_messages,
        "password_incorrect": _("This is not your present password."),
    }

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["old_password"].label = _("Present password")
        self.fields["old_password"].widget.attrs.pop("autofocus", None)

    def clean_old_password(self):
        """Return it where it is right. Each time counts as a guess, as at sign-in."""
        if not proves(self.request, self.cleaned_data["old_password"]):
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return self.cleaned_data["old_password"]


class ResetForm(forms.Form):
    """Ask for an e-mail address, and say nothing of whether an account has it."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def send(self, request) -> None:
        """Send a link to each open account with this address; an invited one need not have a password yet."""
        address = self.cleaned_data["email"]
        for user in get_user_model().objects.filter(email__iexact=address, is_active=True)[:5]:
            key = urlsafe_base64_encode(force_bytes(user.pk))
            link = reverse("password-reset-set", args=[key, reset_tokens.make_token(user)])
            context = {"user": user, "link": request.build_absolute_uri(link), "site": request.get_host()}
            send_later("accounts/mail/reset.txt", user.email, context)


class InvitationForm(forms.ModelForm):
    """Ask an administrator for whom an account is; the address is the user name."""

    class Meta:
        model = get_user_model()
        fields = ["email", "first_name", "last_name", "groups", "is_staff"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = _("Also the user name.")
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
        self.fields["is_staff"].help_text = format_lazy(
            "{} {}", _("May enter this administration."), _("Readers and briefing staff need not.")
        )

    def clean_email(self):
        """Return the address in small letters. Raises where an account has it, as address or as user name."""
        address = self.cleaned_data["email"].lower()
        taken = Q(email__iexact=address) | Q(username__iexact=address)
        if get_user_model().objects.filter(taken).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return address

    def clean(self):
        """Let in whoever is given a role that works in the administration."""
        cleaned = super().clean()
        if any(group.name in ENTERING for group in cleaned.get("groups") or ()):
            cleaned["is_staff"] = self.instance.is_staff = True
        return cleaned

    def save(self, commit=True):
        self.instance.username = self.cleaned_data["email"]
        self.instance.set_unusable_password()
        return super().save(commit)
