"""Pages of the admin about the whole record: its change log, and what was deleted from it."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csbm_catalog import exports
from csbm_catalog.addresses import cleaned
from csbm_catalog.admin.forms import ReasonForm
from csbm_catalog.admin.log_form import LogForm
from csbm_catalog.admin.records import RecordAdmin
from csbm_catalog.events import note_export
from csbm_catalog.history import log
from csbm_catalog.history.changes import told
from csbm_catalog.history.kept import kept_models
from csbm_catalog.history.restoring import CannotRestore, is_held, lost_with, steps_back
from csbm_catalog.history.whole import owner_field, records

ENTRIES_A_PAGE = 50
COLUMNS = ["when", "who", "kind", "record", "of", "change", "fields", "why"]


def viewable(request) -> list:
    """Return the models of the record whose changes this person may see."""
    return [model for model in records() if (page := admin_of(model)) and page.has_view_permission(request)]


def logged(request) -> list:
    """Return the models whose changes this person finds in the log: of the record, and of what waits beside it."""
    kept = [
        model for model in kept_models() if admin.site._registry[model.subject()].has_view_permission(request)
    ]
    return [*viewable(request), *kept]


def admin_of(model) -> RecordAdmin | None:
    """Return the admin of a model, or of the model to whose rows its rows belong."""
    owner = owner_field(model)
    keeper: Any = owner.related_model if owner else model
    found = admin.site._registry.get(keeper)
    return found if isinstance(found, RecordAdmin) else None


@require_safe
def change_log(request):
    """Every change to the record, the newest first, narrowed by what is asked."""
    form, models = asked(request)
    found = log.versions(form.kinds(models), form.condition()) if form.is_valid() else []
    pages = Paginator(found, ENTRIES_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    entries = log.entries(page.object_list, models)
    context = admin.site.each_context(request) | {
        "title": _("Change log"),
        "form": form,
        "asked": question(request),
        "page": page,
        "page_range": pages.get_elided_page_range(page.number),
        "entries": list(zip(entries, addresses(entries), strict=True)),
    }
    return TemplateResponse(request, "admin/record/log.html", context)


@require_safe
def change_log_csv(request):
    """The same log as a table; what cannot be asked is refused with the words of the page."""
    form, models = asked(request)
    if not form.is_valid():
        text = "\n".join(f"{name}: {error}" for name, errors in form.errors.items() for error in errors)
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    note_export(request, "change-log.csv")
    found = log.versions(form.kinds(models), form.condition())
    rows = (row_of(entry) for entry in log.all_entries(found, models))
    return exports.download(exports.csv_lines(COLUMNS, rows), "text/csv", "change-log.csv")


def asked(request):
    models = logged(request)
    if not models:
        raise PermissionDenied
    return LogForm(request.GET, models=models), models


def question(request) -> str:
    """Return what was asked, ready for the number of a page to follow."""
    asked = cleaned(request.GET)
    asked.pop("page", None)
    return f"{asked.urlencode()}&" if asked else ""


def row_of(entry: log.Entry) -> dict:
    change = entry.change
    return {
        "when": entry.moment.isoformat(),
        "who": entry.by.get_username() if entry.by else "",
        "kind": change.noun,
        "record": change.label,
        "of": change.of,
        "change": change.deed,
        "fields": list(map(str, change.fields)),
        "why": entry.reason,
    }


def addresses(entries: list[log.Entry]) -> list[str]:
    """Return where each entry leads: to the history of its record; nowhere where that is deleted."""
    wanted: dict[Any, set[int]] = {}
    for entry in entries:
        model, pk = entry.change.record
        wanted.setdefault(model, set()).add(pk)
    held = {
        model: set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for model, keys in wanted.items()
    }
    return [address(*entry.change.record, held) for entry in entries]


def address(model, pk: int, held: dict[type, set[int]]) -> str:
    if pk in held[model]:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[pk])
    return reverse("record-deleted-one", args=[model._meta.label_lower, pk])


@require_safe
def deleted(request):
    """What was deleted from the record and is not back, the newest first; parts are in their record's history."""
    models = [model for model in viewable(request) if owner_field(model) is None]
    if not models:
        raise PermissionDenied
    pages = Paginator(log.deletions(models), ENTRIES_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    entries = log.entries(page.object_list, models)
    context = admin.site.each_context(request) | {
        "title": _("Deleted records"),
        "asked": "",
        "page": page,
        "page_range": pages.get_elided_page_range(page.number),
        "entries": list(zip(entries, addresses(entries), strict=True)),
    }
    return TemplateResponse(request, "admin/record/deleted.html", context)


def deleted_one(request, label: str, pk: int):
    """One deleted record with all that went with it, and the way back."""
    page = admin_by_label(label)
    lost = lost_with(page.model, pk) if page and pk < 2**63 else []
    if page is None or not lost or is_held(page.model, pk):
        raise Http404
    if not page.has_view_permission(request):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    may_restore, reasons = page.may_bring_back(request), []
    if request.method == "POST" and form.is_valid() and may_restore:
        try:
            return brought_back(request, page, pk, form.cleaned_data["why"])
        except CannotRestore as refusal:
            reasons = refusal.reasons
    changes = told(steps_back(lost))
    context = admin.site.each_context(request) | {
        "title": _("Deleted: %(name)s") % {"name": next(one.label for one in changes if one.pk == pk)},
        "changes": changes,
        "form": form,
        "reasons": reasons,
        "may_restore": may_restore,
    }
    return TemplateResponse(request, "admin/record/deleted_one.html", context)


def admin_by_label(label: str) -> RecordAdmin | None:
    """Return the admin of a model that is named as in `conferences.document`; None where there is none."""
    try:
        return admin_of(apps.get_model(label))
    except (LookupError, ValueError, AttributeError):
        return None


def brought_back(request, page: RecordAdmin, pk: int, reason: str):
    where = page.bring_back(request, pk, reason)
    if where is None:
        messages.success(request, _("The record is back, with its links and all that went with it."))
        where = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_change", args=[pk])
    return HttpResponseRedirect(where)
