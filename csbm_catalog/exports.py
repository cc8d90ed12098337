"""Writers of tables and lists for other programs: streamed, and harmless in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse

ROWS_AT_A_TIME = 500
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # Excel takes a CSV without it for the machine's own encoding


class Echo:
    """A file for csv.writer that hands back what is written."""

    def write(self, text):
        return text


def harmless(cell: object) -> str:
    """Return the cell as text that no spreadsheet takes for a formula: `'` goes before one."""
    text = "; ".join(map(str, cell)) if isinstance(cell, list) else "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(LIVE) else text


def csv_lines(columns: list[str], rows: Iterable[dict]) -> Iterator[str]:
    """Yield the table as CSV, some 500 rows at a time; lists are joined by `; `."""
    write = csv.writer(Echo()).writerow
    yield BYTE_ORDER_MARK + write(columns)
    pending: list[str] = []
    for row in rows:
        pending.append(write([harmless(row[column]) for column in columns]))
        if len(pending) == ROWS_AT_A_TIME:
            yield "".join(pending)
            pending.clear()
    yield "".join(pending)


def json_lines(query: dict, count: int, rows: Iterable[dict]) -> Iterator[str]:
    """Yield `{"query": …, "count": …, "results": […]}`, a row a line."""
    encode = DjangoJSONEncoder(ensure_ascii=False).encode
    yield f'{{"query": {encode(query)}, "count": {count}, "results": ['
    comma = "\n"
    pending = []
    for row in rows:
        pending.append(comma + encode(row))
        comma = ",\n"
        if len(pending) == ROWS_AT_A_TIME:
            yield "".join(pending)
            pending.clear()
    yield "".join(pending) + "\n]}\n"


def download(lines: Iterator[str], content_type: str, filename: str) -> StreamingHttpResponse:
    """Return the lines as a file to keep."""
    return StreamingHttpResponse(
        lines,
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
