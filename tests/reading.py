"""Reading a page as its reader does: the words of it, or of one part."""

from html.parser import HTMLParser
from xml.etree.ElementTree import TreeBuilder

VOID = {"br", "hr", "img", "input", "link", "meta"}
BLOCKS = set("p li dt dd div section td th tr h1 h2 h3 ul ol dl article header nav main br".split())


class Reader(HTMLParser):
    """Reads HTML into elements, and insists that each is closed where it was opened."""

    def __init__(self):
        super().__init__()
        self.tree = TreeBuilder()
        self.open = []

    def handle_starttag(self, tag, attributes):
        self.tree.start(tag, {name: value or "" for name, value in attributes})
        if tag in VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag, f"</{tag}> at {self.getpos()} closes nothing"
            self.tree.end(tag)

    def handle_data(self, data):
        if self.open:
            self.tree.data(data)


def page(response):
    """Return the root element of an answer that is a page."""
    assert response.status_code == 200, response
    reader = Reader()
    reader.feed(response.content.decode())
    reader.close()
    assert not reader.open, f"never closed: {reader.open}"
    return reader.tree.close()


def text(element) -> str:
    """Return the words of an element, white space made single."""
    return " ".join("".join(pieces(element)).split())


def pieces(element):
    if not isinstance(element.tag, str):
        return
    edge = " " if element.tag in BLOCKS else ""
    yield edge + (element.text or "")
    for child in element:
        yield from pieces(child)
        yield child.tail or ""
    yield edge


def content(response) -> str:
    """Return the words of the page between header and footer."""
    return text(page(response).find(".//main"))


def section(response, heading: str) -> str:
    """Return the words of the section under a heading, the heading included."""
    [found] = [part for part in page(response).iter("section") if is_under(part, heading)]
    return text(found)


def is_under(part, heading: str) -> bool:
    return any(text(child) == heading for child in part if child.tag in ("h2", "h3"))


def rows(response, part: str) -> list[list[str]]:
    """Return the rows of the table in the element with this id, a list of cells each."""
    body = page(response).find(f".//*[@id='{part}']").find(".//tbody")
    return [[text(cell) for cell in row] for row in body]
