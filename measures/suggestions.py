"""What to try where nothing was found: a filter to drop, a spelling that is in the record."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from django.db.models import CharField, Count, Value

from csbm_catalog.addresses import query_string, without
from csbm_catalog.models import SearchWord
from csbm_catalog.search.words import SHORTEST_SPELLED, split, stem


@dataclass(frozen=True)
class Dropped:
    """One parameter to leave out, and how many measures that would give."""

    name: str
    label: str
    count: int
    address: str


@dataclass(frozen=True)
class Respelled:
    """Words that are in the record, near those that are not."""

    text: str
    address: str


class Suggestions:
    """Offers for a question that found nothing; each is asked of the database only when it is shown."""

    def __init__(self, filterset):
        self.filterset = filterset

    @cached_property
    def dropped(self) -> list[Dropped]:
        """Return the parameters in use whose loss gives results, the most first; one query."""
        names = [name for name in self.filterset.filters if name in self.filterset.data and name != "sort"]
        counts = self._counts([name for name in names if not set(self.filterset.errors) - {name}])
        offers = [
            Dropped(
                name,
                str(self.filterset.filters[name].label),
                count,
                without(self.filterset.data, name) or "?",
            )
            for name, count in counts.items()
            if count
        ]
        return sorted(offers, key=lambda offer: -offer.count)

    def _counts(self, names: list[str]) -> dict[str, int]:
        parts = [
            self.filterset.narrowed(without=[name])
            .order_by()
            .values(name=Value(name, output_field=CharField()))
            .annotate(count=Count("pk"))
            .values_list("name", "count")
            for name in names
        ]
        return dict(parts[0].union(*parts[1:], all=True)) if parts else {}

    @cached_property
    def respelled(self) -> Respelled | None:
        """Return a spelling that gives results together with the other filters."""
        offer = None if "q" in self.filterset.form.errors else respelled(self.filterset.data)
        return offer if offer and self._gives_results(offer) else None

    def _gives_results(self, offer: Respelled) -> bool:
        data = self.filterset.data.copy()
        data["q"] = offer.text
        return type(self.filterset)(data, self.filterset.queryset).narrowed().exists()


def respelled(params) -> Respelled | None:
    """Return the question with each word that the record lacks spelled as the nearest that it has.

    None where nothing was asked, every word is in the record, or one is near none that is.
    """
    words = split(params.get("q", ""))
    if not words:
        return None
    spelled = list(SearchWord.objects.values_list("word", flat=True))
    known = {stem(word) for word in spelled}
    near = [word if stem(word) in known else nearest(word, spelled) for word in words]
    if near == words or any(stem(word) not in known for word in near):
        return None
    params = params.copy()
    params["q"] = " ".join(near)
    params.pop("page", None)
    return Respelled(params["q"], query_string(params))


def nearest(word: str, spelled: list[str]) -> str:
    """Return the word of the record that is most like this one, or the word itself where none is near."""
    if len(word) < SHORTEST_SPELLED:
        return word
    return next(iter(get_close_matches(word, spelled, 1, 0.75)), word)
