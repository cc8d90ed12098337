"""Files that wait for the word of who sent them: what is confirmed is what was previewed, at every server."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT = timedelta(hours=1)
MOST_OF_ONE = 3  # of one person; the oldest gives way
MOST = 12  # of everybody: at most 120 MB


def new_token() -> str:
    return secrets.token_urlsafe(16)


class WaitingFileQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(made_at__gt=timezone.now() - KEPT)

    def keep(self, **values):
        """Keep a file; what is too old, or one too many, gives way."""
        kept = self.create(**values)
        self.filter(made_at__lte=timezone.now() - KEPT).delete()
        for files, most in ((self.filter(owner=kept.owner), MOST_OF_ONE), (self, MOST)):
            newest = list(files.order_by("-made_at", "-pk").values_list("pk", flat=True)[:most])
            files.exclude(pk__in=newest).delete()
        return kept


class WaitingFile(models.Model):
    """A file of records between its preview and the import."""

    token = models.CharField(max_length=40, unique=True, default=new_token)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    objects = WaitingFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-made_at"], name="waiting_file_newest")]

    def __str__(self):
        return self.name
