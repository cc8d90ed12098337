"""Database triggers: they move the version on with every change to the record, and keep frozen rows as they are."""

from django.apps import apps
from django.db import connections

from csbm_catalog.models import CatalogueVersion, Frozen, Record

EVENTS = ("INSERT", "UPDATE", "DELETE")
VERSION = CatalogueVersion._meta.db_table

SQLITE = f"""
CREATE TRIGGER {{name}} AFTER {{event}} ON {{table}} BEGIN
    INSERT INTO {VERSION} (id, number, changed_at)
    VALUES (1, 1, strftime('%Y-%m-%d %H:%M:%f', 'now'))
    ON CONFLICT (id) DO UPDATE SET number = number + 1, changed_at = excluded.changed_at;
END"""

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION record_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'TRUNCATE' THEN
        IF NOT EXISTS (SELECT FROM changed) THEN
            RETURN NULL;  -- a statement that found no row to change
        END IF;
    END IF;
    INSERT INTO {VERSION} AS held (id, number, changed_at) VALUES (1, 1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET number = held.number + 1, changed_at = excluded.changed_at;
    RETURN NULL;
END $$"""

POSTGRESQL = """
CREATE TRIGGER {name} AFTER {event} ON {table} {rows} FOR EACH STATEMENT EXECUTE FUNCTION record_changed()"""
ROWS = {
    "INSERT": "REFERENCING NEW TABLE AS changed",
    "UPDATE": "REFERENCING NEW TABLE AS changed",
    "DELETE": "REFERENCING OLD TABLE AS changed",
    "TRUNCATE": "",
}

FROZEN_SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN
    SELECT RAISE(ABORT, 'A row of {table} is never changed or deleted.');
END"""
FROZEN_FUNCTION = """
CREATE OR REPLACE FUNCTION row_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$"""
FROZEN_POSTGRESQL = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION row_is_frozen()"""


def record_tables() -> list[str]:
    """Return every table of the record, the links of its many-to-many fields included."""
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    links = [through for model in models for through in links_of(model)]
    return sorted({model._meta.db_table for model in [*models, *links]})


def links_of(model) -> list:
    """Return the models of the tables that link a model's many-to-many fields."""
    return [field.remote_field.through for field in model._meta.local_many_to_many]


def frozen_tables() -> list[str]:
    """Return every table whose rows never change."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Frozen))


def install_triggers(using="default", **kwargs):
    """Lay the triggers on every such table that exists; laying them twice changes nothing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION + ";" + FROZEN_FUNCTION)
        if VERSION in present:
            for table in present.intersection(record_tables()):
                lay_triggers(cursor, connection.vendor, table)
        for table in present.intersection(frozen_tables()):
            freeze(cursor, connection.vendor, table)


def lay_triggers(cursor, vendor: str, table: str):
    """Lay those that move the version on."""
    for event in ROWS if vendor == "postgresql" else EVENTS:
        sql = POSTGRESQL if vendor == "postgresql" else SQLITE
        name = f"{table}_{event.lower()}_recorded"
        lay(cursor, vendor, sql, name=name, event=event, table=table, rows=ROWS[event])


def freeze(cursor, vendor: str, table: str):
    """Lay those that refuse every change of a row; emptying the whole table is left to who owns it."""
    for event in ("UPDATE", "DELETE"):
        sql = FROZEN_POSTGRESQL if vendor == "postgresql" else FROZEN_SQLITE
        lay(cursor, vendor, sql, name=f"{table}_{event.lower()}_frozen", event=event, table=table)


def thaw(cursor, vendor: str):
    """Take away those that refuse every change, for a restore; `install_triggers` lays them again."""
    for table in frozen_tables():
        for event in ("UPDATE", "DELETE"):
            drop(cursor, vendor, f"{table}_{event.lower()}_frozen", table)


def drop(cursor, vendor: str, name: str, table: str):
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""))


def lay(cursor, vendor: str, sql: str, *, name: str, table: str, **words):
    drop(cursor, vendor, name, table)
    cursor.execute(sql.format(name=name, table=table, **words))
