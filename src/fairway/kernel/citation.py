"""Where a figure comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of a rate, a rule or a text.

    `published` is the day of the edition that was read; `verified` is False where the fact was
    not checked against its primary source, and every page that shows it says so.
    """

    publisher: str
    title: str
    url: str = ""
    published: date | None = None
    licence: str = ""
    verified: bool = True

    @property
    def name(self) -> str:
        return f"{self.publisher}, {self.title}"

    def __str__(self) -> str:
        return f"{self.name}, {self.published.isoformat()}" if self.published else self.name
