"""Several people at once, each over a connection of their own: nothing is given twice, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection

from measures.models import Asking, IssueCounter, Packet, PacketIssue
from measures.packets.arranging import Outline, add_section
from measures.packets.gathering import gather
from measures.packets.issuing import Refused, issue
from tests.measures.packets.conftest import order
from tests.thawing import remove_issues

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def connections_of_their_own(transactional_db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("A database in memory has one connection")
    yield
    remove_issues(PacketIssue.objects.all())  # SQLite empties a table row by row


def at_once(deed, arguments):
    """Do a deed in a thread for each argument, all at once, and return what each returned."""

    def alone(argument):
        try:
            return deed(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as threads:
        return list(threads.map(alone, arguments))


def test_serials_asked_for_at_once_all_differ():
    serials = at_once(lambda _turn: [IssueCounter.take(2026) for _time in range(10)], range(4))

    assert len({serial for taken in serials for serial in taken}) == 40


def test_of_two_who_issue_one_packet_at_once_one_is_refused(packet, owner, quick_pdf):
    def try_to_issue(_turn):
        try:
            return issue(Packet.objects.get(pk=packet.pk, version=packet.version), owner, str).serial
        except (Refused, Packet.DoesNotExist):
            return None

    serials = at_once(try_to_issue, range(2))

    assert sum(serial is not None for serial in serials) == PacketIssue.objects.count() == 1


def test_measures_added_at_once_are_all_there_once(packet, owner, measures):
    at_once(
        lambda measure: gather(packet, [measures[3], measure], owner), [measures[4], measures[3], measures[4]]
    )

    assert sorted(order(packet)) == ["1", "2", "3", "4", "5"]
    assert packet.version < Packet.objects.get().version <= packet.version + 2  # the last finds both there


def test_moves_made_at_once_all_count(packet, owner, measures):
    gather(packet, measures, owner)

    def to_the_top(number):
        with packet.changing(owner) as held:
            outline = Outline(held)
            row = next(row for row in outline.rows if row.measure.number == number)
            outline.place(row, outline.rows[0].row_id)
            outline.save()

    at_once(to_the_top, [4, 5])

    assert set(order(packet)[:2]) == {"4", "5"}
    assert order(packet)[2:] == ["1", "2", "3"]


def test_who_waits_for_a_packet_finds_that_the_right_has_ended(packet, colleague, share):
    right = share(may_edit=True)

    def add_a_heading():
        try:
            with packet.changing(colleague) as held:
                add_section(held, "Too late")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with packet.held_for(packet.owner, "owned_by"):
            waiting = threads.submit(add_a_heading)
            assert not wait([waiting], timeout=0.5).done
            right.delete()

        with pytest.raises(Packet.DoesNotExist):
            waiting.result(timeout=20)
    assert not packet.sections.exists()


def test_questions_asked_at_once_are_all_counted(monkeypatch):
    monkeypatch.setattr("measures.models.asking.this_minute", lambda: 1000)

    counted = at_once(lambda _turn: [Asking.count("an address") for _time in range(10)], range(4))

    assert sorted(number for numbers in counted for number in numbers) == list(range(1, 41))
