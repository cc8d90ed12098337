"""A renderer whose jobs misbehave on purpose, under limits of a second or two: see test_pdf_limits."""

import os
import signal
import socket
import sys
import time

import weasyprint.urls  # noqa: F401  loaded once, as in the renderer: a fork has no time for it

from csbm_catalog import rendering

rendering.PROCESSOR_SECONDS = 2
rendering.WALL_SECONDS = 6


class Bombs:
    def make(self, job):
        return getattr(self, job["html"])()

    def fine(self):
        return b"%PDF"

    def memory(self):
        return b"".join(bytes(64 * 1024**2) for _piece in range(40))

    def processor(self):
        signal.setitimer(signal.ITIMER_REAL, 0)  # that the other limit is the one which acts
        while True:
            pass

    def wall(self):
        time.sleep(60)

    def crash(self):
        os.abort()

    def large(self):
        return bytes(rendering.FILE_BYTES + 1)

    def fault(self):
        raise ValueError("a fault")


if __name__ == "__main__":
    rendering.serve(Bombs(), socket.socket(fileno=int(sys.argv[1])))
