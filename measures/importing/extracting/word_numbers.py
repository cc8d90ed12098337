"""The numbers that Word prints before paragraphs: counted here, since the file holds only how to count.

ECMA-376, part 1, 17.9: a paragraph, or its style, names a list and a level; the list names an abstract one,
which says for each level how it counts and what it prints; a level begins again after each one above it.
"""

import re
from collections import defaultdict

from docx.oxml.ns import qn

from measures.importing.extracting.counting import printed

PLACE = re.compile(r"%([1-9])")
HEADING = re.compile(r"heading\s*\d|title|subtitle", re.I)
UNPRINTED = {"bullet", "none"}


def value(element, path: str) -> str | None:
    """Return w:val of the first descendant on the path, None where there is none."""
    found = None if element is None else element.find("/".join(qn(f"w:{name}") for name in path.split("/")))
    return None if found is None else found.get(qn("w:val"))


def number(text, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else otherwise


class Numbers:
    """The lists of one document, each level with where it has got to."""

    def __init__(self, document):
        self.styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))
        }
        self.levels: dict[tuple[str, int], dict] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.at: dict[str, dict[int, int]] = defaultdict(dict)
        self.abstract: dict[str, str] = {}
        if root := self.root(document):
            self.learn(root[0])

    def root(self, document):
        relations = document.part.rels.values()
        return [
            r.target_part.element for r in relations if not r.is_external and r.reltype.endswith("/numbering")
        ]

    def learn(self, root):
        kinds = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            name, kind = num.get(qn("w:numId")), value(num, "abstractNumId")
            self.abstract[name] = kind or name
            for level in kinds[kind].findall(qn("w:lvl")) if kind in kinds else []:
                self.learn_level(name, level)
            for override in num.findall(qn("w:lvlOverride")):
                place = (name, number(override.get(qn("w:ilvl")), 0))
                if (start := value(override, "startOverride")) is not None:
                    self.starts[place] = number(start, 1)
                for level in override.findall(qn("w:lvl")):
                    self.learn_level(name, level)

    def learn_level(self, name, level):
        indent = level.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        self.levels[name, number(level.get(qn("w:ilvl")), 0)] = {
            "form": value(level, "numFmt") or "decimal",
            "text": value(level, "lvlText") or "",
            "start": number(value(level, "start"), 1),
            "indent": 0
            if indent is None
            else number(indent.get(qn("w:left")) or indent.get(qn("w:start")), 0),
            "style": value(level, "pStyle"),
        }

    def chain(self, paragraph):
        """Yield the properties of a paragraph, then of its style and of those that this one is based on."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is not None:
            yield properties, None
        name = value(paragraph, "pPr/pStyle")
        for _ in range(12):
            if (style := self.styles.get(name)) is None:
                return
            if (properties := style.find(qn("w:pPr"))) is not None:
                yield properties, name
            name = value(style, "basedOn")

    def place(self, paragraph) -> tuple[str, int] | None:
        """Return list and level of a paragraph; a style names the list, and the level names the style."""
        for properties, style in self.chain(paragraph):
            if properties.find(qn("w:numPr")) is None:
                continue
            name = value(properties, "numPr/numId")
            level = number(value(properties, "numPr/ilvl"), 0)
            if name is None or name == "0":
                return None
            if style:
                level = next(
                    (i for (n, i), one in self.levels.items() if n == name and one["style"] == style), level
                )
            return name, level
        return None

    def is_bullet(self, paragraph) -> bool:
        """Say whether a paragraph is of a list that prints a sign instead of a number."""
        place = self.place(paragraph)
        return place in self.levels and self.levels[place]["form"] == "bullet"

    def next(self, paragraph) -> tuple[str, int]:
        """Return the number that stands before a paragraph and its level from 1; an empty one where none does."""
        place = self.place(paragraph)
        level = self.levels.get(place) if place else None
        if place is None or level is None or level["form"] in UNPRINTED:
            return "", 0
        name, depth = place
        counts = self.at[self.abstract[name]]
        if place in self.starts:
            counts[depth] = self.starts.pop(place)
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level["start"]
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return PLACE.sub(
            lambda m: self.printed(name, int(m[1]) - 1, counts), level["text"]
        ).strip(), depth + 1

    def printed(self, name, depth, counts) -> str:
        level = self.levels.get((name, depth), {"form": "decimal", "start": 1})
        return printed(counts.get(depth, level["start"]), level["form"])

    def indent(self, paragraph) -> int:
        """Return how far a paragraph is moved in, in twentieths of a point."""
        for properties, _style in self.chain(paragraph):
            if (found := properties.find(qn("w:ind"))) is not None:
                return number(found.get(qn("w:left")) or found.get(qn("w:start")), 0)
        place = self.place(paragraph)
        return self.levels[place]["indent"] if place in self.levels else 0

    def is_heading(self, paragraph) -> bool:
        name = value(paragraph, "pPr/pStyle")
        for properties, _style in self.chain(paragraph):
            outline = value(properties, "outlineLvl")
            if outline is not None:
                return outline in "012345678"
        return bool(name in self.styles and HEADING.match(value(self.styles[name], "name") or ""))
