"""Spreadsheets for other programs: every cell is text that no program takes for a formula or an address."""

from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from django.http import FileResponse
from django.utils.translation import gettext as _

from csbm_catalog.exports import harmless

LONGEST_CELL = 32_767  # signs: what a spreadsheet holds in one
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}


def download(columns: list[str], rows: Iterable[dict], filename: str) -> FileResponse:
    """Return the table as a file to keep."""
    file = spreadsheet(columns, rows)  # the response closes it
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX)


def spreadsheet(columns: list[str], rows: Iterable[dict]) -> IO[bytes]:
    """Return the table as an open XLSX file; lists are joined by `; `, numbers stay numbers."""
    file = TemporaryFile()  # noqa: SIM115 (whoever asked for it closes it)
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, bold)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                write(sheet, line, place, row[column])
    file.seek(0)
    return file


def write(sheet, line: int, place: int, value: object):
    if isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(line, place, value)
    elif text := harmless(value):
        sheet.write_string(line, place, fitting(text))


def fitting(text: str) -> str:
    """Return the text as far as a cell holds it; a text that is cut says so."""
    notice = _(" … [cut: a cell holds no more]")
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(notice)] + notice
