"""Writing a draft by hand: where someone else saved first, nothing is written and both are told."""

from django.db import transaction

from measures.drafting.beginning import begin, open_draft_of
from measures.drafting.publishing import note
from measures.drafting.snapshots import FIELDS, Snapshot, changed_fields, marks, snapshot
from measures.drafting.versions import put
from measures.models import DraftRemark, Measure, MeasureDraft


class Overtaken(Exception):
    """Someone else saved first: `now` is the open draft, or the published measure, that holds the newest text.

    It is None where there is neither.
    """

    def __init__(self, now: MeasureDraft | Measure | None):
        self.now = now
        super().__init__()


@transaction.atomic
def revise(
    draft: MeasureDraft, values: Snapshot, by, version: int, looked_at=(), why: str | None = None, **about
) -> MeasureDraft:
    """Give an open draft these values; `version` is the one on which they are based.

    `why` is kept with the version where it is not the reason of the draft, which `about` may hold. Where the
    draft is in review, it is remarked that it or its reason was changed. Raises Overtaken where the draft has
    moved on since, or is not open any more.
    """
    held = MeasureDraft.objects.select_for_update().get(pk=draft.pk)
    if not held.is_open:
        raise Overtaken(open_successor_of(held))
    if held.version != version:
        raise Overtaken(held)
    is_other = bool(changed_fields(snapshot(held), values)) or about.get("reason", held.reason) != held.reason
    for name, value in about.items():
        setattr(held, name, value)
    held.doubts = [name for name in held.doubts if name not in looked_at]
    put(held, values, by, why, is_edit=True)
    if is_other and held.state == MeasureDraft.State.REVIEW:
        note(held, by, DraftRemark.Deed.CHANGED)
    if held.author_id != by.pk:
        held.editors.add(by)
    return held


def open_successor_of(draft: MeasureDraft) -> MeasureDraft | Measure | None:
    """Return where a draft that is closed is carried on: another that is open, or the published measure."""
    measure = draft.measure or Measure.objects.filter(key=draft.key).first()
    return (open_draft_of(measure) or measure) if measure else None


@transaction.atomic
def begin_from(measure: Measure, values: Snapshot, by, seen: dict[str, str], **about) -> MeasureDraft:
    """Begin a draft of a published measure; `seen` are the marks of the measure on which it is based.

    Raises Overtaken where someone began one first, or the measure has changed since.
    """
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if waiting := open_draft_of(measure):
        raise Overtaken(waiting)
    if marks(snapshot(measure)) != {name: mark for name, mark in seen.items() if name in FIELDS}:
        raise Overtaken(measure)
    return begin(measure, by, values, **about)
