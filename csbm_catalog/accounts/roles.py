"""The roles, as groups: one table of what each may do, brought into the database after every migrate.

Readers and briefing staff enter no administration: reading a closed site needs an account and no more,
and the desk at `/packets/` asks for the group itself.
"""

from fnmatch import fnmatch

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db import connections

from csbm_catalog.accounts import ADMINISTRATOR, BRIEFING_STAFF, EDITOR, PUBLISHER, READER

ROLES = (READER, BRIEFING_STAFF, EDITOR, PUBLISHER, ADMINISTRATOR)
ENTERING = {EDITOR, PUBLISHER, ADMINISTRATOR}  # these need "staff status" besides

LOOK, KEEP, WHOLE = "view", "view add change", "view add change delete"

# Models by name, with wildcards; then what editors, publishers and administrators may do with them.
# Names of models and permissions that do not exist yet wait here until they do.
TABLE = [
    # models                           Editor            Publisher                   Administrator
    ("conferences.*",                  KEEP,             WHOLE,                      WHOLE),
    ("measures.theme",                 KEEP,             WHOLE,                      WHOLE),
    ("measures.measure",               KEEP + " verify", WHOLE + " verify",          WHOLE + " verify"),
    ("measures.measurecitation",       WHOLE,            WHOLE,                      WHOLE),
    ("measures.measurerelation",       WHOLE,            WHOLE,                      WHOLE),
    ("measures.measuredraft",          KEEP,             WHOLE + " publish",         WHOLE + " publish"),
    ("measures.draft*",                KEEP,             WHOLE,                      WHOLE),
    ("measures.textimport*",           KEEP,             WHOLE,                      WHOLE),
    ("measures.readerreport",          "view change",    "view change",              "view change delete"),
    ("*.historical*",                  LOOK,             LOOK,                       LOOK),
    ("measures.marking",               "",               "",                         WHOLE),
    ("measures.office",                "",               "",                         WHOLE),
    ("auth.user",                      "",               "",                         KEEP),
    ("auth.group",                     "",               "",                         LOOK),
    ("csbm_catalog.event",             "",               "",                         LOOK),
    ("csbm_catalog.failedsignin",      "",               "",                         "view delete"),
]  # fmt: skip
GRANTED = {EDITOR: 1, PUBLISHER: 2, ADMINISTRATOR: 3}


def permissions_of(role: str, models: list[str]) -> set[tuple[str, str]]:
    """Return what a role may do with these models, as pairs of model and codename, by the table."""
    column = GRANTED.get(role)
    if column is None:
        return set()
    return {
        (model, f"{action}_{model.partition('.')[2]}")
        for row in TABLE
        for model in models
        if fnmatch(model, row[0]) and (".historical" in row[0] or ".historical" not in model)
        for action in row[column].split()
    }


def fill_groups(using="default", **kwargs):
    """Create the groups and give them what the table says, no more and no less; where their tables exist."""
    if not {"auth_group", "auth_permission", "django_content_type"} <= set(
        connections[using].introspection.table_names()
    ):
        return
    for config in apps.get_app_configs():  # ours is the first to be migrated: the others' are not there yet
        create_permissions(config, using=using, verbosity=0)
    permission, group = apps.get_model("auth", "Permission"), apps.get_model("auth", "Group")
    held = {
        (f"{one.content_type.app_label}.{one.content_type.model}", one.codename): one
        for one in permission.objects.using(using).select_related("content_type")
    }
    models = sorted({model for model, _codename in held})
    for role in ROLES:
        found, _made = group.objects.using(using).get_or_create(name=role)
        found.permissions.set([held[one] for one in permissions_of(role, models) if one in held])
