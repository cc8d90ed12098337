"""Beginning a draft: from a published measure, or of a new one."""

from django.db import transaction

from measures.drafting.snapshots import Snapshot, snapshot
from measures.drafting.versions import put
from measures.models import Measure, MeasureDraft


def open_draft_of(measure: Measure) -> MeasureDraft | None:
    """Return the draft that waits beside this measure, of which there is at most one."""
    return MeasureDraft.objects.open().filter(key=measure.key).first()


@transaction.atomic
def begin(measure: Measure, by, values: Snapshot | None = None, **about) -> MeasureDraft:
    """Begin a draft of a published measure, as it is or with other values; `about` names columns of its own.

    Raises IntegrityError where an open draft waits already.
    """
    base = snapshot(measure)
    draft = MeasureDraft(measure=measure, key=measure.key, author=by, base=base, **about)
    return put(draft, values or base, by)


@transaction.atomic
def propose(values: Snapshot, by, key: str = "", **about) -> MeasureDraft:
    """Begin a draft of a measure that the record does not have; its key is new unless it is given."""
    draft = MeasureDraft(author=by, **({"key": key} if key else {}), **about)
    return put(draft, values, by)
