"""Taking a whole import back, before or after it was published."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conferences.models import Source
from csbm_catalog import events
from csbm_catalog.history import explained
from csbm_catalog.history.writing import remove
from measures.drafting.publishing import locked, note
from measures.drafting.reliance import reliances
from measures.drafting.reviewing import NotPossible, set_state
from measures.drafting.snapshots import FIELDS, changed_fields, snapshot
from measures.drafting.versions import is_edited, lacking, measures_named
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
    left: dict[MeasureDraft, str] = field(default_factory=dict)

    @property
    def is_anything(self) -> bool:
        return bool(self.discarded or self.restored or not self.left)

    def leave(self, hindered: dict[MeasureDraft, str]):
        """Leave drafts that were to be taken back, and say why."""
        self.left |= hindered
        self.restored = [draft for draft in self.restored if draft not in hindered]


@transaction.atomic
def undo(batch: TextImport, by) -> Undone:
    """Take an import back; every draft that someone edited, or whose measure someone did, stays and is named.

    So does every measure that cannot be again what it was. A measure that the import added goes as a whole, though
    someone had to complete it before it was published: what they wrote stays in its draft, and can be begun anew
    from there. As long as something of the import is left, it can be undone again. Raises NotPossible, and changes
    nothing, where the import was not applied or was undone as a whole already, or where the record does not allow
    what was there before.
    """
    batch = TextImport.objects.named().select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state not in TextImport.UNDOABLE:
        raise NotPossible(_("Only an import that was applied can be undone."))
    undone = settled(sorted_out(locked(batch.drafts.values_list("pk", flat=True))))
    for draft in undone.discarded:
        set_state(draft, State.DISCARDED)
        note(draft, by, Deed.UNDONE)
    try:
        restore(undone.restored, by)
    except ValidationError as error:
        raise NotPossible(_("Nothing was undone. %(why)s") % {"why": " ".join(error.messages)}) from error
    except ObjectDoesNotExist as error:
        raise NotPossible(_("Nothing was undone: something that was there before is gone.")) from error
    if not undone.left:
        forget_sources(batch)
    if undone.is_anything:
        batch.state = TextImport.State.PARTLY if undone.left else TextImport.State.UNDONE
        batch.undone_by, batch.undone_at = by, timezone.now()
        batch.save(update_fields=["state", "undone_by", "undone_at"])
        events.note(by, events.Deed.UNDONE, batch)
    return undone


def sorted_out(drafts: Iterable[MeasureDraft]) -> Undone:
    """Say of each draft what undoing does with it; what was given up or taken back already is passed over."""
    undone = Undone()
    for draft in drafts:
        if draft.is_open or draft.state == State.PUBLISHED:
            if why := why_left(draft):
                undone.left[draft] = why
            else:
                (undone.discarded if draft.is_open else undone.restored).append(draft)
    return undone


def why_left(draft: MeasureDraft) -> str:
    """Say why an import that is undone leaves this draft as it is; nothing where it does not."""
    measure = draft.measure
    if draft.is_open:
        return _("Someone edited the draft since.") if is_edited(draft) else ""
    if measure is None:
        return "" if is_gone_as_before(draft) else _("The measure was deleted since.")
    if draft.before and is_edited(draft):
        return _("Someone edited the draft before it was published.")
    if changed_fields(snapshot(measure), snapshot(draft)):
        return _("Someone edited the measure since.")
    if draft.published_at and measure.verified_at and measure.verified_at > draft.published_at:
        return _("Someone compared it with its source since.")
    if draft.before is None and (relying := reliances(measure)):
        return _("Others rely on it: %(names)s.") % {"names": "; ".join(map(str, relying))}
    return ""


def is_gone_as_before(draft: MeasureDraft) -> bool:
    """Say whether the measure that this draft added was deleted by hand, and not brought back."""
    return draft.before is None and not Measure.objects.filter(key=draft.key).exists()


def settled(undone: Undone) -> Undone:
    """Leave, too, what cannot be again what it was, until all that is to be restored can be."""
    befores = {draft: draft.before for draft in undone.restored if draft.before}
    documents = {before["document"] for before in befores.values()}
    measures = list(Measure.objects.filter(document__slug__in=documents).select_related("document"))
    undone.leave({draft: " ".join(why) for draft, before in befores.items() if (why := lacking(before))})
    while hindered := hindrances(undone.restored, measures):
        undone.leave(hindered)
    return undone


def hindrances(drafts: list[MeasureDraft], measures: Iterable[Measure]) -> dict[MeasureDraft, str]:
    """Say of each of these drafts why taking back the others, among these measures, stands against it."""
    going = {draft.measure_id for draft in drafts}
    taken = {(one.document.slug, one.number): one for one in measures if one.pk not in going}
    removed = {draft.key: draft for draft in drafts if draft.before is None}
    found = {}
    for draft in drafts:
        if draft.before is None:
            continue
        place = draft.before["document"], draft.before["number"]
        if needed := measures_named(draft.before) & removed.keys():
            about = {"names": "; ".join(str(removed[key]) for key in sorted(needed))}
            found[draft] = _("It rested on what is taken back: %(names)s.") % about
        elif place in taken:
            about = {"number": place[1], "holder": str(taken[place])}
            found[draft] = _("Its number, %(number)s, is held by another measure now: %(holder)s.") % about
        elif draft.measure:
            taken[place] = draft.measure
    return found


def forget_sources(batch: TextImport):
    """Delete the sources that this import brought, where nothing else in the record names them by now."""
    own = Q(pk=batch.source_id) if batch.source_is_new else Q(pk__in=[])
    for source in Source.objects.filter(own | Q(url__in=batch.report.get("new_sources", []))):
        with suppress(ProtectedError), transaction.atomic():
            closed = batch.drafts.exclude(state__in=MeasureDraft.OPEN)
            DraftCitation.objects.filter(source=source, draft__in=closed).delete()
            source.delete()


def restore(drafts: list[MeasureDraft], by):
    """Put back what these drafts replaced, and remove the measures that they added."""
    for draft in drafts:
        set_state(draft, State.UNDONE)
        note(draft, by, Deed.UNDONE)
    pairs = [(draft.measure, draft.before) for draft in drafts if draft.measure]
    for measure, before in pairs:
        if before is None:
            remove(measure, by, UNDONE, timezone.now())
    park(measure for measure, before in pairs if before and measure.number != before["number"])
    for measure, before in pairs:
        if before:
            write(measure, {name: before[name] for name in FIELDS}, by, UNDONE)
            verify_as_before(measure, before["verified"], by)


def verify_as_before(measure: Measure, verified: dict | None, by):
    """Put back that the entry, which is again what was compared, was compared."""
    if verified:
        measure = Measure.objects.get(pk=measure.pk)
        measure.verified_by_id, measure.verified_at = verified["by"], verified["at"]
        measure.verified_in = Source.objects.get(url=verified["in"])
        explained(measure, by, UNDONE).save()
