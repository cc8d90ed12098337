"""A Word document being written: text as text, fields, links, tables, running heads, and the same bytes each time."""

import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from csbm_catalog.word import fields, look

NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_PROPERTY = 255
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP file can name


def plain(text: object) -> str:
    """Return the text as XML can hold it: U+FFFD stands for what it cannot; lines end in one way."""
    return NOT_IN_XML.sub("\ufffd", str(text).replace("\r\n", "\n").replace("\r", "\n"))


def shortened(text: str, length: int) -> str:
    """Return the text cut to a length that a running head can hold on its line."""
    text = " ".join(plain(text).split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


@dataclass(frozen=True)
class Head:
    """A heading as the contents list it."""

    level: int
    number: str
    text: str
    bookmark: str


class Word:
    def __init__(self, paper: str, language: str):
        self.document = docx.Document()
        look.dress(self.document, paper, language)
        self.style_ids = {style.name: style.style_id for style in self.document.styles}
        self.language = language
        self.heads: list[Head] = []
        self.numbers = [0, 0]
        self.bookmarks = 0
        self.contents_after = None
        self.contents_hint = ""
        self._forget_the_template()

    def paragraph(self, *texts: str, style: str = "Normal", into=None):
        """Add a paragraph; of several texts the first is bold, as what the others are about."""
        place = self.document if into is None else into
        paragraph = place.add_paragraph()
        paragraph._p.style = self.style_ids[style]  # by its name, python-docx searches all styles each time
        for position, text in enumerate(texts):
            paragraph.add_run(plain(text)).bold = True if position < len(texts) - 1 else None
        return paragraph

    def prose(self, text: str, style: str = "Normal") -> None:
        """Add text that may have paragraphs of its own, parted by blank lines."""
        for paragraph in re.split(r"\n\s*\n", plain(text).strip("\n")):
            self.paragraph(paragraph, style=style)

    def heading(self, text: str, level: int, *, numbered: bool = False):
        """Add a real heading, listed in the contents down to the second level; return its bookmark."""
        text = plain(text)
        paragraph = self.paragraph(text, style=f"Heading {level}")
        number = self._number(paragraph, level) if numbered else ""
        bookmark = self.bookmark(paragraph, f"part_{len(self.heads) + 1}")
        self.heads.append(Head(level, number, text, bookmark))
        return bookmark

    def _number(self, paragraph, level: int) -> str:
        numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        numbering.get_or_add_ilvl().val, numbering.get_or_add_numId().val = level - 1, 1
        self.numbers = [self.numbers[0] + 1, 0] if level == 1 else [self.numbers[0], self.numbers[1] + 1]
        return ".".join(map(str, self.numbers[:level]))

    @contextmanager
    def kept_whole(self):
        """Keep on one page what is written meanwhile, unless it is longer than a page."""
        body = self.document.element.body
        first = len(body)
        yield
        written = [element for element in body[first - 1 :] if element.tag == qn("w:p")]
        for element in written[:-1]:
            element.get_or_add_pPr().keepNext_val = True

    def bookmark(self, paragraph, name: str) -> str:
        """Put a name around a paragraph, for links and page numbers to lead to."""
        self.bookmarks += 1
        number = str(self.bookmarks)
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), number)
        start.set(qn("w:name"), name)
        end.set(qn("w:id"), number)
        paragraph._p.insert_element_before(start, "w:r", "w:hyperlink")
        paragraph._p.append(end)
        return name

    def link(self, paragraph, text: str, *, url: str = "", anchor: str = ""):
        """Add a link to an address on the web, or to a bookmark of this document."""
        link = OxmlElement("w:hyperlink")
        if url:
            relation = paragraph.part.relate_to(plain(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), relation)
        else:
            link.set(qn("w:anchor"), anchor)
        run = paragraph.add_run(plain(text))
        run.font.color.rgb = RGBColor.from_string(look.LINK)
        link.append(run._r)
        paragraph._p.append(link)
        return link

    def table(self, columns: list[str], rows: list[list[str]]) -> None:
        """Add a table whose head is repeated on each page, and whose rows are never split."""
        table = self.document.add_table(rows=0, cols=len(columns))
        table.autofit = False
        width = look.text_width(self.document.sections[-1]) // len(columns)
        for number, cells in enumerate([columns, *rows]):
            row = table.add_row()
            layout = row._tr.get_or_add_trPr()
            layout.append(OxmlElement("w:cantSplit"))
            if number == 0:
                layout.append(OxmlElement("w:tblHeader"))
            for cell, text in zip(row.cells, cells, strict=True):
                cell.width = width
                cell.paragraphs[0].style = "Cell"
                cell.paragraphs[0].add_run(plain(text)).bold = number == 0 or None
            look.rule_row(row, strong=number == 0)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def new_section(self) -> None:
        """Begin a new page, whose running heads can be others than before."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False

    def running_heads(self, marking: str, draft: str, left: str, right: str, foot: str, page_of) -> None:
        """Set head and foot of the pages from here on; `page_of` writes the number of the page."""
        section = self.document.sections[-1]
        for place, texts in ((section.header, (left, right)), (section.footer, (foot, ""))):
            paragraph = place.paragraphs[0]
            paragraph.style = "Header" if place is section.header else "Footer"
            paragraph.text = ""
            tabs = paragraph.paragraph_format.tab_stops
            tabs.add_tab_stop(look.text_width(section), WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run(f"{shortened(texts[0], 60)}\t{shortened(texts[1], 40)}")
            if place is section.footer:
                page_of(paragraph)
            marks = (marking, draft) if place is section.header else (marking,)
            for mark in filter(None, marks):
                line = (
                    paragraph.insert_paragraph_before() if place is section.header else place.add_paragraph()
                )
                line.style = "Marking"
                line.add_run(plain(mark))

    def contents(self, heading: str, hint: str) -> None:
        """Keep this place for the contents, which are written last, when all headings are known.

        Only a word processor knows the pages. The hint how to get them is part of the field, and so goes when
        they come.
        """
        self.paragraph(heading, style="TOC Heading")
        self.contents_hint = hint
        self.contents_after = self.paragraph(style="toc 1")

    def _write_contents(self, place) -> None:
        """Write the contents as a field that is filled already, for readers that do not fill fields."""
        listed = [head for head in self.heads if head.level <= 2]
        lines = [place.insert_paragraph_before(style=f"toc {head.level}") for head in listed]
        for line, head in zip(lines, listed, strict=True):
            if line is lines[0]:
                fields.opened(line, r'TOC \o "1-2" \h \z \u')
            link = self.link(line, f"{head.number}\t{head.text}\t", anchor=head.bookmark)
            link.extend(fields.field(line, rf"PAGEREF {head.bookmark} \h"))
        place.style = "Label"
        place.add_run(self.contents_hint)
        fields.mark(place, "end")
        fields.update_on_opening(self.document)

    def properties(self, *, at: datetime | None, **texts: str) -> None:
        """Set title, author, subject and keywords; `at` is the date of the record, not of the file."""
        core = self.document.core_properties
        moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0) if at else datetime(*EPOCH)
        core.created = core.modified = moment
        core.language, core.revision = self.language, 1
        for name, text in ({"comments": "", "last_modified_by": ""} | texts).items():
            setattr(core, name, plain(text)[:LONGEST_PROPERTY])

    def _forget_the_template(self) -> None:
        """Drop what python-docx's template says of itself: a picture, a machine, an older Word."""
        package = self.document.part.package
        for key, relation in list(package.rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/extended-properties")):
                del package.rels[key]
        compatibility = self.document.settings.element.xpath(
            ".//w:compatSetting[@w:name='compatibilityMode']"
        )
        compatibility[0].set(qn("w:val"), "15")

    def bytes(self) -> bytes:
        """Return the file: equal documents give equal bytes."""
        if self.contents_after:
            self._write_contents(self.contents_after)
        written, result = BytesIO(), BytesIO()
        self.document.save(written)
        with zipfile.ZipFile(written) as made, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as kept:
            for name in made.namelist():
                member = zipfile.ZipInfo(name, EPOCH)
                member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
                kept.writestr(member, made.read(name))
        return result.getvalue()
