"""What the lists of measures and of drafts can be narrowed to."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from csbm_catalog.admin.base import AskedOnce
from measures.models import Measure, MeasureDraft, TextImport


class StateFilter(admin.SimpleListFilter):
    """The state of a draft; those that are open, unless another is chosen."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*MeasureDraft.State.choices, ("all", _("all"))]

    def choices(self, changelist):
        everything, *others = super().choices(changelist)
        yield everything | {"display": _("open")}
        yield from others

    def queryset(self, request, drafts):
        if self.value() in MeasureDraft.State.values:
            return drafts.filter(state=self.value())
        return drafts if self.value() == "all" else drafts.open()


class WhoseFilter(admin.SimpleListFilter):
    """Whether one had a hand in a draft: what waits for others, and what others wait for."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", _("mine")), ("others", _("of others"))]

    def queryset(self, request, drafts):
        if self.value() == "mine":
            return drafts.by(request.user)
        if self.value() == "others":
            return drafts.exclude(pk__in=MeasureDraft.objects.by(request.user).order_by().values("pk"))
        return drafts


class ListingFilter(AskedOnce):
    """The documents that list measures; papers that list none would lead to nothing."""

    def ask(self, field, request, model_admin):
        listing = Q(Exists(Measure.objects.filter(document=OuterRef("pk"))))
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=listing)


class ImportFilter(admin.RelatedFieldListFilter):
    """The import from which a draft comes; the papers themselves are not read for it."""

    include_empty_choice = False

    def has_output(self):
        return bool(self.lookup_choices)

    def field_choices(self, field, request, model_admin):
        used = MeasureDraft.objects.order_by().values("batch")
        return [(one.pk, str(one)) for one in TextImport.objects.named().filter(pk__in=used)]
