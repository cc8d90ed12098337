"""What a deed would do: the deed itself, taken back."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

Result = TypeVar("Result")


class TakenBack(Exception):
    """A trial went well, and nothing of it is to stay."""


def trial(deed: Callable[[], Result]) -> Result:
    """Return what a deed returns, and leave nothing of it. Raises what the deed raises."""
    try:
        with transaction.atomic():
            result = deed()
            raise TakenBack
    except TakenBack:
        return result
