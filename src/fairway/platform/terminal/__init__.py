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
    BAD_INPUT = 2
    NEEDS = 3
    CANNOT_COMPUTE = 4


class BadInput(click.ClickException):
    """Input that cannot be used. Each field at fault is named with what is wrong."""

    exit_code = ExitCode.BAD_INPUT

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.faults: dict[str, str] = {field: message}

    @classmethod
    def of(cls, faults: Mapping[str, str]) -> BadInput:
        """Several faults at once, by field."""
        error = cls(*next(iter(faults.items())))
        error.faults = dict(faults)
        return error

    def format_message(self) -> str:
        return "\n".join(f"{field}: {message}" for field, message in self.faults.items())

    def show(self, file: IO[Any] | None = None) -> None:
        for field, message in self.faults.items():
            click.echo(f"Error in {field}: {message}", err=True, file=file)


def emit(data: Data, *, as_json: bool, human: Callable[[Data, Console], None]) -> None:
    """Print `data` as JSON on standard output, or for people through `human`."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        human(data, Console())
