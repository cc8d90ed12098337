"""Which build of the code is running: part of every ETag, so that a new release empties old caches."""

import hashlib
from pathlib import Path

SOURCES = ["csbm_catalog", "conferences", "measures", "templates"]
KINDS = {".py", ".html", ".css", ".js", ".svg", ".mo"}


def build_digest(root: Path) -> str:
    """Return 12 hex digits that change whenever our code, templates or styles do."""
    digest = hashlib.sha256((root / "requirements.txt").read_bytes())
    for path in sorted(path for source in SOURCES for path in (root / source).rglob("*")):
        if path.suffix in KINDS:
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
