"""Packets: what a briefing officer gathers, orders and says. They are no part of the record."""

import secrets
from contextlib import contextmanager

from django.conf import settings
from django.db import models, transaction
from django.db.models import CheckConstraint, Count, Exists, F, OuterRef, ProtectedError, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.content import KEY_LETTERS
from measures.models.measures import Measure
from measures.models.offices import Marking, Office

MAX_MEASURES = 300
MAX_NOTE = 20_000  # characters
MAX_SAID = 200_000  # characters in a packet: its notes, memo and purpose


def packet_key() -> str:
    """Return a random key that nobody guesses: 60 bits."""
    return "".join(secrets.choice(KEY_LETTERS) for _letter in range(12))


class Paper(models.TextChoices):
    A4 = "A4", _("A4")
    LETTER = "Letter", _("Letter")


class PacketQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(owner=user)

    def shared_with(self, user):
        return self.filter(shares__user=user)

    def readable_by(self, user):
        return self.filter(
            Q(owner=user) | Exists(PacketShare.objects.filter(packet=OuterRef("pk"), user=user))
        )

    def editable_by(self, user):
        shares = PacketShare.objects.filter(packet=OuterRef("pk"), user=user, may_edit=True)
        return self.current().filter(Q(owner=user) | Exists(shares))

    def current(self):
        return self.filter(archived_at=None)

    def archived(self):
        return self.exclude(archived_at=None)

    def templates(self):
        return self.filter(is_template=True)

    def counted(self):
        """Annotate `held`, how many measures, and `issued`, how many issues."""
        return self.annotate(held=Count("items", distinct=True), issued=Count("issues", distinct=True))


class Packet(models.Model):
    """Measures in an order, with what a delegation is told about them.

    `version` moves on with every change, whoever makes it: see `changing`.
    """

    key = models.CharField(max_length=12, unique=True, default=packet_key, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="packets")
    name = models.CharField(_("name"), max_length=100, help_text=_("For the desk; not printed."))
    title = models.CharField(_("title"), max_length=200)
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    purpose = models.TextField(
        _("purpose"), blank=True, help_text=_("What the packet is for, in a sentence or two.")
    )
    memo = models.TextField(_("covering memo"), blank=True)
    private_note = models.TextField(
        _("private note"), blank=True, help_text=_("For those who work on the packet; never printed.")
    )
    office = models.ForeignKey(
        Office, models.SET_NULL, verbose_name=_("issuing office"), null=True, blank=True
    )
    marking = models.ForeignKey(Marking, models.PROTECT, verbose_name=_("marking"))
    paper = models.CharField(_("paper"), max_length=10, choices=Paper, default=Paper.A4)
    # Which parts it has: the names of contents.Parts.
    has_cover = models.BooleanField(_("cover"), default=True)
    has_contents = models.BooleanField(_("contents"), default=True)
    has_participants = models.BooleanField(_("participants and officers"), default=True)
    has_relations = models.BooleanField(_("related measures"), default=True)
    has_sources = models.BooleanField(_("sources"), default=True)
    has_legend = models.BooleanField(_("legend of evidence"), default=True)
    has_notes = models.BooleanField(_("notes and covering memo"), default=True)
    has_theme_index = models.BooleanField(_("index of themes"), default=True)
    is_template = models.BooleanField(
        _("template"),
        default=False,
        help_text=_("Offered as the frame of a new packet: texts and sections, without measures."),
    )
    removed = models.JSONField(
        default=dict, blank=True, help_text=_("What was last removed, for its undoing.")
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objects = PacketQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "pk"]
        verbose_name = _("packet")
        verbose_name_plural = _("packets")
        constraints = [
            CheckConstraint(condition=~Q(name=""), name="packet_has_name"),
            CheckConstraint(condition=~Q(title=""), name="packet_has_title"),
            CheckConstraint(condition=Q(paper__in=Paper.values), name="packet_paper_valid"),
            CheckConstraint(condition=Q(version__gte=1), name="packet_version_positive"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("packets:packet", args=[self.key])

    @contextmanager
    def changing(self, user):
        """Hold the packet for one change: yields it as it is now, locked; its version moves on at the end."""
        with transaction.atomic():
            held = self.locked()
            yield held
            held.move_on(user)

    def locked(self):
        """Return the packet as it is now; nobody else changes it until the transaction ends."""
        return Packet.objects.select_for_update().get(pk=self.pk)

    def move_on(self, user):
        """Save a change that somebody has made, as a new version."""
        self.version += 1
        self.changed_by, self.changed_at = user, timezone.now()
        self.save()

    def archive(self, user):
        with self.changing(user) as held:
            held.archived_at = timezone.now()

    def restore(self, user):
        with self.changing(user) as held:
            held.archived_at = None

    def delete_unless_issued(self) -> bool:
        """Delete the packet, and say whether it was: what was issued stays, and with it its packet."""
        try:
            with transaction.atomic():
                self.delete()
        except ProtectedError:
            return False
        return True

    def characters_said(self) -> int:
        """Return how many characters its printed and private texts have."""
        own = sum(len(text) for text in (self.purpose, self.memo, self.private_note))
        notes = self.items.values_list("note", "private_note")
        return own + sum(len(note) + len(private) for note, private in notes)


class PacketSection(models.Model):
    """A part of a packet with a heading of its own."""

    key = models.CharField(max_length=12, unique=True, default=packet_key, editable=False)
    packet = models.ForeignKey(Packet, models.CASCADE, related_name="sections")
    heading = models.CharField(_("heading"), max_length=150)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["packet", "position", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [CheckConstraint(condition=~Q(heading=""), name="packet_section_has_heading")]

    def __str__(self):
        return self.heading

    @property
    def row_id(self):
        return f"s-{self.key}"


class PacketItemQuerySet(models.QuerySet):
    def in_order(self):
        """Order as printed: what stands before the first heading comes first."""
        return self.order_by(F("section__position").asc(nulls_first=True), "position", "pk")


class PacketItem(models.Model):
    """A measure in a packet, and what is said of it there."""

    packet = models.ForeignKey(Packet, models.CASCADE, related_name="items")
    section = models.ForeignKey(PacketSection, models.SET_NULL, null=True, blank=True, related_name="items")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="packet_items")
    position = models.PositiveIntegerField()
    note = models.TextField(_("note"), blank=True, help_text=_("Printed with the measure."))
    private_note = models.TextField(
        _("private note"), blank=True, help_text=_("For those who work on the packet; never printed.")
    )
    marking = models.ForeignKey(
        Marking, models.PROTECT, verbose_name=_("marking of its own"), null=True, blank=True
    )
    objects = PacketItemQuerySet.as_manager()

    class Meta:
        ordering = ["packet", "position", "pk"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [UniqueConstraint(fields=["packet", "measure"], name="packet_item_once")]

    def __str__(self):
        return str(self.measure)

    @property
    def row_id(self):
        return f"m-{self.measure.key}"


class PacketShare(models.Model):
    """That a colleague may read a packet, or edit it too."""

    packet = models.ForeignKey(Packet, models.CASCADE, related_name="shares")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="packet_shares")
    may_edit = models.BooleanField(_("may edit"), default=False)

    class Meta:
        ordering = ["user__username"]
        constraints = [UniqueConstraint(fields=["packet", "user"], name="packet_share_once")]

    def __str__(self):
        return f"{self.packet}: {self.user}"


class PacketAtHand(models.Model):
    """The packet to which a member of staff adds what is found while reading."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="packet_at_hand")
    packet = models.ForeignKey(Packet, models.CASCADE, related_name="+")

    def __str__(self):
        return f"{self.user}: {self.packet}"
