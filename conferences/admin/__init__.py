"""The admin of meetings, documents, states, sources, and of where sources disagree."""

from conferences.admin import discrepancies, documents, meetings, states
from conferences.admin.disputed import Disputed

__all__ = ["Disputed", "discrepancies", "documents", "meetings", "states"]
