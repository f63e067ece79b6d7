"""What every command of the house shares: exit codes, output, and how bad input is said."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import IO, Any, TypeVar

import click
from rich.console import Console

Data = TypeVar("Data")


class ExitCode(IntEnum):
    COMPUTED = 0
    FAILED = 1  # the instance or the machine is at fault, not the input
    BAD_INPUT = 2
    NEEDS = 3
    CANNOT_COMPUTE = 4


class BadInput(click.ClickException):
    """Input that cannot be used. Each field at fault is named with what is wrong."""

    exit_code = ExitCode.BAD_INPUT

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.faults: dict[str, str] = {field: message}
        context = click.get_current_context(silent=True)  # gone by the time the error is shown
        self.as_json = bool(context and context.params.get("as_json"))

    @classmethod
    def of(cls, faults: Mapping[str, str]) -> BadInput:
        """Several faults at once, by field."""
        error = cls(*next(iter(faults.items())))
        error.faults = dict(faults)
        return error

    def format_message(self) -> str:
        return "\n".join(f"Error in {field}: {message}" for field, message in self.faults.items())

    def show(self, file: IO[Any] | None = None) -> None:
        """Words on standard error, or the same as JSON when the command was asked for JSON."""
        text = json.dumps(self._plain(), ensure_ascii=False) if self.as_json else self.format_message()
        click.echo(text, err=True, file=file)

    def _plain(self) -> dict[str, Any]:
        errors = [{"field": field, "message": message} for field, message in self.faults.items()]
        return {"status": "bad_input", "errors": errors}


def emit(data: Data, *, as_json: bool, human: Callable[[Data, Console], None]) -> None:
    """Print `data` as JSON on standard output, or for people through `human`."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        human(data, Console())
