"""Finding words in the record, alike on SQLite (FTS5) and PostgreSQL (tsvector).

words → vocabulary → query → matching (what the databases are asked) and index (what they hold).
"""
