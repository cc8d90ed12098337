"""Files that propose: each measure that they concern gets a draft, and the file is the batch of all of them."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csbm_catalog.files.columns import Links, Reference
from csbm_catalog.files.resources import RecordResource
from measures.drafting.beginning import begin
from measures.drafting.snapshots import snapshot
from measures.drafting.versions import put
from measures.models import Measure, MeasureDraft, TextImport

NAME_LENGTH = 200


class Proposing(RecordResource):
    """A resource whose rows become drafts, of which a measure has one in an import."""

    permission_model = MeasureDraft
    batch: TextImport | None = None

    @property
    def reason(self) -> str:
        """Return what readers see once a draft is published: nothing of whose file it was."""
        return _("Imported from a file of records.")

    def before_import(self, dataset, **kwargs):
        """Begin the batch; a dry run takes it back with the rest."""
        self.batch = self.batch or TextImport.objects.create(
            kind=TextImport.Kind.RECORDS,
            state=TextImport.State.APPLIED,
            name=self.source_name[:NAME_LENGTH],
            digest=self.digest,
            begun_by=self.by,
            applied_at=timezone.now(),
        )
        self.new_sources: set[str] = set()

    def after_import(self, dataset, result, **kwargs):
        """Keep which sources the file brought, so that undoing it takes them away again."""
        if self.new_sources:
            self.batch.report = {**self.batch.report, "new_sources": sorted(self.new_sources)}
            self.batch.save(update_fields=["report"])

    def undo_address(self) -> str:
        """Return the page of the import, on which it is undone, for who may see it."""
        if self.batch and self.by.has_perm("measures.view_textimport"):
            return reverse("admin:measures_textimport_change", args=[self.batch.pk])
        return ""

    def draft_at_hand(self, key: str) -> MeasureDraft | None:
        """Return the draft that this import has begun of a measure.

        Raises ValidationError where another one waits, since a measure has one open draft at most.
        """
        draft = MeasureDraft.objects.open().filter(key=key).select_related("author", "batch").first()
        if draft and draft.batch != self.batch:
            raise ValidationError(
                _("A draft of this measure by %(author)s waits already: publish or discard it first.")
                % {"author": draft.author.get_username()}
            )
        return draft

    def amend(self, measure: Measure, **values):
        """Propose other values for a published measure, in the draft of this import."""
        draft = self.draft_at_hand(measure.key)
        if draft:
            put(draft, snapshot(draft) | values, self.by)
        else:
            begin(measure, self.by, snapshot(measure) | values, batch=self.batch, reason=self.reason)


class OneMeasure(Reference):
    """A measure by its key, or as `document:number`."""

    def __init__(self):
        super().__init__(Measure)

    def all_named(self):
        measures = list(Measure.objects.select_related("document"))
        return {one.reference: one for one in measures} | {one.key: one for one in measures}


class BasedOn(OneMeasure, Links):
    """Measures by their places, as every file of the catalogue names them, in their order."""

    def named(self, record):
        return record.reference

    def render(self, value, obj=None, **kwargs):
        measures = value.all() if hasattr(value, "all") else value or []
        return [
            one.reference for one in sorted(measures, key=lambda one: (one.document.position, one.number))
        ]
