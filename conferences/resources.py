"""States, meetings and documents as files."""

from django.utils.translation import gettext_lazy as _

from conferences import models
from csbm_catalog.files.children import Children, Cited, ReadIn
from csbm_catalog.files.columns import Column
from csbm_catalog.files.resources import RecordResource


class StateResource(RecordResource):
    file_name = "states"
    left_out = _("Not in the file: where a state took part, and its offices; these are with the meetings.")

    class Meta:
        model = models.State
        import_id_fields = ["code"]
        fields = "code iso3 name subregion member_from member_until note".split()


class ConferenceResource(RecordResource):
    file_name = "conferences"
    left_out = _(
        "Bodies, officers, participations and side events are lists of objects, in CSV as JSON in one cell; "
        "such a list is whole: what it does not name is deleted. Not in the file: the documents of a meeting, "
        "which have a file of their own, and discrepancies."
    )
    sources = Column("sources", Cited(), attribute="citations")
    sources_read = Column("sources_read", ReadIn(), attribute="citations")
    bodies = Column("bodies", Children(models.Body, "conference", "kind name note"))
    officers = Column(
        "officers",
        Children(models.Officer, "conference", "rank title state person evidence note source person_source"),
    )
    participations = Column(
        "participations", Children(models.Participation, "conference", "state role name_as_printed")
    )
    side_events = Column("side_events", Children(models.SideEvent, "conference", "title date note"))

    class Meta:
        model = models.Conference
        import_id_fields = ["slug"]
        fields = (
            "slug name short_name kind city host host_name start end date_precision mandate structure "
            "participants_stated participants_note observers_note organizations sources sources_read bodies "
            "officers participations side_events"
        ).split()

    def get_queryset(self):
        return models.Conference.objects.select_related("host").prefetch_related(
            "organizations", "citations__source", "bodies", "officers__state", "officers__source",
            "officers__person_source", "participations__state", "side_events",
        )  # fmt: skip


class DocumentResource(RecordResource):
    file_name = "documents"
    left_out = _(
        "Not in the file: the measures of a document, which have a file of their own, and discrepancies."
    )
    sources = Column("sources", Cited(), attribute="citations")
    sources_read = Column("sources_read", ReadIn(), attribute="citations")

    class Meta:
        model = models.Document
        import_id_fields = ["slug"]
        fields = (
            "slug kind conference position short_title title symbol symbol_evidence symbol_note adopted "
            "adopted_note issued dated note measures_stated measures_stated_note levels voluntary sources "
            "sources_read"
        ).split()

    def get_queryset(self):
        return models.Document.objects.select_related("conference").prefetch_related("citations__source")
