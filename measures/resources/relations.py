from django.utils.translation import gettext_lazy as _

from csbm_catalog.files.columns import Column
from measures.drafting.snapshots import Related, snapshot
from measures.models import Measure, MeasureRelation
from measures.resources.drafts import OneMeasure, Proposing


class RelationResource(Proposing):
    file_name = "relations"
    left_out = _(
        "Relations go into the draft of the later measure. A file does not delete: a relation that it does "
        "not name stays."
    )
    later = Column("later", OneMeasure())
    earlier = Column("earlier", OneMeasure())

    class Meta:
        model = MeasureRelation
        import_id_fields = ["later", "earlier"]
        fields = "later earlier kind presumed basis".split()

    def get_queryset(self):
        return MeasureRelation.objects.select_related("later", "earlier")

    def write(self, relation, is_create, row):
        later = Measure.objects.get(pk=relation.later_id)
        draft = self.draft_at_hand(later.key)
        others = [
            one for one in snapshot(draft or later)["relations"] if one["earlier"] != relation.earlier.key
        ]
        own = Related(
            earlier=relation.earlier.key,
            kind=relation.kind,
            presumed=relation.presumed,
            basis=relation.basis,
        )
        self.amend(later, relations=sorted([*others, own], key=lambda one: one["earlier"]))
