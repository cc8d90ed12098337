"""Reading a file of records: bounded, and every fault said in a sentence with its row."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from csbm_catalog.files.cells import uncovered

MOST_BYTES = 10_000_000
MOST_ROWS = 20_000
NAMED = 10  # how many unknown columns are named
DELIMITERS = ",;\t"  # spreadsheets save with the one that their language is used to

csv.field_size_limit(MOST_BYTES)  # a text may be as long as the file


class Unreadable(Exception):
    """The file as a whole cannot be taken: the message says why."""


class Row(NamedTuple):
    """One row: its number as a spreadsheet counts it, or its place in the list of a JSON file."""

    number: int
    cells: dict[str, object]


@dataclass
class Table:
    """What a file holds; `faults` are the rows that could not be read, by number."""

    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)


def read(content: bytes, name: str, known: list[str], key: list[str]) -> Table:
    """Return the rows of a CSV or JSON file, whose columns are all among `known`.

    Raises Unreadable where the file is too large, no such file, or its columns are not what they should be.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is over 10 MB."))
    ending = name.lower().rpartition(".")[2]
    if ending not in ("csv", "json"):
        raise Unreadable(_("The name of the file is to end in .csv or .json."))
    text = decoded(content)
    table = read_csv(text, key) if ending == "csv" else read_json(text)
    check_columns(table.columns, known, key)
    table.faults |= {row.number: fault for row in table.rows if (fault := unstorable(row))}
    table.rows = [row for row in table.rows if row.number not in table.faults]
    return table


def decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            _("Line %(line)s is not in UTF-8. Save the file anew as “CSV UTF-8”, or as JSON.")
            % {"line": line}
        ) from error


def read_csv(text: str, key: list[str]) -> Table:
    delimiter = delimiter_of(text, key)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip() for name in next(lines, [])]
        table = Table(columns)
        for number, cells in enumerate(lines, start=2):
            if not cells:
                continue
            if len(cells) != len(columns):
                table.faults[number] = miscounted(len(cells), len(columns))
                continue
            values: dict[str, object] = dict(zip(columns, map(uncovered, cells), strict=True))
            table.rows.append(Row(number, values))
            bound(len(table.rows))
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)s cannot be read as CSV: a quotation mark is missing or too many.")
            % {"line": lines.line_num}
        ) from error
    return table


def delimiter_of(text: str, key: list[str]) -> str:
    """Return what parts the names in the first line, as far as the key is found among them."""
    first = text[: text.find("\n")] if "\n" in text else text
    for delimiter in DELIMITERS:
        if set(key) <= {name.strip(' "\r') for name in first.split(delimiter)}:
            return delimiter
    return ","


def miscounted(cells: int, columns: int) -> str:
    return ngettext(
        "It has %(cells)s cell; the first row names %(columns)s columns.",
        "It has %(cells)s cells; the first row names %(columns)s columns.",
        cells,
    ) % {"cells": cells, "columns": columns}


def bound(rows: int):
    if rows > MOST_ROWS:
        raise Unreadable(_("The file has more than 20,000 rows."))


def read_json(text: str) -> Table:
    """Read a list of objects, or the files of the catalogue, which hold it as `results`."""
    try:
        found = json.loads(text, object_pairs_hook=distinct, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise Unreadable(_("Line %(line)s is no JSON.") % {"line": error.lineno}) from error
    except RecursionError as error:
        raise Unreadable(_("The file is no list of records: it is nested too deep.")) from error
    except ValueError as error:
        raise Unreadable(_("The file is no JSON: %(why)s") % {"why": str(error)[:200]}) from error
    rows = found.get("results") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise Unreadable(_("The file holds no list of records."))
    bound(len(rows))
    columns = next((list(row) for row in rows if isinstance(row, dict)), [])
    table = Table(unite(columns, rows))
    for number, row in enumerate(rows, start=1):
        if fault := misshapen(row, table.columns):
            table.faults[number] = fault
        else:
            table.rows.append(Row(number, row))
    return table


def distinct(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("an object names the same thing twice."))
    return found


def refuse(name: str):
    raise ValueError(_("%(name)s is no value of JSON.") % {"name": name})


def unite(columns: list[str], rows: Iterable) -> list[str]:
    return list(dict.fromkeys([*columns, *(name for row in rows if isinstance(row, dict) for name in row)]))


def misshapen(row: object, columns: list[str]) -> str:
    """Say what is wrong with the shape of a record in a JSON file, if anything."""
    if not isinstance(row, dict):
        return _("It is no object with names and values.")
    lacking = [name for name in columns if name not in row]
    return _("It lacks %(names)s, which other rows have.") % {"names": quoted(lacking)} if lacking else ""


def check_columns(columns: list[str], known: list[str], key: list[str]):
    """Raise Unreadable where a column is unknown, named twice or missing."""
    if not columns:
        raise Unreadable(_("The file holds no records."))
    if unknown := [name for name in columns if name not in known]:
        raise Unreadable(
            ngettext("Unknown column: %(names)s.", "Unknown columns: %(names)s.", len(unknown))
            % {"names": quoted(unknown)}
            + " "
            + _("Known are: %(names)s.") % {"names": ", ".join(known)}
        )
    if twice := [name for name in dict.fromkeys(columns) if columns.count(name) > 1]:
        raise Unreadable(_("More than one column is called %(names)s.") % {"names": quoted(twice)})
    if missing := [name for name in key if name not in columns]:
        raise Unreadable(
            _("The column %(names)s is missing: it says which record a row is.") % {"names": quoted(missing)}
        )


def quoted(names: list[str]) -> str:
    shown = ", ".join(f"“{name[:50]}”" for name in names[:NAMED])
    return f"{shown} …" if len(names) > NAMED else shown


def unstorable(row: Row) -> str:
    """Say what no database could hold in this row, if anything."""
    for column, value in row.cells.items():
        for text in texts(value):
            if "\0" in text:
                return _("%(column)s has a NUL in it.") % {"column": column}
            if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
                return _("%(column)s has half a character in it.") % {"column": column}
    return ""


def texts(value: object) -> Iterator[str]:
    """Yield every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from texts(inner)
