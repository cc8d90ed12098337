"""One reading at a time on a machine: a large paper takes a whole core for a while."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

SLOT = Path(tempfile.gettempdir()) / f"csbm-reading-{os.getuid()}.lock"


class Busy(Exception):
    """Another paper is being read: the message says so."""


@contextmanager
def one_reading() -> Iterator[None]:
    """Hold the slot. Raises Busy where someone else's paper is being read; a killed process lets it go."""
    with SLOT.open("a") as slot:
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(_("Another paper is being read just now: try again in a moment.")) from None
        yield
