"""Packets: what a briefing officer gathers, orders and says. They are no part of the record."""

import secrets
from contextlib import contextmanager

from django.conf import settings
from django.db import models, transaction
from django.db.models import CheckConstraint, Count, Exists, OuterRef, ProtectedError, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.content import KEY_LETTERS
from measures.models.offices import Marking, Office

# What tells that a packet has changed, and is no change itself.
TRACES = ("version", "changed_at", "changed_by")


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

    def worked_on_by(self, user):
        """Keep the packets whose private notes are for this user too: an archived one as well."""
        shares = PacketShare.objects.filter(packet=OuterRef("pk"), user=user, may_edit=True)
        return self.filter(Q(owner=user) | Exists(shares))

    def editable_by(self, user):
        return self.current().worked_on_by(user)

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
    def held_for(self, user, access="editable_by"):
        """Yield the packet as it is now; nobody else changes it until the end.

        Raises DoesNotExist where it was deleted in the meantime, or the user's right to it has ended: the
        right is looked up once the packet is held, in a statement of its own, which sees what is so by then.
        """
        with transaction.atomic():
            Packet.objects.select_for_update().get(pk=self.pk)
            yield getattr(Packet.objects, access)(user).get(pk=self.pk)

    @contextmanager
    def changing(self, user, access="editable_by"):
        """Hold the packet for a change: its version moves on at the end, unless nothing has changed."""
        with self.held_for(user, access) as held:
            before = held.as_it_stands()
            yield held
            held.move_on_since(before, user)

    def as_it_stands(self) -> tuple:
        """Return all that the packet says and in which order, to see whether a deed has changed anything."""
        own = [getattr(self, field.attname) for field in self._meta.local_fields if field.name not in TRACES]
        items = self.items.in_order()
        return (
            own,
            list(self.sections.order_by("position", "pk").values_list("pk", "heading")),
            list(items.values_list("pk", "section", "measure", "note", "private_note", "marking")),
        )

    def move_on_since(self, before: tuple, user):
        """Save a new version of a packet that once stood as `before`; an equal one is no version."""
        if self.as_it_stands() != before:
            self.move_on(user)

    def move_on(self, user):
        """Save a change that somebody has made, as a new version."""
        self.version += 1
        self.changed_by, self.changed_at = user, timezone.now()
        self.save()

    def archive(self, user):
        with self.changing(user, "owned_by") as held:
            held.archived_at = held.archived_at or timezone.now()

    def restore(self, user):
        with self.changing(user, "owned_by") as held:
            held.archived_at = None

    def delete_unless_issued(self) -> bool:
        """Delete the packet, and say whether it was: what was issued stays, and with it its packet."""
        try:
            with transaction.atomic():
                self.delete()
        except ProtectedError:
            return False
        return True


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
