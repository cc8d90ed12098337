"""The editors' desk: measures as published, the drafts beside them, and the words they are described with."""

from measures.admin import drafts, imports, measures, vocabulary  # noqa: F401  they register themselves
from measures.packets import admin as packets  # noqa: F401
from measures.reports import admin as reports  # noqa: F401
