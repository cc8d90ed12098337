"""Makes the papers that are not text: `python tests/measures/importing/papers/make.py`. They are committed."""

import io
import shutil
import zipfile
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

HERE = Path(__file__).parent
LEVELS = [("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)")]
NOTES = """<w:footnotes {}><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>
<w:footnote w:id="3"><w:p><w:r><w:t>A button is what closes a coat.</w:t></w:r></w:p></w:footnote></w:footnotes>"""
NOTES_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NOTES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"

PAGE = """<html lang="en"><style>
@page { size: A5; margin: 2cm; @top-center { content: "Papers of the Puppeteers"; font-size: 8pt }
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt } }
body { font: 10pt/1.3 serif; hyphens: auto; text-align: justify } h1 { font-size: 15pt } h2 { font-size: 12pt }
.note { float: footnote; font-size: 7.5pt } .columns { columns: 2; column-gap: 8mm }
</style>"""


def numbered():
    """Write a Word document whose numbers Word makes: levels, a restart, a style that numbers, a change tracked."""
    paper = docx.Document()
    numbering = paper.part.numbering_part.element
    number = add_list(numbering, 90)
    paper.add_heading("Statutes of the Tailors", 0)
    paper.add_paragraph("The tailors, thimble in hand, adopt the following.")
    for level, text in [
        (0, "Coats"), (1, "The tailors tell each other the number of buttons on a coat."), (1, "The tailors sew:"),
        (2, "by day;"), (2, "by night."), (1, "The tailors keep their needles in a row."),
        (0, "Hats"), (1, "The tailors measure heads twice."), (1, "The tailors lend feathers."),
    ]:  # fmt: skip
        paragraph = paper.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(list_place(number, level))
        if "buttons" in text:
            paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="3"/></w:r>'))
        if "needles" in text:
            change = f'<w:del {nsdecls("w")} w:id="9"><w:r><w:delText>crooked</w:delText><w:t>never</w:t></w:r></w:del>'
            paragraph._p.append(parse_xml(change))
            paper.add_paragraph("The row is straight.").paragraph_format.left_indent = docx.shared.Cm(2)
    paper.add_paragraph("Sewn together in one afternoon.")
    made = io.BytesIO()
    paper.save(made)
    with_footnotes(made, HERE / "numbered.docx")


def add_list(numbering, name: int) -> int:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{720 * (i + 1)}"/></w:pPr></w:lvl>'
        for i, (form, text) in enumerate(LEVELS)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="{name}"/></w:num>')
    )
    return name


def list_place(number: int, level: int):
    return parse_xml(
        f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def with_footnotes(made: io.BytesIO, path: Path):
    """Write a document with footnotes, which the library that made it cannot add."""
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name).decode("latin-1")
            if name == "[Content_Types].xml":
                part = f'<Override PartName="/word/footnotes.xml" ContentType="{NOTES_KIND}"/></Types>'
                content = content.replace("</Types>", part)
            if name == "word/_rels/document.xml.rels":
                part = f'<Relationship Id="rId99" Type="{NOTES_RELATION}" Target="footnotes.xml"/></Relationships>'
                content = content.replace("</Relationships>", part)
            after.writestr(zipfile.ZipInfo(name), content.encode("latin-1"), zipfile.ZIP_DEFLATED)
        after.writestr(
            zipfile.ZipInfo("word/footnotes.xml"), NOTES.format(nsdecls("w")), zipfile.ZIP_DEFLATED
        )


def styled():
    """Write a Word document with headings and numbered paragraphs by style, and typed letters."""
    paper = docx.Document()
    paper.add_heading("Rules of the Jugglers", 0)
    for heading, texts in [
        (
            "Balls",
            ["The jugglers count their balls before and after.", "The jugglers drop no ball on a guest."],
        ),
        ("Plates", ["The jugglers warn of plates.", "The jugglers sweep up."]),
    ]:
        paper.add_heading(heading, 1)
        for text in texts:
            paper.add_paragraph(text, style="List Number")
    paper.add_paragraph("a) shards first;")
    paper.add_paragraph("b) dust later.")
    paper.save(HERE / "styled.docx")


def printed():
    """Write a PDF with headers, page numbers, broken words and footnotes, over several pages."""
    import weasyprint

    measures = "".join(
        f"<p>{n}. The puppeteers show each other the {what}{note} of their theaters before a performance, explain "
        f"how these are moved, and take care that nobody in the first row is startled by an unannounced "
        f"appearance; they do so {n} times a season.</p>"
        for n, (what, note) in enumerate(
            [("strings", ""), ("curtains", '<span class="note">Of any color.</span>'), ("trapdoors", ""),
             ("crocodiles", '<span class="note">Made of wood.</span>'), ("kings", ""), ("moons", ""), ("doors", "")], 1
        )
    )  # fmt: skip
    text = f"""{PAGE}<h1>Convention of the Puppeteers</h1><p>The puppeteers, behind the curtain, agree:</p>
<h2>Measures before the play</h2>{measures}<h2>Measures after the play</h2>
<p>1. The puppeteers untangle.</p><p>2. The puppeteers bow.</p><p>Done behind the curtain.</p>"""
    weasyprint.HTML(string=text).write_pdf(HERE / "printed.pdf")


def columns():
    """Write a PDF of one page in two columns."""
    import weasyprint

    things = ["pumpkins", "melons", "marrows", "cucumbers", "gourds", "squashes", "peppers", "radishes"]
    measures = "".join(
        f"<p>{n}. The growers weigh their {what} in public, and write the weight upon a board that is set up "
        f"beside the market for this purpose.</p>"
        for n, what in enumerate(things, 1)
    )
    text = f"{PAGE}<h1>Covenant of the Growers</h1><div class='columns'>{measures}</div>"
    weasyprint.HTML(string=text).write_pdf(HERE / "columns.pdf")


def uneven():
    """Write a PDF in two columns whose lines do not stand at one height, with a note at the end of the paper."""
    import weasyprint

    things = [
        "anchors",
        "buoys",
        "compasses",
        "decks",
        "engines",
        "flags",
        "gangways",
        "hatches",
        "islands",
        "jetties",
    ]
    measures = [
        f"<p>({n}) The ferrymen show each other their {what} once a year{'<sup>1</sup>' if n == 3 else ''}, tell how "
        f"{'many and how large ' * (n % 3)}these are, and write it in the book of the river, which lies open.</p>"
        for n, what in enumerate(things * 2, 1)
    ]
    text = f"""{PAGE}<style>p {{ margin: 0 0 5pt }} .end {{ font-size: 7pt; margin-top: 2cm }}</style>
<h1>Agreement of the Ferrymen</h1><div class="columns"><h2>I. Before the crossing</h2>{"".join(measures[:11])}
<h2>II. After the crossing</h2>{"".join(measures[11:])}</div>
<p class="end"><sup>1</sup> In spring, when the river is high.</p>"""
    weasyprint.HTML(string=text).write_pdf(HERE / "uneven.pdf")


def table():
    """Write a PDF of a table whose numbers stand at half the height of the measures beside them."""
    import weasyprint

    rows = [
        f"<tr><td>{n}.</td><td>The bakers tell each other of their {what}{', and of their flour' * (n % 4)}.</td></tr>"
        for n, what in enumerate(["rolls", "loaves", "cakes", "tarts", "buns", "pies", "rusks", "wafers"], 1)
    ]
    text = f"""{PAGE}<style>@page {{ @top-center {{ content: none }} }}
td {{ vertical-align: middle; padding: 5pt }} td:first-child {{ width: 1cm }}</style>
<h1>Register of the Bakers</h1><p>The bakers note:</p><table>
<tr><td colspan="2"><b>Measures of the morning</b></td></tr>{"".join(rows[:5])}
<tr><td colspan="2"><b>Measures of the night</b></td></tr>{"".join(rows[5:])}</table><p>Done before dawn.</p>"""
    weasyprint.HTML(string=text).write_pdf(HERE / "table.pdf")


if __name__ == "__main__":
    for make in (numbered, styled, printed, columns, uneven, table):
        make()
    shutil.rmtree(HERE / "__pycache__", ignore_errors=True)
