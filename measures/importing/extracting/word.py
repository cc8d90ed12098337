"""DOCX → paragraphs: headings by style, the numbers that Word would print, footnotes."""

import io

from docx import Document
from docx.oxml.ns import qn

from measures.importing.extracting.word_numbers import Numbers
from measures.importing.markers import matched
from measures.importing.papers import Line, Paper, bulleted, squeeze

UNREAD = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:instrText"), qn("w:pPr"), qn("w:rPr")}
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
WORDS = {
    qn("w:tab"): " ",
    qn("w:br"): " ",
    qn("w:cr"): " ",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\u00ad",
}
TWIPS = 120  # a character, more or less


def paper(content: bytes) -> Paper:
    """Return the paragraphs of a Word document; one that its file calls numbered has its number."""
    document = Document(io.BytesIO(content))
    numbers = Numbers(document)
    lines: list[Line] = []
    page = 1
    breaks = 0
    for paragraph in document.element.body.iter(qn("w:p")):
        if any(parent.tag in UNREAD or parent.tag == FALLBACK for parent in paragraph.iterancestors()):
            continue
        breaks += sum(1 for _ in page_breaks(paragraph))
        text = squeeze("".join(words(paragraph)))
        marker, depth = numbers.next(paragraph)
        is_heading = numbers.is_heading(paragraph)
        if numbers.is_bullet(paragraph) and text and not (is_heading or matched(text)):
            text = bulleted(text)
        if text or marker:
            lines.append(
                Line(
                    text, page + breaks, gap=True, indent=numbers.indent(paragraph) / TWIPS,
                    heading=is_heading, marker=marker, depth=depth,
                )
            )  # fmt: skip
    if not breaks:
        for line in lines:
            line.page = None  # nobody has laid it out yet
    return Paper("docx", lines, footnotes(document))


def words(element):
    """Yield the text of a paragraph as it would be after all changes are accepted, with marks of footnotes."""
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in WORDS:
            yield WORDS[child.tag]
        elif child.tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
            yield f"[^{child.get(qn('w:id'))}]"
        elif child.tag not in UNREAD and child.tag != FALLBACK:
            yield from words(child)


def page_breaks(paragraph):
    """Yield what begins a page: what Word noted when it last laid the paper out, or a break set by hand."""
    rendered = list(paragraph.iter(qn("w:lastRenderedPageBreak")))
    yield from rendered or (b for b in paragraph.iter(qn("w:br")) if b.get(qn("w:type")) == "page")


def footnotes(document) -> dict[str, str]:
    """Return the footnotes and endnotes by the number that their marks have in the file."""
    found = {}
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        from docx.oxml import parse_xml  # of python-docx: resolves no entities

        for note in parse_xml(relation.target_part.blob):
            if note.get(qn("w:type")) in {None, "normal"} and (text := squeeze(" ".join(paragraphs(note)))):
                found[note.get(qn("w:id"))] = text
    return found


def paragraphs(note):
    return ("".join(words(paragraph)) for paragraph in note.iter(qn("w:p")))
