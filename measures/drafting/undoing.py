"""Taking a whole import back, before or after it was published."""

from contextlib import suppress
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conferences.models import Source
from csbm_catalog.history import explained
from csbm_catalog.history.writing import remove
from measures.drafting.publishing import is_untouched, note
from measures.drafting.reliance import is_relied_on
from measures.drafting.reviewing import NotPossible, set_state
from measures.drafting.snapshots import FIELDS
from measures.drafting.writing import park, write
from measures.models import DraftCitation, DraftRemark, Measure, MeasureDraft, TextImport

Deed = DraftRemark.Deed
State = MeasureDraft.State
UNDONE = gettext_noop("Import undone.")


@dataclass
class Undone:
    """What undoing an import did: drafts given up, measures restored or removed, and what was left and why."""

    discarded: list[MeasureDraft] = field(default_factory=list)
    restored: list[MeasureDraft] = field(default_factory=list)
    left: list[MeasureDraft] = field(default_factory=list)


@transaction.atomic
def undo(batch: TextImport, by) -> Undone:
    """Take an import back; every draft or measure that someone edited since stays, and is named.

    Raises NotPossible where the import was not applied, or was undone already.
    """
    batch = TextImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state != TextImport.State.APPLIED:
        raise NotPossible(_("Only an import that was applied can be undone."))
    undone = Undone()
    drafts = batch.drafts.compared().in_order()
    for draft in drafts:
        if draft.is_open:
            (undone.left if draft.editors.exists() else undone.discarded).append(draft)
        elif draft.state == State.PUBLISHED:
            (undone.restored if can_be_taken_back(draft) else undone.left).append(draft)
    for draft in undone.discarded:
        set_state(draft, State.DISCARDED)
        note(draft, by, Deed.UNDONE)
    restore(undone.restored, by)
    forget_sources(batch)
    batch.state, batch.undone_by, batch.undone_at = TextImport.State.UNDONE, by, timezone.now()
    batch.save()
    return undone


def can_be_taken_back(draft: MeasureDraft) -> bool:
    """Say whether nobody edited the measure since, and nothing points to one that would go."""
    if draft.measure is None or not is_untouched(draft):
        return False
    return draft.before is not None or not is_relied_on(draft.measure)


def forget_sources(batch: TextImport):
    """Delete the sources that this import brought, where nothing else in the record names them by now."""
    brought = list(Source.objects.filter(url__in=batch.report.get("new_sources", [])))
    if batch.source and batch.source_is_new:
        brought.append(batch.source)
        batch.source = None
        batch.save(update_fields=["source"])
    for source in brought:
        own = DraftCitation.objects.filter(
            source=source, draft__in=batch.drafts.exclude(state__in=MeasureDraft.OPEN)
        )
        own.delete()
        with suppress(ProtectedError), transaction.atomic():
            source.delete()


def restore(drafts: list[MeasureDraft], by):
    """Put back what these drafts replaced, and remove the measures that they added."""
    pairs = [(draft.measure, draft.before) for draft in drafts if draft.measure]
    for measure, before in pairs:
        if before is None:
            remove(measure, by, UNDONE, timezone.now())
    park(measure for measure, before in pairs if before and measure.number != before["number"])
    for measure, before in pairs:
        if before:
            write(measure, {name: before[name] for name in FIELDS}, by, UNDONE)
            verify_as_before(measure, before["verified"], by)
    for draft in drafts:
        note(draft, by, Deed.UNDONE)


def verify_as_before(measure: Measure, verified: dict | None, by):
    """Put back that the entry, which is again what was compared, was compared."""
    if verified:
        measure = Measure.objects.get(pk=measure.pk)
        measure.verified_by_id, measure.verified_at = verified["by"], verified["at"]
        measure.verified_in = Source.objects.get(url=verified["in"])
        explained(measure, by, UNDONE).save()
