"""A value as the text of one cell, and the cell as the value again: the way there and back is exact."""

import json
import re

# What `exports.harmless` leaves as it is, and what would yet lose its first sign on the way back.
GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def cell(value: object) -> str:
    """Return the value as text for one cell; the writers of CSV and XLSX make formulas of it harmless."""
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case list():
            text = joined(value)
        case _:
            text = str(value)
    return f"'{text}" if GUARDED.match(text) else text


def joined(values: list) -> str:
    """Return the list joined by `; `, or as JSON where that could not be taken apart again."""
    if all(isinstance(value, str) and is_plain(value) for value in values):
        return "; ".join(values)
    return json.dumps(values, ensure_ascii=False)


def is_plain(text: str) -> bool:
    return bool(text) and text == text.strip() and ";" not in text and not text.startswith("[")


def uncovered(text: str) -> str:
    """Return the text of a cell without the `'` that kept it from being a formula."""
    return text[1:] if GUARDED.match(text) else text


def listed(value: object) -> list:
    """Return the list that a cell or a JSON value stands for. Raises ValueError where it is none."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = json.loads(value)
    elif isinstance(value, str):
        value = [part.strip() for part in value.split(";") if part.strip()]
    if not isinstance(value, list | None):
        raise ValueError
    return value or []
