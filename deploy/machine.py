"""What the scripts beside this need of the machine. Only the standard library: nothing is installed yet."""

import ctypes
import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTED = time.monotonic()
# dpkg calls programs that a user's PATH may not hold.
SYSTEM = {"PATH": os.environ.get("PATH", os.defpath) + ":/usr/local/sbin:/usr/sbin:/sbin"}


class CannotGoOn(Exception):
    """A sentence for the reader; what failed has already said the rest."""


def say(sentence: str) -> None:
    print(f"[{time.monotonic() - STARTED:4.0f} s] {sentence}", flush=True)


def call(*command: str | Path, env: dict[str, str] | None = None, **options) -> int:
    """Run a command from the project's folder and return its exit status, its output left to be seen."""
    return subprocess.call(command, cwd=ROOT, env=os.environ | (env or {}), **options)


def quiet(*command: str | Path, env: dict[str, str] | None = None) -> bool:
    """Return whether a command is there and succeeds, its output not shown."""
    hidden = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return bool(shutil.which(command[0])) and call(*command, env=env, **hidden) == 0


def loads(*libraries: str) -> bool:
    """Return whether the machine has all these shared libraries."""
    try:
        for library in libraries:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_install(*packages: str) -> bool:
    """Install Debian packages where that is possible, and return whether they are there now."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = SYSTEM | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "-q", *packages]
    # Lists that were never fetched, or are old, name packages that cannot be had.
    call("apt-get", "update", "-q", env=env, stdin=subprocess.DEVNULL)
    return call(*install, env=env, stdin=subprocess.DEVNULL) == 0


def by_hand(*packages: str) -> str:
    return f"sudo apt-get install {' '.join(packages)}"


@contextmanager
def alone() -> Iterator[None]:
    """Hold the project's folder, so that two runs at once do not build one environment together."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another run to finish preparing")
        fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(folder)


def main(script, arguments: Sequence[str]) -> None:
    """Run a script's main function; what stops it is told in one sentence."""
    try:
        sys.exit(script(*arguments))
    except CannotGoOn as sentence:
        sys.exit(f"\n{sentence}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
