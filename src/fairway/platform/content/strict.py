"""Strict reading of content files: every key is known, every value has its form, every error its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from fairway.kernel.text import Text
from fairway.platform.content.problem import SourceError

Path = tuple[str | int, ...]
# Gives texts only; the one in C is ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# Far above every file of the house: a short text can name itself, or name itself many times over.
DEEPEST = 40
MOST_VALUES = 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a content file with its path in it; every way of reading it is checked."""

    value: Any
    file: str
    path: Path = ()
    lines: Mapping[Path, int] = field(default_factory=dict)

    def fail(self, message: Text) -> NoReturn:
        raise SourceError(message, file=self.file, row=self._line(), column=self._where() or None)

    def fields(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Entry]:
        """The entries of a mapping; optional ones that are absent or null read as null."""
        if not isinstance(self.value, dict):
            self.fail(Text("A mapping of keys to values is needed here."))
        if unknown := [str(key) for key in self.value if key not in (*required, *optional)]:
            self.fail(Text("Unknown key: {names}.", {"names": ", ".join(unknown)}))
        if missing := [key for key in required if key not in self.value]:
            self.fail(Text("Missing key: {names}.", {"names": ", ".join(missing)}))
        return {key: self._at(key, self.value.get(key)) for key in (*required, *optional)}

    def mapping(self) -> dict[str, Entry]:
        """The entries of a mapping with free keys."""
        if not isinstance(self.value, dict):
            self.fail(Text("A mapping of keys to values is needed here."))
        return {str(key): self._at(key, value) for key, value in self.value.items()}

    def items(self) -> list[Entry]:
        """The entries of a list; null is an empty one."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            self.fail(Text("A list is needed here."))
        return [self._at(place, value) for place, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            self.fail(Text("A text is needed here."))
        return self.value.strip()

    def text_or_none(self) -> str | None:
        return None if self.value is None else self.text()

    def one_of(self, choices: Sequence[str]) -> str:
        found = self.text()
        if found not in choices:
            self.fail(Text("This must be one of {choices}.", {"choices": ", ".join(choices)}))
        return found

    def flag(self, default: bool) -> bool:
        words = {"true": True, "false": False, True: True, False: False, None: default}
        if not isinstance(self.value, (str, bool, type(None))) or self.value not in words:
            self.fail(Text("This must be true or false."))
        return words[self.value]

    def day(self) -> date | None:
        if self.value is None:
            return None
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            self.fail(Text("This must be a date, as in 2025-06-30."))

    def number(self) -> Decimal | None:
        if self.value is None:
            return None
        text = self.text()
        if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
            self.fail(Text("This must be a number, not negative, as in 0.3464."))
        return Decimal(text)

    def _at(self, key: str | int, value: Any) -> Entry:
        return Entry(value, self.file, (*self.path, key), self.lines)

    def _line(self) -> int | None:
        for length in range(len(self.path), -1, -1):
            if self.path[:length] in self.lines:
                return self.lines[self.path[:length]]
        return None

    def _where(self) -> str:
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return "".join(parts).removeprefix(".")


def read_yaml(text: str, *, file: str) -> Entry:
    """The document as an Entry. Plain values stay text, so `NO` is Norway and `0.30` keeps its zero."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        message = Text("The file is not valid YAML: {reason}.", {"reason": str(error.problem)})
        raise SourceError(message, file=file, row=row) from None
    if root is None:
        raise SourceError(Text("The file is empty."), file=file)
    lines: dict[Path, int] = {}
    return Entry(_plain(root, (), lines, file), file, (), lines)


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int], file: str) -> Any:
    lines[path] = node.start_mark.line + 1
    if len(path) > DEEPEST or len(lines) > MOST_VALUES:
        message = Text("The file has too many values, or values too deep in each other.")
        raise SourceError(message, file=file, row=lines[path])
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            if key.value in found:
                message = Text("The key {key} is given twice.", {"key": str(key.value)})
                raise SourceError(message, file=file, row=key.start_mark.line + 1)
            found[key.value] = _plain(value, (*path, key.value), lines, file)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, place), lines, file) for place, item in enumerate(node.value)]
    quoted = bool(node.style)  # type: ignore[attr-defined]  # a scalar has it
    return None if not quoted and node.value in ("", "null", "~") else node.value
