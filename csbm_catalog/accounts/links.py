"""One-time links that let an account set its password: for who forgot it, and for who is invited."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode


class OneTimeTokens(PasswordResetTokenGenerator):
    """Django's tokens with a lifetime of their own: spent once the password is set or the account signs in."""

    def __init__(self, purpose: str, seconds: int):
        super().__init__()
        self.key_salt = f"csbm_catalog.accounts.links.{purpose}"
        self.seconds = seconds

    def check_token(self, user, token):
        # Django itself refuses what is older than PASSWORD_RESET_TIMEOUT, the longest of the lifetimes.
        return super().check_token(user, token) and self.age(token) <= self.seconds

    def age(self, token: str) -> int:
        return self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0])


reset_tokens = OneTimeTokens("reset", settings.RESET_LINK_SECONDS)
invitation_tokens = OneTimeTokens("invitation", settings.INVITATION_LINK_SECONDS)


@dataclass(frozen=True)
class Invitation:
    """A link for one account, and whether it has gone out by e-mail."""

    user: object
    link: str
    is_sent: bool = False


def invitation_link(request, user) -> str:
    """Return the address at which the account sets its password and is signed in."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return request.build_absolute_uri(reverse("invitation", args=[key, invitation_tokens.make_token(user)]))
