"""What is wrong in a file, and where: its row or line, its column or path, the value that stands there."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.kernel.text import Param, Text, UserError


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
