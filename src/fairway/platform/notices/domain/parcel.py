"""The parameters of a text as JSON and back, so that a sentence can wait in a table for its reader.

Text and whole numbers are themselves; every other kind is an object that names it:
`{"money": "12.50", "currency": "USD"}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Localised, Param, Text

Packed: TypeAlias = "str | int | dict[str, Any]"


def params_pack(params: Mapping[str, Param]) -> dict[str, Packed]:
    """Raises TypeError for a value that no sentence can hold, such as a float."""
    return {name: _pack(value) for name, value in params.items()}


def params_unpack(packed: Mapping[str, Packed]) -> dict[str, Param]:
    """Raises ValueError for what `params_pack` has not written."""
    return {name: _unpack(value) for name, value in packed.items()}


def _pack(value: Param) -> Packed:
    match value:
        case str():
            return str(value)
        case int() if not isinstance(value, bool):
            return int(value)
        case Decimal():
            return {"decimal": str(value)}
        case date() if not isinstance(value, datetime):
            return {"date": value.isoformat()}
    return _pack_compound(value)


def _pack_compound(value: Param) -> Packed:
    match value:
        case Money():
            return {"money": str(value.amount), "currency": value.currency}
        case Quantity():
            return {"quantity": str(value.amount), "unit": value.unit}
        case Localised():
            return {"localised": dict(value.by_language)}
        case Text():
            return {"text": value.msgid, "params": params_pack(value.params)}
    raise TypeError(f"{value!r} ({type(value).__name__}) cannot wait in a notice.")


def _unpack(packed: Packed) -> Param:
    match packed:
        case str() | int():
            return packed
        case {"decimal": str(number)}:
            return Decimal(number)
        case {"date": str(day)}:
            return date.fromisoformat(day)
    return _unpack_compound(packed)


def _unpack_compound(packed: dict[str, Any]) -> Param:
    match packed:
        case {"money": str(amount), "currency": str(currency)}:
            return Money(Decimal(amount), currency)
        case {"quantity": str(amount), "unit": str(unit)}:
            return Quantity(Decimal(amount), unit)
        case {"localised": dict(by_language)}:
            return Localised(by_language)
        case {"text": str(msgid), "params": dict(params)}:
            return Text(msgid, params_unpack(params))
    raise ValueError(f"{packed!r} is not a parameter of a notice.")
