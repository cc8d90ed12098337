"""Words that tell what stands around a number: a reference before it, a closing formula after the last."""

import re

OPEN = r"nos?\.?|of|in|the|see|to|by|from|on|and|or|with|under|de|del|en|la|el"  # words that end no heading
REFERRING = re.compile(
    r"\b(?:resolutions?|paragraphs?|articles?|sections?|chapters?|numbers?|documents?|declarations?|annex|"
    rf"items?|measures?|pages?|points?|párrafos?|artículos?|resoluci[oó]n|decreto|{OPEN})\Z",
    re.I,
)
LEFT_OPEN = re.compile(rf"\b(?:{OPEN})\Z", re.I)  # fmt: skip
INTRODUCING = re.compile(
    r"\b(?:agrees?|declares?|decides?|recommends?|adopts?|resolves?|proposes?|undertakes?|approves?|affirms?|urges?|"
    r"will|shall|following|follows|namely|(?:have|has) \w+ed|acuerdan|declaran|deciden|recomiendan|adoptan|"
    r"resuelven|proponen|convienen|siguientes?|a saber)\b.*:\Z", re.I
)  # fmt: skip
BULLET = re.compile(r"[-–—•·▪◦○●‣*]\s")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
FORMULA = re.compile(
    r"(?:done\b|(?:adopted|approved|agreed|signed|given|issued) (?:at|in|by|on)\b|in witness|"
    r"signed\b|signatures?\b|for the (?:government|republic|delegation|part(?:y|ies))|"
    r"hecho en|dado en|firmad[oa]|en fe de|aprobad[oa] (?:en|por)|"
    r"(?:annex|appendix|anexo)\b.{0,30}\Z|"
    rf"_{{4,}}|\W*(?:[A-Z][\w. ]{{2,40}}, )?(?:\d{{1,2}} (?:{MONTHS})|(?:{MONTHS}) \d{{1,2}},?) \d{{4}}\.?\Z)", re.I
)  # fmt: skip
