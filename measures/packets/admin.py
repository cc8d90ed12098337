"""What the admin's page of accounts can do for the desk, of which the cellar knows nothing."""

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from csbm_catalog.accounts.admin import AccountAdmin
from csbm_catalog.events import Deed, note
from measures.models import Packet
from measures.packets.forms import person
from measures.packets.handing_over import HandOverForm, hand_over

admin.site.unregister(get_user_model())


@admin.register(get_user_model())
class OfficerAdmin(AccountAdmin):
    actions = [*AccountAdmin.actions, "hand_over_packets"]

    @admin.action(description=_("Hand all packets over to a colleague"), permissions=["change"])
    def hand_over_packets(self, request, queryset):
        """Ask to whom, and then do it."""
        if queryset.count() != 1:
            return self.message_user(request, _("Choose one account at a time."), messages.WARNING)
        giver = queryset.get()
        if not self.chosen(request, queryset):
            return None
        packets = Packet.objects.owned_by(giver)
        if not packets.exists():
            return self.message_user(
                request, _("%(name)s has no packet.") % {"name": person(giver)}, messages.WARNING
            )
        form = HandOverForm(request.POST if "confirmed" in request.POST else None, giver=giver)
        if not form.is_valid():
            return self.ask(request, giver, packets, form)
        self.log(request, giver, form.cleaned_data["to"], hand_over(giver, form.cleaned_data["to"]))
        return HttpResponseRedirect(reverse("admin:auth_user_changelist"))

    def ask(self, request, giver, packets, form):
        context = self.admin_site.each_context(request) | {
            "title": _("Hand the packets of %(name)s over") % {"name": person(giver)},
            "opts": self.opts,
            "form": form,
            "giver": giver,
            "packets": packets.counted(),
        }
        status = 422 if form.errors else 200
        headers = {"Cache-Control": "private, no-store"}
        return TemplateResponse(
            request, "admin/auth/user/hand_over.html", context, status=status, headers=headers
        )

    def log(self, request, giver, taker, packets):
        """Say it to the administrator, and write it into the histories of both accounts."""
        count = {"number": len(packets), "giver": person(giver), "taker": person(taker)}
        sentence = ngettext(
            "%(number)s packet of %(giver)s now belongs to %(taker)s.",
            "%(number)s packets of %(giver)s now belong to %(taker)s.",
            len(packets),
        )
        note(request, Deed.HANDED_OVER, sentence % count)
        named = "; ".join(f"{packet.name} ({packet.key})" for packet in packets)
        for account in (giver, taker):
            self.log_change(request, account, f"{sentence % count} {named}")
        self.message_user(request, sentence % count)
