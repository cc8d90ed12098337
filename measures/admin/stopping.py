"""A save that came second: what both wrote, side by side, and how to go on with nothing lost."""

import json
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.admin.forms import DraftForm, shown_of
from measures.drafting.comparing import Difference, Names, differences
from measures.drafting.snapshots import Snapshot, marks
from measures.models import Measure, MeasureDraft


@dataclass(frozen=True)
class Side:
    """A field in which the two differ; who did not touch it will rather take over what the other wrote."""

    difference: Difference
    theirs_is_proposed: bool


class Stopped(Exception):
    """Nothing was saved: `now` holds what someone else saved first, if anything is there to go on with."""

    def __init__(self, now: MeasureDraft | Measure | None, typed: Snapshot, form: DraftForm):
        super().__init__()
        self.now = now
        self.typed = typed
        self.opened = form.cleaned_data["opened"]
        self.was_draft = form.instance.pk is not None

    @property
    def draft(self) -> MeasureDraft | None:
        return self.now if isinstance(self.now, MeasureDraft) else None

    @property
    def measure(self) -> Measure | None:
        return self.now if isinstance(self.now, Measure) else None

    @property
    def object_id(self) -> str | None:
        """Return the draft to which the form now belongs; None where saving it begins one."""
        return str(self.draft.pk) if self.draft else None

    @property
    def form_url(self) -> str:
        if self.draft:
            return reverse("admin:measures_measuredraft_change", args=[self.draft.pk])
        of = f"?measure={self.measure.key}" if self.measure else ""
        return reverse("admin:measures_measuredraft_add") + of

    @property
    def sentence(self) -> str:
        if self.draft:
            when = date_format(self.draft.changed_at, "H:i")
            return _("Someone else saved this draft at %(when)s UTC, after you opened it.") % {"when": when}
        if self.measure and not self.was_draft:
            return _("The published measure was changed after you opened this form.")
        return _("This draft was published or given up after you opened it: saving begins another one.")

    def carried_on(self, post):
        """Return what was typed, as it would have been typed on top of what is saved now."""
        post = post.copy()
        post["version"] = self.draft.version if self.draft else 0
        post["opened"] = json.dumps(marks(shown_of(self.now)))
        post.pop("theirs", None)
        return post

    @property
    def sides(self) -> list[Side]:
        """Return the fields in which the two differ: first what is saved now, then what was typed."""
        if self.now is None:
            return []
        theirs = shown_of(self.now)
        if self.measure:
            theirs["reason"] = self.typed["reason"]  # only a draft has one
        mine = marks(self.typed)
        return [
            Side(one, theirs_is_proposed=mine[one.name] == self.opened.get(one.name))
            for one in differences(theirs, self.typed, Names([theirs, self.typed]))
        ]
