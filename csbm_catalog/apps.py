from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save, pre_delete


class CatalogConfig(AppConfig):
    name = "csbm_catalog"
    verbose_name = "Catalogue"

    def ready(self):
        from csbm_catalog import checks, event_admin  # noqa: F401  register themselves
        from csbm_catalog.accounts import admin  # noqa: F401  takes the place of Django's own page of users
        from csbm_catalog.accounts.closing import refuse_deletion
        from csbm_catalog.accounts.roles import fill_groups
        from csbm_catalog.accounts.sessions import account_saved
        from csbm_catalog.search import folding
        from csbm_catalog.triggers import install_triggers

        connection_created.connect(folding.teach, dispatch_uid="folding")
        # A SQLite migration that alters a table drops its triggers: they are laid anew after each.
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="record-triggers")
        post_migrate.connect(fill_groups, sender=self, dispatch_uid="groups")
        post_save.connect(account_saved, sender="auth.User", dispatch_uid="sessions-of-saved")
        pre_delete.connect(refuse_deletion, sender="auth.User", dispatch_uid="accounts-are-closed")
