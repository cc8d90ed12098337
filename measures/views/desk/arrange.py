"""One packet at the desk: its order, and every deed that changes it."""

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from csbm_catalog.versions import is_fragment
from measures.packets import limits
from measures.packets.arranging import Outline, add_section
from measures.packets.forms import NewSectionForm
from measures.packets.issuing import obstacles
from measures.packets.removing import Unmarkable
from measures.views.desk.base import PacketView


class PacketDetail(PacketView):
    """A packet with its measures in order."""

    def get(self, request, packet):
        return self.page(NewSectionForm(packet=self.packet))

    def page(self, form, told=""):
        name = "_outline.html" if is_fragment(self.request) else "packet.html"
        self.packet.refresh_from_db()
        return self.show(
            f"packets/desk/{name}",
            form=form,
            outline=Outline(self.packet),
            obstacles=obstacles(self.packet),
            issues=self.packet.issues.listed(),
            said=f"{limits.characters_in(self.packet):,}",
            max_said=f"{limits.MAX_SAID:,}",
            max_measures=limits.MAX_MEASURES,
            told=told,
        )


class Deed(PacketDetail):
    """A change to the order. htmx is given the outline anew, a browser without JavaScript the whole page.

    A deed that somebody else has made impossible, by removing what it is about, is said and left undone.
    """

    access = "editable_by"
    get = None  # type: ignore[assignment]  # nothing is shown at the address of a deed
    http_method_names = ["post"]

    def post(self, request, packet):
        with self.packet.changing(request.user) as held:
            outline = Outline(held)
            try:
                told = self.do(outline)
            except LookupError:
                told = _("That has been removed in the meantime. This is the packet as it is now.")
            outline.save()
        return self.done(told)

    def do(self, outline) -> str:
        """Change the outline, and return what is to be said of it. Raises LookupError for a row that is gone."""
        raise NotImplementedError

    def done(self, told):
        if is_fragment(self.request):
            return self.page(NewSectionForm(packet=self.packet), told=told)
        if told:
            self.say(told)
        row = self.request.POST.get("row", "")
        return HttpResponseRedirect(f"{self.packet.get_absolute_url()}#{row}")

    def row(self, outline):
        return outline.row(self.request.POST.get("row", ""))


class Up(Deed):
    def do(self, outline):
        row = self.row(outline)
        outline.up(row)
        return standing(outline, row)


class Down(Deed):
    def do(self, outline):
        row = self.row(outline)
        outline.down(row)
        return standing(outline, row)


class Place(Deed):
    """Where something was dropped: before another row, or at the end."""

    def do(self, outline):
        row = self.row(outline)
        outline.place(row, self.request.POST.get("before", ""))
        return standing(outline, row)


class Remove(Deed):
    def do(self, outline):
        row = self.row(outline)
        outline.remove(row)
        return _("Removed: %(row)s. This can be undone.") % {"row": row}


class Undo(Deed):
    def do(self, outline):
        memory = outline.packet.removed
        try:
            row = outline.undo()
        except Unmarkable as refusal:
            return str(refusal)
        if row is None:
            return _("There is nothing to put back.")
        return _("Put back: %(row)s.") % {"row": row} + raised(row, memory)


class Sort(Deed):
    """Another order within each section; refused where it would undo what somebody else has just arranged."""

    def do(self, outline):
        if self.request.POST.get("version") != str(outline.packet.version):
            return _("The packet has changed since you opened it. Look at its order, then sort it.")
        by = self.request.POST.get("by", "")
        if by not in outline.orders:
            return ""
        outline.sort(by)
        return _("Sorted.")


class AddSection(Deed):
    """A new heading at the end."""

    def post(self, request, packet):
        with self.packet.changing(request.user) as held:
            form = NewSectionForm(request.POST, packet=held)
            if form.is_valid():
                add_section(held, form.cleaned_data["heading"])
        if not form.is_valid():
            return self.page(form)
        self.warn_of(form.cleaned_data["heading"])
        return self.done(_("New section: %(heading)s.") % form.cleaned_data)


def standing(outline, row) -> str:
    """Say where a row stands now: `Consensus of Miami 3: … is 2 of 14.`"""
    return _("%(row)s is %(at)s of %(count)s.") % {
        "row": row,
        "at": outline.rows.index(row) + 1,
        "count": len(outline.rows),
    }


def raised(row, memory) -> str:
    """Say that a row has come back with a higher marking, where the one it had is gone; else nothing."""
    marking = getattr(row, "marking", None)
    if marking is None or marking.pk == memory["marking"]:
        return ""
    return " " + _("Its marking “%(old)s” no longer exists: it has the next higher one, “%(new)s”.") % {
        "old": memory["marking_name"],
        "new": marking,
    }
