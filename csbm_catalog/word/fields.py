"""Fields of a Word document: what Word works out itself, such as the number of a page."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def mark(paragraph, kind: str):
    """Add the begin, the middle or the end of a field; return its run."""
    character = OxmlElement("w:fldChar")
    character.set(qn("w:fldCharType"), kind)
    return _run_of(paragraph, character)


def opened(paragraph, instruction: str) -> list:
    """Add a field up to where what it shows begins; return its runs."""
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    return [mark(paragraph, "begin"), _run_of(paragraph, code), mark(paragraph, "separate")]


def field(paragraph, instruction: str, shown: str = "") -> list:
    """Add a whole field; return its runs."""
    return [*opened(paragraph, instruction), paragraph.add_run(shown)._r, mark(paragraph, "end")]


def _run_of(paragraph, element):
    run = paragraph.add_run()._r
    run.append(element)
    return run


def update_on_opening(document) -> None:
    """Ask Word to work out all fields when it opens the document."""
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.find(qn("w:compat")).addprevious(update)
