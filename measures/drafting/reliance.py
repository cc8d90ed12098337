"""What points to a measure: as long as anything does, the measure is not deleted."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import Measure


def reliances(measure: Measure) -> list[str]:
    """Name what points to this measure, each in words; packets are counted, since their names are private."""
    packets = measure.packet_items.values("packet").distinct().count()
    counted = ngettext("%(count)d packet", "%(count)d packets", packets) % {"count": packets}
    return [
        *([counted] if packets else []),
        *(_("Draft: %(draft)s") % {"draft": draft} for draft in measure.drafts.open().select_related("document")),
        *(_("Rests on it: %(measure)s") % {"measure": other} for other in measure.basis_of.select_related("document")),
        *(
            _("Follows it: %(measure)s") % {"measure": relation.later}
            for relation in measure.relations_forward.select_related("later__document")
        ),
        *(_("Discrepancy: %(topic)s") % {"topic": one} for one in measure.discrepancies.all()),
    ]  # fmt: skip
