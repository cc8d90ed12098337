"""Why a paper is not taken, each reason as one sentence for the editor."""

from django.utils.translation import gettext_lazy as _

from measures.importing.papers import Unreadable

SENTENCES = {
    "too-large": _("The file is larger than %(most)s MB, the most that is read."),
    "too-much-text": _(
        "The paper holds more than %(most)s characters or %(lines)s lines of text, the most that is read."
    ),
    "line-too-long": _("A line of the paper is longer than %(most)s characters, so it is no text with paragraphs."),
    "too-many-pages": _("The PDF has more than %(most)s pages, the most that is read."),
    "no-text": _("There is no text in the paper."),
    "pdf-without-text": _(
        "The PDF holds no text, only pictures of pages: recognize the text first, or paste it."
    ),
    "pdf-encrypted": _("The PDF is encrypted: save it without a password, or paste its text."),
    "zip-bomb": _("The Word document would unpack to far more than a paper holds, so it was not opened."),
    "unknown-type": _("The file is not a .txt, .docx, .html or .pdf: only these are read."),
    "wrong-type": _("The name of the file ends in %(named)s, but it does not hold that: save it again as what it is."),
    "old-word": _("The file is an old or protected Word document: save it as .docx without a password."),
    "unknown-encoding": _("The letters of the file are neither UTF-8, UTF-16 nor Windows-1252: save it as UTF-8."),
    "broken": _("The file is damaged and could not be read."),
    "too-costly": _("Reading the file took more time or memory than a paper needs, so it was stopped."),
    "no-measures": _("No numbered measure was found in the paper."),
    "too-many-measures": _("More than %(most)s numbered measures were found, so this is no list of measures."),
}  # fmt: skip


class Refused(Exception):
    """A paper that is not taken: its text is one sentence for the editor, `reason` its name."""

    def __init__(self, reason: str, **about):
        super().__init__(SENTENCES[reason] % about)
        self.reason = reason

    @classmethod
    def of(cls, fault: Unreadable):
        return cls(fault.reason, **fault.about)
