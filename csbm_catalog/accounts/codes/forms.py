"""What people are asked for before the administration opens: a code, or their password once more."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from csbm_catalog.accounts import attempts
from csbm_catalog.accounts.codes import devices
from csbm_catalog.events import Deed, note


def wait(too_soon: devices.TooSoon) -> forms.ValidationError:
    """Return the sentence for who has to wait, with how long."""
    seconds = too_soon.seconds
    if seconds < 120:
        sentence = ngettext(
            "Codes were refused; try again in %(count)d second.",
            "Codes were refused; try again in %(count)d seconds.",
            seconds,
        )
        return forms.ValidationError(sentence % {"count": seconds}, code="too_soon")
    minutes = {"count": -(-seconds // 60)}
    return forms.ValidationError(
        _("Codes were refused; try again in %(count)d minutes.") % minutes, code="too_soon"
    )


class CodeForm(forms.Form):
    """Ask for the code that a telephone shows now, or for a recovery code."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        help_text=_("Six digits from the application on your telephone, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    refusal = _(
        "This code is not right, was used already, or is out of date. Give the one that is shown now."
    )

    def __init__(self, request, *args, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_code(self):
        try:
            self.outcome = self.ask(self.cleaned_data["code"])
        except devices.TooSoon as too_soon:
            raise wait(too_soon) from None
        if not self.outcome:
            note(self.request, Deed.CODE_REFUSED)
            raise forms.ValidationError(self.refusal)
        return self.cleaned_data["code"]

    def ask(self, code):
        """Return the device that the code proves, or None."""
        return devices.verify(self.request.user, code)


class SetUpForm(CodeForm):
    """Ask for the first code of a telephone that is being set up."""

    def __init__(self, request, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields["code"].help_text = _("Six digits from the application: they show that it has the key.")

    def ask(self, code):
        """Return new recovery codes, or an empty list."""
        return devices.confirm(self.request, devices.begin(self.request.user), code)


class PresentPasswordForm(forms.Form):
    """Ask for the password once more, before something that a session left open must not allow."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request, *args, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self):
        if not attempts.proves(self.request, self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your present password."))
        return self.cleaned_data["password"]
