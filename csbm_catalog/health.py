"""Two addresses for machines: is the process alive, and can it serve."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from csbm_catalog.checks import pdf_engine_fault


@require_safe
@never_cache
@login_not_required
def alive(request):
    """Answer without asking the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def ready(request):
    """Answer 200 where pages can be served, 503 where the database is away or not migrated."""
    state = {
        "database": "ok",
        "migrations": "ok",
        "pdf": "unavailable" if pdf_engine_fault() else "available",
    }
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            state["migrations"] = "pending"
    except (DatabaseError, InterfaceError):
        state |= {"database": "away", "migrations": "unknown"}
    return JsonResponse(state, status=200 if state["migrations"] == "ok" else 503)
