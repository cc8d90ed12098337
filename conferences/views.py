"""Documents, meetings and states: an index and a page of each."""

from django.db.models import Count, Prefetch
from django.http import HttpResponsePermanentRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from conferences.models import (
    Conference,
    ConferenceCitation,
    Discrepancy,
    Document,
    DocumentCitation,
    Officer,
    Participation,
    State,
)
from conferences.models.states import group_by_subregion
from csbm_catalog.addresses import query_string
from csbm_catalog.history.whole import last_changed
from csbm_catalog.versions import revalidated

public = method_decorator([require_safe, revalidated], name="dispatch")


def cited(model):
    return Prefetch("citations", model.objects.select_related("source"))


def with_discrepancies():
    return Prefetch("discrepancies", Discrepancy.objects.with_sides())


LISTS = Document.objects.listing_measures().counted().select_related("conference").order_by("position")


@public
class DocumentIndex(ListView):
    queryset = LISTS
    template_name = "conferences/document_list.html"

    def get_context_data(self, **kwargs):
        papers = Document.objects.papers().select_related("conference")
        return super().get_context_data(papers=papers, **kwargs)


@public
class DocumentDetail(DetailView):
    """A document and its measures in order, or a paper."""

    queryset = (
        Document.objects.counted()
        .select_related("conference")
        .prefetch_related(cited(DocumentCitation), with_discrepancies())
    )
    template_name = "conferences/document_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            measures=self.object.measures.listed(),
            discrepancies=self.object.discrepancies.all(),
            last_changed=last_changed(Document, self.object.pk),
            **kwargs,
        )


@public
class ConferenceIndex(ListView):
    queryset = Conference.objects.select_related("host").with_participants_known()
    template_name = "conferences/conference_list.html"


@public
class ConferenceDetail(DetailView):
    queryset = Conference.objects.select_related("host").prefetch_related(
        Prefetch("officers", Officer.objects.select_related("state", "source", "person_source")),
        "bodies",
        "organizations",
        "side_events",
        cited(ConferenceCitation),
        with_discrepancies(),
        Prefetch("participations", Participation.objects.select_related("state")),
        Prefetch("documents", LISTS, to_attr="adopted_documents"),
        Prefetch("documents", Document.objects.papers(), to_attr="papers"),
    )
    template_name = "conferences/conference_detail.html"

    def get_context_data(self, **kwargs):
        taking_part = self.object.participations.all()
        participants = [part for part in taking_part if part.role == Participation.Role.PARTICIPANT]
        return super().get_context_data(
            participants=participants,
            discrepancies=self.object.discrepancies.all(),
            participants_by_subregion=group_by_subregion(participants, lambda part: part.state),
            observers=[part for part in taking_part if part.role == Participation.Role.OBSERVER],
            last_changed=last_changed(Conference, self.object.pk),
            **kwargs,
        )


@public
class StateIndex(ListView):
    queryset = State.objects.annotate(meetings_known=Count("participations")).order_by("name")
    template_name = "conferences/state_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            members=[state for state in self.object_list if state.is_member],
            observers=[state for state in self.object_list if not state.is_member],
            by_subregion=self.object_list.by_subregion(),
            **kwargs,
        )


@public
class StateDetail(DetailView):
    queryset = State.objects.prefetch_related(
        Prefetch("participations", Participation.objects.select_related("conference__host")),
        Prefetch("offices", Officer.objects.select_related("conference", "source", "person_source")),
        "hosted",
        with_discrepancies(),
    )
    template_name = "conferences/state_detail.html"
    slug_field = "code"
    slug_url_kwarg = "code"

    def get(self, request, code):
        if code != code.lower():
            return HttpResponsePermanentRedirect(
                State(code=code).get_absolute_url() + query_string(request.GET)
            )
        self.kwargs["code"] = code.upper()
        return super().get(request, code=code)

    def get_context_data(self, **kwargs):
        roles = {part.role for part in self.object.participations.all()}
        return super().get_context_data(
            took_part=Participation.Role.PARTICIPANT in roles,
            discrepancies=self.object.discrepancies.all(),
            last_changed=last_changed(State, self.object.pk),
            **kwargs,
        )
