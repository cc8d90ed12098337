"""What a password needs besides its length. Django's list of common ones has hardly any of 15 characters."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class VarietyValidator:
    """Refuse one that says the same again: `passwordpassword`, `aaaaaaaaaaaaaaa`, `123123123123123`."""

    def __init__(self, characters: int = 8):
        self.characters = characters

    def validate(self, password, user=None):
        different = len(set(password.casefold()))
        if different < self.characters:
            raise ValidationError(
                ngettext(
                    "This password is too repetitive: it has only %(different)d different character; "
                    "at least %(needed)d are needed.",
                    "This password is too repetitive: it has only %(different)d different characters; "
                    "at least %(needed)d are needed.",
                    different,
                ),
                code="password_too_repetitive",
                params={"different": different, "needed": self.characters},
            )

    def get_help_text(self):
        return _("Your password must have at least %(needed)d different characters.") % {
            "needed": self.characters
        }
