"""Breaking a constraint on purpose, in the database itself: past forms, `clean()` and validators."""

from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction


@dataclass(frozen=True)
class Breach:
    """A way to break one rule of a model: a value that a row must not have, or a second row like the first."""

    model: type[models.Model]
    values: dict
    among: models.Q = field(default_factory=models.Q)
    is_copy: bool = False

    @property
    def row(self):
        found = self.model.objects.filter(self.among).order_by("pk").first()
        assert found, "the record has no row on which to try this"
        return found

    def commit(self):
        row = self.row
        if self.is_copy:
            row.pk = None
            for name, value in self.values.items():
                setattr(row, name, value)
            row.save(force_insert=True)
        else:
            self.model.objects.filter(pk=row.pk).update(**self.values)


def value(model, among=None, **values):
    """Break a rule on what a row may hold."""
    return Breach(model, values, among or models.Q())


def twin(model, among=None, **values):
    """Break a rule on what only one row may hold: a copy, different in these values alone."""
    return Breach(model, values, among or models.Q(), is_copy=True)


def params(breaches: dict[str, list[Breach]]):
    """Return each way to break each rule as a parameter of a test."""
    return [
        pytest.param(name, breach, id=f"{name}-{at}")
        for name, ways in breaches.items()
        for at, breach in enumerate(ways, 1)
    ]


def assert_refused(name: str, breach: Breach):
    """Assert that the database refuses it, and because of this very rule."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        breach.commit()
    assert any(sign in str(refusal.value) for sign in signs(name, breach.model)), refusal.value


def signs(name: str, model):
    """Return what an error message says of a rule: its name, or on SQLite the columns that are unique."""
    table = model._meta.db_table
    if "." in name:
        column = model._meta.get_field(name.split(".")[1]).column
        return [f"{table}.{column}", f"({column})"]
    [constraint] = [found for found in model._meta.constraints if found.name == name]
    if isinstance(constraint, models.UniqueConstraint):
        columns = [model._meta.get_field(one).column for one in constraint.fields]
        return [name, "UNIQUE constraint failed: " + ", ".join(f"{table}.{column}" for column in columns)]
    return [name]


def rules_of(app: str, base: type = models.Model) -> set[str]:
    """Return the name of every constraint of an app's models, and `model.field` for every unique field."""
    found = set()
    for model in (one for one in apps.get_app_config(app).get_models() if issubclass(one, base)):
        found |= {constraint.name for constraint in model._meta.constraints}
        found |= {
            f"{model._meta.model_name}.{one.name}"
            for one in model._meta.local_fields
            if one.unique and not one.primary_key
        }
    return found
