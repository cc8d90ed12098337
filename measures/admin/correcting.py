"""The correction page of an import, and the deeds of its buttons."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from csbm_catalog.admin import CatalogueAdmin
from csbm_catalog.numbers import MOST
from measures.admin.import_forms import ItemForm
from measures.admin.import_rows import rows_of
from measures.importing import corrections
from measures.importing.correcting import Correction, Overtaken, correct
from measures.importing.corrections import NotThere
from measures.models import TextImport

ON_A_PAGE = 40
OF_ITEM = ("save", "split", "join", "skip", "take-in")
OF_PAPER = ("undo", "reset", "take-aside")


class DeedForm(forms.Form):
    """What every button sends: the version that was seen, and what it is about."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    item = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    as_number = forms.IntegerField(min_value=1, max_value=MOST, required=False)


class Correcting(CatalogueAdmin):
    """An admin with the page on which a paper is corrected."""

    def correct(self, request, import_: TextImport):
        """Show the paper beside the entries, and do what a button says."""
        if request.method != "POST":
            return self.correction_page(request, import_)
        deed, form = request.POST.get("deed", ""), DeedForm(request.POST)
        if deed not in (*OF_ITEM, *OF_PAPER) or not self.has_change_permission(request, import_):
            raise PermissionDenied
        if not form.is_valid():
            self.message_user(request, _("Say a number from 1 to 9999."), messages.ERROR)
            return self.correction_page(request, import_, status=422)
        return self.do(request, import_, deed, form.cleaned_data)

    def do(self, request, import_, deed, sent):
        which, content, item_form = sent["item"] or 0, import_.content, None
        try:
            if deed in OF_ITEM:
                item_form = self.item_form(request, import_, which)
                if not item_form.is_valid():
                    return self.correction_page(request, import_, item_form, status=422)
            after = changed(content, deed, which, sent["as_number"], item_form)
            kept = corrections.as_one(content, after) if item_form else after
            correct(import_, kept, request.user, sent["version"])
        except NotThere as refusal:
            typed = "" if item_form else request.POST.get("text", "")
            stopped = {"sentence": str(refusal), "typed": typed, "form": item_form}
            return self.correction_page(request, import_, item_form, status=409, stopped=stopped)
        except Overtaken:
            import_.refresh_from_db()
            return self.overtaken(request, import_, which, deed)
        return HttpResponseRedirect(self.place(request, import_, deed, which, after))

    def item_form(self, request, import_, which, content=None) -> ItemForm:
        content = content or import_.content
        item = content["items"][corrections.place_of(content, which)]
        return ItemForm(request.POST, item=item, entries=Correction(import_).entries)

    def overtaken(self, request, import_, which, deed):
        """Say that someone else was first; what was typed stands in the form, or by itself where its item is gone."""
        if import_.state != TextImport.State.OPEN:
            sentence = _("Someone else applied this import or gave it up after you opened the page.")
        else:
            sentence = _(
                "Someone else corrected this paper after you opened the page: nothing of yours was saved."
            )
        try:
            form = self.item_form(request, import_, which) if deed in OF_ITEM else None
        except NotThere:
            form = None
        lost = request.POST.get("text", "") if form is None else ""
        stopped = {"sentence": sentence, "typed": lost, "form": form}
        return self.correction_page(request, import_, form, status=409, stopped=stopped)

    def place(self, request, import_, deed, which, after) -> str:
        """Return where the editor goes on: at the item, which stays where it was."""
        show = "&show=odd" if request.GET.get("show") == "odd" else ""
        change = reverse("admin:measures_textimport_change", args=[import_.pk])
        if deed == "take-aside":
            which = after["next"] - 1
        if deed in ("undo", "reset") and after["items"]:
            which = which if any(one["id"] == which for one in after["items"]) else after["items"][0]["id"]
        return f"{change}?at={which}{show}#item-{which}"

    def correction_page(self, request, import_, form=None, status=200, stopped=None):
        correction = Correction(import_)
        rows = rows_of(correction)
        is_odd_only = request.GET.get("show") == "odd"
        opened = form.item["id"] if form else number_in(request.GET.get("open"))
        at = opened or number_in(request.GET.get("at"))
        odd = sum(row.is_odd for row in rows)
        kept = [row for row in rows if row.is_odd or row.item["id"] == at] if is_odd_only else rows
        for row in kept:
            if row.item["id"] == opened and import_.state == TextImport.State.OPEN:
                row.form = form or ItemForm(item=row.item, entries=correction.entries)
        paginator = Paginator(kept, ON_A_PAGE)
        page = paginator.get_page(page_of(kept, at) or request.GET.get("page"))
        ids = [one["id"] for one in correction.items]
        context = {
            "title": _("Correct the text"), "subtitle": str(import_), "import_": import_,
            "correction": correction, "examination": correction.examination, "page": page, "stopped": stopped,
            "remarks": [(one.sentence, ids[one.at] if one.at is not None else None)
                        for one in correction.examination.matching.remarks],
            "odd": odd, "is_odd_only": is_odd_only, "total": len(rows), "asides": import_.content["asides"],
            "may_change": self.has_change_permission(request, import_)
            and import_.state == TextImport.State.OPEN,
            "next_number": max((one["number"] for one in correction.items), default=0) + 1,
        }  # fmt: skip
        return self.shown(request, "admin/measures/textimport/correct.html", context, status)

    def shown(self, request, template, context, status=200):
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, template, context, status=status)


def changed(content, deed: str, which: int, number: int | None, form: ItemForm | None):
    """Return the content after what was typed and what the button says. Raises NotThere."""
    if form is not None:
        content = form.corrected(content)
    match deed:
        case "split" if form is not None:
            return corrections.split(content, which, form.cleaned_data["before"])
        case "join":
            return corrections.join(content, which)
        case "skip":
            return corrections.skip(content, which)
        case "take-in":
            return corrections.take_in(content, which)
        case "take-aside":
            if number is None:
                raise NotThere(_("Say which number it has."))
            return corrections.take_aside(content, which, number)
        case "undo":
            return corrections.undone(content)
        case "reset":
            return corrections.reset(content)
    return content


def number_in(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 0


def page_of(rows, which: int) -> int | None:
    """Return the page on which an item stands; None where it does not."""
    place = next((n for n, row in enumerate(rows) if row.item["id"] == which), None)
    return None if place is None else place // ON_A_PAGE + 1
