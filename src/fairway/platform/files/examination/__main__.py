"""The process apart: python -m fairway.platform.files.examination SOURCE TARGET EXTENSION

Writes what may be kept to TARGET and prints the kind, or why the file is refused, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 20
FILE_BYTES = 500_000_000


def _limit() -> None:
    """Before anything of the file is read: a bomb bursts in here."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(source: str, target: str, extension: str) -> None:
    from fairway.platform.files.domain.refusal import FileRefused  # noqa: PLC0415  (after the limits)
    from fairway.platform.files.examination.examine import examine  # noqa: PLC0415
    from fairway.platform.ui.wording import text_to_plain  # noqa: PLC0415

    try:
        examined = examine(Path(source).read_bytes(), extension)
    except FileRefused as refusal:
        print(json.dumps({"why": refusal.why, "text": text_to_plain(refusal.text)}))
        return
    Path(target).write_bytes(examined.content)
    print(json.dumps({"kind": examined.kind}))


_limit()
main(*sys.argv[1:])
