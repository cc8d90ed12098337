"""The form by which an administrator keeps an account."""

from django.contrib.auth.forms import UserChangeForm
from django.utils.translation import gettext_lazy as _

from csbm_catalog.admin.forms import OpenedForm


class AccountForm(OpenedForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):  # type: ignore[name-defined]  # which the stubs leave out
        help_texts = {
            "is_active": _(
                "Take the tick away to close the account: nobody signs in with it any more, and whoever is "
                "signed in is signed out. Accounts are not deleted, since the history names who did what."
            ),
            "is_staff": _("May enter this administration."),
        }
