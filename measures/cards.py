"""The cards of a list: kept by measure, version of the record, language and words, since templates are the cost."""

from collections.abc import Iterable

from django.core.cache import caches
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from csbm_catalog.versions import fingerprint
from measures.models import Measure

LIST_QUERY = (
    "\0list\0"  # stands in a kept card for the list that it is shown in; no text of the record has a NUL
)


def cards(keys: list[int], version, query=None, list_query: str = "") -> list[SafeString]:
    """Return the HTML of each measure's card, in the order of these primary keys.

    `query` marks the words that it found; `list_query` goes with the links, so that a measure knows its list.
    """
    words = query.text if query else ""
    name_of = {key: fingerprint(version.stamp, get_language(), key, words) for key in keys}
    kept = caches["cards"].get_many(name_of.values())
    missing = [key for key in keys if name_of[key] not in kept]
    if missing:
        made = {name_of[measure.pk]: card(measure, query) for measure in with_themes(missing)}
        caches["cards"].set_many(made)
        kept |= made
    # Made by our templates, and safe before the list's own query string went in, escaped.
    return [
        SafeString(kept[name].replace(LIST_QUERY, escape(list_query)))
        for name in name_of.values()
        if name in kept
    ]


def with_themes(keys: list[int]) -> Iterable[Measure]:
    """Return these measures, each with the names of its themes: one query, a row for each theme of each."""
    found: dict[int, Measure] = {}
    rows = Measure.objects.filter(pk__in=keys).select_related("document").order_by("themes__name")
    for measure in rows.annotate(theme_name=F("themes__name")):
        known = found.setdefault(measure.pk, measure)
        known.theme_names = [] if known is measure else known.theme_names
        known.theme_names += [measure.theme_name] if measure.theme_name else []
    return found.values()


def card(measure: Measure, query) -> str:
    return render_to_string(
        "includes/measure.html", {"measure": measure, "query": query, "list_query": SafeString(LIST_QUERY)}
    )
