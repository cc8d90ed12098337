"""An officer who leaves: all packets of one account go to another; what was issued says still by whom."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from measures.models import Packet, PacketShare
from measures.packets.forms import person
from measures.packets.staff import briefing_staff


class HandOverForm(forms.Form):
    """To whom: another account that works at the desk."""

    to = forms.ModelChoiceField(
        None,
        label=_("To"),
        to_field_name="username",
        empty_label=_("Choose a colleague"),
        help_text=_("A member of the briefing staff."),
    )

    def __init__(self, *args, giver, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = briefing_staff().exclude(pk=giver.pk)
        self.fields["to"].label_from_instance = person


def hand_over(giver, taker) -> list[Packet]:
    """Give all packets of one account to another, and return them: archived ones and shares included."""
    with transaction.atomic():
        packets = list(Packet.objects.select_for_update().owned_by(giver).order_by("pk"))
        keys = [packet.pk for packet in packets]
        PacketShare.objects.filter(packet__in=keys, user=taker).delete()
        Packet.objects.filter(pk__in=keys).update(owner=taker)
    return packets
