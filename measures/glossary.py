"""Every acronym and sign that the catalogue uses, and what it is."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class Entry(NamedTuple):
    """A term, what it stands for, and what to know of it."""

    term: str
    stands_for: str | Promise
    note: str | Promise = ""

    @property
    def anchor(self):
        return slugify(self.term.replace("/", "-"))


GLOSSARY = [
    Entry("AG", _("Asamblea General, the General Assembly of the OAS"), _("Begins the symbols of its papers.")),
    Entry(
        "AG/RES.", _("Resolution of the General Assembly of the OAS"),
        _("The Roman number in brackets counts the session: (XXXII-O/02) is the thirty-second regular session, 2002."),
    ),
    Entry("CBM", _("Confidence-building measure"), _("A shorter name for what the catalogue calls a CSBM.")),
    Entry(
        "CES", _("Symbol of the Special Conference on Security"),
        _("In CES/DEC.1/03: Mexico City, October 2003. CES/CG marks papers of its General Committee."),
    ),
    Entry("CICTE", _("Inter-American Committee against Terrorism, of the OAS")),
    Entry(
        "CONSEGRE", _("A spelling of COSEGRE found in one source"), _("See the discrepancy on the documents' symbols."),
    ),
    Entry(
        "COSEGRE", _("Symbol of the papers of the conferences of Santiago (1995) and San Salvador (1998)"),
        _("COSEGRE.II is San Salvador. The catalogue has read no expansion of the letters."),
    ),
    Entry("CP", _("Consejo Permanente, the Permanent Council of the OAS"), _("CP/ACTA are its minutes.")),
    Entry("CSBM", _("Confidence- and security-building measure"), _("What this catalogue holds.")),
    Entry("CSH", _("Committee on Hemispheric Security, of the Permanent Council of the OAS")),
    Entry("CSV", _("Comma-separated values"), _("A table as a text file, which spreadsheets open.")),
    Entry("doc.", _("Document"), _("In symbols; INF. is an information paper, DEC. a declaration.")),
    Entry("DOCX", _("A document that word processors open")),
    Entry(
        "FORO", _("Foro, one of the Forums on Confidence- and Security-Building Measures"),
        _("FORO-I is the first, of 2005."),
    ),
    Entry("IADB", _("Inter-American Defense Board")),
    Entry("ISO", _("International Organization for Standardization"), _("Its standard 3166-1 gives states their codes.")),
    Entry("JSON", _("JavaScript Object Notation"), _("A list as a text file, for other programs.")),
    Entry(
        "MFCS", _("Medidas de fomento de la confianza y de la seguridad"), _("The Spanish name of CSBMs."),
    ),
    Entry("NGO", _("Non-governmental organization")),
    Entry("OAS", _("Organization of American States"), _("In Spanish and Portuguese, and in its symbols: OEA.")),
    Entry("OEA/Ser.", _("Series of papers of the OAS"), _("Comes before a symbol: OEA/Ser.K/XXIX.")),
    Entry("OSCE", _("Organization for Security and Co-operation in Europe")),
    Entry("PDF", _("Portable Document Format"), _("A document with fixed pages, to print or to read.")),
    Entry(
        "RESEGRE", _("Symbol of the papers of the meeting of experts of Miami, 2003"),
        _("The catalogue has read no expansion of the letters."),
    ),
    Entry("rev., corr.", _("Revision, corrigendum"), _("Which edition of a paper a symbol names.")),
    Entry(
        "SEPEIN", _("Symbol of the papers on the security of small island states"),
        _("In SEPEIN/doc.7/98: San Salvador, February 1998. The catalogue has read no expansion of the letters."),
    ),
    Entry("SHA-256", _("A checksum of 256 bits"), _("Two files with the same one are the same file.")),
    Entry("UN", _("United Nations")),
    Entry("US", _("United States")),
    Entry("UTC", _("Coordinated Universal Time")),
]  # fmt: skip
