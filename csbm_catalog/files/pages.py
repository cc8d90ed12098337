"""The pages of the admin on which records are taken away as files and brought back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csbm_catalog.events import Deed, note, note_export
from csbm_catalog.files.exporting import FORMATS, export
from csbm_catalog.files.forms import FileForm
from csbm_catalog.files.importing import Fate, Moved, Report, apply, preview
from csbm_catalog.files.reading import Table, Unreadable, read
from csbm_catalog.files.resources import RecordResource
from csbm_catalog.files.waiting import WaitingFile

SHOWN = 200  # rows of one fate on the page of a preview


class WithFiles(admin.ModelAdmin):
    """An admin whose records can be taken away as files and brought back: `file_resources` names their kinds."""

    file_resources: list[type[RecordResource]] = []
    change_list_template = "admin/files/change_list.html"

    def get_urls(self):
        """Return the pages of files ahead of those of the records, one of which would take any address."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [
            ("files/", require_safe(self.files_page), "files"),
            ("files/<slug:kind>.<slug:file_format>", require_safe(self.export_file), "export"),
            ("files/<slug:kind>/", require_POST(self.upload_file), "upload"),
            ("files/<slug:kind>/<slug:token>/", require_http_methods(["GET", "POST"])(self.preview_page), "preview"),
        ]  # fmt: skip
        ours = [
            path(route, self.admin_site.admin_view(view), name=f"{name}_{page}")
            for route, view, page in pages
        ]
        return [*ours, *super().get_urls()]

    def address_of(self, page: str, *args) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def resource_of(self, kind: str) -> type[RecordResource]:
        for resource in self.file_resources:
            if resource.file_name == kind:
                return resource
        raise Http404

    def may_export(self, request, resource: type[RecordResource]) -> bool:
        return may(request.user, resource._meta.model, "view") or may(
            request.user, resource._meta.model, "change"
        )

    def may_import(self, request, resource: type[RecordResource]) -> bool:
        """Say whether this person may add and change what a row of the file becomes."""
        model = resource.permission_model or resource._meta.model
        return may(request.user, model, "add") and may(request.user, model, "change")

    def files_page(self, request, form: FileForm | None = None, status=200):
        """Show every kind of file of these records: what is in it, its export, and its import."""
        resources = [one for one in self.file_resources if self.may_export(request, one)]
        if not resources:
            raise PermissionDenied
        kinds = [
            {
                "resource": one(),
                "exports": [(name, self.address_of("export", one.file_name, name)) for name in FORMATS],
                "upload": self.address_of("upload", one.file_name) if self.may_import(request, one) else "",
                "form": form if form and isinstance(form.resource, one) else FileForm(one()),
            }
            for one in resources
        ]
        return self.page(request, "admin/files/files.html", _("Import and export"), status, kinds=kinds)

    def export_file(self, request, kind, file_format):
        resource = self.resource_of(kind)
        if not self.may_export(request, resource):
            raise PermissionDenied
        if file_format not in FORMATS:
            raise Http404
        note_export(request, f"{kind}.{file_format}")
        return export(resource(base=request.build_absolute_uri("/")[:-1]), file_format)

    def upload_file(self, request, kind):
        """Keep the file and show what it would do; or say why it cannot be taken."""
        resource = self.resource_of(kind)
        if not self.may_import(request, resource):
            raise PermissionDenied
        form = FileForm(resource(), request.POST, request.FILES)
        if not form.is_valid():
            return self.files_page(request, form, status=422)
        kept = WaitingFile.objects.keep(owner=request.user, kind=kind, **form.kept())
        return HttpResponseRedirect(self.address_of("preview", kind, kept.token))

    def preview_page(self, request, kind, token):
        """Show what a file would do, row by row; a POST does it, if it is still what was shown."""
        resource_class = self.resource_of(kind)
        if not self.may_import(request, resource_class):
            raise PermissionDenied
        kept = WaitingFile.objects.waiting().filter(token=token, owner=request.user, kind=kind).first()
        if kept is None:
            return self.back(request, messages.ERROR, _("The file does not wait any more: choose it again."))
        try:
            if request.method == "POST":
                resource = prepared(resource_class, kept)
                done = self.import_file(request, resource, kept)
                if done.is_sound:
                    return self.imported(request, kept, done, resource.undo_address())
            report = preview(prepared(resource_class, kept), table_of(resource_class, kept))
        except Unreadable as error:
            return self.back(request, messages.ERROR, str(error))
        return self.show(
            request, resource_class, kept, report, status=409 if request.method == "POST" else 200
        )

    def import_file(self, request, resource: RecordResource, kept: WaitingFile) -> Report:
        """Import the file; return a report of nothing where the record is not what it was at the preview."""
        seen = request.POST.get("seen", "")
        try:
            return apply(resource, table_of(type(resource), kept), kept.digest, seen)
        except (Moved, IntegrityError):
            messages.warning(
                request,
                _(
                    "Nothing was imported: it would not do what you were shown, since the record or the file is another "
                    "by now. This is what would happen."
                ),
            )
            return Report([])

    def imported(self, request, kept: WaitingFile, report: Report, undo: str):
        kept.delete()
        note(request, Deed.IMPORTED, f"{kept.kind}: {kept.name}")
        words = _("Imported from %(name)s: %(new)s new, %(changed)s changed, %(same)s the same.")
        told = words % ({"name": kept.name} | report.counts)
        if undo:
            link = (told, undo, _("See the drafts, or undo the import"))
            told = format_html('{} <a href="{}">{}</a>', *link)
        return self.back(request, messages.SUCCESS, told)

    def back(self, request, level: int, words: str):
        messages.add_message(request, level, words)
        return redirect(self.address_of("files"))

    def show(self, request, resource_class, kept: WaitingFile, report: Report, status=200):
        parts = [
            {"fate": fate.value, "count": len(found), "shown": found[:SHOWN], "more": len(found[SHOWN:])}
            for fate in Fate
            if (found := report.of(fate))
        ]
        return self.page(
            request, "admin/files/preview.html", _("Preview of %(name)s") % {"name": kept.name}, status,
            resource=resource_class, kept=kept, parts=parts, counts=report.counts, is_sound=report.is_sound,
            stamp=report.stamp(kept.digest), files=self.address_of("files"),
        )  # fmt: skip

    def page(self, request, template: str, title: str, status=200, **context):
        everywhere = self.admin_site.each_context(request) | {
            "title": title,
            "subtitle": None,
            "opts": self.opts,
        }
        headers = {"Cache-Control": "private, no-store"}
        return TemplateResponse(request, template, everywhere | context, status=status, headers=headers)


def may(user, model, deed: str) -> bool:
    return user.has_perm(f"{model._meta.app_label}.{deed}_{model._meta.model_name}")


def prepared(resource_class: type[RecordResource], kept: WaitingFile) -> RecordResource:
    return resource_class(by=kept.owner, source_name=kept.name, digest=kept.digest)


def table_of(resource_class: type[RecordResource], kept: WaitingFile) -> Table:
    resource = resource_class()
    return read(bytes(kept.content), kept.name, resource.columns(), resource.key_columns())
