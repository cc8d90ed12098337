"""What the databases are asked: does a row match, and how well."""

from django.db import models
from django.db.models import Case, Func, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from csbm_catalog.search.query import SearchQuery, Term

FTS = "csbm_catalog_searchfts"

# A column's weight in the ranking where the words stand there as typed, and under another name;
# the letter is its class in PostgreSQL's vector.
COLUMNS = {"title": ("A", 8, 4), "heading": ("B", 2, 1), "place": ("D", 3, 3)}


class Matches(Func):
    """Whether the search row with this id holds every term of a query (in one column, where one is named)."""

    output_field = models.BooleanField()
    arity = 1

    def __init__(self, row_id, query: "SearchQuery | Term", column: str = ""):
        super().__init__(row_id)
        self.terms = query.terms if isinstance(query, SearchQuery) else (query,)
        self.column = column

    @property
    def identity(self):
        return super().identity, self.terms, self.column

    def as_sqlite(self, compiler, connection, **context):
        match = " AND ".join(term.fts5() for term in self.terms)
        if self.column:
            match = f"{self.column} : ({match})"
        sql, params = compiler.compile(self.source_expressions[0])
        return f"{sql} IN (SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s)", [*params, match]

    def as_postgresql(self, compiler, connection, **context):
        weight = COLUMNS[self.column][0] if self.column else ""
        match = " & ".join(term.tsquery(weight) for term in self.terms)
        table = compiler.quote_name_unless_alias(self.source_expressions[0].alias)
        return f"{table}.vector @@ %s::tsquery", [match]


def score(query: SearchQuery):
    """Return an expression: the sum, over terms and columns, of the weight with which a row matches."""
    total: Combinable = Value(0, output_field=models.IntegerField())
    for term in query.terms:
        for column, (_letter, typed, alike) in COLUMNS.items():
            total += Case(
                When(Matches("id", term.as_typed, column), then=Value(typed)),
                When(Matches("id", term, column), then=Value(alike)),
                default=Value(0),
                output_field=models.IntegerField(),
            )
    return Coalesce(total, Value(0))
