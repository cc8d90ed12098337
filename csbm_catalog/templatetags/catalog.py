"""What templates of the catalogue need beyond Django's own tags."""

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from csbm_catalog.dates import display_date
from csbm_catalog.search.marking import matched

register = template.Library()
MARK, UNMARK = SafeString("<mark>"), SafeString("</mark>")


@register.simple_tag
def form_limit() -> int:
    """Return how many bytes of text a form may send."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@register.filter
def disputes(discrepancies, fact: str) -> bool:
    """Say whether sources disagree, as long as that is open, about a fact."""
    return any(one.is_open and one.fact == fact for one in discrepancies)


@register.filter
def marked(text: str, query) -> SafeString:
    """Return the text, escaped, with the words that the query matched inside `<mark>`."""
    if not query:
        return conditional_escape(text)
    pieces = (
        (MARK, piece, UNMARK) if is_match else ("", piece, "") for piece, is_match in matched(text, query)
    )
    return format_html_join("", "{}{}{}", pieces)


@register.filter
def sentence(note: str) -> str:
    """Return a note of the record as a sentence: `as host` becomes `As host.`"""
    note = note.strip()
    return note[:1].upper() + note[1:] + ("" if note.endswith((".", "!", "?", "…")) else ".") if note else ""


@register.filter
def day(value) -> str:
    """Return a date as the catalogue writes it: `3 February 2003`; nothing for none."""
    return display_date(value) if value else ""


@register.filter
def total_of(records, name: str) -> int:
    """Return the sum of one number over several records."""
    return sum(getattr(record, name) for record in records)
