"""Going back to an earlier version of a measure: not by writing it, but by a draft that says the same."""

from django.utils.translation import gettext as _

from conferences.models import Document, Source
from csbm_catalog.history.contents import Content
from csbm_catalog.history.restoring import CannotRestore
from csbm_catalog.history.whole import Whole
from measures.drafting.beginning import begin, open_draft_of
from measures.drafting.snapshots import TEXT_FIELDS, Cited, Related, Snapshot
from measures.models import Measure, MeasureCitation, MeasureDraft, MeasureRelation, Theme


def go_back(measure: Measure, then: Whole, by, reason: str) -> MeasureDraft:
    """Begin a draft that says what the measure said then.

    Raises CannotRestore where a draft of it is open already, or where something that it needs is gone.
    """
    if open_draft_of(measure):
        raise CannotRestore([_("A draft of this measure is open: publish it or give it up first.")])
    return begin(measure, by, snapshot_of(then, measure), reason=reason[:300])


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
