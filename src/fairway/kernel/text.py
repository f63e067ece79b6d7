"""Sentences that travel through pure code and are translated only where they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from fairway.kernel.money import Money
    from fairway.kernel.quantity import Quantity

Param: TypeAlias = "str | int | Decimal | date | Money | Quantity | Text | Localised"


@dataclass(frozen=True, slots=True)
class Localised:
    """A text of the content files, already written in every language of the house."""

    by_language: Mapping[str, str]

    def __post_init__(self) -> None:
        if "en" not in self.by_language:
            raise ValueError("A localised text needs at least its English wording.")

    def in_language(self, language: str) -> str:
        """The wording for `language` ("fr", "es-mx"), or the English one when there is none."""
        return self.by_language.get(language.split("-", maxsplit=1)[0], self.by_language["en"])

    def __hash__(self) -> int:
        return hash(self.by_language["en"])

    def __str__(self) -> str:
        return self.by_language["en"]


@dataclass(frozen=True, slots=True)
class Text:
    """A message id (the English sentence, with `{named}` places) and what fills the places.

    Domain code writes `Text("{rate} of the value {value}", {"rate": …, "value": …})`; the message
    catalogue holds its French and Spanish; `platform.ui.language.say` translates it and formats
    numbers, dates and money for the reader. `str()` gives plain English, for logs and tests.
    """

    msgid: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.msgid)

    def __str__(self) -> str:
        return self.msgid.format(**{name: str(value) for name, value in self.params.items()})


class UserError(ValueError):
    """Bad input, said in words for the user. `text` is translated where it is shown."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text
