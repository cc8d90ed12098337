"""One alphabetical order on both databases."""

from django.db.models import Func


class Alphabetical(Func):
    """Order by a text without regard to case, letter by letter, whatever the database's locale."""

    arity = 1

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="LOWER(%(expressions)s)")

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template='LOWER(%(expressions)s COLLATE "C")')
