"""What went wrong in a source file, and where: nothing is lost silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fairway.kernel.text import Text
from fairway.platform.content.problem import Problem, SourceError

MOST_PROBLEMS = 100  # a load stops here: the first ones tell what to repair
EXAMPLES_KEPT = 5  # of each known defect


@dataclass(slots=True)
class KnownDefect:
    """How often a documented defect of the source occurred, with the first examples."""

    code: str
    meaning: Text
    count: int = 0
    examples: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class LoadReport:
    """Collects what happens during one load.

    `problem` records a row that cannot be read: the load fails, after the first hundred or at
    `raise_problems`. `defect` counts a defect that the adapter documents in `known_defects`, and
    the load goes on. `count` keeps totals worth telling (rows read, lines without a rate).
    """

    known_defects: Mapping[str, Text] = field(default_factory=dict)
    on_step: Callable[[Text], None] | None = None
    problems: list[Problem] = field(default_factory=list)
    defects: dict[str, KnownDefect] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def step(self, text: Text) -> None:
        """Tell the operator what is being done now."""
        if self.on_step:
            self.on_step(text)

    def count(self, name: str, by: int = 1) -> None:
        self.counts[name] += by

    def problem(
        self,
        message: Text,
        *,
        file: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Record what fails the load. Raises SourceError when there are too many to go on."""
        self.problems.append(Problem(message, file, row, column, value))
        if len(self.problems) >= MOST_PROBLEMS:
            self.raise_problems()

    def raise_problems(self) -> None:
        """Raise SourceError when anything was recorded; adapters call it after reading."""
        if self.problems:
            raise SourceError.of(tuple(self.problems))

    def defect(
        self,
        code: str,
        message: Text,
        *,
        file: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Count a documented defect. Raises KeyError when the adapter does not document `code`."""
        known = self.defects.setdefault(code, KnownDefect(code, self.known_defects[code]))
        known.count += 1
        if len(known.examples) < EXAMPLES_KEPT:
            known.examples.append(Problem(message, file, row, column, value))
