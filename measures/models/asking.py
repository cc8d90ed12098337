"""How often one address asks what is open to anybody: counted here, so that all server processes know."""

import time

from django.db import models, transaction
from django.db.models import F, UniqueConstraint

LONGEST = 60  # minutes for which anything is counted; forgotten after them


def this_minute() -> int:
    return int(time.time()) // 60


class Asking(models.Model):
    """How many questions came from one address within a minute, or within the minutes that begin with it."""

    asker = models.CharField(max_length=64)
    minute = models.PositiveBigIntegerField()
    questions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=["asker", "minute"], name="asking_once")]

    def __str__(self):
        return f"{self.minute}: {self.questions}"

    @classmethod
    def count(cls, asker: str, minutes: int = 1) -> int:
        """Count a question, and return the how-manieth of this minute, or of these minutes, it is."""
        minute = this_minute() // minutes * minutes
        with transaction.atomic():
            row, is_new = cls.objects.get_or_create(asker=asker, minute=minute)
            cls.objects.filter(pk=row.pk).update(questions=F("questions") + 1)
            row.refresh_from_db()
        if is_new:
            cls.objects.filter(minute__lt=this_minute() - LONGEST).delete()
        return row.questions
