"""Reading plain JSON values one by one: every fault is kept with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from fairway.kernel.money import Money, parse_decimal
from fairway.kernel.text import Text, UserError

T = TypeVar("T")
LONGEST_TEXT = 200
LONGEST_REASON = 500
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class InvalidFacts(UserError):
    """The facts have bad input; `errors` says for each place (`figures.2025.turnover`) what is wrong."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        self.errors = dict(errors)
        place, message = next(iter(self.errors.items()))
        super().__init__(Text("{place}: {message}", {"place": place, "message": message}))


@dataclass(slots=True)
class Faults:
    """What was wrong, by place. Reading goes on after a fault, so that all of them are told at once."""

    errors: dict[str, Text] = field(default_factory=dict)

    def add(self, place: str, message: Text) -> None:
        self.errors.setdefault(place, message)

    def raise_any(self) -> None:
        if self.errors:
            raise InvalidFacts(self.errors)

    def read(self, place: str, reader: Callable[[Any], T], value: Any) -> T | None:
        """The value read, or None with its fault kept. Null is nothing, and no fault."""
        if value is None:
            return None
        try:
            return reader(value)
        except InvalidFacts as error:
            for inner, message in error.errors.items():
                self.add(_joined(place, inner), message)
        except UserError as error:
            self.add(place, error.text)
        return None


def read_object(value: Any, readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """The named members that are given, each read. Raises InvalidFacts; unknown members are faults."""
    if not isinstance(value, Mapping):
        raise UserError(Text("An object with named members is needed here."))
    faults = Faults()
    for name in value:
        if name not in readers:
            faults.add(str(name)[:40], Text("There is no such fact."))
    found = {
        name: faults.read(name, reader, value[name]) for name, reader in readers.items() if name in value
    }
    faults.raise_any()
    return found


def read_list(value: Any, reader: Callable[[Any], T], *, most: int) -> tuple[T, ...]:
    """Every item read. Raises InvalidFacts."""
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise UserError(Text("A list is needed here."))
    if len(value) > most:
        raise UserError(Text("There are {count} of them; {most} are the most.", {
            "count": len(value), "most": most}))  # fmt: skip
    faults, found = Faults(), []
    for index, item in enumerate(value):
        if item is None:
            faults.add(f"[{index}]", Text("This is empty."))
        found.append(faults.read(f"[{index}]", reader, item))
    faults.raise_any()
    return tuple(item for item in found if item is not None)


def read_text(value: Any) -> str:
    """One line of text, blanks at its ends removed."""
    if not isinstance(value, str):
        raise UserError(Text("A text is needed here."))
    text = value.strip()
    if len(text) > LONGEST_TEXT:
        raise UserError(Text("The text is longer than {most} letters.", {"most": LONGEST_TEXT}))
    if _UNSHOWABLE.search(text):
        raise UserError(Text("The text holds a line break or a sign that cannot be shown."))
    return text


def read_number(value: Any, *, most: Decimal, places: int = 2) -> Decimal:
    """A number from 0 to `most`, as text or as a whole JSON number: floats lose digits."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise UserError(Text('Write the number as text, as in "12.5".'))
    number = parse_decimal(str(value)[:40])
    if number < 0 or number > most:
        raise UserError(Text("The number must be between 0 and {most}.", {"most": most}))
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -places:
        raise UserError(Text("The number has more than {places} decimals.", {"places": places}))
    return number


def read_money(value: Any) -> Money:
    """An amount as text, as in `1200000.00 EUR`; not below zero."""
    if not isinstance(value, str):
        raise UserError(Text('Write the amount as text with its currency, as in "250000 EUR".'))
    amount = Money.parse(value[:60])
    if amount.amount < 0:
        raise UserError(Text("The amount must not be below zero."))
    return amount


def read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UserError(Text("This must be true or false."))
    return value


def _joined(place: str, inner: str) -> str:
    return f"{place}{inner}" if inner.startswith("[") else f"{place}.{inner}"
