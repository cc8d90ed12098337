from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.models import Source
from csbm_catalog.evidence import Evidence
from csbm_catalog.files.children import Cited, ReadIn, under
from csbm_catalog.files.columns import Column, Key, Text
from measures.drafting.beginning import begin, propose
from measures.drafting.snapshots import TEXT_FIELDS, Snapshot, snapshot
from measures.models import DraftCitation, Measure
from measures.resources.drafts import BasedOn, Proposing


class MeasureResource(Proposing):
    file_name = "measures"
    left_out = gettext_lazy(
        "Each measure that a file changes gets a draft; a row without a key proposes a new measure. Not in the "
        "file: relations, which have a file of their own, discrepancies, and who compared an entry with its "
        "source. The address is written for readers and not read again."
    )
    key = Column("key", Key(), saves_null_values=False)
    based_on = Column("based_on", BasedOn())
    sources = Column("sources", Cited(), attribute="citations")
    sources_read = Column("sources_read", ReadIn(), attribute="citations")
    url = Column("url", Text(), readonly=True)

    class Meta:
        model = Measure
        import_id_fields = ["key"]
        fields = (
            "key document number label heading title summary category type themes evidence number_evidence "
            "evidence_note based_on sources url heading_evidence official_text sources_read"
        ).split()

    def get_queryset(self):
        links = ("themes", "based_on__document", "citations__source", "relations_back__earlier")
        return Measure.objects.in_order().select_related("document").prefetch_related(*links)

    def dehydrate_url(self, measure):
        return self.base + measure.get_permanent_url()

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        places = {key: (one.document.slug, one.number) for key, one in self.held_records().items()}
        for number, row in enumerate(dataset.dict):
            key = self.key_of(row)
            document, place = places.get(key, (None, None))
            places[key or number] = (row.get("document", document), row.get("number", place))
        self.standing = Counter(places.values())

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Check the columns; what the entry rests on, and where it stands, is checked as it is proposed."""
        errors = dict(import_validation_errors or {})
        for check, left in ((instance.clean_fields, ()), (instance.validate_constraints, ("number",))):
            try:
                check(exclude={*errors, *left})
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def write(self, measure, is_create, row):
        held = None if is_create else self.get_queryset().get(pk=measure.pk)
        self.draft_at_hand(measure.key)
        values = self.proposed(measure, snapshot(held) if held else {}, row)
        self.check_place(values)
        self.check_evidence(values)
        addresses = {cited["source"] for cited in values["citations"]}
        held_sources = Source.objects.filter(url__in=addresses).values_list("url", flat=True)
        self.new_sources |= addresses - set(held_sources)
        about = {"batch": self.batch, "reason": self.reason}
        if held:
            begin(held, self.by, values, **about)
        else:
            propose(values, self.by, key=measure.key, **about)

    def proposed(self, measure: Measure, held: Snapshot, row: dict) -> Snapshot:
        """Return what the row proposes: the values of the measure that is held, and those of the row over them."""
        values = {"themes": [], "based_on": [], "citations": [], "relations": []} | held
        values |= {name: getattr(measure, name) for name in TEXT_FIELDS} | {"document": measure.document.slug}
        if "themes" in row:
            values["themes"] = row["themes"]
        if "based_on" in row:
            values["based_on"] = sorted(one.key for one in self.column("based_on").clean(row))
        if "sources" in row:
            known = {cited["source"]: cited["read"] for cited in values["citations"]}
            read = row.get("sources_read") or [known.get(address, "") for address in row["sources"]]
            values["citations"] = [
                cited(address, said) for address, said in zip(row["sources"], read, strict=True)
            ]
        return values

    def check_place(self, values: Snapshot):
        if self.standing[values["document"], values["number"]] > 1:
            raise ValidationError(
                {"number": _("Another measure stands, or would stand, in this place of the document.")}
            )

    def check_evidence(self, values: Snapshot):
        """Raise ValidationError where the entry claims more than what it rests on: as `Measure.clean` has it."""
        levels = set(
            Measure.objects.order_by().filter(key__in=values["based_on"]).values_list("evidence", flat=True)
        )
        if values["citations"] or values["evidence"] == Evidence.WORKING:
            return
        if values["evidence"] == Evidence.SOURCE:
            raise ValidationError({"evidence": _("An entry that was read in the source names the source.")})
        if not levels:
            raise ValidationError({"evidence": _("An entry known from related documents names one of them.")})
        if levels == {Evidence.WORKING}:
            raise ValidationError(
                {"evidence": _("An entry that rests on working entries alone is a working entry.")}
            )


def cited(address: str, read: str) -> dict:
    """Return a citation of a draft. Raises ValidationError where the record could not hold it."""
    try:
        Source(url=address).clean_fields()
    except ValidationError as error:
        raise under("sources", error) from error
    try:
        DraftCitation(read=read).clean_fields(exclude=["draft", "source"])
    except ValidationError as error:
        raise under("sources_read", error) from error
    return {"source": address, "read": read}
