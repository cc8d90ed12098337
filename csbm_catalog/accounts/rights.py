"""What an account may do, and who may give or take it: nobody gives more than they have themselves."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext as _

from csbm_catalog.accounts.sessions import end_sessions
from csbm_catalog.events import Deed, note


def held_by(user):
    """Return the permissions of an account, by itself and by its groups, also where it is closed."""
    return Permission.objects.filter(Q(user=user) | Q(group__user=user)).values("pk")


def reaches(user, other) -> bool:
    """Say whether a user's rights are all that the other account has: only then may it be changed."""
    if other is None or user.is_superuser:
        return True
    if other.is_superuser:
        return False
    return not Permission.objects.filter(pk__in=held_by(other)).exclude(pk__in=held_by(user)).exists()


def grantable(user):
    """Return the groups that give nothing which the user has not."""
    if user.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=held_by(user))
    return Group.objects.exclude(permissions__in=beyond)


@dataclass(frozen=True)
class Rights:
    """What decides what an account may do."""

    is_active: bool = True
    flags: frozenset = frozenset()
    groups: frozenset = frozenset()
    permissions: frozenset = frozenset()

    @classmethod
    def stored(cls, user) -> "Rights":
        """Return the rights that the database holds now."""
        row = type(user).objects.get(pk=user.pk)
        return cls(
            row.is_active,
            frozenset(name for name in ("is_staff", "is_superuser") if getattr(row, name)),
            frozenset(row.groups.values_list("name", flat=True)),
            frozenset(row.user_permissions.values_list("codename", flat=True)),
        )

    def compared(self, before: "Rights") -> str:
        """Return what came and went, as `+ Editor, - is_staff`; empty where nothing did."""
        now = self.flags | self.groups | self.permissions
        then = before.flags | before.groups | before.permissions
        signed = [f"+ {name}" for name in sorted(now - then)] + [f"- {name}" for name in sorted(then - now)]
        return ", ".join(signed)


def keep(who, user, before: Rights) -> None:
    """Note what has changed of an account's rights, and end its sessions where something has.

    `who` is the request that changed them, or the name of a command.
    """
    now = Rights.stored(user)
    if changes := now.compared(before):
        note(who, Deed.RIGHTS_CHANGED, _("%(name)s: %(changes)s") % {"name": user, "changes": changes})
        if user != getattr(who, "user", None):
            end_sessions(user)
    if now.is_active != before.is_active:
        note(who, Deed.OPENED if now.is_active else Deed.CLOSED, user)
