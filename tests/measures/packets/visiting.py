"""Every page of the desk, in every state that it can be in."""

from django.urls import reverse

from measures.models import Marking, Office
from measures.packets.gathering import gather
from measures.packets.issuing import issue
from tests.measures.packets.conftest import signed_in

FRAGMENT = {"HX-Request": "true"}


def visit_desk(packet, colleague, measures):
    """Open each page of the desk, first with little in it, then with all that it can show."""
    owner = packet.owner
    mine, theirs, strangers = (signed_in(user) for user in (owner, colleague, None))
    pages = [mine.get(reverse("packets:packets")), mine.get(reverse("packets:register"))]
    pages += [mine.get(address) for address in addresses(packet)]
    fill(packet, colleague)
    edit = reverse("packets:edit", args=[packet.key])
    pages += [
        mine.post(reverse("packets:issue", args=[packet.key]), {"version": 0}),
        mine.post(edit, {"title": "", "version": packet.version}),
        mine.post(edit, {"memo": "Mine", "initial-memo": "Old", "title": "T", "name": "N", "paper": "A4",
                         "marking": packet.marking.name, "version": 0}),
        mine.post(reverse("packets:gather"), {"m": measures[4].key}, headers=FRAGMENT),
        mine.post(reverse("packets:up", args=[packet.key]), {"row": "m-gone"}, headers=FRAGMENT),
        mine.post(reverse("packets:add_section", args=[packet.key]), {"heading": ""}),
        strangers.post(edit, {"memo": "Typed"}),
    ]  # fmt: skip
    serial = issue(packet.__class__.objects.get(pk=packet.pk), owner, str).serial
    packet.items.last().delete()
    packet.items.update(note="Reworded")
    gather(packet, measures, owner)
    pages += [mine.get(address) for address in addresses(packet)]
    pages += [theirs.get(packet.get_absolute_url()), theirs.get(reverse("packets:packets"))]
    pages += [mine.get(reverse("packets:register"), {"q": words}) for words in ("", "zebra", "x" * 300)]
    pages += [mine.get(reverse("packets:gather"), {"m": measures[0].key})]
    pages += [
        strangers.get(reverse("packets:verify"), {"serial": text}) for text in ("", serial, "x", "y" * 50)
    ]
    packet.archive(owner)
    pages += [mine.get(packet.get_absolute_url()), mine.get(reverse("packets:packets"))]
    return pages


def addresses(packet):
    """Return the addresses of the pages about a packet and its parts."""
    names = ("packet", "edit", "preview", "issue", "share", "delete")
    yield from (reverse(f"packets:{name}", args=[packet.key]) for name in names)
    for item in packet.items.all()[:1]:
        yield reverse("packets:item", args=[packet.key, item.measure.key])
    for section in packet.sections.all()[:1]:
        yield reverse("packets:section", args=[packet.key, section.key])


def fill(packet, colleague):
    """Put everything into a packet that its pages can show."""
    packet.shares.create(user=colleague, may_edit=True)
    packet.sections.create(heading="A heading", position=2)
    packet.items.update(note="A note", private_note="A private note", marking=Marking.objects.last())
    packet.marking, packet.is_template, packet.removed = Marking.objects.last(), True, {"name": "Something"}
    packet.office = Office.objects.create(name="An office", logo=b"png", logo_digest="abc")
    packet.subtitle, packet.purpose, packet.memo, packet.private_note = (
        "Sub",
        "Why",
        "Dear delegate",
        "For us",
    )
    packet.save()
