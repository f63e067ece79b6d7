"""What went wrong in a source file, and where: nothing is lost silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fairway.kernel.text import Param, Text, UserError

MOST_PROBLEMS = 100  # a load stops here: the first ones tell what to repair
EXAMPLES_KEPT = 5  # of each known defect


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a source. `row` counts from 1 as a spreadsheet does, the header included."""

    message: Text
    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    @property
    def text(self) -> Text:
        params: dict[str, Param] = {"place": self.place, "message": self.message}
        if self.value is None:
            return Text("{place}: {message}", params)
        return Text("{place}: {message} It says “{value}”.", params | {"value": _shown(self.value)})

    @property
    def place(self) -> Text:
        params: dict[str, Param] = {
            "file": self.file,
            "row": str(self.row),
            "column": _shown(self.column or ""),
        }
        if self.row is not None and self.column is not None:
            return Text("{file}, row {row}, column {column}", params)
        if self.row is not None:
            return Text("{file}, row {row}", params)
        if self.column is not None:
            return Text("{file}, column {column}", params)
        return Text("{file}", params)


def _shown(value: str) -> str:
    printable = "".join(c if c.isprintable() else "␣" for c in value[:61])
    return printable if len(printable) <= 60 else printable[:60] + "…"


class SourceError(UserError):
    """The source cannot be used; the message names the file and, where known, row, column and value."""

    def __init__(
        self,
        message: Text,
        *,
        file: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self.problems: tuple[Problem, ...] = (Problem(message, file, row, column, value),)
        super().__init__(self.problems[0].text)

    @classmethod
    def of(cls, problems: tuple[Problem, ...]) -> SourceError:
        """One error for several problems; its text is the first one's."""
        first = problems[0]
        error = cls(first.message, file=first.file, row=first.row, column=first.column, value=first.value)
        error.problems = problems
        return error


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
