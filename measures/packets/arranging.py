"""The order of a packet: headings and measures in one line, as they are read; written back whole."""

from django.db.models import Max

from measures.models import Packet, PacketItem, PacketSection
from measures.packets.limits import MAX_MEASURES
from measures.packets.removing import recalled, remembered

Row = PacketSection | PacketItem


class Outline:
    """What a packet holds, in its order. Moves are relative, so that two people's moves both count."""

    def __init__(self, packet: Packet):
        self.packet = packet
        self.items = list(
            packet.items.select_related("measure__document", "section", "marking")
            .prefetch_related("measure__themes")
            .in_order()
        )
        self.rows: list[Row] = [item for item in self.items if item.section_id is None]
        for section in packet.sections.order_by("position", "pk"):
            self.rows += [section, *(item for item in self.items if item.section_id == section.pk)]

    @property
    def orders(self) -> dict:
        return {"document": by_document, "theme": by_theme}

    def sections(self) -> list[tuple[PacketSection | None, list[PacketItem]]]:
        """Return the headings, each with its items; first what stands before them, where anything does."""
        found: list[tuple[PacketSection | None, list[PacketItem]]] = [(None, [])]
        for row in self.rows:
            if isinstance(row, PacketSection):
                found.append((row, []))
            else:
                found[-1][1].append(row)
        return found if found[0][1] or len(found) == 1 else found[1:]

    def row(self, row_id: str) -> Row:
        """Return the row of this id; raises LookupError where somebody has removed it."""
        for row in self.rows:
            if row.row_id == row_id:
                return row
        raise LookupError(row_id)

    # Deeds. Each takes a row and leaves the line in its new order.

    def up(self, row: Row):
        at = self.rows.index(row)
        if isinstance(row, PacketSection):
            before = [place for place in self._headings() if place < at]
            self._move_block(row, before[-1] if before else 0)
        elif at:
            self.rows.insert(at - 1, self.rows.pop(at))

    def down(self, row: Row):
        at = self.rows.index(row)
        if isinstance(row, PacketSection):
            after = [place for place in self._headings() if place > at]
            if after:
                self.up(self.rows[after[0]])  # type: ignore[arg-type]  # a heading stands there
        else:
            self.rows.insert(at + 1, self.rows.pop(at))

    def place(self, row: Row, before: str):
        """Put a row before another one, or at the end where `before` is empty."""
        block = self._block(row)
        if before in {moved.row_id for moved in block}:
            return
        target = self.row(before) if before else None
        self.rows = [other for other in self.rows if other not in block]
        at = self.rows.index(target) if target else len(self.rows)
        self.rows[at:at] = block

    def remove(self, row: Row):
        """Take a row out; the measures of a removed heading stay, under the heading before it."""
        at = self.rows.index(row)
        following = self.rows[at + 1].row_id if at + 1 < len(self.rows) else ""
        self.packet.removed = remembered(row) | {"before": following}
        self.rows.remove(row)
        self.save()
        row.delete()

    def undo(self):
        """Put back what was last removed, as near as can be to where it stood; returns the row, or None.

        Raises Unmarkable where it would return with a lower marking than it had.
        """
        memory = self.packet.removed
        row = recalled(self.packet, memory)
        if row is None:
            return None  # what cannot return yet is not forgotten: it may have a note
        self.packet.removed = {}
        following = {other.row_id: at for at, other in enumerate(self.rows)}.get(
            memory["before"], len(self.rows)
        )
        self.rows.insert(following, row)
        return row

    def sort(self, by: str):
        """Order the measures within each section: by `document` and number, or by `theme`."""
        order = self.orders[by]
        self.rows = [
            row
            for section, items in self.sections()
            for row in ([section] if section else []) + sorted(items, key=order)
        ]

    def save(self):
        """Write the order into the packet, in as few statements as that takes."""
        section = None
        for position, row in enumerate(self.rows, 1):
            row.position = position
            if isinstance(row, PacketSection):
                section = row
            else:
                row.section = section
        sections = [row for row in self.rows if isinstance(row, PacketSection)]
        items = [row for row in self.rows if isinstance(row, PacketItem)]
        PacketSection.objects.bulk_update(sections, ["position"])
        PacketItem.objects.bulk_update(items, ["position", "section"])

    def _headings(self) -> list[int]:
        return [at for at, row in enumerate(self.rows) if isinstance(row, PacketSection)]

    def _block(self, row: Row) -> list[Row]:
        """Return what moves with a row: with a heading, all that stands under it."""
        at = self.rows.index(row)
        if not isinstance(row, PacketSection):
            return [row]
        end = next((place for place in self._headings() if place > at), len(self.rows))
        return self.rows[at:end]

    def _move_block(self, row: Row, to: int):
        block = self._block(row)
        self.rows = [other for other in self.rows if other not in block]
        self.rows[to:to] = block


def by_document(item: PacketItem):
    return item.measure.document.position, item.measure.number


def by_theme(item: PacketItem):
    themes = [theme.name for theme in item.measure.themes.all()]
    return not themes, themes[:1], *by_document(item)


def add_section(packet: Packet, heading: str) -> PacketSection:
    """Add a heading after all that the packet holds."""
    last = packet.sections.aggregate(last=Max("position"))["last"] or 0
    return packet.sections.create(heading=heading, position=last + MAX_MEASURES + 1)
