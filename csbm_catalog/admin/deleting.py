"""Deleting a record: with a reason, and only what nothing else points to."""

from django.db import transaction
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
        """Add to what forbids a deletion what is linked with the record and would silently lose the link."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking, [*protected, *(said for row in objs for said in linked_with(row))]

    def delete_model(self, request, obj):
        begin_history(whole_held(type(obj), obj.pk))
        remove(obj, request.user, request.POST.get("why", "")[:MAX_REASON].strip(), timezone.now())


def linked_with(row) -> list[str]:
    """Return a line for every record that is linked with this one."""
    return [
        format_html("{}: {} ({})", capfirst(other._meta.verbose_name), other, field.verbose_name)
        for field, others in links_to(row)
        for other in others
    ]
