"""The process that opens a file: no Django, no database, and limits that the kernel keeps.

A file is hostile until shown otherwise: what runs into a limit ends, and takes nothing else with it.
"""

import json
import logging
import resource
import signal
import sys
import warnings
from dataclasses import asdict

from measures.importing.papers import Paper, Unreadable, bounded

MEMORY = 1024**3
PROCESSOR_SECONDS = 60  # 500 pages that set each letter apart
WALL_SECONDS = 90


def limit_this_process():
    signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)  # SIGALRM ends what does not handle it
    for limit, value in [
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),  # a pipe is no file
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ]:
        resource.setrlimit(limit, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))


def paper_of(kind: str, content: bytes) -> Paper:
    """Return the lines of a file. Raises Unreadable; anything else that is raised means a damaged file."""
    if kind == "docx":
        from measures.importing.extracting.word import paper
    elif kind == "html":
        from measures.importing.extracting.web import paper
    else:
        from measures.importing.extracting.pages import paper
    return bounded(paper(content))


def answer(kind: str, content: bytes) -> dict:
    try:
        return asdict(paper_of(kind, content))
    except Unreadable as fault:
        return {"reason": fault.reason, "about": fault.about}
    except (MemoryError, RecursionError):
        return {"reason": "too-costly", "about": {}}
    except Exception:  # whatever a library raises at a damaged file
        return {"reason": "broken", "about": {}}


def main():
    warnings.simplefilter("ignore")
    logging.disable()
    limit_this_process()
    said = answer(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(said).encode())


if __name__ == "__main__":
    main()
