"""What a packet holds: measures, and headings over them."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from measures.models.measures import Measure
from measures.models.offices import Marking
from measures.models.packets import Packet, packet_key


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
