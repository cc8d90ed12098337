"""Sessions end with what they rest on: the account, its password, its rights."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def end_sessions(user) -> int:
    """Delete every session of an account, and return how many there were."""
    keys = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=keys).delete()[0]


def account_saved(instance, created, **kwargs):
    """End the sessions of an account that was closed, or whose password was set."""
    if not created and (not instance.is_active or instance._password is not None):
        end_sessions(instance)
