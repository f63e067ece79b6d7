"""Times, ratios and how they are printed."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. `limit` is the promise; None where there is none."""

    name: str
    figure: str
    anchor: str
    ratio: float | None
    limit: str
    kept: bool

    def cells(self) -> tuple[str, ...]:
        ratio = f"{self.ratio:.2f}×" if self.ratio is not None else "–"
        return (self.name, self.figure, self.anchor, ratio, self.limit, "yes" if self.kept else "NO")


def timed(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def best_of(call: Callable[[], object], runs: int = 3) -> float:
    return min(timed(call) for _ in range(runs))


def percentile(times: Iterable[float], share: float) -> float:
    """The time that `share` of the calls stay under."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(times: Iterable[float]) -> float:
    return statistics.median(times)


def machine() -> str:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    return f"{os.cpu_count()} cores, {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
