"""The worker of a demonstration: a process beside the server, begun anew when it dies."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Lock, Thread

logger = logging.getLogger(__name__)

WORKER = (sys.executable, "-c", "from fairway.config.cli import main; main()", "worker", "--with-parent")
MOST_DEATHS = 5  # a worker that cannot live must not be begun for ever
SECONDS_TO_FINISH = 10  # the task under way
SECONDS_BEFORE_THE_NEXT = 1.0


@contextmanager
def worker_beside(command: Sequence[str] = WORKER) -> Iterator[None]:
    """A worker for as long as this lasts. One that is stopped in order, as with Ctrl+C, stays stopped."""
    kept = _KeptWorker(command)
    try:
        yield
    finally:
        kept.stop()


class _KeptWorker:
    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._stopping = Event()
        self._turn = Lock()  # between stopping it and beginning it anew
        self._process = self._begun()
        Thread(target=self._keep, name="worker-kept", daemon=True).start()

    def stop(self) -> None:
        with self._turn:
            self._stopping.set()
            self._process.terminate()
        try:
            self._process.wait(SECONDS_TO_FINISH)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdout=subprocess.DEVNULL)  # noqa: S603  (of the house)

    def _keep(self) -> None:
        for death in range(1, MOST_DEATHS + 1):
            ended_with = self._process.wait()
            if ended_with == 0 or self._stopping.is_set():
                return
            if death == MOST_DEATHS:
                logger.error("The worker died %d times and is not begun again: no letter leaves.", death)
                return
            logger.warning("The worker died (%d). It is begun anew.", ended_with)
            if self._stopping.wait(SECONDS_BEFORE_THE_NEXT) or not self._begin_anew():
                return

    def _begin_anew(self) -> bool:
        with self._turn:
            if self._stopping.is_set():
                return False
            self._process = self._begun()
            return True
