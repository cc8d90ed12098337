"""What every view of the desk has in common: who may enter, and which packet it is about."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import View

from csbm_catalog.accounts.held import sign_in_first
from csbm_catalog.pdf import unsettable_characters
from measures.models import Packet
from measures.packets.copying import knows_private_notes
from measures.packets.staff import Desk, is_briefing_staff


class DeskView(View):
    """A page of the desk: strangers sign in first, accounts of others find nothing."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        try:
            response = self.enter(request, *args, **kwargs)
        except Packet.DoesNotExist as gone:  # or no longer this user's, since `admit` looked
            raise Http404 from gone
        patch_cache_control(response, private=True, no_store=True)
        return response

    def enter(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.ask_to_sign_in()
        if not is_briefing_staff(request.user):
            raise Http404
        self.admit()
        return super().dispatch(request, *args, **kwargs)

    def admit(self):
        """Raise Http404 where the address leads to nothing that this user may see, whatever the method."""

    def ask_to_sign_in(self):
        """Lead to sign-in and back; what was being sent by someone whose session has ended is held."""
        if self.request.method == "POST":
            return sign_in_first(self.request)
        return redirect_to_login(
            self.request.get_full_path() if hasattr(self, "get") else reverse("packets:packets")
        )

    @property
    def desk(self):
        return Desk(self.request.user)

    def say(self, text):
        messages.success(self.request, text)

    def warn_of(self, *texts: str):
        """Name the characters of texts to be printed that no font of the PDF has."""
        found = sorted(unsettable_characters(" ".join(texts)))
        if found:
            named = ", ".join(f"{character} (U+{ord(character):04X})" for character in found[:20])
            sentence = _(
                "No font of the PDF has these characters, which would print as empty boxes: %(named)s"
            )
            messages.warning(self.request, sentence % {"named": named})

    def complain(self, text):
        messages.error(self.request, text)

    def back(self, default):
        """Return to the page that a form was on, where it says so and is one of ours."""
        address = self.request.POST.get("back", "")
        hosts = {self.request.get_host()}
        is_ours = url_has_allowed_host_and_scheme(address, hosts, require_https=self.request.is_secure())
        return HttpResponseRedirect(address if is_ours else default)

    def show(self, template, status=200, **context):
        return render(self.request, template, context, status=status)


class PacketView(DeskView):
    """A page about one packet, for those who may do there what it is for."""

    access = "readable_by"

    def admit(self):
        packets = Packet.objects.select_related("owner", "office", "marking", "changed_by")
        found = getattr(packets, self.access)(self.request.user)
        self.packet = get_object_or_404(found, key=self.kwargs["packet"])

    @property
    def is_owner(self):
        return self.packet.owner_id == self.request.user.pk

    @property
    def may_edit(self):
        return Packet.objects.editable_by(self.request.user).filter(pk=self.packet.pk).exists()

    @property
    def sees_private_notes(self):
        return knows_private_notes(self.packet, self.request.user)

    def show(self, template, status=200, **context):
        may = {name: getattr(self, name) for name in ("is_owner", "may_edit", "sees_private_notes")}
        return super().show(template, status, **{"packet": self.packet} | may | context)
