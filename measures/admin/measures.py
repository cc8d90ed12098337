"""Measures in the admin, as they are published: read there, changed by drafts, compared with their sources."""

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csbm_catalog.admin.deleting import linked_to
from csbm_catalog.admin.forms import ReasonForm
from csbm_catalog.files.pages import WithFiles
from csbm_catalog.history.changes import CHANGED, Change
from measures import resources
from measures.admin.filters import ListingFilter
from measures.admin.forms import is_key
from measures.admin.verifying import Verifying
from measures.drafting.comparing import Names
from measures.drafting.reliance import reliances
from measures.drafting.returning import go_back, snapshot_of
from measures.drafting.snapshots import snapshot
from measures.drafting.versions import field_changes
from measures.models import Measure, MeasureDraft, MeasureRelation

FIELDSETS: dict = {
    gettext_lazy("Where it stands"): [
        "document", "number", "label", "number_evidence", "heading", "heading_evidence", "key",
    ],
    gettext_lazy("What it says"): ["title", "summary", "official_text"],
    gettext_lazy("How it is classified"): ["category", "type", "theme_list"],
    gettext_lazy("How it is known"): [
        "evidence", "evidence_note", "rests_on", "citation_list", "verification", "discrepancy_list",
    ],
    gettext_lazy("How it follows others"): ["relation_list"],
    gettext_lazy("How it came about"): ["draft_list", "version_list"],
}  # fmt: skip
LAST = 10


class PublicReasonForm(ReasonForm):
    """Why an earlier version of a measure comes back: by a draft, whose reason readers see."""

    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=MeasureDraft._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text=gettext_lazy(
            "The reason of the draft that begins: once that is published, readers see it in the history of the "
            "measure. At most 300 characters."
        ),
    )  # fmt: skip


@admin.register(Measure)
class MeasureAdmin(WithFiles, Verifying):
    """The published measures: nobody writes here, and what others point to is not deleted."""

    file_resources = [resources.MeasureResource, resources.RelationResource]
    list_display = ["title", "document", "number", "category", "evidence", "verified_at"]
    list_filter = [
        ("document", ListingFilter), "category", "evidence", "number_evidence", "themes",
        ("verified_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["document"]
    search_fields = ["title", "summary", "key"]
    fieldsets = [(heading, {"fields": names}) for heading, names in FIELDSETS.items()]
    readonly_fields = [
        "theme_list", "rests_on", "citation_list", "verification", "discrepancy_list", "relation_list",
        "draft_list", "version_list",
    ]  # fmt: skip
    change_form_template = "admin/measures/measure/change_form.html"
    change_list_template = "admin/measures/measure/change_list.html"
    disputed_as = "measures"
    reason_form = PublicReasonForm

    def lookup_allowed(self, lookup, value, request):
        if value.strip().isdigit() and not is_key(value):
            return False  # no row has such a number, and SQLite cannot even be asked for it
        return lookup == "verified_at__isempty" or super().lookup_allowed(lookup, value, request)

    def get_ordering(self, request):
        return ["document__position", "number"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("document", "verified_by", "verified_in")

    def get_urls(self):
        return [*self.verify_urls(), *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "title": _("Measure"),
            "subtitle": str(obj),
            "may_edit": may_edit(request),
            "may_verify": self.has_verify_permission(request),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_deleted_objects(self, objs, request):
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        relying = [
            format_html("{}: {}", words, linked_to(row)) if row else words
            for measure in objs
            for words, row in reliances(measure)
        ]
        return to_delete, counts, perms_needed, [*relying, *([] if relying else protected)]

    def may_restore(self, request, row, steps=None):
        return may_edit(request)

    def would_change(self, row, held, then):
        """Return what a draft can change of it: it holds neither discrepancies nor who compared the entry."""
        now, said = snapshot(row), snapshot_of(then, row)
        fields = field_changes(now, said, Names([now, said]))
        return [Change(CHANGED, Measure, row.pk, str(row), fields=fields)] if fields else []

    def restore(self, request, row, then, reason):
        """Open a draft that says what the measure said then: what readers see changes when it is published."""
        draft = go_back(row, then, request.user, reason)
        self.message_user(request, _("A draft says what the measure said then."), messages.SUCCESS)
        return reverse("admin:measures_measuredraft_review", args=[draft.pk])

    def may_bring_back(self, request):
        return self.has_delete_permission(request)

    @admin.display(description=gettext_lazy("themes"))
    def theme_list(self, measure):
        return ", ".join(measure.theme_names)

    @admin.display(description=gettext_lazy("rests on"))
    def rests_on(self, measure):
        return linked_list(
            (change_url(other), other) for other in measure.based_on.select_related("document").in_order()
        )

    @admin.display(description=gettext_lazy("sources"))
    def citation_list(self, measure):
        citations = measure.citations.select_related("source")
        return linked_list((one.source.url, one.source, one.read) for one in citations)

    @admin.display(description=gettext_lazy("compared with the source"))
    def verification(self, measure):
        if not measure.verified_at:
            return _("Not yet.")
        when = date_format(measure.verified_at, "j F Y, H:i")
        return _("By %(who)s on %(when)s UTC, with %(source)s") % {
            "who": measure.verified_by, "when": when, "source": measure.verified_in
        }  # fmt: skip

    @admin.display(description=gettext_lazy("discrepancies"))
    def discrepancy_list(self, measure):
        return linked_list(
            (reverse("admin:conferences_discrepancy_change", args=[one.pk]), one)
            for one in measure.discrepancies.all()
        )

    @admin.display(description=gettext_lazy("relations"))
    def relation_list(self, measure):
        return linked_list(
            (change_url(relation.later), relation.later, f"– {relation.kind_seen_back}")
            if relation.earlier_id == measure.pk
            else (change_url(relation.earlier), relation.earlier, f"– {relation.get_kind_display()}")
            for relation in MeasureRelation.objects.of(measure)
        )

    @admin.display(description=gettext_lazy("drafts"))
    def draft_list(self, measure):
        drafts = measure.drafts.select_related("author", "document")[:LAST]
        return linked_list(
            (
                reverse("admin:measures_measuredraft_review", args=[draft.pk]),
                date_format(draft.changed_at, "j F Y"),
                f"{draft.get_state_display()}, {draft.author}. {draft.reason}",
            )
            for draft in drafts
        )

    @admin.display(description=gettext_lazy("last versions"))
    def version_list(self, measure):
        return linked_list(
            (
                reverse("admin:measures_measure_history", args=[measure.pk]),
                date_format(version.history_date, "j F Y, H:i"),
                f"{version.history_user or ''} {version.history_change_reason or ''}",
            )
            for version in measure.history.select_related("history_user")[:LAST]
        )


def may_edit(request) -> bool:
    return request.user.has_perms(["measures.add_measuredraft", "measures.change_measuredraft"])


def change_url(measure: Measure) -> str:
    return reverse("admin:measures_measure_change", args=[measure.pk])


def linked_list(rows):
    """Return rows of an address, its words, and what is said beside it, as a list."""
    items = format_html_join(
        "", '<li><a href="{}">{}</a> {}</li>', (row if len(row) == 3 else (*row, "") for row in rows)
    )
    return format_html('<ul class="plain-list">{}</ul>', items) if items else "–"
