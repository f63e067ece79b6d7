"""Snapshots of answers as JSON-plain data, and back.

The layout follows the dataclasses of `domain.snapshot`: a value that is its field's default is left
out, so that a field added later reads in snapshots taken before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from fairway.desk.plans.domain.snapshot import AnswerSnapshot
from fairway.kernel.text import Localised, Text
from fairway.platform.ui.wording import text_from_plain, text_to_plain


def snapshot_to_plain(snapshot: AnswerSnapshot) -> dict[str, Any]:
    """JSON-ready data that `snapshot_from_plain` reads back as an equal snapshot."""
    plain: dict[str, Any] = _to_plain(snapshot)
    return plain


def snapshot_from_plain(plain: Mapping[str, Any]) -> AnswerSnapshot:
    """The snapshot that was stored. Raises ValueError for data of another shape."""
    snapshot: AnswerSnapshot = _record(AnswerSnapshot, plain)
    return snapshot


def _to_plain(value: object) -> Any:
    if isinstance(value, Text | Localised):
        return text_to_plain(value)
    if isinstance(value, tuple):
        return [_to_plain(item) for item in value]
    return _fields(value) if is_dataclass(value) else _scalar(value)


def _scalar(value: object) -> bool | int | str | None:
    match value:
        case Enum():
            return str(value.value)
        case None | bool() | int() | str():
            return value
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a snapshot.")


def _fields(value: Any) -> dict[str, Any]:
    stored = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: _to_plain(kept) for field, kept in stored if kept != _default(field)}


def _default(field: Field[Any]) -> object:
    return MISSING if field.default is MISSING else field.default


def _record(kind: Any, plain: Any) -> Any:
    hints = _hints(kind)
    if not isinstance(plain, Mapping) or plain.keys() - hints.keys():
        raise ValueError(f"{plain!r} is no stored {kind.__name__}.")
    try:
        return kind(**{name: _from_plain(hints[name], value) for name, value in plain.items()})
    except TypeError as error:
        raise ValueError(f"{plain!r} is no stored {kind.__name__}.") from error


def _from_plain(kind: Any, plain: Any) -> Any:
    arguments = get_args(kind)
    if type(None) in arguments:
        return None if plain is None else _from_plain(_without_none(arguments), plain)
    if get_origin(kind) is tuple:
        return tuple(_from_plain(arguments[0], item) for item in plain)
    if kind is Text or Text in arguments:
        return text_from_plain(plain)
    if is_dataclass(kind):
        return _record(kind, plain)
    if kind is date:
        return date.fromisoformat(plain)
    return kind(plain)


def _without_none(arguments: tuple[Any, ...]) -> Any:
    """`Text | Localised | None` is read as Text, which reads both."""
    return next(argument for argument in arguments if argument is not type(None))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
