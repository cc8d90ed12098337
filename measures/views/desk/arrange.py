"""One packet at the desk: its order, and every deed that changes it."""

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from csbm_catalog.versions import is_fragment
from measures.models.packets import MAX_MEASURES, MAX_SAID
from measures.packets.arranging import Outline, add_section
from measures.packets.forms import NewSectionForm
from measures.packets.issuing import obstacles
from measures.views.desk.base import PacketView


class PacketDetail(PacketView):
    """A packet with its measures in order."""

    def get(self, request, packet):
        return self.page(NewSectionForm())

    def page(self, form, told=""):
        name = "_outline.html" if is_fragment(self.request) else "packet.html"
        self.packet.refresh_from_db()
        return self.show(
            f"packets/desk/{name}",
            form=form,
            outline=Outline(self.packet),
            obstacles=obstacles(self.packet),
            issues=self.packet.issues.listed(),
            said=f"{self.packet.characters_said():,}",
            max_said=f"{MAX_SAID:,}",
            max_measures=MAX_MEASURES,
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
            return self.page(NewSectionForm(), told=told)
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
        row = outline.undo()
        return _("Put back: %(row)s.") % {"row": row} if row else _("There is nothing to put back.")


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
        form = NewSectionForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        with self.packet.changing(request.user) as held:
            section = add_section(held, form.cleaned_data["heading"])
        return self.done(_("New section: %(heading)s.") % {"heading": section})


def standing(outline, row) -> str:
    """Say where a row stands now: `Consensus of Miami 3: … is 2 of 14.`"""
    return _("%(row)s is %(at)s of %(count)s.") % {
        "row": row,
        "at": outline.rows.index(row) + 1,
        "count": len(outline.rows),
    }
