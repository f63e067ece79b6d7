"""The virus scanner that FAIRWAY_VIRUS_SCANNER names: a command that takes a file."""

from __future__ import annotations

import logging
import shlex
import subprocess
from pathlib import Path

from django.conf import settings

from fairway.kernel.text import Text
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.models import Scan

log = logging.getLogger(__name__)
CLEAN, INFECTED = 0, 1
SECONDS = 60


def scan(path: Path) -> Scan:
    """What the scanner says of the file; NOT_SCANNED where the instance has none.

    Raises FileRefused when there is one and it gives no answer: nothing is kept unseen.
    """
    if not settings.VIRUS_SCANNER:
        return Scan.NOT_SCANNED
    code = _answer(path)
    if code not in (CLEAN, INFECTED):
        log.error("The virus scanner gave no answer: %s", code)
        raise FileRefused(
            Why.UNSCANNED,
            Text("The file could not be checked for viruses, so it was not kept. Try again in some minutes."),
        )
    return Scan.CLEAN if code == CLEAN else Scan.INFECTED


def _answer(path: Path) -> int | str:
    """The exit code, or what went wrong."""
    try:
        command = [*shlex.split(settings.VIRUS_SCANNER), str(path)]
        done = subprocess.run(  # noqa: S603  (the operator's command, without a shell)
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return repr(error)
    return done.returncode
