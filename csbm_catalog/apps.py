from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    name = "csbm_catalog"
    verbose_name = "Catalogue"

    def ready(self):
        from csbm_catalog import checks  # noqa: F401  registers itself
        from csbm_catalog.triggers import install_triggers

        # A SQLite migration that alters a table drops its triggers: they are laid anew after each.
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="record-triggers")
