"""HTML → paragraphs: headings, lists with their numbers, footnote marks; nothing is fetched."""

from lxml import etree, html

from measures.importing.extracting.counting import printed
from measures.importing.markers import matched
from measures.importing.papers import Line, Paper, bulleted, squeeze

SKIPPED = {
    "script",
    "style",
    "head",
    "noscript",
    "template",
    "nav",
    "svg",
    "iframe",
    "object",
    "form",
    "button",
}
BLOCKS = set(
    "p div section article main header footer aside blockquote pre table thead tbody tfoot tr td th dl dt dd"
    " figure figcaption address ul ol li h1 h2 h3 h4 h5 h6 hr center fieldset body html details summary".split()
)
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
MAX_DEPTH = 150  # of elements in one another: deeper ones are read as one text


def paper(content: bytes) -> Paper:
    """Return the paragraphs of a page in UTF-8."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    tree = etree.fromstring(content, parser)
    walk = Walk()
    if tree is not None:
        walk.through(tree, 0)
        walk.end()
    return Paper("html", walk.lines)


class Walk:
    """One pass through a page, which gathers words until a block begins or ends."""

    def __init__(self):
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.lists: list[dict] = []
        self.marker = ""
        self.is_bullet = False  # a list item without a number begins
        self.inside = False
        self.heading = False

    def through(self, element, depth):
        name = element.tag if isinstance(element.tag, str) else ""
        if name in SKIPPED or element.get("hidden") is not None:
            return
        if depth > MAX_DEPTH:
            self.words.extend(element.itertext())
            return
        opened = self.open(name, element)
        self.words.append(element.text or "")
        for child in element:
            self.through(child, depth + 1)
            self.words.append(child.tail or "")
        self.close(name, opened)

    def open(self, name, element):
        if name == "br":
            self.words.append(" ")
        if name == "sup":
            return len(self.words)
        if name in BLOCKS:
            self.end()
        if name in HEADINGS:
            self.heading = True
        if name in {"ol", "ul"}:
            self.lists.append(numbering(element) if name == "ol" else {})
        if name == "li":
            self.marker = self.number(element)
            self.is_bullet = bool(self.lists) and not self.marker
            self.inside = False
        return 0

    def close(self, name, opened):
        if name == "sup" and opened <= len(self.words):
            mark = squeeze("".join(self.words[opened:])).strip("[]()")
            if mark.isdigit() and len(mark) < 4:
                self.words[opened:] = [f"[^{mark}]"]
        if name in BLOCKS:
            self.end()
        if name in HEADINGS:
            self.heading = False
        if name in {"ol", "ul"}:
            self.lists.pop()
        if name == "li":
            if self.marker:  # an item without a word
                self.add("")
            self.inside = self.is_bullet = False
        if name in {"ol", "ul"} and self.lists:
            self.inside = True

    def number(self, item) -> str:
        """Return the number that a browser would print before a list item."""
        numbers = self.lists[-1] if self.lists else {}
        if not numbers:
            return ""
        numbers["at"] = whole(item.get("value"), numbers["at"] + numbers["step"])
        return f"{printed(numbers['at'], numbers['form'])}."

    def end(self):
        text = squeeze("".join(self.words))
        self.words = []
        if text:
            self.add(text)

    def add(self, text):
        if self.is_bullet and not (self.heading or matched(text)):
            text = bulleted(text)
        self.is_bullet = False
        self.lines.append(
            Line(
                text, gap=True, heading=self.heading, marker=self.marker, depth=len(self.lists),
                inside=bool(self.lists) and self.inside and not self.marker,
            )
        )  # fmt: skip
        self.marker, self.inside = "", True


def numbering(element) -> dict:
    step = -1 if element.get("reversed") is not None else 1
    form = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}.get(
        element.get("type"), ""
    )
    return {"at": whole(element.get("start"), 1) - step, "step": step, "form": form}


def whole(text, otherwise: int) -> int:
    return int(text) if text and text.strip().isdecimal() and len(text) < 5 else otherwise
