"""The groups that the catalogue itself knows."""

from django.apps import apps
from django.db import connections

from csbm_catalog.accounts import BRIEFING_STAFF


def create_groups(using="default", **kwargs):
    """Create the groups where they are missing; a migration of some apps alone may come before their table."""
    group = apps.get_model("auth", "Group")
    if group._meta.db_table in connections[using].introspection.table_names():
        group.objects.using(using).get_or_create(name=BRIEFING_STAFF)
