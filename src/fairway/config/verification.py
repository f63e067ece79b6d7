"""Whether everything that has a checksum or a chain still is what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fairway.data.idb.selectors import releases_verify
from fairway.platform.ui.language import say


def instance_verify() -> list[str]:
    """What is wrong with the records of the instance, a line each."""
    return [f"{part}: {problem}" for part, verify in VERIFIERS.items() for problem in verify()]


def _releases() -> Iterator[str]:
    for found in releases_verify():
        if found.problem and not found.is_leftover:
            yield f"{found.name}: {say(found.problem)}"


VERIFIERS: dict[str, Callable[[], Iterator[str]]] = {
    "releases": _releases,
}
