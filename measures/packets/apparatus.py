"""What stands around the measures of a packet: gathered once, so that every file of it says the same."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q

from conferences.models import Conference, Discrepancy, Fact, Officer, Participation, Source
from conferences.models.states import group_by_subregion
from measures.models import Measure, MeasureCitation, MeasureRelation, Theme
from measures.packets.contents import Contents, Entry


@dataclass(frozen=True)
class Related:
    """A relation as one of its two measures sees it."""

    relation: MeasureRelation
    kind: str
    other: Measure


class Apparatus:
    """Meetings, relations, numbered sources and themes of what a packet holds; asks only for what is used."""

    def __init__(self, contents: Contents):
        self.contents = contents
        self.keys = [measure.pk for measure in contents.measures]

    @cached_property
    def meetings(self) -> list[Conference]:
        """Return the meetings of the measures, oldest first, without the one that a dossier shows in full."""
        shown = self.contents.conference
        meetings = Conference.objects.filter(documents__measures__in=self.keys).distinct()
        return [meeting for meeting in with_people(meetings) if shown is None or meeting.pk != shown.pk]

    @cached_property
    def dossier_meeting(self) -> Conference | None:
        """Return the meeting that a dossier shows in full, with all that belongs to it."""
        shown = self.contents.conference
        return with_people(Conference.objects.filter(pk=shown.pk)).get() if shown else None

    @cached_property
    def related(self) -> dict[int, list[Related]]:
        """Return the relations of each measure by its primary key: earlier measures first, then later."""
        ends = Q(later__in=self.keys) | Q(earlier__in=self.keys)
        relations = list(
            MeasureRelation.objects.filter(ends).select_related("later__document", "earlier__document")
        )
        found: dict[int, list[Related]] = {key: [] for key in self.keys}
        for relation in relations:
            if relation.later_id in found:
                seen = Related(relation, relation.get_kind_display(), relation.earlier)
                found[relation.later_id].append(seen)
        for relation in relations:
            if relation.earlier_id in found:
                seen = Related(relation, str(relation.kind_seen_back), relation.later)
                found[relation.earlier_id].append(seen)
        return found

    @cached_property
    def discrepancies(self) -> dict[int, list[Discrepancy]]:
        """Return on what sources disagree about each measure, by its primary key."""
        found: dict[int, list[Discrepancy]] = {key: [] for key in self.keys}
        links = Measure.discrepancies.through.objects.filter(measure__in=self.keys)
        pairs = list(links.order_by("discrepancy").values_list("measure", "discrepancy"))
        held = Discrepancy.objects.with_sides().in_bulk({discrepancy for _measure, discrepancy in pairs})
        for measure, discrepancy in pairs:
            found[measure].append(held[discrepancy])
        return found

    @cached_property
    def citations(self) -> dict[int, list[MeasureCitation]]:
        found: dict[int, list[MeasureCitation]] = {key: [] for key in self.keys}
        for citation in MeasureCitation.objects.filter(measure__in=self.keys).select_related("source"):
            found[citation.measure_id].append(citation)
        return found

    @cached_property
    def sources(self) -> list[Source]:
        """Return every source once, by first mention: its number in the packet is its place here, from 1."""
        first_mentions = {source.pk: source for source in self._mentioned()}
        return list(first_mentions.values())

    @cached_property
    def numbers(self) -> dict[int, int]:
        """Return the number of each source by its primary key."""
        return {source.pk: number for number, source in enumerate(self.sources, start=1)}

    @cached_property
    def themes(self) -> list[tuple[Theme, list[Entry]]]:
        """Return the themes by name, each with its entries in the order of the packet."""
        themes = Theme.objects.filter(measures__in=self.keys).distinct()
        holding = themes.prefetch_related(Prefetch("measures", Measure.objects.only("pk").order_by()))
        keys_of = [(theme, {measure.pk for measure in theme.measures.all()}) for theme in holding]
        return [
            (theme, [entry for entry in self.contents.entries if entry.measure.pk in keys])
            for theme, keys in keys_of
        ]

    def _mentioned(self):
        """Yield the sources in the order in which a reader meets them."""
        if self.dossier_meeting:
            yield from cited(self.dossier_meeting.citations.all())
            yield from self._sources_of_officers(self.dossier_meeting)
        if self.contents.document:
            yield from cited(self.contents.document.citations.select_related("source"))
        if self.contents.state:
            yield from sources_of(self.contents.state.offices.select_related("source", "person_source"))
        for key in self.keys:
            yield from cited(self.citations[key])
        for meeting in self.meetings:
            yield from self._sources_of_officers(meeting)

    def _sources_of_officers(self, meeting: Conference):
        if self.contents.parts.participants:
            yield from sources_of(meeting.officers.all())


def with_people(meetings):
    """Fetch officers, states and organizations with the meetings."""
    return meetings.select_related("host").prefetch_related(
        Prefetch("officers", Officer.objects.select_related("state", "source", "person_source")),
        Prefetch("participations", Participation.objects.select_related("state")),
        "organizations",
        "bodies",
        "side_events",
        "citations__source",
        "discrepancies__sides__source",
    )


def sources_of(officers):
    """Yield the sources of offices: of the office, and of the person."""
    for officer in officers:
        yield from filter(None, (officer.source, officer.person_source))


def cited(citations) -> list[Source]:
    return [citation.source for citation in citations]


def participants_of(meeting: Conference) -> list[tuple[str, list[Participation]]]:
    """Return the states taking part by subregion."""
    parts = [part for part in meeting.participations.all() if part.role == Participation.Role.PARTICIPANT]
    return group_by_subregion(parts, lambda part: part.state)


def observers_of(meeting: Conference) -> list[Participation]:
    return [part for part in meeting.participations.all() if part.role == Participation.Role.OBSERVER]


def disputed_people(meeting: Conference) -> list[Discrepancy]:
    """Return on what sources disagree about who took part in a meeting and held office there."""
    return [one for one in meeting.discrepancies.all() if one.fact in (Fact.OFFICERS, Fact.PARTICIPANTS)]
