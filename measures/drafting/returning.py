"""Going back to an earlier version: of a measure by a draft that says the same, of a draft by writing it anew."""

from django.db import transaction
from django.utils.translation import gettext as _

from conferences.models import Document, Source
from csbm_catalog.history.contents import Content
from csbm_catalog.history.restoring import CannotRestore
from csbm_catalog.history.whole import Whole
from measures.drafting.beginning import begin, propose
from measures.drafting.editing import revise
from measures.drafting.snapshots import (
    FIELDS,
    TEXT_FIELDS,
    Cited,
    Related,
    Snapshot,
    changed_fields,
    snapshot,
)
from measures.drafting.versions import lacking, said_by
from measures.models import DraftVersion, Measure, MeasureCitation, MeasureDraft, MeasureRelation, Theme


def go_back(measure: Measure, then: Whole, by, reason: str) -> MeasureDraft:
    """Begin a draft that says what the measure said then.

    Raises CannotRestore where a draft of it is open already, where something that it needs is gone, or where
    that is what it says.
    """
    refuse_second_draft(measure.key)
    values = snapshot_of(then, measure)
    if not changed_fields(snapshot(measure), values):
        raise CannotRestore([_("The measure says that now: there is nothing to restore.")])
    return begin(measure, by, values, reason=reason)


def refuse_second_draft(key: str):
    if MeasureDraft.objects.open().filter(key=key).exists():
        raise CannotRestore([_("A draft of this measure is open: publish it or give it up first.")])


@transaction.atomic
def go_back_to(version: DraftVersion, by, why: str, seen: int) -> MeasureDraft:
    """Make the draft say what it said in this version, as a new version of it; `seen` is the one that was read.

    Where the draft is closed another one begins. Raises CannotRestore where that is not possible or would change
    nothing, and Overtaken as `revise` does.
    """
    draft, said = MeasureDraft.objects.select_for_update().get(pk=version.draft_id), version.said
    values, reason = {name: said[name] for name in FIELDS}, said["reason"]
    if missing := lacking(values):
        raise CannotRestore(missing)
    if draft.is_open:
        if said == said_by(draft):
            raise CannotRestore([_("The draft says that now: there is nothing to restore.")])
        return revise(draft, values, by, seen, why=why, reason=reason)
    refuse_second_draft(draft.key)
    measure = draft.measure or Measure.objects.filter(key=draft.key).first()
    if measure is None:
        return propose(values, by, key=draft.key, reason=reason)
    if not changed_fields(snapshot(measure), values):
        raise CannotRestore([_("The measure says that now: there is nothing to restore.")])
    return begin(measure, by, values, reason=reason)


def snapshot_of(whole: Whole, measure: Measure) -> Snapshot:
    """Return a measure as it stood, in the form in which drafts are compared. Raises CannotRestore."""
    own = whole[(Measure, measure.pk)]
    citations = sorted(of(whole, MeasureCitation), key=lambda one: (one.values["position"], one.pk))
    return {
        "document": name_of(Document, own.values["document_id"], "slug"),
        **{name: own.values[name] for name in TEXT_FIELDS},
        "themes": sorted(name_of(Theme, pk, "slug") for pk in own.links["themes"]),
        "based_on": sorted(name_of(Measure, pk, "key") for pk in own.links["based_on"]),
        "citations": [cited(one) for one in citations],
        "relations": sorted(
            (related(one) for one in of(whole, MeasureRelation)), key=lambda one: one["earlier"]
        ),
    }


def of(whole: Whole, model) -> list[Content]:
    return [content for (kind, _pk), content in whole.items() if kind is model]


def cited(citation: Content) -> Cited:
    return Cited(source=name_of(Source, citation.values["source_id"], "url"), read=citation.values["read"])


def related(relation: Content) -> Related:
    return Related(
        earlier=name_of(Measure, relation.values["earlier_id"], "key"),
        kind=relation.values["kind"],
        presumed=relation.values["presumed"],
        basis=relation.values["basis"],
    )


def name_of(model, pk: int, field: str) -> str:
    """Return by what a row is known outside the database. Raises CannotRestore where it is gone."""
    found = model.objects.filter(pk=pk).values_list(field, flat=True).first()
    if found is None:
        raise CannotRestore(
            [_("A %(kind)s that it names is no longer there.") % {"kind": model._meta.verbose_name}]
        )
    return found
