"""The floors of the house: a module may import from its own floor or below, never above."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent
FLOORS = ["csbm_catalog", "conferences", "measures"]
ROOF = {"csbm_catalog/urls.py"}
VAGUE = {"services", "selectors", "utils", "helpers", "managers", "signals", "registry", "constants", "misc"}


def modules():
    for floor, package in enumerate(FLOORS):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name not in ROOF and "migrations" not in path.parts:
                yield pytest.param(path, floor, id=name)


def imported(tree):
    """Yield the first name of every module imported, also inside functions and by name."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                yield from (alias.name.split(".")[0] for alias in aliases)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.split(".")[0]
            case ast.ImportFrom(level=level) if level:
                yield "a relative import"
            case ast.Call(
                func=ast.Name("import_module" | "import_string"), args=[ast.Constant(str(name)), *_]
            ):
                yield name.split(".")[0]


@pytest.mark.parametrize(("path", "floor"), list(modules()))
def test_imports_point_down(path, floor):
    above = {*FLOORS[floor + 1 :], "tests", "deploy", "a relative import"}

    assert not set(imported(ast.parse(path.read_text()))) & above


def test_the_guard_sees_every_module_of_every_floor():
    seen = {param.id.split("/")[0] for param in modules()}

    assert seen == set(FLOORS)


def test_relations_between_models_point_down():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.concrete and field.related_model and {app_of(model), app_of(field)} <= set(FLOORS):
                assert FLOORS.index(app_of(field.related_model)) <= FLOORS.index(app_of(model)), field


def app_of(model_or_field):
    model = getattr(model_or_field, "related_model", None) or model_or_field
    return model._meta.app_label


def test_modules_are_named_after_what_they_are_about():
    paths = [path for package in FLOORS for path in (ROOT / package).rglob("*.py")]

    assert [path for path in paths if VAGUE & {path.stem, *path.relative_to(ROOT).parts}] == []


def test_the_top_level_is_the_customers():
    promised = (
        "manage.py csbm_catalog measures conferences templates fixtures tests requirements.txt README.md"
    )
    tools = "Makefile pyproject.toml requirements.in CHANGELOG.md docs deploy benchmarks"

    shown = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    made_here = {"staticfiles", "db.sqlite3", "db.sqlite3-shm", "db.sqlite3-wal", "__pycache__", "LICENSE"}
    assert shown - made_here <= set(f"{promised} {tools}".split())
