"""Sentences as JSON-plain data and back, for rows that outlive the code that said them.

A stored sentence keeps its message id and its values, not its words: each reader gets it in their
own language. One whose message id has left the catalogue since is shown in English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Localised, Param, Text

_Stored = Text  # its message id was collected where the sentence was first written
Plain: TypeAlias = "str | int | dict[str, Any]"


def text_to_plain(text: Text | Localised) -> dict[str, Any]:
    """The text as JSON-ready data that `text_from_plain` reads back as an equal text.

    Raises TypeError for a value in it that is no `Param`.
    """
    if isinstance(text, Localised):
        return {"localised": dict(text.by_language)}
    if isinstance(text, Text):
        return {"text": text.msgid, "params": {name: _plain(value) for name, value in text.params.items()}}
    raise TypeError(f"{type(text).__name__} is no text that can be stored.")


def text_from_plain(plain: Mapping[str, Any]) -> Text | Localised:
    """The text that was stored. Raises ValueError for data of another shape."""
    value = _param(plain)
    if not isinstance(value, Text | Localised):
        raise ValueError(f"{plain!r} is no stored text.")
    return value


def _plain(value: Param) -> Plain:
    match value:
        case bool() | datetime():  # an int and a date to Python; no wording for a reader
            raise TypeError(f"{type(value).__name__} is no value of a text that can be stored.")
        case str() | int():
            return value
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
        case Money():
            return {"money": str(value.amount), "currency": value.currency}
        case Quantity():
            return {"quantity": str(value.amount), "unit": value.unit}
    return text_to_plain(value)


def _param(plain: object) -> Param:
    if isinstance(plain, str) or (isinstance(plain, int) and not isinstance(plain, bool)):
        return plain
    if isinstance(plain, Mapping):
        read = _READERS.get(frozenset(plain))
        if read is not None:
            return read(plain)
    raise ValueError(f"{plain!r} is no stored text and no value of one.")


def _text(plain: Mapping[str, Any]) -> Text:
    return _Stored(plain["text"], {name: _param(value) for name, value in plain["params"].items()})


_READERS: dict[frozenset[str], Callable[[Mapping[str, Any]], Param]] = {
    frozenset({"localised"}): lambda plain: Localised(dict(plain["localised"])),
    frozenset({"text", "params"}): _text,
    frozenset({"decimal"}): lambda plain: Decimal(plain["decimal"]),
    frozenset({"date"}): lambda plain: date.fromisoformat(plain["date"]),
    frozenset({"money", "currency"}): lambda plain: Money(Decimal(plain["money"]), plain["currency"]),
    frozenset({"quantity", "unit"}): lambda plain: Quantity(Decimal(plain["quantity"]), plain["unit"]),
}
