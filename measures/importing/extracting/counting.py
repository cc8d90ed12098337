"""Numbers as lists print them: 4, D, d, IV, iv."""

ROMAN = [
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
]  # fmt: skip


def printed(number: int, form: str) -> str:
    """Return a number in the form that WordprocessingML names: `lowerRoman`, `upperLetter`, else decimal."""
    if form.endswith("Roman") and 0 < number < 4000:
        text = roman(number)
    elif form.endswith("Letter") and 0 < number <= 26 * 20:
        text = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
    else:
        return f"{number:02}" if form == "decimalZero" else str(number)
    return text.upper() if form.startswith("upper") else text


def roman(number: int) -> str:
    """Return a number from 1 to 3999 in lower-case Roman numerals."""
    text = ""
    for value, letters in ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def of_roman(text: str) -> int | None:
    """Return the number that Roman numerals of either case write, None where they write none."""
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    numbers = [values.get(letter, 0) for letter in text.lower()]
    total = sum(-a if a < b else a for a, b in zip(numbers, [*numbers[1:], 0], strict=True))
    return total if 0 < total < 4000 and roman(total) == text.lower() else None
