"""The packets of the desk: their list, and what is done with a whole one."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models import Packet
from measures.packets.copying import duplicate, new_packet
from measures.packets.forms import NewPacketForm
from measures.views.desk.base import DeskView, PacketView


class Packets(DeskView):
    """One's own packets and those that colleagues share; and the beginning of another."""

    def get(self, request):
        return self.page(NewPacketForm(user=request.user))

    def post(self, request):
        form = NewPacketForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.page(form)
        packet = new_packet(request.user, form.cleaned_data["name"], form.cleaned_data.get("template"))
        self.desk.take(packet)
        self.warn_of(packet.title)
        self.say(_("“%(packet)s” is at hand: what you add while reading goes there.") % {"packet": packet})
        return HttpResponseRedirect(packet.get_absolute_url())

    def page(self, form):
        packets = Packet.objects.counted().select_related("marking", "owner", "changed_by")
        own = packets.owned_by(self.request.user)
        return self.show(
            "packets/desk/packets.html",
            form=form,
            own=own.current(),
            shared=packets.shared_with(self.request.user).current(),
            archived=own.archived(),
        )


class TakeInHand(PacketView):
    access = "editable_by"

    def post(self, request, packet):
        with self.packet.held_for(request.user) as held:
            self.desk.take(held)
        self.say(
            _("“%(packet)s” is at hand: what you add while reading goes there.") % {"packet": self.packet}
        )
        return self.back(self.packet.get_absolute_url())


class Duplicate(PacketView):
    def post(self, request, packet):
        with self.packet.held_for(request.user, self.access) as held:
            copy = duplicate(held, request.user)
        self.say(_("This is the copy: “%(packet)s”.") % {"packet": copy})
        return HttpResponseRedirect(copy.get_absolute_url())


class Archive(PacketView):
    access = "owned_by"

    def post(self, request, packet):
        self.packet.archive(request.user)
        self.say(_("“%(packet)s” is archived. It can be restored at any time.") % {"packet": self.packet})
        return HttpResponseRedirect(reverse("packets:packets"))


class Restore(PacketView):
    access = "owned_by"

    def post(self, request, packet):
        self.packet.restore(request.user)
        self.say(_("“%(packet)s” is restored.") % {"packet": self.packet})
        return HttpResponseRedirect(self.packet.get_absolute_url())


class Delete(PacketView):
    """Deleting, once it has been confirmed; what was issued stays, and with it its packet."""

    access = "owned_by"

    def get(self, request, packet):
        return self.show("packets/desk/delete.html", issues=self.packet.issues.count())

    def post(self, request, packet):
        name = str(self.packet)
        with self.packet.held_for(request.user, self.access) as held:
            is_deleted = held.delete_unless_issued()
        if not is_deleted:
            return self.show("packets/desk/delete.html", issues=self.packet.issues.count(), status=409)
        self.say(_("“%(packet)s” is deleted.") % {"packet": name})
        return HttpResponseRedirect(reverse("packets:packets"))
