from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from csbm_catalog.files.waiting import KEPT, MOST, MOST_OF_ONE, WaitingFile


@pytest.fixture
def keep(db):
    def keep(owner, **values):
        return WaitingFile.objects.keep(
            owner=owner, kind="states", name="states.csv", content=b"code\n", digest="", **values
        )

    return keep


def test_a_file_waits_an_hour(keep, member_of_staff):
    kept = keep(member_of_staff)
    assert kept in WaitingFile.objects.waiting()

    WaitingFile.objects.update(made_at=timezone.now() - KEPT - timedelta(seconds=1))

    assert not WaitingFile.objects.waiting().exists()
    assert list(WaitingFile.objects.all()) == [kept]
    newer = keep(member_of_staff)
    assert list(WaitingFile.objects.all()) == [newer]


def test_the_oldest_file_of_a_person_gives_way(keep, member_of_staff):
    kept = [keep(member_of_staff) for _number in range(MOST_OF_ONE + 1)]

    assert set(WaitingFile.objects.all()) == set(kept[1:])


def test_all_files_together_are_bounded(keep):
    people = [get_user_model().objects.create_user(f"person{number}") for number in range(MOST + 1)]

    kept = [keep(person) for person in people]

    assert set(WaitingFile.objects.all()) == set(kept[1:])
