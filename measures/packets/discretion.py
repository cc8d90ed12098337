"""What an issue may tell of the one before: never a part that is switched off, nor words that were for fewer."""

from measures.models import Marking, Packet

OWN_WORDS = ("title", "subtitle", "purpose", "memo")
NOTES = {"memo", "note"}  # what the switch for notes prints
FOR_NOBODY = 10**6  # the rank of a marking that is known no more


def tellable(before: dict, now: dict, packet: Packet) -> dict:
    """Return what an earlier issue said, as far as the packet may say it now (both as frozen).

    Where the issue, or an item in it, was marked for fewer than the packet is now, officers' words that
    have changed since are left out: the change then shows the new words alone.
    """
    ranks = {"": 0} | {marking.printed: marking.rank for marking in Marking.objects.all()}
    rank = ranks.get(before["texts"]["marking"], FOR_NOBODY)
    items = {item["key"]: item["texts"] for section in now["sections"] for item in section["items"]}
    headings = {section["heading"] for section in now["sections"]}
    off = set() if packet.has_notes else NOTES

    def of_item(item: dict) -> dict:
        texts, new = item["texts"], items.get(item["key"], {})
        own = max(rank, ranks.get(texts["marking"], FOR_NOBODY))
        return item | {"texts": discreet(texts, new, ("note",), off, own > packet.marking.rank)}

    is_above = rank > packet.marking.rank
    return {
        "texts": discreet(before["texts"], now["texts"], OWN_WORDS, off, is_above),
        "sections": [
            {
                "heading": "" if is_above and section["heading"] not in headings else section["heading"],
                "items": [of_item(item) for item in section["items"]],
            }
            for section in before["sections"]
        ],
    }


def discreet(old: dict, new: dict, words: tuple[str, ...], off: set[str], is_above: bool) -> dict:
    """Return the texts without those that are switched off, and with officers' old words only where they may be."""
    return {
        name: "" if is_above and name in words and text != new.get(name) else text
        for name, text in old.items()
        if name not in off
    }
