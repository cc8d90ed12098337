"""How much a packet holds: the one place that says so, for the desk and for whatever is made of a packet."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from csbm_catalog.pdf import TooMuch
from measures.models import Packet
from measures.packets.contents import Contents

MAX_MEASURES = 300
MAX_NOTE = 20_000  # characters
MAX_SAID = 200_000  # characters of a packet's own: its texts, headings and notes, the private ones too


def refuse_more_than_fit(count: int):
    """Raise TooMuch for more measures than a file holds."""
    if count > MAX_MEASURES:
        raise TooMuch(
            _("A PDF holds at most %(limit)s measures; these are %(count)s. Narrow the list, and try again.")
            % {"limit": MAX_MEASURES, "count": count}
        )


def refuse_too_much(contents: Contents):
    """Raise TooMuch where the contents of a packet pass a limit: to be said before anybody waits."""
    refuse_more_than_fit(len(contents.entries))
    for entry in contents.entries:
        if len(entry.note) > MAX_NOTE:
            raise TooMuch(
                _("The note on %(measure)s has %(count)s characters; a note has at most %(limit)s.")
                % {"measure": entry.measure, "count": len(entry.note), "limit": MAX_NOTE}
            )
    if sentence := too_long(length_of(said_in(contents))):
        raise TooMuch(sentence)


def too_long(characters: int) -> str:
    """Return the sentence that refuses a packet with so many characters of its own; nothing where they fit."""
    if characters <= MAX_SAID:
        return ""
    return _(
        "The texts of the packet would have %(whole)s characters; it has room for at most %(limit)s."
    ) % {
        "whole": f"{characters:,}",
        "limit": f"{MAX_SAID:,}",
    }


def said_in(contents: Contents) -> list[str]:
    """Return what was written for a file: never more than `characters_in` counts of the packet it is made from."""
    said = [contents.title, contents.subtitle, contents.purpose, contents.memo]
    said += [section.heading for section in contents.sections]
    return said + [entry.note for entry in contents.entries]


def characters_in(packet: Packet) -> int:
    """Return how many characters were written for a packet, the private notes included."""
    said = [packet.title, packet.subtitle, packet.purpose, packet.memo, packet.private_note]
    said += packet.sections.values_list("heading", flat=True)
    for notes in packet.items.values_list("note", "private_note"):
        said += notes
    return length_of(said)


def length_of(texts: Iterable[str]) -> int:
    return sum(map(len, texts))
