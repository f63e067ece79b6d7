"""The one question, read from what a person typed: each field that is wrong is named with why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from fairway.kernel.economy import Economy
from fairway.kernel.hs import HsCode
from fairway.kernel.money import Money, parse_decimal
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Text, UserError
from fairway.kernel.units import ContradictoryQuantities, check_consistent
from fairway.market.tariff.domain.shipment import Incoterm, Shipment, Transport

SHORTEST_CODE = 6
LONGEST_FIELD = 200
FURTHEST_AHEAD = timedelta(days=20 * 365)
EARLIEST_DAY = date(1948, 1, 1)  # the GATT enters into force; no tariff of ours is older

T = TypeVar("T")


class InvalidQuestion(ValueError):
    """The question has bad input; `errors` says for each field what is wrong."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__("; ".join(f"{field}: {text}" for field, text in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Question:
    """What to send, and the answers given beside it (exchange rates the user knows)."""

    shipment: Shipment
    stated_rates: Mapping[tuple[str, str], Decimal]


def read_question(
    fields: Mapping[str, str],
    *,
    quantities: Sequence[str],
    rates: Sequence[str] = (),
    answers: Sequence[str] = (),
    today: date,
    to_every_market: bool = False,
) -> Question:
    """Read a question from text fields; the names are those of the web form, the API and the CLI.

    `fields`: product, from, to, value, and optionally on, incoterm, freight, insurance, transport.
    `quantities`: "1200 kg", one for each unit. `rates`: "EUR/USD=1.08", known to the user.
    `answers`: "part_value:case=20.00", figures an earlier answer asked for, by the key of its need. For a
    comparison of markets (`to_every_market`) no destination is asked; each market takes its place.
    Raises InvalidQuestion with every fault found, not only the first.
    """
    reader = _Reader(fields)
    product = reader.required("product", _product, Text("Say which product: its goods code or its name."))
    origin = reader.required("from", Economy.parse, Text("Say where the goods are from."))
    if to_every_market:
        destination = origin
    else:
        destination = reader.required("to", Economy.parse, Text("Say where the goods go."))
    value = reader.required("value", _value, Text("Say what the goods are worth, as in 5000 USD."))
    on = reader.optional("on", _day) or today
    if on > today + FURTHEST_AHEAD:
        reader.errors["on"] = Text("No law is known that far ahead: choose a day within twenty years.")
    incoterm = reader.optional("incoterm", _incoterm)
    transport = reader.optional("transport", _transport)
    freight = reader.optional("freight", _cost)
    insurance = reader.optional("insurance", _cost)
    amounts = reader.each("quantity", quantities, Quantity.parse)
    stated = reader.each("rate", rates, _stated_rate)
    figures = reader.each("answer", answers, _answer)
    if origin and origin == destination and not to_every_market:
        reader.errors["to"] = Text("The goods are already there: choose another economy than the origin.")
    try:
        check_consistent(amounts)
    except ContradictoryQuantities as error:
        reader.errors["quantity"] = error.text
    if reader.errors:
        raise InvalidQuestion(reader.errors)
    assert product and origin and destination and value
    shipment = Shipment(
        product=product,
        origin=origin,
        destination=destination,
        value=value,
        on=on,
        quantities=tuple(amounts),
        incoterm=incoterm,
        freight=freight,
        insurance=insurance,
        transport=transport,
        answers=dict(figures),
    )
    return Question(shipment, dict(stated))


class _Reader:
    """Reads fields one by one and remembers what was wrong with each."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.errors: dict[str, Text] = {}

    def required(self, name: str, read: Callable[[str], T], missing: Text) -> T | None:
        if not self.fields.get(name, "").strip():
            self.errors[name] = missing
            return None
        return self.optional(name, read)

    def optional(self, name: str, read: Callable[[str], T]) -> T | None:
        text = self.fields.get(name, "").strip()
        return self._read(name, text, read) if text else None

    def each(self, name: str, texts: Sequence[str], read: Callable[[str], T]) -> list[T]:
        results = [self._read(name, text.strip(), read) for text in texts if text.strip()]
        return [result for result in results if result is not None]

    def _read(self, name: str, text: str, read: Callable[[str], T]) -> T | None:
        try:
            if len(text) > LONGEST_FIELD:
                raise UserError(
                    Text("This is too long: write at most {limit} letters.", {"limit": LONGEST_FIELD})
                )
            return read(text)
        except UserError as error:
            self.errors[name] = error.text
            return None


def _product(text: str) -> HsCode:
    code = HsCode.parse(text)
    if len(code.digits) < SHORTEST_CODE:
        raise UserError(
            Text(
                "{code} is too short: a duty belongs to a code of at least six digits. Choose one under it.",
                {"code": code.dotted},
            )
        )
    return code


def _value(text: str) -> Money:
    money = Money.parse(text)
    if money.amount <= 0:
        raise UserError(Text("The value must be more than zero."))
    return money


def _cost(text: str) -> Money:
    money = Money.parse(text)
    if money.amount < 0:
        raise UserError(Text("A cost cannot be less than zero."))
    return money


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UserError(
            Text("“{text}” is not a date: write year, month and day, as in 2025-07-01.", {"text": text[:40]})
        ) from None
    if day < EARLIEST_DAY:
        raise UserError(Text("{day} is too long ago: no tariff here is that old.", {"day": day}))
    return day


def _incoterm(text: str) -> Incoterm:
    try:
        return Incoterm(text.upper())
    except ValueError:
        known = ", ".join(Incoterm)
        raise UserError(
            Text(
                "“{text}” is not an Incoterm of 2020: use one of {known}.",
                {"text": text[:40], "known": known},
            )
        ) from None


def _transport(text: str) -> Transport:
    try:
        return Transport(text.lower())
    except ValueError:
        known = ", ".join(Transport)
        raise UserError(
            Text("“{text}” is no way of transport: use one of {known}.", {"text": text[:40], "known": known})
        ) from None


def _stated_rate(text: str) -> tuple[tuple[str, str], Decimal]:
    pair, _, number = text.partition("=")
    base, _, other = pair.strip().upper().partition("/")
    if not (len(base) == len(other) == 3 and base.isalpha() and other.isalpha()):
        raise UserError(
            Text("“{text}” is not an exchange rate: write it as in EUR/USD=1.08.", {"text": text[:40]})
        )
    rate = parse_decimal(number)
    if rate <= 0:
        raise UserError(Text("An exchange rate must be more than zero."))
    return (base, other), rate


def _answer(text: str) -> tuple[str, Decimal]:
    key, equals, number = text.rpartition("=")
    if not (equals and key):
        raise UserError(
            Text("“{text}” is not an answer: write it as in part_value:case=20.00.", {"text": text[:40]})
        )
    figure = parse_decimal(number)
    if figure < 0:
        raise UserError(Text("A figure cannot be less than zero."))
    return key.strip(), figure
