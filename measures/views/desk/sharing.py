"""Who else may read a packet, or edit it."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models import PacketShare
from measures.packets.forms import ShareForm, person
from measures.views.desk.base import PacketView


class Share(PacketView):
    """The colleagues with whom the owner shares a packet, and one more."""

    access = "owned_by"

    def get(self, request, packet):
        return self.page(ShareForm(packet=self.packet))

    def post(self, request, packet):
        form = ShareForm(request.POST, packet=self.packet)
        if not form.is_valid():
            return self.page(form, status=422)
        colleague, may_edit = form.cleaned_data["user"], form.cleaned_data["may_edit"]
        with self.packet.held_for(request.user, self.access) as held:
            PacketShare.objects.update_or_create(packet=held, user=colleague, defaults={"may_edit": may_edit})
        sentence = (
            _("%(colleague)s may edit the packet.") if may_edit else _("%(colleague)s may read the packet.")
        )
        self.say(sentence % {"colleague": person(colleague)})
        return HttpResponseRedirect(reverse("packets:share", args=[self.packet.key]))

    def page(self, form, status=200):
        shares = self.packet.shares.select_related("user")
        return self.show("packets/desk/share.html", status, form=form, shares=shares)


class Unshare(PacketView):
    access = "owned_by"

    def post(self, request, packet):
        with self.packet.held_for(request.user, self.access) as held:
            shares = list(held.shares.filter(user__username=request.POST.get("user", "")))
            held.shares.filter(pk__in=[share.pk for share in shares]).delete()
        for share in shares:
            self.say(_("%(colleague)s can no longer open the packet.") % {"colleague": person(share.user)})
        return HttpResponseRedirect(reverse("packets:share", args=[self.packet.key]))
