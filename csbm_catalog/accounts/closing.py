"""Accounts are closed, never deleted: what somebody did stays theirs, by name, for good."""

from django.db.models import ProtectedError
from django.utils.translation import gettext as _


def refuse_deletion(instance, **kwargs):
    """Raise ProtectedError, whoever asks: the admin, a shell, or a row that would take the account along."""
    sentence = _(
        "The account %(name)s cannot be deleted: accounts are closed, so that what they did stays theirs."
    )
    raise ProtectedError(sentence % {"name": instance.get_username()}, {instance})
