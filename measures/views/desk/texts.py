"""What is said in a packet: its own texts and choices, a note to a measure, a heading."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from measures.packets.forms import ItemForm, PacketForm, SectionForm
from measures.views.desk.base import PacketView

NEVER_PRINTED = {"name", "private_note"}


class Edit(PacketView):
    """A form about a packet or a part of it, which two people may have open at once."""

    access = "editable_by"
    form_class: type
    template: str

    def instance(self, packet):
        """Return what the form is about, as it is now, in a packet that is held."""
        return packet

    def admit(self):
        super().admit()
        self.instance(self.packet)

    def get(self, request, **kwargs):
        return self.page(self.form_class(instance=self.instance(self.packet), packet=self.packet))

    def post(self, request, **kwargs):
        with self.packet.held_for(request.user) as held:
            before = held.as_it_stands()
            form = self.form_class(request.POST, instance=self.instance(held), packet=held)
            if form.is_valid() and not form.conflicts:
                form.save()
                held.move_on_since(before, request.user)
                return self.saved(form)
        if not form.is_valid():
            return self.page(form, status=422)
        return self.conflict(form)

    def saved(self, form):
        self.say(_("Saved."))
        values = form.cleaned_data.items()
        self.warn_of(*(text for name, text in values if isinstance(text, str) and name not in NEVER_PRINTED))
        return HttpResponseRedirect(self.packet.get_absolute_url())

    def conflict(self, form):
        """Show both texts, and the form once more with what was typed: sent again, it replaces the other."""
        self.packet.refresh_from_db()
        again = self.form_class(form.rebased(), instance=self.instance(self.packet), packet=self.packet)
        both = [(field, form.now_in_words(field), form.typed_in_words(field)) for field in form.conflicts]
        return self.page(again, status=409, both=both)

    def page(self, form, status=200, both=()):
        subject = form.instance
        return self.show(
            self.template, status, form=form, subject=subject, measure=self.measure(subject), both=both
        )

    def measure(self, subject):
        """Return the measure of which the form says something, where it is about one."""
        return None


class EditPacket(Edit):
    form_class = PacketForm
    template = "packets/desk/edit.html"


class EditItem(Edit):
    form_class = ItemForm
    template = "packets/desk/edit_part.html"

    def instance(self, packet):
        items = packet.items.select_related("measure__document", "packet")
        return get_object_or_404(items, measure__key=self.kwargs["measure"])

    def measure(self, item):
        return item.measure


class EditSection(Edit):
    form_class = SectionForm
    template = "packets/desk/edit_part.html"

    def instance(self, packet):
        return get_object_or_404(packet.sections, key=self.kwargs["section"])
