"""Finding letters in a column whatever their accents and case, alike on both databases, without an extension."""

from django.db import models
from django.db.models.lookups import Contains

from csbm_catalog.search.words import fold

# Every letter of one code point that has a plain one: Latin letters with marks, and capitals.
SCRIPTS = [*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
PLAIN = {
    chr(code): fold(chr(code))
    for code in SCRIPTS
    if len(fold(chr(code))) == 1 and fold(chr(code)) != chr(code)
}
TABLE = str.maketrans(PLAIN)
FUNCTION = "folded"


def plain(text: str | None) -> str | None:
    """Return the text with each marked or capital Latin letter as the plain one."""
    return None if text is None else text.translate(TABLE)


class Folded(Contains):
    """`name__folded="beltran"` finds Beltrán."""

    lookup_name = FUNCTION

    def get_prep_lookup(self):
        return plain(str(self.rhs))

    def as_sqlite(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        pattern, values = self.process_rhs(compiler, connection)
        return f"{FUNCTION}({sql}) LIKE {pattern} ESCAPE '\\'", [*params, *values]

    def as_postgresql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        pattern, values = self.process_rhs(compiler, connection)
        letters = ["".join(PLAIN), "".join(PLAIN.values())]
        return f"translate({sql}::text, %s, %s) LIKE {pattern}", [*params, *letters, *values]


def teach(connection, **kwargs):
    """Give a new connection to SQLite the function; PostgreSQL has its own."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 1, plain, deterministic=True)


models.CharField.register_lookup(Folded)
models.TextField.register_lookup(Folded)
models.GenericIPAddressField.register_lookup(Folded)
