"""Taking away what a browser test left in the database, whoever wrote it: the test, or the server on its own.

Rows that a test changes or deletes it has to put back itself; one that is missing afterwards is a fault.
"""

from django.apps import apps
from django.db import connection, transaction

from csbm_catalog.models import CatalogueVersion, Record, SearchRow, SearchWord
from csbm_catalog.search.index import ensure_indexed
from csbm_catalog.triggers import install_triggers
from tests.thawing import thaw

DERIVED = {CatalogueVersion, SearchRow, SearchWord}  # made anew from the record by whoever needs them


def rows() -> dict[type, set]:
    """Return the primary keys of every table, by model."""
    models = set(apps.get_models(include_auto_created=True)) - DERIVED
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}


def sweep(before: dict[type, set]):
    """Delete every row that was not there before; bring the index up where the record had grown.

    Raises AssertionError where a row of before is gone.
    """
    after = rows()
    grown = {model: after[model] - before[model] for model in after if after[model] != before[model]}
    with transaction.atomic():  # tables point to each other: what holds is looked at when all are done
        thaw()
        for model, added in grown.items():
            model._base_manager.filter(pk__in=added)._raw_delete(connection.alias)
        install_triggers()
    if any(issubclass(model, Record) for model in grown):
        ensure_indexed(CatalogueVersion.current())
    missing = {
        model._meta.label: before[model] - after[model] for model in grown if before[model] - after[model]
    }
    assert not missing, f"The tests after this one would miss: {missing}"
