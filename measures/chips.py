"""What a question asks for, as pieces that can be taken out one by one."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from csbm_catalog.addresses import without


@dataclass(frozen=True)
class Chip:
    """One thing asked for: under which name, in which words, and the address without it."""

    name: str
    label: str
    text: str
    address: str


def chips(filterset) -> list[Chip]:
    """Return a chip for each value in use, also for a bad one, in the order of the filters."""
    params = filterset.data
    found = []
    for name in filterset.filters:
        values = params.getlist(name) if name not in ("sort", "theme_match", "m") else []
        if name == "q":
            values = values[-1:]  # of words given twice the last are searched for
        for value in dict.fromkeys(values):
            found.append(
                Chip(
                    name, label(filterset, name), text(filterset, name, value), take_out(params, name, value)
                )
            )
    if selection := params.getlist("m"):
        number = len(set(selection))
        words = ngettext("%(count)s measure", "%(count)s measures", number) % {"count": number}
        found.append(Chip("m", label(filterset, "m"), words, take_out(params, "m")))
    return found


def take_out(params, name: str, value: str | None = None) -> str:
    return without(params, name, value) or "?"


def label(filterset, name: str) -> str:
    if name == "theme" and filterset.data.get("theme_match") == "all":
        return str(_("All themes"))
    return str(filterset.filters[name].label)


def text(filterset, name: str, value: str) -> str:
    for facet in filterset.facets:
        for known in facet.values:
            if (facet.name, known.value) == (name, value):
                return str(known.label)
    return value if len(value) <= 60 else value[:59] + "…"
