"""The way of a draft between editor and reviewer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from csbm_catalog.evidence import Evidence
from csbm_catalog.history import explained
from measures.drafting.checking import Faults, faults
from measures.drafting.publishing import note
from measures.drafting.snapshots import FIELDS, snapshot
from measures.drafting.versions import put
from measures.models import DraftRemark, Measure, MeasureDraft

Deed = DraftRemark.Deed
State = MeasureDraft.State
COMPARED = gettext_noop("Compared with the source.")


class NotPossible(Exception):
    """The draft is not in a state in which this can be done: the message says so."""


class NotReady(Exception):
    """The draft cannot be sent to review: `faults` says by field what is missing or wrong."""

    def __init__(self, faults: Faults):
        self.faults = faults
        super().__init__(" ".join(sentence for sentences in faults.values() for sentence in sentences))


WAYS = {
    Deed.SUBMITTED: (State.WORK, State.REVIEW, _("Only a draft in work can be sent to review.")),
    Deed.WITHDRAWN: (State.REVIEW, State.WORK, _("Only a draft in review can be taken back into work.")),
    Deed.RETURNED: (State.REVIEW, State.WORK, _("Only a draft in review can be sent back.")),
}


@transaction.atomic
def move(draft: MeasureDraft, deed: Deed, by, text: str = ""):
    """Send to review, take back into work or send back; the draft given here says so too.

    Raises NotPossible in any other state.
    """
    held = MeasureDraft.objects.select_for_update().get(pk=draft.pk)
    from_state, to_state, refusal = WAYS[deed]
    if held.state != from_state:
        raise NotPossible(refusal)
    set_state(held, to_state)
    note(held, by, deed, text)
    draft.state, draft.version = held.state, held.version


@transaction.atomic
def submit(draft: MeasureDraft, by, text: str = ""):
    """Send to review what could be published as it is. Raises NotReady, or NotPossible as `move` does."""
    if found := faults(draft, by):
        raise NotReady(found)
    move(draft, Deed.SUBMITTED, by, text)


@transaction.atomic
def comment(draft: MeasureDraft, by, text: str):
    """Say something about a draft, open or not; what was said last, by the same person, is not said twice."""
    MeasureDraft.objects.select_for_update().get(pk=draft.pk)
    last = draft.remarks.last()
    if last is None or (last.author_id, last.deed, last.text) != (by.pk, Deed.COMMENT, text):
        note(draft, by, Deed.COMMENT, text)


@transaction.atomic
def discard(draft: MeasureDraft, by, text: str = ""):
    """Give a draft up; it stays readable. Raises NotPossible where it is published or given up already."""
    draft = MeasureDraft.objects.select_for_update().get(pk=draft.pk)
    if not draft.is_open:
        raise NotPossible(_("Only an open draft can be discarded."))
    set_state(draft, State.DISCARDED)
    note(draft, by, Deed.DISCARDED, text)


@transaction.atomic
def compare_anew(draft: MeasureDraft, by):
    """Begin the comparison from what is published now.

    What the draft proposes stays as it is; in what it does not touch it follows the published measure.
    """
    draft = MeasureDraft.objects.select_for_update().get(pk=draft.pk)
    if not draft.is_open:
        raise NotPossible(_("Only an open draft can be compared anew."))
    draft.measure = Measure.objects.filter(key=draft.key).first()
    began, now, said = draft.base, snapshot(draft.measure) if draft.measure else None, snapshot(draft)
    draft.base = now
    values = {
        name: now[name] if now and began and said[name] == began[name] else said[name] for name in FIELDS
    }
    put(draft, values, by, _("Compared anew with what is published."))
    note(draft, by, Deed.REBASED)


def set_state(draft: MeasureDraft, state: State):
    draft.state, draft.version = state, draft.version + 1
    draft.save(update_fields=["state", "version", "changed_at"])


@transaction.atomic
def verify(measure: Measure, source, by) -> Measure:
    """Keep that this person has compared the entry with one of its sources, now.

    Raises NotPossible where the source is not one that the entry names, or the entry says that it is from none.
    """
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if not measure.citations.filter(source=source).exists():
        raise NotPossible(_("An entry is verified with a source that it names."))
    if measure.evidence == Evidence.WORKING:
        raise NotPossible(
            _("A working entry was read in no source: publish a draft first that says how it is known.")
        )
    measure.verified_by, measure.verified_at, measure.verified_in = by, timezone.now(), source
    explained(measure, by, COMPARED).save()
    return measure
