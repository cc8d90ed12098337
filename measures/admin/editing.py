"""The form of a draft in the admin: begun when it is first saved, and never saved over someone else."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csbm_catalog.admin import CatalogueAdmin
from measures.admin.forms import LOOKED_AT, CitationRow, RelationRow, Rows, draft_form, shown_of, values_of
from measures.admin.stopping import Stopped
from measures.drafting.beginning import propose
from measures.drafting.checking import faults
from measures.drafting.editing import Overtaken, begin_from, revise
from measures.drafting.reviewing import NotPossible, NotReady, submit
from measures.drafting.snapshots import FIELDS
from measures.models import DraftCitation, DraftRelation, Measure, MeasureDraft

FIELDSETS = {
    gettext_lazy("Where it stands"): [
        "document", "number", "label", "number_evidence", "heading", "heading_evidence",
    ],
    gettext_lazy("What it says"): ["title", "summary", "official_text"],
    gettext_lazy("How it is classified"): ["category", "type", "themes"],
    gettext_lazy("How it is known"): ["evidence", "evidence_note", "based_on"],
}  # fmt: skip


class DraftRows(admin.TabularInline):
    """Rows of a draft: who may write the draft may write them."""

    formset = Rows
    template = "admin/measures/measuredraft/rows.html"

    def has_permission(self, request, obj=None):
        return request.user.has_perm("measures.change_measuredraft") or request.user.has_perm(
            "measures.add_measuredraft"
        )

    has_view_permission = has_change_permission = has_delete_permission = has_permission
    has_add_permission = has_permission


class Citations(DraftRows):
    model = DraftCitation
    form = CitationRow
    fields = ["position", "source", "read"]
    autocomplete_fields = ["source"]
    verbose_name_plural = gettext_lazy("Sources: where this was read")


class Relations(DraftRows):
    model = DraftRelation
    form = RelationRow
    fields = ["kind", "earlier", "presumed", "basis"]
    autocomplete_fields = ["earlier"]
    verbose_name_plural = gettext_lazy("Relations to earlier measures")


class DraftEditing(CatalogueAdmin):
    """An admin with the form of drafts."""

    inlines = [Citations, Relations]
    autocomplete_fields = ["document", "themes", "based_on"]
    change_form_template = add_form_template = "admin/measures/measuredraft/change_form.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show and save the form; a save that comes second is stopped, with both texts and what was typed."""
        if request.method != "POST":
            return self.form_or_review(request, object_id, form_url, extra_context)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Stopped as stopped:
            request.stopped = stopped
            request.POST = stopped.carried_on(request.POST)
            return super().changeform_view(request, stopped.object_id, stopped.form_url, extra_context)

    def form_or_review(self, request, object_id, form_url, extra_context):
        """Show the form of an open draft to who may change it, and the page of any other draft."""
        draft = self.get_object(request, unquote(object_id)) if object_id else None
        is_editable = draft and draft.is_open and self.has_change_permission(request, draft)
        if draft and not is_editable and self.has_view_permission(request, draft):
            return HttpResponseRedirect(self.review_url(draft))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def measure_of(self, request) -> Measure | None:
        """Return the published measure of which a draft is to begin: as the address names it."""
        if stopped := getattr(request, "stopped", None):
            return stopped.measure
        if not (key := request.GET.get("measure", "")):
            return None
        if measure := Measure.objects.filter(key=key).first():
            return measure
        raise Http404

    def get_fieldsets(self, request, draft=None):
        doubts = draft.doubts if draft else []
        boxes = {name: f"{LOOKED_AT}{name}" for name in FIELDS if name in doubts}
        rows = {
            heading: [(name, boxes.pop(name)) if name in boxes else name for name in names]
            for heading, names in FIELDSETS.items()
        }
        left = {_("To be looked at"): list(boxes.values())} if boxes else {}
        return [(heading, {"fields": names}) for heading, names in (rows | left).items()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        stopped = getattr(request, "stopped", None)
        doubts = [name for name in (obj.doubts if obj else []) if name in FIELDS]
        kwargs["form"] = draft_form(
            doubts,
            overtaken=_("Nothing was saved yet: compare both texts above, and save again.")
            if stopped
            else "",
            begun_from=None if obj else self.measure_of(request),
        )
        kwargs["fields"] = list(kwargs["form"].Meta.fields)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_changeform_initial_data(self, request):
        measure = self.measure_of(request)
        if not measure:
            return {}
        names = [name for name in FIELDS if name not in ("citations", "relations", "themes", "based_on")]
        links = {name: list(getattr(measure, name).all()) for name in ("themes", "based_on")}
        return {name: getattr(measure, name) for name in names} | links

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        content = obj if obj.pk else self.measure_of(request)
        if request.method != "POST" and content:
            rows = rows_of(content, prefix)
            kwargs["initial"] = [{name: getattr(row, name) for name in inline.fields} for row in rows]
        return kwargs

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if obj and "check" in request.GET and not form.is_bound:
            form.show(faults(obj, request.user))
        stopped = getattr(request, "stopped", None)
        measure = obj.measure if obj else self.measure_of(request)
        context |= {
            "title": _("Draft of a measure") if measure else _("Draft of a new measure"),
            "subtitle": str(obj or measure or ""),
            "measure": measure,
            "stopped": stopped,
            "review_url": self.review_url(obj) if obj else "",
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        """Leave it to `save_related`: a draft is written with its rows or not at all."""

    def save_related(self, request, form, formsets, change):
        typed = values_of(form, formsets)
        try:
            saved = self.saved(request, form, typed, change)
        except Overtaken as overtaken:
            raise Stopped(overtaken.now, typed, form) from overtaken
        form.instance.pk = saved.pk
        form.instance.refresh_from_db()

    def saved(self, request, form, typed, change) -> MeasureDraft:
        measure = form.instance.measure
        opened = form.cleaned_data["opened"]
        theirs = request.POST.getlist("theirs")
        now = (MeasureDraft.objects.get(pk=form.instance.pk) if change else measure) if theirs else None
        typed = typed | {name: value for name, value in shown_of(now).items() if name in theirs}
        values, reason = {name: typed[name] for name in FIELDS}, typed["reason"]
        if change:
            version, looked_at = form.cleaned_data["version"], form.looked_at
            return revise(form.instance, values, request.user, version, looked_at, reason=reason)
        if measure:
            return begin_from(measure, values, request.user, opened, reason=reason)
        return propose(values, request.user, reason=reason)

    def construct_change_message(self, request, form, formsets, add=False):
        if add:
            return [{"added": {}}]
        labels = [form.fields[name].label for name in form.changed_data if name in form.Meta.fields]
        return [{"changed": {"fields": [str(label) for label in labels]}}]

    def response_add(self, request, obj, post_url_continue=None):
        return self.after_saving(request, obj)

    def response_change(self, request, obj):
        return self.after_saving(request, obj)

    def after_saving(self, request, draft):
        """Lead on: to the form again, to review, or to the page of the draft."""
        change_url = reverse("admin:measures_measuredraft_change", args=[draft.pk])
        if "_review" not in request.POST:
            self.message_user(request, _("The draft is saved."), messages.SUCCESS)
            return HttpResponseRedirect(change_url if "_continue" in request.POST else self.review_url(draft))
        try:
            submit(draft, request.user)
        except NotReady:
            sentence = _("The draft is saved, but not sent to review yet: see what is missing.")
            self.message_user(request, sentence, messages.WARNING)
            return HttpResponseRedirect(f"{change_url}?check=1")
        except NotPossible as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            self.message_user(request, _("The draft is saved and waits for review."), messages.SUCCESS)
        return HttpResponseRedirect(self.review_url(draft))

    def review_url(self, draft) -> str:
        return reverse("admin:measures_measuredraft_review", args=[draft.pk])


def rows_of(content: MeasureDraft | Measure, name: str):
    """Return the rows of a draft, or of a measure from which one is to begin."""
    if isinstance(content, Measure) and name == "relations":
        return content.relations_back.all()
    return getattr(content, name).all()
