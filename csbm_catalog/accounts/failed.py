"""Failed sign-ins as administrators see them: the rows of django-axes, in words of ours."""

from axes.models import AccessAttempt
from django.utils.translation import gettext_lazy as _


class FailedSignIn(AccessAttempt):
    """How many wrong passwords count at present against an account and an address, or an address by itself."""

    class Meta:
        proxy = True
        verbose_name = _("failed sign-in")
        verbose_name_plural = _("failed sign-ins")
