"""The history of the record: every version of every row, with who changed it, when and why."""

from collections.abc import Iterable

from django.db import models
from simple_history.models import HistoricalRecords

REASON = "_change_reason"
PERSON = "_history_user"
MOMENT = "_history_date"
SILENCE = "skip_history_when_saving"

# One object keeps the history of every model of the record: `Record.history` is it.
HISTORY = HistoricalRecords(inherit=True, history_change_reason_field=models.TextField(null=True, blank=True))


def explained(row, by=None, reason: str = "", moment=None):
    """Return the row, which will say in its history by whom and why it is changed; when, if that is given.

    Rows that are changed together are given one moment: it makes them one edit for good.
    """
    setattr(row, PERSON, by)
    setattr(row, REASON, reason)
    if moment:
        setattr(row, MOMENT, moment)
    return row


class Quiet:
    """Write a row and its links without a version for each step; `keep` the one version afterwards."""

    def __init__(self, row):
        self.row = row

    def __enter__(self):
        setattr(self.row, SILENCE, True)
        return self.row

    def __exit__(self, *fault):
        delattr(self.row, SILENCE)


def keep(row, added: bool):
    """Keep the row and its links, as they are now, as its newest version."""
    HISTORY.create_historical_record(row, "+" if added else "~")


def linked_fields(model) -> Iterable[models.ManyToManyField]:
    """Return the many-to-many fields of a model whose links are kept with every version; all, where none is."""
    return model.history.model._history_m2m_fields if hasattr(model, "history") else model._meta.many_to_many
