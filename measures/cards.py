"""The cards of a list: kept by measure, version of the record, language and words, since templates are the cost."""

from django.core.cache import caches
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
        made = {
            name_of[key]: card(measure, query)
            for key, measure in Measure.objects.listed().in_bulk(missing).items()
        }
        caches["cards"].set_many(made)
        kept |= made
    # Made by our templates, and safe before the list's own query string went in, escaped.
    return [
        SafeString(kept[name].replace(LIST_QUERY, escape(list_query)))
        for name in name_of.values()
        if name in kept
    ]


def card(measure: Measure, query) -> str:
    return render_to_string(
        "includes/measure.html", {"measure": measure, "query": query, "list_query": SafeString(LIST_QUERY)}
    )
