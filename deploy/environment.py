"""Make .venv with what requirements.txt pins, also where Debian's python3-venv is missing."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from machine import ROOT, CannotGoOn, alone, apt_install, by_hand, call, loads, main, quiet, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WHEELS = Path("/usr/share/python-wheels")  # where Debian's python3-pip-whl puts pip
PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]


def prepare(*lists: str) -> None:
    """Leave an environment that holds exactly what these requirement files pin."""
    with alone():
        if not quiet(PYTHON, "-m", "pip", "--version"):
            make_venv()
        for name in lists:
            install(ROOT / name)


def make_venv() -> None:
    say(f"Making .venv with Python {sys.version.split()[0]}")
    package = f"python3.{sys.version_info.minor}-venv"
    if not has_ensurepip() and not apt_install(package):
        say(f"{package} cannot be installed here; making .venv without it")
    if has_ensurepip():
        made = call(sys.executable, "-m", "venv", "--clear", VENV) == 0
    else:
        made = call(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV) == 0 and bring_pip()
    if not made:
        raise CannotGoOn(f"No virtual environment could be made. Install what it needs: {by_hand(package)}")


def has_ensurepip() -> bool:
    return quiet(sys.executable, "-m", "ensurepip", "--version")


def bring_pip() -> bool:
    """Install pip into the environment from Debian's own wheel of it, or with the system's pip."""
    for wheel in WHEELS.glob("pip-*.whl"):
        if call(PYTHON, wheel / "pip", "install", "--quiet", "--no-index", wheel) == 0:
            return True
    return call(sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", "pip") == 0


def install(requirements: Path) -> None:
    """Install what a requirements file pins, unless that very file was installed last."""
    name = requirements.relative_to(ROOT)
    stamp = VENV / f".installed-{str(name).replace('/', '-')}"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"Installing the packages of {name}")
    stamp.unlink(missing_ok=True)
    options = ["--require-hashes", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check"]
    if call(PYTHON, "-m", "pip", "install", *options, "-r", requirements) != 0:
        raise CannotGoOn(
            "The packages could not be installed: this step needs the network, or a mirror (PIP_INDEX_URL)."
        )
    stamp.write_text(digest)


def has_pango() -> bool:
    return loads("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


def want_pango() -> None:
    """Install what PDFs need; the site runs without."""
    if has_pango():
        return
    say("Pango, which sets PDFs, is missing: installing it where that is allowed")
    if not apt_install(*PANGO):
        say(f"The catalogue will run without PDFs. For them: {by_hand(*PANGO)}")


def chromium() -> str | None:
    """Return the path of the browser that tests use, installed where it is missing and can be."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path or not loads("libatomic.so.1"):  # Playwright's driver needs libatomic and does not carry it
        say("Installing Chromium, for the tests that need a browser")
        apt_install("chromium", "libatomic1")
        path = shutil.which("chromium")
    return path if loads("libatomic.so.1") else None


def from_command_line(*arguments: str) -> None:
    prepare("requirements.txt", *(["tests/requirements.txt"] if "--tests" in arguments else []))


if __name__ == "__main__":
    main(from_command_line, sys.argv[1:])
