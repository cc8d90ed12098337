"""Adding to the packet at hand, from any page and back to it."""

from django.http import HttpResponseRedirect
from django.http.request import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from csbm_catalog.addresses import cleaned
from csbm_catalog.search.index import ensure_indexed
from csbm_catalog.versions import is_fragment, version_of
from measures.filters import MeasureFilterSet
from measures.models import Measure, Packet
from measures.packets.forms import GatherForm
from measures.packets.gathering import first_packet, gather
from measures.packets.limits import MAX_MEASURES
from measures.views.desk.base import DeskView


class Gather(DeskView):
    """Add what is ticked (`m`), or all that a list shows (`query`, as in its address), in its order."""

    def get(self, request):
        """Ask before adding, which is how a browser without JavaScript adds what is ticked."""
        if not self.measures:
            self.complain(_("Tick measures first."))
            return HttpResponseRedirect(reverse("measures:list"))
        packets = Packet.objects.editable_by(request.user)
        return self.show("packets/desk/gather.html", measures=self.measures, packets=packets)

    def post(self, request):
        form = GatherForm(request.POST, user=request.user)
        chosen = form.cleaned_data["packet"] if form.is_valid() else None
        if not self.measures:
            return self.told(_("There was nothing to add."), reverse("packets:packets"))
        packet = chosen or self.desk.packet or first_packet(request.user)
        with packet.held_for(request.user) as held:
            gathered = gather(held, self.measures, request.user)
            self.desk.take(held)
        return self.told(gathered.sentence, packet.get_absolute_url(), is_refusal=bool(gathered.excess))

    def told(self, sentence, address, is_refusal=False):
        if is_fragment(self.request):
            return self.show("packets/desk/_at_hand.html", told=sentence)
        (self.complain if is_refusal else self.say)(sentence)
        return self.back(address)

    @cached_property
    def measures(self) -> list[Measure]:
        """Return the measures that are asked for: none where something unknown is."""
        params = self.params
        if "q" in params:
            ensure_indexed(version_of(self.request))
        filterset = MeasureFilterSet(params, Measure.objects.listed(), request=self.request)
        is_asked = "query" in self.request.POST or "m" in params
        return list(filterset.qs[: MAX_MEASURES + 1]) if is_asked and filterset.is_valid() else []

    @property
    def params(self) -> QueryDict:
        if "query" in self.request.POST:
            return cleaned(QueryDict(self.request.POST["query"].removeprefix("?")))
        ticked = (self.request.POST or self.request.GET).getlist("m")
        params = QueryDict(mutable=True)
        params.setlist("m", ticked)
        return cleaned(params)
