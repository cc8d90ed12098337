"""How an import ends: applied as drafts, given up, or taken back, each after a page that says what will happen."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.admin.correcting import Correcting, number_in
from measures.drafting.reviewing import NotPossible
from measures.drafting.undoing import Undone, undo
from measures.importing.applying import NotApplied, apply, tried
from measures.importing.correcting import give_up
from measures.importing.trying import trial
from measures.models import MeasureDraft, TextImport

State = TextImport.State


class Finishing(Correcting):
    """An admin with the pages on which an import ends."""

    def finishing_urls(self):
        views = {"apply": self.apply, "discard": self.discard, "undo": self.undo}
        return [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"measures_textimport_{name}")
            for name, view in views.items()
        ]

    def permitted(self, request, pk, *states) -> TextImport | None:
        """Return the import, or None where it is not in a state in which this can be done."""
        import_ = get_object_or_404(self.get_queryset(request), pk=min(pk, 2**31 - 1))
        if not self.has_change_permission(request, import_):
            raise PermissionDenied
        if import_.state not in states or (import_.kind != TextImport.Kind.PAPER and State.OPEN in states):
            self.message_user(
                request, _("This import is not in a state in which that can be done."), messages.ERROR
            )
            return None
        return import_

    def back_to(self, pk):
        return HttpResponseRedirect(reverse("admin:measures_textimport_change", args=[pk]))

    def apply(self, request, pk):
        """Say what applying would do, by trying it; then do it."""
        if not request.user.has_perm("measures.add_measuredraft"):
            raise PermissionDenied
        if not (import_ := self.permitted(request, pk, State.OPEN)):
            return self.back_to(pk)
        version = number_in(request.POST.get("version"))
        try:
            if request.method == "POST":
                applied = apply(import_, request.user, version)
                told = ngettext("%(n)d draft is made.", "%(n)d drafts are made.", len(applied.drafts))
                self.message_user(request, told % {"n": len(applied.drafts)}, messages.SUCCESS)
                return self.back_to(pk)
            applied, obstacles = tried(import_, request.user), []
        except NotApplied as refusal:
            applied, obstacles = None, refusal.obstacles
        except NotPossible as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return self.back_to(pk)
        context = {"title": _("Apply the text"), "subtitle": str(import_), "import_": import_,
                   "applied": applied, "obstacles": obstacles}  # fmt: skip
        status = 409 if request.method == "POST" else 200
        return self.shown(request, "admin/measures/textimport/apply.html", context, status)

    def discard(self, request, pk):
        """Ask whether a paper is given up with its corrections, and give it up."""
        if not (import_ := self.permitted(request, pk, State.OPEN)):
            return self.back_to(pk)
        if request.method == "POST":
            try:
                give_up(import_, request.user)
                self.message_user(request, _("The import is given up."), messages.SUCCESS)
            except NotPossible as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            return self.back_to(pk)
        context = {"title": _("Give the import up"), "subtitle": str(import_), "import_": import_}
        return self.shown(request, "admin/measures/textimport/discard.html", context)

    def undo(self, request, pk):
        """Say what undoing would take back and what it would leave, by trying it; then do it."""
        if not (import_ := self.permitted(request, pk, *TextImport.UNDOABLE)):
            return self.back_to(pk)
        if not self.may_undo(request, import_):
            raise PermissionDenied
        try:
            if request.method == "POST":
                undone = undo(import_, request.user)
                self.tell(request, undone)
                return self.back_to(pk)
            undone = trial(lambda: undo(import_, request.user))
        except NotPossible as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return self.back_to(pk)
        context = {
            "title": _("Undo the import"),
            "subtitle": str(import_),
            "import_": import_,
            "undone": undone,
        }
        return self.shown(request, "admin/measures/textimport/undo.html", context)

    def tell(self, request, undone: Undone):
        """Say what became of the import, and name what was left."""
        if not undone.left:
            return self.message_user(request, _("The import is undone."), messages.SUCCESS)
        if undone.is_anything:
            told = _("The import is partly undone. When nothing stands against the rest, undo it again.")
        else:
            told = _("Nothing was undone. When nothing stands against it any more, undo it again.")
        self.message_user(request, told, messages.WARNING)
        for draft, why in undone.left.items():
            about = {"draft": draft, "why": why}
            self.message_user(request, _("Left as it is: %(draft)s. %(why)s") % about, messages.WARNING)
        return None

    def may_undo(self, request, import_) -> bool:
        """Say whether this person may: what readers see is taken back only by who may publish."""
        is_published = import_.drafts.filter(state=MeasureDraft.State.PUBLISHED).exists()
        needed = ["measures.change_measuredraft"] + ["measures.publish_measuredraft"] * is_published
        return self.has_change_permission(request, import_) and request.user.has_perms(needed)

    def finished_page(self, request, import_):
        """Show an import that is not corrected any more: what was found, its drafts, and how to take it back."""
        states = Counter(import_.drafts.values_list("state", flat=True))
        counts = [(label, states[state]) for state, label in MeasureDraft.State.choices if states[state]]
        context = {
            "title": _("Import"), "subtitle": str(import_), "import_": import_, "counts": counts,
            "drafts": import_.drafts.select_related("document").in_order(),
            "report": import_.report, "applied": import_.report.get("applied", {}),
            "may_undo": import_.state in TextImport.UNDOABLE and self.may_undo(request, import_),
        }  # fmt: skip
        return self.shown(request, "admin/measures/textimport/finished.html", context)
