import re
from pathlib import Path

import pytest

from tests import environment

ROOT = Path(__file__).parent.parent.parent


def test_every_setting_is_explained_and_none_besides():
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "csbm_catalog/settings.py").read_text()))

    assert read == set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)) - {
        "PORT",
        "WEB_CONCURRENCY",
    }
    assert read <= set(environment.SETTINGS), "a developer's .env would leak into tests"


@pytest.mark.parametrize("path", ["requirements.in", "tests/requirements.in"])
def test_every_requirement_is_pinned_and_has_its_reason(path):
    lines = [line for line in (ROOT / path).read_text().splitlines() if line and line[0] not in "#-"]

    assert [line for line in lines if not re.fullmatch(r"[\w\[\]-]+==[\d.]+ +# \w.+", line)] == []


@pytest.mark.parametrize("path", ["requirements.txt", "tests/requirements.txt"])
def test_locks_name_no_place_to_fetch_from(path):
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links", (ROOT / path).read_text())
