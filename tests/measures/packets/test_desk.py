"""The desk: gathering, arranging, saying and choosing, sharing; and two people at one packet."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from measures.models import Marking, Measure, Office, Packet, PacketItem, Theme
from measures.packets.copying import duplicate, new_packet
from measures.packets.gathering import gather
from measures.packets.limits import MAX_MEASURES
from measures.packets.logos import set_logo
from measures.packets.staff import Desk
from tests.measures.packets.conftest import order, signed_in, words
from tests.reading import content

pytestmark = pytest.mark.usefixtures("record")


def address(name, packet, *rest):
    return reverse(f"packets:{name}", args=[packet.key, *rest])


# Gathering


@pytest.fixture
def at_hand(packet, owner):
    Desk(owner).take(packet)
    return packet


def test_a_measure_is_added_and_one_is_back_where_one_was(at_hand, desk, measures):
    data = {"query": f"m={measures[3].key}", "back": "/measures/?q=exercises"}

    response = desk.post(reverse("packets:gather"), data)

    assert response["Location"] == "/measures/?q=exercises"
    assert order(at_hand) == ["1", "2", "3", "4"]


def test_a_measure_is_never_twice_in_a_packet(at_hand, desk, measures):
    for _time in range(2):
        response = desk.post(
            reverse("packets:gather"), {"m": [measures[0].key, measures[3].key, measures[3].key]}, follow=True
        )

    assert order(at_hand) == ["1", "2", "3", "4"]
    assert "All 2 are in “Round” already." in content(response)


def test_all_of_a_list_is_added_in_its_order(at_hand, desk):
    PacketItem.objects.all().delete()

    desk.post(reverse("packets:gather"), {"query": "?document=cyber-measures&sort=-document"})

    assert order(at_hand) == ["6", "5", "4", "3", "2", "1"]


def test_nothing_ticked_adds_nothing(at_hand, desk):
    response = desk.post(reverse("packets:gather"), {}, follow=True)

    assert order(at_hand) == ["1", "2", "3"]
    assert "There was nothing to add." in content(response)


def test_a_bad_question_adds_nothing(at_hand, desk):
    desk.post(reverse("packets:gather"), {"query": "document=nowhere"})

    assert order(at_hand) == ["1", "2", "3"]


def test_back_leads_to_no_other_site(at_hand, desk, measures):
    data = {"m": measures[3].key, "back": "https://elsewhere.example/"}

    assert desk.post(reverse("packets:gather"), data)["Location"] == at_hand.get_absolute_url()


def test_who_has_no_packet_at_hand_gets_one(desk, owner, measures):
    desk.post(reverse("packets:gather"), {"m": measures[0].key})

    assert Desk(owner).packet.held == 1


def test_a_packet_that_is_no_longer_editable_is_not_at_hand(at_hand, owner):
    at_hand.archive(owner)

    assert Desk(owner).packet is None


def test_one_packet_more_than_full_adds_nothing(at_hand, desk, make_measure, owner):
    new = [make_measure() for _time in range(MAX_MEASURES - 3)]
    gather(at_hand, new[1:], owner)

    response = desk.post(reverse("packets:gather"), {"m": [new[0].key, make_measure().key]}, follow=True)

    assert at_hand.items.count() == MAX_MEASURES - 1
    assert "1 more than the 300 measures" in content(response)


def test_without_javascript_what_is_ticked_is_shown_before_it_is_added(at_hand, desk, measures):
    shown = content(desk.get(reverse("packets:gather"), {"m": [measures[3].key, measures[4].key]}))

    assert "Add 2 measures to a packet" in shown
    assert measures[4].title in shown


PAGES = [
    "/measures/",
    "/measures/miami-consensus/1/",
    "/documents/miami-consensus/",
    "/conferences/miami-2003/",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_offers_to_add_what_it_shows(at_hand, desk, page):
    html = desk.get(page).content.decode()

    assert 'action="/packets/add/"' in html
    assert "Round" in html


def test_a_meeting_offers_all_that_it_adopted(at_hand, desk):
    assert "Add all 88 to packet" in content(desk.get("/conferences/miami-2003/"))


@pytest.mark.parametrize("page", ["/", *PAGES])
def test_strangers_are_shown_nothing_of_the_desk_also_after_staff(at_hand, desk, client, page):
    before = client.get(page).content

    desk.get(page)

    assert client.get(page).content == before
    assert b"packet" not in before.lower().replace(b"packets.css", b"")


# Arranging


def do(desk, packet, name, **data):
    return desk.post(address(name, packet), data)


def row(packet, number):
    return packet.items.get(measure__number=number).row_id


def test_a_measure_moves_up_and_down(desk, packet):
    do(desk, packet, "up", row=row(packet, 3))
    assert order(packet) == ["1", "3", "2"]

    do(desk, packet, "down", row=row(packet, 1))
    assert order(packet) == ["3", "1", "2"]


def test_the_first_does_not_move_up_nor_the_last_down(desk, packet):
    do(desk, packet, "up", row=row(packet, 1))
    do(desk, packet, "down", row=row(packet, 3))

    assert order(packet) == ["1", "2", "3"]


def test_a_measure_is_dropped_before_another_or_at_the_end(desk, packet):
    do(desk, packet, "place", row=row(packet, 3), before=row(packet, 1))
    assert order(packet) == ["3", "1", "2"]

    do(desk, packet, "place", row=row(packet, 3), before="")
    assert order(packet) == ["1", "2", "3"]


@pytest.fixture
def sections(desk, packet):
    """1, [First] 2, [Second] 3"""
    for heading in ("First", "Second"):
        do(desk, packet, "add_section", heading=heading)
    first, second = (section.row_id for section in packet.sections.order_by("position"))
    do(desk, packet, "place", row=row(packet, 2), before=second)
    do(desk, packet, "place", row=row(packet, 3), before="")
    assert order(packet) == ["1", "First", "2", "Second", "3"]
    return first, second


def test_a_measure_moves_over_a_heading_into_the_section_before(desk, packet, sections):
    do(desk, packet, "up", row=row(packet, 3))

    assert order(packet) == ["1", "First", "2", "3", "Second"]
    assert packet.items.get(measure__number=3).section.heading == "First"


def test_a_section_moves_with_all_that_it_holds(desk, packet, sections):
    do(desk, packet, "up", row=sections[1])

    assert order(packet) == ["1", "Second", "3", "First", "2"]


def test_a_section_moves_down_with_all_that_it_holds(desk, packet, sections):
    do(desk, packet, "down", row=sections[0])

    assert order(packet) == ["1", "Second", "3", "First", "2"]


def test_what_is_gathered_comes_last(desk, packet, sections, owner, measures):
    gather(packet, [measures[4]], owner)

    assert order(packet) == ["1", "First", "2", "Second", "3", "5"]


def test_removing_a_heading_keeps_its_measures(desk, packet, sections):
    do(desk, packet, "remove", row=sections[0])
    assert order(packet) == ["1", "2", "Second", "3"]

    do(desk, packet, "undo")
    assert order(packet) == ["1", "First", "2", "Second", "3"]


def test_a_removal_is_undone_with_its_notes_and_its_place(desk, packet, markings):
    packet.items.filter(measure__number=2).update(
        note="printed", private_note="private", marking=markings["Delegation only"]
    )

    do(desk, packet, "remove", row=row(packet, 2))
    assert order(packet) == ["1", "3"]
    do(desk, packet, "undo")

    assert order(packet) == ["1", "2", "3"]
    item = packet.items.get(measure__number=2)
    assert (item.note, item.private_note, item.marking.rank) == ("printed", "private", 20)


def test_undoing_twice_puts_back_once(desk, packet):
    do(desk, packet, "remove", row=row(packet, 2))

    do(desk, packet, "undo")
    do(desk, packet, "undo")

    assert order(packet) == ["1", "2", "3"]


def test_undoing_what_was_added_again_changes_nothing(desk, packet, owner, measures):
    do(desk, packet, "remove", row=row(packet, 2))
    gather(packet, [measures[1]], owner)

    do(desk, packet, "undo")

    assert order(packet) == ["1", "3", "2"]


@pytest.fixture
def removed(desk, packet, markings):
    """Remove the second measure, "Delegation only" of itself, and delete that marking."""
    packet.items.filter(measure__number=2).update(marking=markings["Delegation only"], private_note="private")
    do(desk, packet, "remove", row=row(packet, 2))
    markings["Delegation only"].delete()
    return packet


def test_what_was_marked_does_not_return_without_a_marking_as_high(desk, removed):
    response = desk.post(address("undo", removed), follow=True)

    assert order(removed) == ["1", "3"]
    assert "was marked “Delegation only”, which no longer exists" in content(response)


def test_once_there_is_a_marking_as_high_it_returns_with_that_and_says_so(desk, removed):
    do(desk, removed, "undo")
    Marking.objects.create(name="Eyes only", rank=30)

    response = desk.post(address("undo", removed), follow=True)

    item = removed.items.get(measure__number=2)
    assert (item.marking.name, item.private_note) == ("Eyes only", "private")
    assert "“Delegation only” no longer exists: it has the next higher one, “Eyes only”" in content(response)


def test_sorting_by_document_and_number(desk, packet):
    do(desk, packet, "up", row=row(packet, 3))
    packet.refresh_from_db()

    do(desk, packet, "sort", by="document", version=packet.version)

    assert order(packet) == ["1", "2", "3"]


def test_sorting_by_theme_within_each_section(desk, packet, owner, make_measure):
    last, first = Theme.objects.create(slug="z", name="Zz"), Theme.objects.create(slug="a", name="Aa")
    PacketItem.objects.all().delete()
    made = [make_measure(themes=[last]), make_measure(), make_measure(themes=[first])]
    gather(packet, made, owner)
    packet.refresh_from_db()

    do(desk, packet, "sort", by="theme", version=packet.version)

    assert order(packet) == [str(made[at].number) for at in (2, 0, 1)]


def test_sorting_does_not_undo_what_somebody_has_just_arranged(desk, packet):
    opened = packet.version
    do(desk, packet, "up", row=row(packet, 3))

    response = desk.post(address("sort", packet), {"by": "document", "version": opened}, follow=True)

    assert order(packet) == ["1", "3", "2"]
    assert "The packet has changed since you opened it" in content(response)


def test_moving_what_somebody_has_removed_is_said(desk, packet):
    gone = row(packet, 2)
    do(desk, packet, "remove", row=gone)

    response = desk.post(address("up", packet), {"row": gone}, follow=True)

    assert "removed in the meantime" in content(response)
    assert order(packet) == ["1", "3"]


def test_htmx_is_given_the_outline_alone(desk, packet):
    response = desk.post(address("up", packet), {"row": row(packet, 3)}, headers={"HX-Request": "true"})

    assert response.content.startswith(b'<section class="section outline"')
    assert "Consensus of Miami 3" in response.content.decode()
    assert "is 2 of 3." in response.content.decode()


def test_a_full_packet_takes_few_queries(desk, packet, owner, django_assert_max_num_queries):
    gather(packet, Measure.objects.all(), owner)

    with django_assert_max_num_queries(22):
        desk.get(packet.get_absolute_url())


def test_a_heading_without_words_is_refused_where_it_was_typed(desk, packet):
    response = desk.post(address("add_section", packet), {"heading": "  "})

    assert "required" in content(response)


# Whole packets


def test_a_packet_is_begun_named_and_at_hand(desk, owner):
    response = desk.post(reverse("packets:packets"), {"name": "Lima"}, follow=True)

    assert "Lima" in content(response)
    assert Desk(owner).packet.title == "Lima"


def test_a_duplicate_holds_all_and_is_ones_own(packet, sections, colleague, share):
    share(may_edit=True)
    packet.items.update(note="n", private_note="p")

    copy = duplicate(packet, colleague)

    assert order(copy) == order(packet)
    assert (copy.owner, copy.name, copy.version) == (colleague, "Copy of Round", 1)
    assert set(copy.items.values_list("note", "private_note")) == {("n", "p")}
    assert not copy.shares.exists()
    assert copy.key != packet.key
    assert packet.items.count() == 3


def test_a_template_gives_its_texts_choices_and_sections(packet, sections, owner):
    packet.memo, packet.paper, packet.has_sources, packet.is_template = "Dear delegate", "Letter", False, True
    packet.save()

    begun = new_packet(owner, "Next round", packet)

    assert (begun.memo, begun.paper, begun.has_sources, begun.is_template) == (
        "Dear delegate",
        "Letter",
        False,
        False,
    )
    assert order(begun) == ["First", "Second"]


def test_a_template_is_offered_when_a_packet_is_begun(desk, packet):
    Packet.objects.update(is_template=True)

    desk.post(reverse("packets:packets"), {"name": "Next round", "template": packet.key})

    assert Packet.objects.get(name="Next round").title == "The round"


def test_an_archived_packet_is_restored(desk, packet):
    do(desk, packet, "archive")
    assert Packet.objects.get().archived_at

    do(desk, packet, "restore")
    assert Packet.objects.get().archived_at is None


def test_deleting_asks_first(desk, packet):
    assert "cannot be undone" in content(desk.get(address("delete", packet)))
    assert Packet.objects.exists()

    do(desk, packet, "delete")
    assert not Packet.objects.exists()


def test_the_list_of_packets_takes_as_many_queries_however_long(
    desk, packet, owner, django_assert_max_num_queries
):
    for _time in range(5):
        duplicate(packet, owner)

    with django_assert_max_num_queries(10):
        desk.get(reverse("packets:packets"))


# Saying and choosing


def opened(client, page):
    """Return the data of a form as a browser would send it unchanged, hidden initial values included."""
    form = client.get(page).context["form"]
    data = {"version": form["version"].value()}
    for field in form.told:
        value = field.field.prepare_value(field.value())
        data[field.html_initial_name] = "" if value is None else value
        if not (field.field.__class__.__name__ == "BooleanField" and not value):
            data[field.html_name] = "" if value is None else value
    return data


def test_the_texts_and_choices_of_a_packet_are_kept(desk, packet, markings):
    office = Office.objects.create(name="An office")
    page = address("edit", packet)
    changed = {"subtitle": "Sub", "purpose": "Why", "memo": "Dear", "office": office.name, "paper": "Letter"}
    data = opened(desk, page) | changed | {"marking": "Delegation only"}
    del data["has_sources"]

    response = desk.post(page, data)

    assert response.status_code == 302
    packet.refresh_from_db()
    assert {name: getattr(packet, name) for name in ("subtitle", "purpose", "memo", "paper")} == {
        "subtitle": "Sub", "purpose": "Why", "memo": "Dear", "paper": "Letter",
    }  # fmt: skip
    assert (packet.office, packet.marking.rank, packet.has_sources, packet.has_cover) == (
        office,
        20,
        False,
        True,
    )


def test_what_was_typed_is_kept_when_a_form_is_refused(desk, packet):
    page = address("edit", packet)

    response = desk.post(page, opened(desk, page) | {"title": "", "memo": "Typed at length"})

    assert response.status_code == 422
    assert "Typed at length" in response.content.decode()


def test_a_note_longer_than_the_limit_is_refused(desk, packet, measures):
    page = address("item", packet, measures[0].key)

    assert desk.post(page, opened(desk, page) | {"note": "x" * 20_001}).status_code == 422
    assert desk.post(page, opened(desk, page) | {"note": "x" * 20_000}).status_code == 302


def test_the_texts_of_a_packet_have_a_limit_together(desk, packet, make_measure, owner):
    gather(packet, [make_measure() for _time in range(8)], owner)
    packet.items.exclude(measure__number=1).update(note="x" * 19_999)
    page = address("item", packet, packet.items.get(measure__number=1).measure.key)

    response = desk.post(page, opened(desk, page) | {"note": "y" * 2})

    assert response.status_code == 422
    assert "200,001 characters; it has room for at most 200,000" in words(response)


def test_a_character_that_no_font_has_is_named(desk, packet, measures):
    page = address("item", packet, measures[0].key)

    response = desk.post(page, opened(desk, page) | {"note": "Tibetan ༄ here"}, follow=True)

    assert "U+0F04" in content(response)


def test_markup_in_a_note_is_text(desk, packet, measures):
    page = address("item", packet, measures[0].key)
    desk.post(page, opened(desk, page) | {"note": "<script>alert(1)</script>"})

    for shown in (packet.get_absolute_url(), address("preview", packet)):
        assert "<script>alert" not in desk.get(shown).content.decode()
        assert "<script>alert(1)</script>" in content(desk.get(shown))


# Two people at one packet


@pytest.fixture
def editor(share, colleague):
    share(may_edit=True)
    return signed_in(colleague)


def test_two_people_who_change_different_texts_both_keep_their_work(desk, editor, packet):
    page = address("edit", packet)
    first, second = opened(desk, page), opened(editor, page)

    assert editor.post(page, second | {"memo": "The editor's memo"}).status_code == 302
    assert desk.post(page, first | {"title": "The owner's title"}).status_code == 302

    packet.refresh_from_db()
    assert (packet.title, packet.memo) == ("The owner's title", "The editor's memo")


def test_two_people_who_change_one_text_are_shown_both(desk, editor, packet):
    page = address("edit", packet)
    first, second = opened(desk, page), opened(editor, page)
    editor.post(page, second | {"memo": "The editor's memo", "subtitle": "The editor's subtitle"})

    response = desk.post(page, first | {"memo": "The owner's memo"})

    assert response.status_code == 409
    assert "colleague changed this" in words(response)
    assert "The editor's memo" in words(response)
    assert "The owner's memo" in words(response)
    assert "Subtitle" not in [field.label for field, _now, _typed in response.context["both"]]
    packet.refresh_from_db()
    assert packet.memo == "The editor's memo"


def test_after_a_conflict_the_form_holds_what_was_typed_on_top_of_what_is_saved(desk, editor, packet):
    page = address("edit", packet)
    first, second = opened(desk, page), opened(editor, page)
    editor.post(page, second | {"memo": "The editor's memo", "subtitle": "The editor's subtitle"})
    form = desk.post(page, first | {"memo": "The owner's memo"}).context["form"]

    response = desk.post(page, form.data)

    assert response.status_code == 302
    packet.refresh_from_db()
    assert (packet.memo, packet.subtitle) == ("The owner's memo", "The editor's subtitle")


def test_who_arranges_does_not_stop_who_writes(desk, editor, packet, measures):
    page = address("item", packet, measures[0].key)
    data = opened(desk, page)
    editor.post(address("up", packet), {"row": row(packet, 3)})

    assert desk.post(page, data | {"note": "Written meanwhile"}).status_code == 302
    assert packet.items.get(measure=measures[0]).note == "Written meanwhile"


def test_two_people_who_move_different_measures_both_count(desk, editor, packet, owner, measures):
    gather(packet, measures, owner)
    editor.post(address("place", packet), {"row": row(packet, 5), "before": row(packet, 1)})

    desk.post(address("place", packet), {"row": row(packet, 2), "before": ""})

    assert order(packet) == ["5", "1", "3", "4", "2"]


def test_a_session_that_has_ended_shows_what_was_typed(client, packet):
    response = client.post(address("edit", packet), {"memo": "Typed at length", "version": 1})

    assert response.status_code == 403
    assert "Typed at length" in response.content.decode()


# Sharing


def test_a_packet_is_shared_and_no_longer(desk, packet, colleague):
    desk.post(address("share", packet), {"user": colleague.username, "may_edit": "1"})
    assert packet.shares.get().may_edit

    desk.post(address("share", packet), {"user": colleague.username, "may_edit": ""})
    assert not packet.shares.get().may_edit

    desk.post(address("unshare", packet), {"user": colleague.username})
    assert not packet.shares.exists()


def test_a_packet_is_shared_with_nobody_outside_the_desk(desk, packet, make_account):
    outsider = make_account("outsider", is_staff=False)

    assert desk.post(address("share", packet), {"user": outsider.username}).status_code == 422


def test_what_is_shared_is_listed_and_what_is_not_is_not(packet, colleague, share):
    client = signed_in(colleague)
    assert "Round" not in content(client.get(reverse("packets:packets")))

    share()

    assert "Round" in content(client.get(reverse("packets:packets")))


# Seeing


PARTS = {
    "contents": "Contents",
    "participants": "Participants and officers",
    "legend": "Legend of evidence",
    "sources": "Sources",
    "theme_index": "Index of themes",
    "notes": "Covering memo",
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_off_is_missing_and_no_other(part, desk, packet):
    packet.memo = "Dear delegate"
    setattr(packet, f"has_{part}", False)
    packet.save()

    html = desk.get(address("preview", packet)).content.decode()

    shown = {name for name, heading in PARTS.items() if f"<h2>{heading}</h2>" in html}
    assert shown == set(PARTS) - {part}


def test_the_preview_has_the_measures_in_order(desk, packet, sections):
    html = desk.get(address("preview", packet)).content.decode()

    places = [html.index(f'id="m-{item.measure.key}"') for item in packet.items.in_order()]
    assert places == sorted(places)


def test_a_draft_says_that_it_is_one(desk, packet, quick_pdf):
    response = desk.get(address("pdf", packet))

    assert quick_pdf[-1].drafted_at
    assert response["Content-Disposition"] == 'attachment; filename="round-draft.pdf"'


# Logos


def png(width=10, height=10):
    file = BytesIO()
    Image.new("RGBA", (width, height), "green").save(file, "PNG")
    return file.getvalue()


def test_a_logo_is_drawn_anew_and_shown_in_the_preview(desk, packet):
    office = Office(name="An office")
    set_logo(office, png() + b"<script>")
    office.save()
    packet.office = office
    packet.save()

    html = desk.get(address("preview", packet)).content.decode()
    shown = desk.get(reverse("packets:logo", args=[office.logo_digest]))

    assert reverse("packets:logo", args=[office.logo_digest]) in html
    assert shown["Content-Type"] == "image/png"
    assert b"<script>" not in shown.content


@pytest.mark.parametrize(
    "content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\nno", png(2001, 1), png() + b"0" * 300_000]
)
def test_what_is_no_harmless_logo_is_refused(content, admin_client):
    picture = SimpleUploadedFile("logo.png", content, "image/png")

    admin_client.post("/admin/measures/office/add/", {"name": "An office", "picture": picture})

    assert not Office.objects.exists()


def test_an_administrator_keeps_offices_and_markings(admin_client):
    picture = SimpleUploadedFile("logo.png", png(), "image/png")

    admin_client.post("/admin/measures/office/add/", {"name": "An office", "picture": picture})
    admin_client.post("/admin/measures/marking/add/", {"name": "Eyes only", "rank": 30})

    assert Office.objects.get().logo_address.startswith("data:image/png;base64,")
    assert admin_client.get("/admin/measures/marking/").status_code == 200


# Evidence goes wherever a measure goes


@pytest.mark.parametrize("page", ["packet", "gather", "item", "issue"])
def test_a_measure_is_shown_with_its_evidence(page, desk, packet, measures, markings):
    packet.items.update(marking=markings["Delegation only"])
    query = "&".join(f"m={measure.key}" for measure in measures[:3])
    shown = {
        "packet": packet.get_absolute_url(),
        "gather": f"{reverse('packets:gather')}?{query}",
        "item": address("item", packet, measures[0].key),
        "issue": address("issue", packet),
    }[page]

    html = desk.get(shown).content.decode()

    assert html.count('class="badge ') == (1 if page == "item" else 3)
    assert f'badge-{measures[0].evidence}">' in html
