"""Whether everything that has a checksum or a chain still is what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import timezone

from fairway.data.idb.selectors import releases_verify
from fairway.platform.audit.verification import log_verify
from fairway.platform.files.selectors import Problem, blobs_verify
from fairway.platform.ui.language import say


def instance_verify() -> list[str]:
    """What is wrong with the records of the instance, a line each."""
    return [f"{part}: {problem}" for part, verify in VERIFIERS.items() for problem in verify()]


def _releases() -> Iterator[str]:
    for found in releases_verify():
        if found.problem and not found.is_leftover:
            yield f"{found.name}: {say(found.problem)}"


def _events() -> Iterator[str]:
    report = log_verify()
    for found in report.breaks:
        yield f"event {found.sequence} of {found.subject}: {found.what}"
    for name in report.guards_missing:
        yield f"the trigger {name} is missing"


def _contents() -> Iterator[str]:
    for fault in blobs_verify(now=timezone.now()):
        if fault.problem is not Problem.UNOWNED:
            yield f"{fault.sha256} is {fault.problem}"


VERIFIERS: dict[str, Callable[[], Iterator[str]]] = {
    "releases": _releases,
    "audit": _events,
    "files": _contents,
}
