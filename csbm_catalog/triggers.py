"""Database triggers that move the catalogue's version on with every change to the record."""

from django.apps import apps
from django.db import connections

from csbm_catalog.models import CatalogueVersion, Record

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


def record_tables() -> list[str]:
    """Return every table of the record, the links of its many-to-many fields included."""
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    links = [through for model in models for through in links_of(model)]
    return sorted({model._meta.db_table for model in [*models, *links]})


def links_of(model) -> list:
    """Return the models of the tables that link a model's many-to-many fields."""
    return [field.remote_field.through for field in model._meta.local_many_to_many]


def install_triggers(using="default", **kwargs):
    """Lay the triggers on every table of the record that exists; laying them twice changes nothing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        tables = [table for table in record_tables() if table in present]
        if VERSION not in present or not tables:
            return
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for table in tables:
            lay_triggers(cursor, connection.vendor, table)


def lay_triggers(cursor, vendor: str, table: str):
    for event in ROWS if vendor == "postgresql" else EVENTS:
        name = f"{table}_{event.lower()}_recorded"
        if vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            cursor.execute(POSTGRESQL.format(name=name, event=event, table=table, rows=ROWS[event]))
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(SQLITE.format(name=name, event=event, table=table))
