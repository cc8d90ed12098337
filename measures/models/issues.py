"""What was issued: bytes that never change, with what says so."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csbm_catalog.models import Frozen, FrozenQuerySet
from measures.models.packets import Packet


class IssueCounter(models.Model):
    """The last number of a year's serials; a number once taken is never given again."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.year}: {self.last}"

    @classmethod
    def take(cls, year: int) -> str:
        """Return a serial that nobody else gets, also where two ask at once: CSBM-2026-0007."""
        with transaction.atomic():
            cls.objects.get_or_create(year=year)
            cls.objects.filter(year=year).update(last=F("last") + 1)
            return f"CSBM-{year}-{cls.objects.get(year=year).last:04}"


class PacketIssueQuerySet(FrozenQuerySet):
    def listed_for(self, user):
        """Fetch what the register shows, without the files; `is_open` where the user may open the packet."""
        readable = Packet.objects.readable_by(user).filter(pk=OuterRef("packet"))
        return self.listed().annotate(is_open=Exists(readable))

    def listed(self):
        return self.defer("pdf", "frozen").select_related("issued_by", "packet")

    def with_words(self, words: str):
        """Keep those of `listed_for` that have every word somewhere: in what the user is shown of them."""
        found = self
        for word in words.split()[:12]:
            shown_to_all = (
                Q(serial__icontains=word)
                | Q(office__icontains=word)
                | Q(sha256__istartswith=word)
                | Q(issued_by__username__icontains=word)
                | Q(issued_by__first_name__icontains=word)
                | Q(issued_by__last_name__icontains=word)
            )
            shown_to_readers = Q(title__icontains=word) | Q(marking__icontains=word)
            found = found.filter(shown_to_all | Q(is_open=True) & shown_to_readers)
        return found


class PacketIssue(Frozen):
    """A packet as it was once issued: see `Frozen`."""

    packet = models.ForeignKey(Packet, models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField(help_text=_("1 for the first issue of a packet."))
    serial = models.CharField(max_length=20, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="issues")
    record_number = models.PositiveBigIntegerField(help_text=_("The version of the record."))
    record_changed_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=200)
    office = models.CharField(max_length=150, blank=True)
    marking = models.CharField(max_length=60, blank=True)
    measures_held = models.PositiveSmallIntegerField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    frozen = models.JSONField(help_text=_("What it said, for comparing the next issue with."))
    objects = PacketIssueQuerySet.as_manager()
    is_open: bool  # where `listed_for` says so

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        constraints = [
            UniqueConstraint(fields=["packet", "number"], name="packet_issue_number_unique"),
            CheckConstraint(condition=Q(number__gte=1), name="packet_issue_number_positive"),
            CheckConstraint(condition=~Q(serial=""), name="packet_issue_has_serial"),
        ]

    def __str__(self):
        return self.serial

    def get_absolute_url(self):
        return reverse("packets:issued", args=[self.serial])
