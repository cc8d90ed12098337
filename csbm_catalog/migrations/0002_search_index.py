"""The index over the search rows: FTS5 on SQLite, a stored vector with GIN on PostgreSQL.

A token that no query holds, since none is so long, ends each column, so that a phrase never runs from one
into the next.
"""

from django.db import migrations

COLUMNS = {"title": "A", "heading": "B", "body": "C", "place": "D"}
END = "endofcolumn" * 6
VECTOR = " || ".join(
    f"setweight(to_tsvector('simple', {column} || ' {END}'), '{weight}')" for column, weight in COLUMNS.items()
)
FORWARD = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE csbm_catalog_searchfts USING fts5({', '.join(COLUMNS)}, "
        "content='csbm_catalog_searchrow', content_rowid='id', tokenize='unicode61')"
    ],
    "postgresql": [
        f"ALTER TABLE csbm_catalog_searchrow ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
        "CREATE INDEX csbm_catalog_searchrow_vector ON csbm_catalog_searchrow USING GIN (vector)",
    ],
}
BACK = {
    "sqlite": ["DROP TABLE csbm_catalog_searchfts"],
    "postgresql": ["ALTER TABLE csbm_catalog_searchrow DROP COLUMN vector"],
}


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("csbm_catalog", "0001_initial")]
    operations = [migrations.RunPython(run(FORWARD), run(BACK))]
