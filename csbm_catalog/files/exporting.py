"""All records of a kind as one file."""

from collections.abc import Collection, Iterator

from django.utils import timezone

from csbm_catalog import spreadsheets
from csbm_catalog.exports import csv_lines, download, json_lines
from csbm_catalog.files.cells import cell
from csbm_catalog.files.resources import RecordResource

FORMATS = ("csv", "json", "xlsx")


def export(resource: RecordResource, file_format: str):
    """Return every record of the kind as a response in one of FORMATS."""
    name = f"{resource.file_name}-{timezone.localdate():%Y-%m-%d}.{file_format}"
    columns = resource.columns()
    rows = [resource.values(record) for record in resource.get_queryset()]
    match file_format:
        case "json":
            return download(json_lines({}, len(rows), rows), "application/json", name)
        case "csv":
            return download(csv_lines(columns, cells(rows)), "text/csv", name)
        case _:
            return spreadsheets.download(columns, cells(rows, {int}), name)


def cells(rows: list[dict], kept: Collection[type] = ()) -> Iterator[dict]:
    """Yield the rows as texts of cells, values of the types `kept` as they are."""
    for row in rows:
        yield {name: value if type(value) in kept else cell(value) for name, value in row.items()}
