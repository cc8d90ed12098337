"""The register: everybody at the desk sees that something was issued, and only its readers what it says."""

import pytest
from django.urls import reverse

from measures.models import Office, Packet
from measures.packets.issuing import issue
from tests.measures.packets.conftest import signed_in
from tests.reading import content

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def issued(packet, owner, quick_pdf, markings):
    packet.office = Office.objects.create(name="Office of the Chair")
    packet.title, packet.marking = "Talks with Ruritania", markings["Delegation only"]
    packet.save()
    return issue(packet, owner, str)


@pytest.fixture
def outsider(colleague):
    return signed_in(colleague)


def register(client, **data):
    return content(client.get(reverse("packets:register"), data))


def csv(client, **data):
    response = client.get(reverse("packets:register_csv"), data)
    return b"".join(response).decode("utf-8-sig").splitlines()


def test_of_a_packet_that_one_may_not_open_it_says_that_it_was_issued(issued, outsider):
    shown = register(outsider)

    for open_to_all in (issued.serial, issued.sha256, "Office of the Chair", "owner"):
        assert open_to_all in shown
    for kept in ("Ruritania", "Delegation only", "3 measures"):
        assert kept not in shown


def test_so_does_its_csv(issued, outsider, desk):
    [_head, row] = csv(outsider)

    assert row.startswith(f"{issued.serial},,,20")
    assert row.endswith(issued.sha256)
    assert "Ruritania" not in row
    assert "Delegation" not in row
    assert "Ruritania" in csv(desk)[1]


@pytest.mark.parametrize("words", ["ruritania", "delegation", "talks owner"])
def test_no_search_finds_it_by_what_is_kept_from_the_reader(issued, outsider, desk, words):
    assert issued.serial not in register(outsider, q=words)
    assert len(csv(outsider, q=words)) == 1
    assert issued.serial in register(desk, q=words)
    assert len(csv(desk, q=words)) == 2


@pytest.mark.parametrize("words", ["csbm-20", "chair", "owner"])
def test_a_search_finds_it_by_what_everybody_sees(issued, outsider, words):
    assert issued.serial in register(outsider, q=words)


def test_who_is_given_the_packet_to_read_sees_its_title(issued, outsider, share):
    share()

    assert "Ruritania" in register(outsider)
    assert issued.serial in register(outsider, q="ruritania")


def test_the_page_says_what_it_leaves_out(issued, outsider, desk):
    words = "packet not open to you"

    assert words in register(outsider)
    assert words not in register(desk)


def test_a_bad_question_is_answered_400_in_the_words_of_the_page(desk):
    asked = {"q": "x" * 300}

    response = desk.get(reverse("packets:register_csv"), asked)

    assert response.status_code == 400
    [sentence] = response.content.decode().strip().splitlines()
    assert sentence.startswith("q: ")
    assert sentence.removeprefix("q: ") in register(desk, **asked)


def test_the_register_takes_as_many_queries_however_long(issued, desk, owner, django_assert_max_num_queries):
    for _time in range(3):
        issue(Packet.objects.get(), owner, str)

    with django_assert_max_num_queries(12):
        desk.get(reverse("packets:register"))
