"""The versions of a draft: kept with each save, told as differences, and brought back."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from conferences.models import Document
from csbm_catalog.history.changes import ADDED, CHANGED, Change, FieldChange
from csbm_catalog.history.writing import BEFORE_HISTORY
from measures.drafting.comparing import LISTS, Difference, Names, differences, label_of
from measures.drafting.snapshots import Snapshot, fill, snapshot
from measures.models import DraftVersion, Measure, MeasureDraft, Theme


@transaction.atomic
def put(draft: MeasureDraft, values: Snapshot, by, why: str | None = None, is_edit=False) -> MeasureDraft:
    """Make the draft say these values, and keep that as a version by this person; the reason is its own.

    `is_edit` says that a person wrote over what was there. Raises DoesNotExist as `fill` does.
    """
    before = None
    if draft.pk:
        before = newest_of(MeasureDraft.objects.get(pk=draft.pk)).said
        draft.version += 1
    said = said_by(fill(draft, values))
    if said != before:
        DraftVersion.objects.create(
            draft=draft, number=draft.version, said=said, is_edit=is_edit, history_user=by,
            history_type=CHANGED if before else ADDED, history_change_reason=draft.reason if why is None else why,
        )  # fmt: skip
    return draft


def newest_of(held: MeasureDraft) -> DraftVersion:
    """Return the last version of a draft; one that is older than its history is kept as it stands."""
    return DraftVersion.objects.filter(draft=held).first() or DraftVersion.objects.create(
        draft=held, number=held.version, said=said_by(held), is_edit=held.editors.exists(),
        history_user=held.author, history_type=ADDED, history_date=held.changed_at,
        history_change_reason=BEFORE_HISTORY,
    )  # fmt: skip


def said_by(draft: MeasureDraft) -> Snapshot:
    return snapshot(MeasureDraft.objects.get(pk=draft.pk)) | {"reason": draft.reason}


def is_edited(draft: MeasureDraft) -> bool:
    """Say whether a person has written in a draft since it was begun."""
    edits = list(DraftVersion.objects.filter(draft=draft).values_list("is_edit", flat=True))
    return any(edits) if edits else draft.editors.exists()  # none: older than its history


@dataclass(frozen=True)
class Step:
    """A version of a draft, and what was said before it: for the first, what the draft was begun from."""

    version: DraftVersion
    before: Snapshot | None
    names: Names

    @property
    def differences(self) -> list[Difference]:
        return differences(self.before, self.version.said, self.names)


def steps_to(versions: QuerySet) -> list[Step]:
    """Return these versions, in their order, each with the one before it; some queries for all of them."""
    earlier = DraftVersion.objects.filter(draft=OuterRef("draft"), number__lt=OuterRef("number"))
    before = Subquery(earlier.order_by("-number").values("history_id")[:1])
    found = list(versions.annotate(before=before).select_related("history_user", "draft__document"))
    held = DraftVersion.objects.in_bulk({version.before for version in found} - {None})
    pairs = [(one, held[one.before].said if one.before else begun_from(one.draft)) for one in found]
    names = Names(said for version, before in pairs for said in (before, version.said))
    return [Step(version, before, names) for version, before in pairs]


def begun_from(draft: MeasureDraft) -> Snapshot | None:
    return draft.base and draft.base | {"reason": ""}


def told(versions: QuerySet) -> list[tuple[DraftVersion, Change]]:
    """Return these versions, each with its change as the log of the record tells changes."""
    return [(step.version, change_of(step)) for step in steps_to(versions)]


def change_of(step: Step) -> Change:
    draft = step.version.draft
    fields = field_changes(step.before, step.version.said, step.names)
    return Change(step.version.history_type, MeasureDraft, draft.pk, str(draft), fields=fields)


def field_changes(before: Snapshot | None, after: Snapshot, names: Names) -> list[FieldChange]:
    """Return every field that differs, in reading order, with its words before and after."""
    return [
        FieldChange(
            capfirst(label_of(one.name)),
            in_words(one.name, before, names) if before else "",
            in_words(one.name, after, names),
        )
        for one in differences(before, after, names)
    ]


def in_words(name: str, said: Snapshot, names: Names) -> str:
    return "; ".join(names.rows(name, said[name])) if name in LISTS else names.words(name, said[name])


def measures_named(values: Snapshot) -> set[str]:
    """Return the keys of the measures that these values name."""
    return {*values["based_on"], *(related["earlier"] for related in values["relations"])}


def lacking(values: Snapshot) -> list[str]:
    """Name, a sentence each, what these values need and the record no longer holds."""
    needed = {
        Document: ("slug", {values["document"]}),
        Theme: ("slug", set(values["themes"])),
        Measure: ("key", measures_named(values)),
    }
    return [
        _("The %(kind)s “%(name)s”, which it names, is no longer there.")
        % {"kind": model._meta.verbose_name, "name": name}
        for model, (field, names) in needed.items()
        for name in sorted(
            names - set(model.objects.filter(**{f"{field}__in": names}).values_list(field, flat=True))
        )
    ]
