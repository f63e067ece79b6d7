"""The examination in a process of its own: what a hostile file breaks there, it breaks alone."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from fairway.kernel.text import Text
from fairway.platform.files.domain.kinds import Kind, kind_by_extension
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.ui.wording import text_from_plain

log = logging.getLogger(__name__)
_SECONDS = 40


def examine_apart(source: Path, target: Path, extension: str) -> Kind:
    """Write what may be kept of `source` to `target`; its kind. Raises FileRefused."""
    kind_by_extension(extension)  # an unknown one is refused before the file is read
    command: list[str | Path] = [
        sys.executable,
        "-P",
        "-m",
        "fairway.platform.files.examination",
        source,
        target,
        extension,
    ]
    # Of the environment only where the code is: no secret of the instance is in that process.
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603  (no shell, and no word of the visitor but a known extension)
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise _unreadable() from None
    except subprocess.CalledProcessError as error:
        log.warning("A file broke its examination (%s): %s", error.returncode, _last_line(error.stderr))
        raise _unreadable() from None
    return _read(json.loads(done.stdout))


def _read(answer: dict[str, Any]) -> Kind:
    if "kind" in answer:
        return Kind(answer["kind"])
    text = text_from_plain(answer["text"])
    assert isinstance(text, Text)
    raise FileRefused(Why(answer["why"]), text)


def _last_line(stderr: bytes) -> str:
    return stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]


def _unreadable() -> FileRefused:
    return FileRefused(
        Why.EXPANDS,
        Text("Reading this file takes more memory or time than it may. Make it smaller or simpler."),
    )
