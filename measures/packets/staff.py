"""Who works at the packet desk, and what every page shows them: the packet at hand."""

from functools import cached_property

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.functional import SimpleLazyObject

from csbm_catalog.accounts import BRIEFING_STAFF
from measures.models import Packet, PacketAtHand


def is_briefing_staff(user) -> bool:
    """Say whether a user works at the desk: a member of the group, or one who may do everything."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or user.groups.filter(name=BRIEFING_STAFF).exists()


def briefing_staff():
    """Return the accounts that work at the desk."""
    return (
        get_user_model()
        .objects.filter(Q(groups__name=BRIEFING_STAFF) | Q(is_superuser=True), is_active=True)
        .distinct()
        .order_by("username")
    )


class Desk:
    """The desk of one member of staff, as the head of every page shows it."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def packet(self) -> Packet | None:
        """Return the packet at hand, where there is one that the user may still edit."""
        return (
            Packet.objects.editable_by(self.user)
            .counted()
            .filter(pk__in=PacketAtHand.objects.filter(user=self.user).values("packet"))
            .first()
        )

    def take(self, packet: Packet) -> None:
        PacketAtHand.objects.update_or_create(user=self.user, defaults={"packet": packet})
        self.__dict__.pop("packet", None)


def desk(request):
    """Give templates `desk`: nothing for strangers, who are shown pages that are kept for all of them."""
    user = getattr(request, "user", None)
    return {"desk": SimpleLazyObject(lambda: Desk(user) if user and is_briefing_staff(user) else None)}
