"""Deleting a record: with a reason, and only what nothing else points to."""

from collections.abc import Iterator

from django.contrib.admin.utils import NestedObjects
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from csbm_catalog.admin.base import CatalogueAdmin
from csbm_catalog.admin.forms import MAX_REASON
from csbm_catalog.history.whole import links_to, whole_held
from csbm_catalog.history.writing import begin_history, remove


class Deleting(CatalogueAdmin):
    """What `RecordAdmin` adds to the deletion of a record."""

    delete_confirmation_template = "admin/record/delete_confirmation.html"

    def get_actions(self, request):
        """Offer no deletion of many at once: each record is deleted with its own list of what goes, and why."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_view(self, request, object_id, extra_context=None):
        with transaction.atomic():
            if request.method == "POST":
                self.lock(object_id)
            return super().delete_view(request, object_id, extra_context)

    def lock(self, object_id: str):
        """Let nobody link anything with this row until the transaction ends."""
        if object_id.isascii() and object_id.isdigit() and len(object_id) < 19:
            list(self.model._base_manager.select_for_update(of=("self",)).filter(pk=object_id).values("pk"))

    def get_deleted_objects(self, objs, request):
        """Name what goes and what forbids that, with links: also what would silently lose a link to the record."""
        _deleted, counts, lacking, _protected = super().get_deleted_objects(objs, request)
        found = NestedObjects(using=DEFAULT_DB_ALIAS)
        found.collect(objs)
        for owner, rows in found.edges.items():
            found.edges[owner] = [row for row in rows if not row._meta.auto_created]
        protected = sorted(self.in_words(row) for row in found.protected)
        return (
            found.nested(self.in_words), counts, lacking,
            [*protected, *(said for row in objs for said in self.linked_with(row))],
        )  # fmt: skip

    def linked_with(self, row) -> list[str]:
        """Return a line for every record that is linked with this one."""
        return [
            format_html("{} ({})", self.in_words(other), field.verbose_name)
            for field, others in links_to(row)
            for other in others
        ]

    def in_words(self, row) -> str:
        """Return the name of a row, with a link to its page or to that of the record to which it belongs."""
        noun = capfirst(row._meta.verbose_name)
        keeper = row if self.has_page(type(row)) else next(iter(self.owners(row)), None)
        if keeper is None:
            return f"{noun}: {row}"
        link = linked_to(keeper)
        return (
            format_html("{}: {}", noun, link)
            if keeper is row
            else format_html("{}: {} ({})", noun, row, link)
        )

    def owners(self, row) -> Iterator:
        """Yield the records of the admin with which a row goes."""
        for field in row._meta.concrete_fields:
            goes_with = (
                isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
            )
            if goes_with and self.has_page(field.related_model):
                yield getattr(row, field.name)

    def has_page(self, model) -> bool:
        return model in self.admin_site._registry

    def delete_model(self, request, obj):
        begin_history(whole_held(type(obj), obj.pk))
        remove(obj, request.user, request.POST.get("why", "")[:MAX_REASON].strip(), timezone.now())


def linked_to(row) -> str:
    """Return the name of a record as a link to its page in the admin."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, row)
