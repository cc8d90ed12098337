"""Taking away what was issued, as no part of the application can: for tests that leave nothing behind."""

from django.db import connection

from csbm_catalog.triggers import install_triggers
from measures.models import PacketIssue


def thaw():
    """Take the triggers off the table of issues; `install_triggers` lays them again."""
    table = PacketIssue._meta.db_table
    with connection.cursor() as cursor:
        for event in ("update", "delete"):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}_frozen{on}")


def remove_issues(issues):
    """Delete issues for good."""
    thaw()
    issues._raw_delete(issues.db)
    install_triggers()
