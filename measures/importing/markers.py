"""What may be the number of a heading or a measure: 1. 1) (1) 1.1 I. A. a) i), as it stands at a line's start."""

import re
from dataclasses import dataclass

from measures.importing.extracting.counting import of_roman
from measures.importing.papers import Line

SHAPE = re.compile(
    r"(\()?(\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,7}|[ivxlc]{1,7}|[A-Za-z])(\.\)|\.[-–—]|[.)]|)(?=\s|\Z|(?<=\d[.)])(?:[^\W\d_]|[“\"]))"
)


@dataclass(frozen=True)
class Reading:
    """One way to read a number: kind `1`, `A`, `a`, `I`, `i`, or `1.1` with what stands before the last dot."""

    kind: str
    value: int
    within: str = ""


@dataclass(frozen=True)
class Marker:
    """A number as printed, the ways to read it, its form (what surrounds it) and the text after it."""

    printed: str
    readings: tuple[Reading, ...]
    form: str
    rest: str

    @property
    def family(self) -> tuple[str, str]:
        """Return what numbers of one look share: their form, and digits, capitals or small letters."""
        look = {"A": "capital", "I": "capital", "a": "small", "i": "small"}
        return self.form, look.get(self.readings[0].kind, "digits")


def marker_of(line: Line) -> Marker | None:
    """Return what may be the number of a line, None where nothing can be."""
    if line.marker:
        made = matched(line.marker) or matched(line.marker + ".")
        if made is None:
            return None
        return Marker(line.marker, made.readings, f"{made.form}{line.depth}{'h' * line.heading}", line.text)
    found = matched(line.text)
    if found and line.heading:
        return Marker(found.printed, found.readings, found.form + "h", found.rest)
    return found


def matched(text: str) -> Marker | None:
    found = SHAPE.match(text)
    if not found:
        return None
    opening, number, closing = found[1] or "", found[2], found[3]
    if (opening and closing != ")") or (not closing and "." not in number):
        return None
    form = f"{opening}{closing}" if "." not in number else "1.1"
    return Marker(found[0], readings(number), form, text[found.end() :].strip())


def readings(number: str) -> tuple[Reading, ...]:
    if "." in number:
        within, _, last = number.rpartition(".")
        return (Reading("1.1" + ".1" * within.count("."), int(last), within),)
    if number.isdigit():
        return (Reading("1", int(number)),)
    case = "I" if number.isupper() else "i"
    found = []
    if value := of_roman(number):
        found.append(Reading(case, value))
    if len(number) == 1:
        found.append(Reading("A" if case == "I" else "a", ord(number.lower()) - 96))
    return tuple(found)
