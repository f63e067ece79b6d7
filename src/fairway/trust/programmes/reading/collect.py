"""Reading on after a mistake, so that the author of a file sees all of them in one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

from fairway.kernel.text import Text
from fairway.platform.content.problem import Problem, SourceError
from fairway.platform.content.strict import Entry, read_yaml
from fairway.trust.programmes.reading.keys import Keys

T = TypeVar("T")
_MISSING = object()  # where a required key has no value, which is noted once


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong so far. What could not be read leaves a hole, which `stop_if_any` lets nobody see."""

    found: list[Problem] = field(default_factory=list)

    def note(self, entry: Entry, message: Text) -> None:
        """A problem at the entry."""
        self.of(lambda at: at.fail(message), entry)

    def of(self, read: Callable[[Entry], T], entry: Entry) -> T:
        """What `read` makes of the entry, or a hole."""
        if entry.value is _MISSING:
            return cast(T, None)
        try:
            return read(entry)
        except SourceError as error:
            self.found.extend(error.problems)
            return cast(T, None)

    def each(self, read: Callable[[Entry], T], entry: Entry) -> tuple[T, ...]:
        """What `read` makes of every item of a list."""
        return tuple(self.of(read, item) for item in self.of(Entry.items, entry) or ())

    def fields(self, entry: Entry, keys: Keys) -> dict[str, Entry]:
        """The entries of the keys. Unknown keys and missing ones are noted."""
        given = entry.mapping()
        for key in given.keys() - set(keys.all):
            self.note(given[key], Text("Unknown key: {names}.", {"names": key}))
        if missing := [key for key in keys.required if key not in given]:
            self.note(entry, Text("Missing key: {names}.", {"names": ", ".join(missing)}))
        absent = {key: replace(entry, value=_MISSING if key in missing else None) for key in keys.all}
        return absent | {key: given[key] for key in keys.all if key in given}

    def stop_if_any(self) -> None:
        """Raises SourceError with all of them, in the order of their lines."""
        if self.found:
            raise SourceError.of(tuple(sorted(self.found, key=lambda one: (one.file, one.row or 0))))


def read_root(path: Path) -> Entry:
    """The document in a file. Raises SourceError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = Text("The file cannot be read: {reason}.", {"reason": error.strerror or ""})
        raise SourceError(message, file=path.name) from None
    except UnicodeDecodeError:
        raise SourceError(Text("The file is not UTF-8 text."), file=path.name) from None
    return read_yaml(text, file=path.name)
