"""Publishing drafts: all of them or none, by someone who did not write them."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.drafting.snapshots import snapshot
from measures.drafting.writing import park, write
from measures.models import DraftRemark, Measure, MeasureDraft

Deed = DraftRemark.Deed
State = MeasureDraft.State


class NotPublished(Exception):
    """Nothing was published: `reasons` says why, by draft."""

    def __init__(self, reasons: dict[MeasureDraft, list[str]]):
        self.reasons = reasons
        super().__init__(" ".join(f"{draft}: {' '.join(why)}" for draft, why in reasons.items()))


@transaction.atomic
def publish(drafts: Iterable[MeasureDraft], by, seen: dict[int, int] | None = None) -> list[Measure]:
    """Publish these drafts together, so that measures may change places; return the measures.

    `seen` says which version of each draft the reviewer has read: without it, those that are given here.
    Raises NotPublished, and changes nothing, where one of them may not or cannot be published, or is another
    version by now.
    """
    read = {draft.pk: draft.version for draft in drafts}
    seen = read if seen is None else seen
    drafts = locked(read)
    reasons = {draft: why for draft in drafts if (why := obstacles(draft, by, seen))}
    if reasons:
        raise NotPublished(reasons)
    park(draft.measure for draft in drafts if draft.measure and draft.measure.number != draft.number)
    return [publish_one(draft, by) for draft in drafts]


def locked(keys: Iterable[int]) -> list[MeasureDraft]:
    """Return the drafts as they are now, in order, with their rows locked until the transaction ends."""
    keys = list(keys)
    list(MeasureDraft.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    list(Measure.objects.select_for_update().filter(drafts__in=keys).order_by("pk"))
    return list(MeasureDraft.objects.filter(pk__in=keys).compared().in_order())


def obstacles(draft: MeasureDraft, by, seen: dict[int, int] | None = None) -> list[str]:
    """Say what stands against publishing this draft by this person."""
    found = []
    if seen is not None and seen.get(draft.pk) != draft.version:
        found.append(_("It was changed after you opened it: read it again."))
    if draft.state != State.REVIEW:
        found.append(_("It is not in review."))
    if draft.is_by(by) and not settings.OWN_DRAFTS_MAY_BE_PUBLISHED:
        found.append(_("It is your own: someone else has to publish it."))
    if has_moved(draft):
        found.append(_("The published measure was changed since this draft was begun: compare them anew."))
    return found


def has_moved(draft: MeasureDraft) -> bool:
    """Say whether the published measure is not what the draft was begun from any more."""
    held = draft.measure or Measure.objects.filter(key=draft.key).first()
    return (snapshot(held) if held else None) != draft.base


def publish_one(draft: MeasureDraft, by) -> Measure:
    values = snapshot(draft)
    draft.before = snapshot_over(draft)
    try:
        with transaction.atomic():
            measure = write(draft.measure or Measure(key=draft.key), values, by, draft.reason)
    except ValidationError as error:
        raise NotPublished({draft: error.messages}) from error
    draft.measure, draft.state = measure, State.PUBLISHED
    draft.published_by, draft.published_at = by, timezone.now()
    draft.save()
    note(draft, by, Deed.PUBLISHED)
    return measure


def snapshot_over(draft: MeasureDraft) -> dict | None:
    """Return what publishing replaces, with who had verified it: enough to take it back exactly."""
    if not draft.measure:
        return None
    return {**snapshot(draft.measure), "verified": verification_of(draft.measure)}


def verification_of(measure: Measure) -> dict | None:
    if not (measure.verified_at and measure.verified_in):
        return None
    return {
        "by": measure.verified_by_id,
        "at": measure.verified_at.isoformat(),
        "in": measure.verified_in.url,
    }


def note(draft: MeasureDraft, by, deed: Deed, text: str = ""):
    draft.remarks.create(author=by, deed=deed, text=text)
