"""A duty expression in plain words, ready to be translated piece by piece."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from fairway.kernel.text import Text
from fairway.kernel.units import UNITS
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


# One arm for each kind of expression: the union is closed and mypy checks that none is missing.
@lru_cache(maxsize=8_192)
def plain_words(expression: Expression) -> Text:  # noqa: PLR0911, PLR0912
    """“1.5 cents for each kilogram, plus 8.5 % of the customs value, but not more than …”."""
    match expression:
        case Free():
            return Text("free")
        case AdValorem(percent):
            return Text("{percent} % of the customs value", {"percent": _trimmed(percent)})
        case Specific(amount, currency, unit):
            return _money_per(amount, currency, UNITS[unit].name)
        case FixedAmount(amount, currency):
            return Text("{amount} {currency}", {"amount": amount, "currency": currency})
        case RetailPrice(percent):
            return Text("{percent} % of the retail price", {"percent": _trimmed(percent)})
        case PartValue(percent, parts):
            return Text(
                "{percent} % of the value of {parts}",
                {"percent": _trimmed(percent), "parts": parts_text(parts)},
            )
        case DegreeAmount(amount, currency, unit, under):
            return Text(
                "{money} and for each degree of polarisation under {under}",
                {"money": _money_per(amount, currency, UNITS[unit].name), "under": under},
            )
        case MeursingPart():
            return Text("a part that depends on the recipe (Meursing code)")
        case Sum(parts):
            return _plus(parts)
        case Difference(base, less):
            return Text("{base}, less {less}", {"base": plain_words(base), "less": plain_words(less)})
        case Cap(of, limit):
            return Text(
                "{rate}, but not more than {limit}", {"rate": plain_words(of), "limit": plain_words(limit)}
            )
        case Floor(of, least):
            return Text(
                "{rate}, but not less than {least}", {"rate": plain_words(of), "least": plain_words(least)}
            )
        case ApplicableSubheading():
            return Text("the duty of the subheading the goods belong to")
        case SupplementaryUnit(unit):
            return Text("no duty, only a quantity to declare ({unit})", {"unit": UNITS[unit].name})
        case Unresolved(UnresolvedReason.SUSPENDED, _):
            return Text("suspended")
        case Unresolved(_, text):
            return Text("as the tariff says: “{text}”", {"text": text})


def _plus(parts: tuple[Expression, ...]) -> Text:
    words = plain_words(parts[0])
    for part in parts[1:]:
        words = Text("{first}, plus {second}", {"first": words, "second": plain_words(part)})
    return words


def _money_per(amount: Decimal, currency: str, unit: Text) -> Text:
    if currency == "USD" and amount < 1:
        return Text("{amount} cents for each {unit}", {"amount": _trimmed(amount * 100), "unit": unit})
    return Text("{amount} {currency} for each {unit}", {"amount": amount, "currency": currency, "unit": unit})


def _trimmed(number: Decimal) -> Decimal:
    """Without trailing zeros, at most six decimals: a third of a percent has no end."""
    return Decimal(f"{round(number, 6).normalize():f}")
