"""What a reviewer or an editor can do with a draft now; and where not, why not."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from measures.drafting.publishing import obstacles
from measures.models import MeasureDraft

State = MeasureDraft.State
CHANGE, PUBLISH = "measures.change_measuredraft", "measures.publish_measuredraft"

# What each deed needs: a permission, and the states in which it means something.
NEEDS = {
    "publish": (PUBLISH, [State.REVIEW]),
    "return": (PUBLISH, [State.REVIEW]),
    "submit": (CHANGE, [State.WORK]),
    "withdraw": (CHANGE, [State.REVIEW]),
    "rebase": (CHANGE, [State.WORK, State.REVIEW]),
    "discard": (CHANGE, [State.WORK, State.REVIEW]),
    "comment": (CHANGE, list(State)),
}


@dataclass(frozen=True)
class Offer:
    """A button; `obstacle` says why it is not offered."""

    deed: str
    label: str
    obstacle: str = ""


def may(user, deed: str) -> bool:
    return user.has_perm(NEEDS[deed][0])


def offers(draft: MeasureDraft, user, has_moved: bool) -> list[Offer]:
    """Return the buttons of the page of a draft, first the one that the reader most likely came for."""
    labels = {
        "publish": _("Publish"),
        "submit": _("Send to review"),
        "rebase": _("Compare anew"),
        "return": _("Send back"),
        "withdraw": _("Take back into work"),
        "comment": _("Add the comment"),
        "discard": _("Give the draft up"),
    }
    return [
        Offer(deed, label, obstacle_to(draft, user, deed))
        for deed, label in labels.items()
        if draft.state in NEEDS[deed][1]
        and (may(user, deed) or deed == "publish")
        and (has_moved or deed != "rebase")
    ]


def obstacle_to(draft: MeasureDraft, user, deed: str) -> str:
    if deed != "publish":
        return ""
    if not may(user, deed):
        return _("Publishing needs a permission that your account does not have.")
    return " ".join(obstacles(draft, user))
