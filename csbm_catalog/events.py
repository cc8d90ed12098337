"""What was done, by whom and when: kept for those who answer for the site, and never changed.

Nothing here says what anybody searched for or typed; a name that no account has may be a password.
"""

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from csbm_catalog.visitors import client_address


class Deed(models.TextChoices):
    SIGNED_IN = "signed-in", _("signed in")
    SIGN_IN_FAILED = "sign-in-failed", _("sign-in failed")
    LOCKED_OUT = "locked-out", _("locked out after failed sign-ins")
    UNLOCKED = "unlocked", _("unlocked")
    PASSWORD_SET = "password-set", _("password set")
    CODE_REFUSED = "code-refused", _("one-time code refused")
    CODES_SET_UP = "codes-set-up", _("one-time codes set up")
    CODES_REMOVED = "codes-removed", _("one-time codes removed")
    RECOVERY_USED = "recovery-used", _("recovery code used")
    RECOVERY_MADE = "recovery-made", _("new recovery codes made")
    CREATED = "created", _("account created")
    INVITED = "invited", _("given a one-time link")
    RIGHTS_CHANGED = "rights-changed", _("rights changed")
    OPENED = "opened", _("account opened")
    CLOSED = "closed", _("account closed")
    IMPORTED = "imported", _("imported")
    UNDONE = "undone", _("import undone")
    GIVEN_UP = "given-up", _("import given up")
    EXPORTED = "exported", _("exported")
    ISSUED = "issued", _("packet issued")
    HANDED_OVER = "handed-over", _("packets handed over")
    BACKED_UP = "backed-up", _("backed up")
    RESTORED = "restored", _("restored from a backup")


class Unchangeable(Exception):
    """What has happened cannot be made not to have happened."""


class EventQuerySet(models.QuerySet):
    def update(self, **values):
        raise Unchangeable

    def delete(self):
        raise Unchangeable


class Event(models.Model):
    """One deed, with the name that the account had then."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("account")
    )
    who = models.CharField(_("who"), max_length=150, blank=True)
    deed = models.CharField(_("deed"), max_length=20, choices=Deed)
    about = models.CharField(_("about"), max_length=300, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["deed", "-at"], name="event_deed_newest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(deed__in=Deed.values), name="event_deed_known")
        ]

    def __str__(self):
        return f"{self.who}: {self.get_deed_display()} {self.about}".strip()

    def save(self, *args, **kwargs):
        if self.pk:
            raise Unchangeable
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Unchangeable


def note(who, deed: Deed, about: object = "", address: str | None = None) -> Event:
    """Keep that somebody did something, and return the event.

    `who` is a request, a user, or the name of what acted where nobody was signed in, such as a command.
    """
    if isinstance(who, HttpRequest):
        who, address = getattr(who, "user", None), client_address(who)
    user = who if getattr(who, "pk", None) else None
    name = who if isinstance(who, str) else user.get_username() if user else ""
    return Event.objects.create(user=user, who=name[:150], deed=deed, about=str(about)[:300], address=address)


def note_export(request, about: object) -> None:
    """Keep that somebody signed in took a file away; of strangers, nothing is kept."""
    if request.user.is_authenticated and request.method == "GET":
        note(request, Deed.EXPORTED, about)
