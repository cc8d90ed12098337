"""A fact of a record on which sources disagree, for each kind of record and each fact."""

from conferences.models import Conference, Discrepancy, Document, Source, State
from measures.models import Measure

RECORDS = {
    "conferences": (Conference, {"slug": "miami-2003"}),
    "documents": (Document, {"slug": "miami-consensus"}),
    "papers": (Document, {"kind": Document.Kind.PAPER}),
    "states": (State, {"code": "BR"}),
    "measures": (Measure, {"document__slug": "miami-consensus", "number": 2}),
}
EMPTIED = {
    "conferences": {"structure": "", "mandate": "", "host": None, "host_name": ""},
    "documents": {"adopted": None, "issued": None, "measures_stated": None},
    "papers": {"dated": None},
    "measures": {"heading": "", "heading_evidence": ""},
}


def disputed(kind: str, fact: str, empty: bool = False):
    """Return a record of this kind, on whose fact two sources disagree; `empty`: which says little itself."""
    model, key = RECORDS[kind]
    row = model.objects.filter(**key).first()
    if empty:
        model.objects.filter(pk=row.pk).update(**EMPTIED.get(kind, {}))
    dispute = Discrepancy.objects.create(slug="a", topic="On what they disagree", fact=fact)
    for position, text in enumerate(["So says the first.", "So says the second."], start=1):
        dispute.sides.create(position=position, text=text, source=Source.objects.first())
    row.discrepancies.add(dispute)
    return model.objects.get(pk=row.pk)
