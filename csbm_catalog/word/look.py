"""How a Word document of the catalogue looks: its styles, with the colors of the site's light pages."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FONT, FALLBACK = "Public Sans", "Arial"
INK, MUTED, CLOTH, LINK = "16201C", "4C5953", "123F37", "0B5A4B"
GILT, RULE = "C9A94E", "CDD5D0"  # gilt as it stands on white paper
PAPERS = {"A4": (Mm(210), Mm(297)), "Letter": (Mm(215.9), Mm(279.4))}
SIDE, TOP, BOTTOM = Mm(24), Mm(28), Mm(26)

# name: (based on, size, color, bold, italic, space before, space after, keep with next)
STYLES = {
    "Normal": (None, 10.5, INK, False, False, 0, 6, False),
    "Title": ("Normal", 30, CLOTH, True, False, 0, 10, True),
    "Subtitle": ("Normal", 15, LINK, False, False, 10, 8, False),
    "Heading 1": ("Normal", 20, CLOTH, True, False, 0, 10, True),
    "Heading 2": ("Normal", 13, LINK, True, False, 18, 3, True),
    "Heading 3": ("Normal", 11, INK, True, False, 12, 3, True),
    "TOC Heading": ("Normal", 20, CLOTH, True, False, 24, 10, True),
    "toc 1": ("Normal", 10.5, INK, True, False, 8, 2, False),
    "toc 2": ("Normal", 10, INK, False, False, 0, 2, False),
    "Header": ("Normal", 8.5, MUTED, False, False, 0, 8, False),
    "Footer": ("Normal", 8.5, MUTED, False, False, 0, 0, False),
    "Marking": ("Normal", 10, INK, True, False, 0, 2, False),
    "Label": ("Normal", 8.5, MUTED, True, False, 4, 1, True),
    "Facts": ("Normal", 9.5, INK, False, False, 0, 3, False),
    "Wording": ("Normal", 10.5, INK, False, False, 2, 6, False),
    "Note": ("Normal", 10.5, INK, False, False, 2, 6, False),
    "Source": ("Normal", 9.5, INK, False, False, 0, 4, False),
    "Cell": ("Normal", 9.5, INK, False, False, 2, 2, False),
}


def dress(document: Document, paper: str, language: str) -> None:
    """Give a new document the catalogue's styles, its paper, and its language."""
    for name, values in STYLES.items():
        style(document, name, *values)
    name_fonts(document)
    set_language(document, language)
    set_paper(document.sections[0], paper)
    rule(document.styles["Heading 1"], "bottom", "double", GILT, 6)
    rule(document.styles["Title"], "bottom", "double", GILT, 12)
    rule(document.styles["Wording"], "left", "single", GILT, 18, space=10)
    rule(document.styles["Note"], "left", "single", LINK, 18, space=10)
    for indented in ("Wording", "Note"):
        document.styles[indented].paragraph_format.left_indent = Mm(6)
    document.styles["Marking"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    hang(document.styles["Source"], Mm(10))
    lay_contents(document)
    number_headings(document)


def style(document, name, base, size, color, bold, italic, before, after, keep_with_next) -> None:
    styles = document.styles
    if name not in styles:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc "))
    made = styles[name]
    for old in made.element.xpath("w:rPr | w:pPr/w:pBdr | w:pPr/w:numPr | w:pPr/w:tabs"):
        old.getparent().remove(old)
    made.base_style = styles[base] if base else None
    made.font.size, made.font.bold, made.font.italic = Pt(size), bold, italic
    made.font.color.rgb = RGBColor.from_string(color)
    made.hidden, made.quick_style = False, True
    layout = made.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.keep_with_next = keep_with_next
    layout.line_spacing = 1.3 if size < 13 else 1.1
    layout.widow_control = layout.keep_together = True  # no paragraph is split, unless longer than a page
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        made.element.get_or_add_rPr().get_or_add_rFonts().attrib.pop(qn(f"w:{kind}"), None)
    fonts = made.element.rPr.rFonts
    for kind in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{kind}"), FONT)
    fonts.set(qn("w:cs"), FALLBACK)


def name_fonts(document) -> None:
    """Say what stands in for Public Sans on a machine that lacks it."""
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    part._blob = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts {nsdecls("w")}><w:font w:name="{FONT}"><w:altName w:val="{FALLBACK}"/><w:charset w:val="00"/>\
<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>""".encode()


def set_language(document, language: str) -> None:
    for found in document.styles.element.xpath("w:docDefaults//w:lang"):
        found.set(qn("w:val"), language)


def set_paper(section, paper: str) -> None:
    section.page_width, section.page_height = PAPERS[paper]
    section.left_margin = section.right_margin = SIDE
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.header_distance = section.footer_distance = Mm(10)


def text_width(section):
    return section.page_width - section.left_margin - section.right_margin


def rule(style, side: str, kind: str, color: str, eighths: int, space: int = 4) -> None:
    """Draw a line along one side of a style's paragraphs."""
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="{kind}" w:sz="{eighths}" w:space="{space}"'
        f' w:color="{color}"/></w:pBdr>'
    )
    layout = style.element.get_or_add_pPr()
    layout.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def rule_row(row, *, strong: bool) -> None:
    """Draw the line under a row of a table: a stronger one under its head."""
    size, color = (12, CLOTH) if strong else (4, RULE)
    for cell in row.cells:
        border = f'<w:bottom w:val="single" w:sz="{size}" w:space="0" w:color="{color}"/>'
        cell._tc.get_or_add_tcPr().append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{border}</w:tcBorders>"))


def hang(style, width) -> None:
    style.paragraph_format.left_indent = width
    style.paragraph_format.first_line_indent = -width
    style.paragraph_format.tab_stops.add_tab_stop(width)


def lay_contents(document) -> None:
    width = text_width(document.sections[0])
    for name, left, number in (("toc 1", Mm(0), Mm(10)), ("toc 2", Mm(10), Mm(14))):
        layout = document.styles[name].paragraph_format
        layout.left_indent, layout.first_line_indent = left + number, -number
        layout.right_indent = Mm(12)
        layout.tab_stops.add_tab_stop(left + number)
        layout.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)


def number_headings(document) -> None:
    """Define the numbers of sections and of the measures in them: `2` and `2.3`."""
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{width}"/></w:tabs>'
        f'<w:ind w:left="{width}" w:hanging="{width}"/></w:pPr></w:lvl>'
        for level, text, width in ((0, "%1", 680), (1, "%1.%2", 680))
    )
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="1"/></w:num>'))
