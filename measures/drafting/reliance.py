"""What points to a measure or a theme: as long as anything does, it is not deleted."""

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import Measure, MeasureDraft, Theme


class Reliance(NamedTuple):
    """How something points to a measure, and what does; None where it is only counted."""

    words: str
    row: Any = None

    def __str__(self):
        return f"{self.words}: {self.row}" if self.row else self.words


def reliances(measure: Measure) -> list[Reliance]:
    """Name what points to this measure; packets are counted, since their names are private."""
    packets = measure.packet_items.values("packet").distinct().count()
    counted = ngettext("%(count)d packet", "%(count)d packets", packets) % {"count": packets}
    relations = measure.relations_forward.select_related("later__document")
    return [
        *([Reliance(counted)] if packets else []),
        *(Reliance(_("Draft"), draft) for draft in open_drafts_with(measure)),
        *(Reliance(_("Rests on it"), other) for other in measure.basis_of.select_related("document")),
        *(Reliance(_("Follows it"), relation.later) for relation in relations),
        *(Reliance(_("Discrepancy"), one) for one in measure.discrepancies.all()),
    ]


def open_drafts_with(row: Measure | Theme) -> QuerySet[MeasureDraft]:
    """Return the open drafts that are of this measure or name it, or that have this theme."""
    drafts = MeasureDraft.objects.open().select_related("document").in_order()
    if isinstance(row, Theme):
        return drafts.filter(themes=row)
    return drafts.filter(Q(measure=row) | Q(based_on=row) | Q(relations__earlier=row)).distinct()
