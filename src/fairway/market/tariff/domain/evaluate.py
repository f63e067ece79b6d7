"""Duty in money: an expression, a value and quantities in, an outcome with its workings out.

Nothing is rounded on the way; the payable amount is rounded once, at the end. A part that lacks an
answer makes the whole need it: half a compound duty is never returned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from fairway.kernel.finding import Need, Reason, Status, Step
from fairway.kernel.money import Money, Rounding, minor_units
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Text
from fairway.kernel.units import UNITS, Dimension, Unit, check_consistent, convert
from fairway.market.tariff.domain.exchange import ExchangeOnDay, exchange_need, exchange_text
from fairway.market.tariff.domain.expression import (
    AdValorem,
    ApplicableSubheading,
    Cap,
    DegreeAmount,
    Difference,
    Expression,
    FixedAmount,
    Floor,
    Free,
    MeursingPart,
    PartValue,
    RetailPrice,
    Specific,
    Sum,
    SupplementaryUnit,
    Unresolved,
    UnresolvedReason,
)
from fairway.market.tariff.domain.parts import parts_text

_CONTEXT = Context(prec=120)  # products of three quantities keep every digit
# Thirds and dozenths leave a tail of nines; far below any rate's precision it is cut off, so that
# half a cent stays half a cent.
_EXACT = Decimal("1e-20")
_NO_ANSWERS: Mapping[str, Decimal] = {}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome. `exact` is before rounding; `needs` are all open questions, not just the first.

    Steps come only with an amount: the workings of half a duty would be read as a duty.
    """

    status: Status
    amount: Money | None = None
    exact: Decimal | None = None
    steps: tuple[Step, ...] = ()
    needs: tuple[Need, ...] = ()
    reason: Reason | None = None


def evaluate(
    expression: Expression,
    *,
    value: Money | None,
    quantities: Sequence[Quantity] = (),
    currency: str,
    exchange: ExchangeOnDay | None = None,
    rounding: Rounding = Rounding.HALF_UP,
    answers: Mapping[str, Decimal] = _NO_ANSWERS,
) -> Evaluation:
    """The duty in `currency`; `value` is the customs value.

    `answers` are figures asked beyond value and quantities, by the key of their need (the value
    of a part, in `currency`). Raises ContradictoryQuantities.
    """
    if len(quantities) > 1:
        check_consistent(quantities)
    with localcontext(_CONTEXT):
        workings = _Workings(value, quantities, currency, exchange, answers)
        exact = workings.amount(expression)
        return workings.conclude(exact, rounding)


class _Workings:
    """The steps, open questions and refusals gathered while one expression is computed."""

    def __init__(
        self,
        value: Money | None,
        quantities: Sequence[Quantity],
        currency: str,
        exchange: ExchangeOnDay | None,
        answers: Mapping[str, Decimal],
    ) -> None:
        self.value = value
        self.quantities = quantities
        self.currency = currency
        self.exchange = exchange
        self.answers = answers
        self.steps: list[Step] = []
        self.needs: dict[str, Need] = {}
        self.codes: list[str] = []
        self.refusal: Reason | None = None
        self.asked: set[Dimension] = set()
        self.converted: set[str] = set()

    def conclude(self, exact: Decimal | None, rounding: Rounding) -> Evaluation:
        if self.refusal:
            return Evaluation(Status.UNCOMPUTABLE, reason=self.refusal)
        if exact is None:
            return Evaluation(Status.NEEDS, needs=tuple(self.needs.values()), reason=self._open_reason())
        if exact < 0:
            return Evaluation(Status.UNCOMPUTABLE, reason=_negative())
        exact = exact.quantize(_EXACT)
        amount = Money(exact, self.currency).rounded(rounding)
        if amount.amount != exact:
            self._step(_rounding_text(rounding), amount.amount)
        return Evaluation(Status.COMPUTED, amount, exact, tuple(self.steps))

    # One arm for each kind of expression: the union is closed and mypy checks that none is missing.
    def amount(self, expression: Expression) -> Decimal | None:  # noqa: PLR0911, PLR0912
        match expression:
            case Free():
                return self._step(Text("Free: nothing to pay."), Decimal(0))
            case AdValorem(percent):
                return self._ad_valorem(percent)
            case Specific(amount, currency, unit):
                return self._specific(amount, currency, UNITS[unit])
            case FixedAmount(amount, currency):
                return self._fixed(amount, currency)
            case Sum(parts):
                return self._sum(parts)
            case Difference(base, less):
                return self._difference(base, less)
            case Cap(of, limit):
                return self._cap(of, limit)
            case Floor(of, least):
                return self._floor(of, least)
            case RetailPrice(percent):
                return self._retail_price(percent)
            case PartValue(percent, parts):
                return self._part_value(percent, parts)
            case DegreeAmount():
                return self._degrees(expression)
            case MeursingPart():
                need = Need("meursing_additional_code", Text("What is the Meursing code of the recipe?"))
                self._ask("missing_code", need)
            case ApplicableSubheading():
                self._refuse("applicable_subheading", _applicable_subheading())
            case SupplementaryUnit():
                self._refuse("supplementary_unit_only", _supplementary_unit())
            case Unresolved(reason, text):
                self._refuse(reason.value, _unresolved(reason, text))
        return None

    def _ad_valorem(self, percent: Decimal) -> Decimal | None:
        if self.value is None:
            self._ask("missing_value", value_need())
            return None
        value = self._exchanged(self.value.amount, self.value.currency)
        if value is None:
            return None
        text = Text(
            "{percent} % of the customs value {value}.",
            {"percent": percent, "value": Money(value, self.currency)},
        )
        return self._step(text, value * percent / 100)

    def _specific(self, amount: Decimal, currency: str, unit: Unit) -> Decimal | None:
        quantity = self._quantity(unit)
        if quantity is None:
            return None
        text = Text(
            "{amount} {currency} for each {unit}, times {quantity}.",
            {"amount": amount, "currency": currency, "unit": unit.name, "quantity": _trimmed(quantity)},
        )
        return self._exchanged(self._step(text, amount * quantity, currency), currency)

    def _fixed(self, amount: Decimal, currency: str) -> Decimal | None:
        return self._exchanged(self._step(Text("A fixed amount."), amount, currency), currency)

    def _sum(self, parts: tuple[Expression, ...]) -> Decimal | None:
        amounts = [self.amount(part) for part in parts]
        known = [amount for amount in amounts if amount is not None]
        if len(known) < len(amounts):
            return None
        return self._step(Text("Added up."), sum(known, Decimal(0)))

    def _difference(self, base: Expression, less: Expression) -> Decimal | None:
        left, right = self.amount(base), self.amount(less)
        if left is None or right is None:
            return None
        return self._step(Text("The second amount is taken off the first."), left - right)

    def _cap(self, of: Expression, limit: Expression) -> Decimal | None:
        left, right = self.amount(of), self.amount(limit)
        if left is None or right is None:
            return None
        if left > right:
            return self._step(Text("The duty may not be more than the cap: the cap is due."), right)
        return self._step(Text("The duty may not be more than the cap: it is not."), left)

    def _floor(self, of: Expression, least: Expression) -> Decimal | None:
        left, right = self.amount(of), self.amount(least)
        if left is None or right is None:
            return None
        if left < right:
            return self._step(Text("The duty may not be less than the minimum: the minimum is due."), right)
        return self._step(Text("The duty may not be less than the minimum: it is not."), left)

    def _retail_price(self, percent: Decimal) -> Decimal | None:
        price = self._quantity(UNITS["RET"])
        if price is None:
            return None
        text = Text(
            "{percent} % of the retail price {price}.",
            {"percent": percent, "price": Money(price, self.currency)},
        )
        return self._step(text, price * percent / 100)

    def _part_value(self, percent: Decimal, parts: tuple[str, ...]) -> Decimal | None:
        key, names = f"part_value:{'+'.join(parts)}", parts_text(parts)
        if key not in self.answers:
            question = Text("What is the value of {parts}, in all?", {"parts": names})
            self._ask("missing_value", Need(key, question, self.currency))
            return None
        value = self.answers[key]
        text = Text(
            "{percent} % of the value of {parts}, {value}.",
            {"percent": percent, "parts": names, "value": Money(value, self.currency)},
        )
        return self._step(text, value * percent / 100)

    def _degrees(self, expression: DegreeAmount) -> Decimal | None:
        quantity, degrees = self._quantity(UNITS[expression.unit]), self._quantity(UNITS["POL"])
        if quantity is None or degrees is None:
            return None
        short = max(Decimal(0), expression.under - degrees)
        text = Text(
            "{amount} {currency} for each {unit} and degree under {under}: {quantity} times {short}.",
            {
                "amount": expression.amount, "currency": expression.currency,
                "unit": UNITS[expression.unit].name, "under": expression.under,
                "quantity": _trimmed(quantity), "short": _trimmed(short),
            },
        )  # fmt: skip
        amount = self._step(text, expression.amount * quantity * short, expression.currency)
        return self._exchanged(amount, expression.currency)

    def _quantity(self, unit: Unit) -> Decimal | None:
        """The quantity in `unit`: as given, converted, or as the product of its parts."""
        given = self._given(unit)
        if given is not None:
            return given
        if not unit.product:
            self._ask("missing_quantity", Need(f"quantity:{unit.code}", unit.question, unit.asked_in))
            return None
        factors = [self._quantity(UNITS[part]) for part in unit.product]
        product = unit.scale
        for factor in factors:
            if factor is None:
                return None
            product *= factor
        shown = " × ".join(f"{_trimmed(f):f}" for f in (*factors, unit.scale) if f is not None and f != 1)
        text = Text("{factors} = {quantity}, in {unit}.", {
            "factors": shown, "quantity": _trimmed(product), "unit": unit.name,
        })  # fmt: skip
        self.steps.append(Step(text))
        return product

    def _given(self, unit: Unit) -> Decimal | None:
        self.asked.add(unit.dimension)
        for quantity in self.quantities:
            converted = convert(quantity, unit.code)
            if converted is not None:
                if quantity.unit != unit.code and unit.code not in self.converted:
                    self.converted.add(unit.code)
                    text = Text(
                        "{given} is {quantity} times {unit}.",
                        {"given": quantity, "quantity": _trimmed(converted), "unit": unit.name},
                    )
                    self.steps.append(Step(text))
                return converted
        return None

    def _exchanged(self, amount: Decimal, currency: str) -> Decimal | None:
        """The amount in the currency of the duty, at the rate of the day."""
        if currency == self.currency:
            return amount
        found = self.exchange.find(currency, self.currency) if self.exchange else None
        if found is None:
            self._ask("missing_exchange_rate", exchange_need(currency, self.currency))
            return None
        text = exchange_text(Money(amount, currency), self.currency, found)
        return self._step(text, amount * found.rate)

    def _step(self, text: Text, amount: Decimal, currency: str | None = None) -> Decimal:
        shown_in = currency or self.currency
        self.steps.append(Step(text, _shown(amount, shown_in)))
        return amount

    def _ask(self, code: str, need: Need) -> None:
        self.codes.append(code)
        self.needs.setdefault(need.key, need)

    def _refuse(self, code: str, message: Text) -> None:
        self.refusal = self.refusal or Reason(code, message)

    def _open_reason(self) -> Reason:
        code = self.codes[0]
        if code == "missing_quantity" and any(
            UNITS[quantity.unit].dimension not in self.asked for quantity in self.quantities
        ):
            code = "unit_mismatch"
        return Reason(code, _OPEN[code])


def value_need() -> Need:
    return Need("customs_value", Text("What is the customs value of the goods?"))


def _trimmed(number: Decimal) -> Decimal:
    """Without trailing zeros, at most six decimals: for showing, never for computing."""
    return Decimal(f"{round(number, 6).normalize():f}")


def _shown(amount: Decimal, currency: str) -> Money | Decimal:
    """At least the currency's decimals, at most six."""
    trimmed = _trimmed(amount)
    exponent = trimmed.as_tuple().exponent
    assert isinstance(exponent, int)
    shown = Decimal(f"{trimmed:.{max(-exponent, minor_units(currency))}f}")
    return Money(shown, currency) if currency else shown


def _rounding_text(rounding: Rounding) -> Text:
    if rounding is Rounding.DOWN:
        return Text("Rounded down, once, at the end.")
    return Text("Rounded once, at the end.")


_OPEN = {
    "missing_value": Text("A value is missing."),
    "missing_quantity": Text("A quantity is missing."),
    "unit_mismatch": Text("The quantity is given in a unit that this rate does not use."),
    "missing_exchange_rate": Text("A rate of exchange is missing."),
    "missing_code": Text("An additional code is missing."),
}


def _negative() -> Reason:
    return Reason("negative_result", Text("The deduction is larger than the duty it is taken off."))


def _applicable_subheading() -> Text:
    return Text("The rate builds on the duty of the subheading the goods belong to. Look that one up first.")


def _supplementary_unit() -> Text:
    return Text("This is a unit to declare for the statistics. It is no duty, and not zero duty.")


def _unresolved(reason: UnresolvedReason, text: str) -> Text:
    if reason is UnresolvedReason.SUSPENDED:
        return Text("The rate is suspended.")
    return Text("The rate stands elsewhere: “{text}”.", {"text": text})
