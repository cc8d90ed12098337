"""How the catalogue knows what it says: the two scales of evidence, and what each level means."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Evidence(models.TextChoices):
    """How an entry is known, strongest first."""

    SOURCE = "source", _("Read in the source")
    RELATED = "related", _("From a related document")
    WORKING = "working", _("Working entry")

    @property
    def sentence(self):
        """Say what the level means for one entry, for someone who is about to rely on it."""
        return {
            Evidence.SOURCE: _("This entry was read in the document itself."),
            Evidence.RELATED: _(
                "This entry was not read in the document itself, but in a document that it restates "
                "or that restates it."
            ),
            Evidence.WORKING: _(
                "This is a working entry: it holds the place until the text of the document is imported. "
                "It was not read in any source and says nothing about what the document contains."
            ),
        }[self]


class PlaceEvidence(models.TextChoices):
    """How a number, a heading or a symbol is known."""

    SOURCE = "source", _("read in the source")
    RELATED = "related", _("from a related document")
    PROVISIONAL = "provisional", _("provisional")
