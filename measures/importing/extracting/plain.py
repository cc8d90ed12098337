"""Text → lines: form feeds end pages, blank lines part paragraphs, leading spaces indent."""

from measures.importing.papers import MAX_CHARACTERS, Line, Unreadable, clean, squeeze

TAB = 4


def lines_of(text: str) -> list[Line]:
    """Return the lines that hold anything. Raises Unreadable where there is more text than a paper has."""
    if len(text) > 3 * MAX_CHARACTERS:
        raise Unreadable("too-much-text", most=f"{MAX_CHARACTERS:,}", lines="60,000")
    pages = clean(text).split("\f")
    lines = []
    for number, page in enumerate(pages, 1):
        gap = number == 1
        for printed in page.split("\n"):
            held = squeeze(printed)
            if not held:
                gap = True
                continue
            spread = printed.expandtabs(TAB)
            indent = len(spread) - len(spread.lstrip())
            lines.append(Line(held, number if len(pages) > 1 else None, gap, float(indent)))
            gap = False
    return lines
