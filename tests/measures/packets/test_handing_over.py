"""An officer who leaves: an administrator hands the packets over, and what was issued stays as it is."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from measures.models import Packet, PacketIssue
from measures.packets.issuing import issue
from tests.measures.packets.conftest import signed_in
from tests.reading import content

pytestmark = pytest.mark.usefixtures("record")


@pytest.fixture
def hand_over(admin_client):
    """Choose the action in the list of accounts, and send what its page asks."""

    def hand_over(*users, **data):
        chosen = {"action": "hand_over_packets", "_selected_action": [user.pk for user in users]}
        return admin_client.post(reverse("admin:auth_user_changelist"), chosen | data, follow=True)

    return hand_over


def test_it_is_asked_to_whom(hand_over, packet, owner, colleague, make_account):
    make_account("outsider", is_staff=False)

    page = hand_over(owner)

    assert Packet.objects.get().owner == owner
    assert "1 packet" in content(page)
    names = [value for value, _label in page.context["form"].fields["to"].choices]
    assert "colleague" in names
    assert not {"owner", "outsider"} & set(map(str, names))


def test_all_packets_go_to_the_other_the_archived_too(hand_over, packet, owner, colleague):
    Packet.objects.create(
        owner=owner, changed_by=owner, name="Old", title="Old", marking=packet.marking
    ).archive(owner)

    page = hand_over(owner, to="colleague", confirmed="1")

    assert list(Packet.objects.values_list("owner__username", flat=True)) == ["colleague"] * 2
    assert "2 packets" in content(page)
    assert signed_in(colleague).get(packet.get_absolute_url()).status_code == 200
    assert signed_in(owner).get(packet.get_absolute_url()).status_code == 404


def test_with_whom_they_are_shared_stays_but_for_the_new_owner(hand_over, packet, owner, share, make_account):
    share(may_edit=True)
    packet.shares.create(user=make_account("reader"))

    hand_over(owner, to="colleague", confirmed="1")

    assert list(packet.shares.values_list("user__username", flat=True)) == ["reader"]


def test_what_was_issued_stays_as_it_is(hand_over, packet, owner, colleague, quick_pdf):
    issued = issue(packet, owner, str)

    hand_over(owner, to="colleague", confirmed="1")

    kept = PacketIssue.objects.get()
    assert (kept.issued_by, kept.sha256, bytes(kept.pdf)) == (owner, issued.sha256, issued.pdf)
    assert signed_in(colleague).get(issued.get_absolute_url()).status_code == 200


def test_it_is_logged_with_both_accounts_and_the_packets(hand_over, packet, owner, colleague):
    hand_over(owner, to="colleague", confirmed="1")

    entries = {entry.object_id: entry.change_message for entry in LogEntry.objects.all()}
    assert set(entries) == {str(owner.pk), str(colleague.pk)}
    assert all("Round" in words and packet.key in words for words in entries.values())


def test_of_an_account_that_is_closed_too(hand_over, packet, owner, colleague):
    owner.is_active = False
    owner.save()

    hand_over(owner, to="colleague", confirmed="1")

    assert Packet.objects.get().owner == colleague


@pytest.mark.parametrize("to", ["", "owner", "outsider", "nobody"])
def test_to_nobody_else_than_staff_of_the_desk(hand_over, packet, owner, make_account, to):
    make_account("outsider", is_staff=False)

    page = hand_over(owner, to=to, confirmed="1")

    assert Packet.objects.get().owner == owner
    assert page.context["form"].errors


def test_one_account_at_a_time(hand_over, packet, owner, colleague):
    page = hand_over(owner, colleague)

    assert "one account" in content(page)
    assert Packet.objects.get().owner == owner


def test_who_has_none_has_nothing_to_hand_over(hand_over, colleague):
    assert "no packet" in content(hand_over(colleague))


def test_staff_without_the_right_hand_over_nothing(client, member_of_staff, packet, owner, colleague):
    client.force_login(member_of_staff)

    response = client.post(
        reverse("admin:auth_user_changelist"),
        {"action": "hand_over_packets", "_selected_action": [owner.pk], "to": "colleague", "confirmed": "1"},
    )

    assert response.status_code == 403
    assert Packet.objects.get().owner == owner
