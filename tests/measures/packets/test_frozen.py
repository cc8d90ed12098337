"""What was issued is not changed: not by the models, and not by SQL by hand."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from csbm_catalog.triggers import install_triggers
from measures.models import PacketIssue
from measures.packets.issuing import issue
from tests.thawing import thaw

pytestmark = pytest.mark.usefixtures("record")
TABLE = PacketIssue._meta.db_table


@pytest.fixture
def issued(packet, owner, quick_pdf):
    return issue(packet, owner, str)


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def change_and_save(issued):
    issued.title = "Another"
    issued.save()


WAYS = {
    "save": change_and_save,
    "update": lambda issued: PacketIssue.objects.update(title="Another"),
    "bulk_update": lambda issued: PacketIssue.objects.bulk_update([issued], ["title"]),
    "update_or_create": lambda issued: PacketIssue.objects.update_or_create(
        {"title": "Another"}, serial=issued.serial
    ),
    "delete": lambda issued: issued.delete(),
    "delete_all": lambda issued: PacketIssue.objects.all().delete(),
    "sql_update": lambda issued: sql(f"UPDATE {TABLE} SET title = 'Another'"),
    "sql_delete": lambda issued: sql(f"DELETE FROM {TABLE}"),
    "sql_bytes": lambda issued: sql(f"UPDATE {TABLE} SET sha256 = 'abc'"),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_issue_is_neither_changed_nor_deleted(way, issued):
    with pytest.raises(IntegrityError), transaction.atomic():
        WAYS[way](issued)

    assert PacketIssue.objects.values_list("title", "sha256").get() == ("The round", issued.sha256)


def test_a_packet_that_was_issued_is_not_deleted_by_any_way(issued, packet):
    with pytest.raises(ProtectedError), transaction.atomic():
        packet.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        type(packet).objects.all().delete()


def test_a_packet_may_be_issued_again(issued, packet, owner):
    packet.refresh_from_db()

    assert issue(packet, owner, str).number == 2


def test_the_triggers_are_laid_anew_after_each_migrate(issued):
    thaw()
    PacketIssue.objects.filter(pk=issued.pk)._update(
        [(PacketIssue._meta.get_field("title"), None, "Changed")]
    )

    install_triggers()

    with pytest.raises(IntegrityError), transaction.atomic():
        sql(f"UPDATE {TABLE} SET title = 'Another'")
