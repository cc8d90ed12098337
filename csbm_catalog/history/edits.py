"""The history of one record: its versions and those of its parts, put together as the edits that made them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from csbm_catalog.history.changes import DELETED, Change, Step, told
from csbm_catalog.history.contents import Identity, contents_kept
from csbm_catalog.history.whole import Part, parts_of

TOGETHER = timedelta(seconds=5)  # what one person writes for one reason within these is one edit


@dataclass
class Edit:
    """What one person changed at one time for one reason: no row twice."""

    moment: datetime  # of its last step: the record as it was then is what the edit left
    by: Any
    reason: str
    steps: list[Step] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Return the name of this edit in addresses: the microseconds since 1970."""
        return (self.moment - datetime.fromtimestamp(0, tz=self.moment.tzinfo)) // timedelta(microseconds=1)

    @property
    def deletes(self) -> set[Identity]:
        return {step.content.identity for step in self.steps if step.kind == DELETED}

    def goes_on_with(self, version, step: Step) -> bool:
        """Say whether this version was kept in the same edit."""
        return (
            (self.by, self.reason) == (version.history_user, version.history_change_reason or "")
            and version.history_date - self.moment <= TOGETHER
            and step.content.identity not in {done.content.identity for done in self.steps}
        )


def edits_of(model, pk: int) -> list[Edit]:
    """Return the edits of a record, the newest first; `tell` puts them in words."""
    return edits_among([Part(model, "id"), *parts_of(model)], pk)


def edits_among(parts: Iterable[Part], pk: int) -> list[Edit]:
    """Return the edits of all rows whose field, named with their model, holds this key; the newest first."""
    kept = []
    for model, name in parts:
        column = name if name == "id" else f"{name}_id"
        kept += steps_of(model, model.history.filter(**{column: pk}).select_related("history_user"))
    kept.sort(key=lambda one: (one[0].history_date, one[0].history_id))
    edits: list[Edit] = []
    for version, step in kept:
        if not edits or not edits[-1].goes_on_with(version, step):
            edits.append(
                Edit(version.history_date, version.history_user, version.history_change_reason or "")
            )
        edits[-1].steps.append(step)
        edits[-1].moment = version.history_date
    return edits[::-1]


def steps_of(model, versions) -> list[tuple]:
    """Return (version, step) for versions of one model, each step from the version of the row before."""
    versions = sorted(versions, key=lambda version: (version.history_date, version.history_id))
    contents = contents_kept(model, versions)
    newest: dict = {}
    steps = []
    for version in versions:
        steps.append((version, step_to(version, contents[version.history_id], newest.get(version.id))))
        newest[version.id] = steps[-1][1].after
    return steps


def step_to(version, content, before) -> Step:
    """Return the step that a version stands for; the last version of a deleted row may be all there is of it."""
    if version.history_type == DELETED:
        return Step(before or content, None)
    return Step(before, content)


def tell(edits: Iterable[Edit]):
    """Put these edits in words."""
    edits = list(edits)
    changes = iter(told(step for edit in edits for step in edit.steps))
    for edit in edits:
        edit.changes = [next(changes) for _step in edit.steps]
