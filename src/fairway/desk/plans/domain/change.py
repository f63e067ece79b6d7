"""A change: what is other than before, in words and, where it has one, in money."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fairway.kernel.money import Money
from fairway.kernel.text import Text


class ChangeKind(StrEnum):
    COMPUTABLE = "computable"
    UNCOMPUTABLE = "uncomputable"
    NEEDS = "needs"  # a new answer is needed
    BEST = "best_option"
    RATE = "rate"
    OPTION_NEW = "option_new"
    OPTION_GONE = "option_gone"
    OPTION_LAPSED = "option_lapsed"
    OPTION_STATUS = "option_status"
    CHARGE_NEW = "charge_new"
    CHARGE_GONE = "charge_gone"
    CHARGE_CHANGED = "charge_changed"
    VALUATION = "valuation"
    CURRENCY = "currency"
    LINE = "line"
    CLAIM_CODE = "claim_code"
    CONDITION = "condition"  # one that came or went
    PAPER_NEW = "requirement_new"
    PAPER_GONE = "requirement_gone"
    PAPER_CHANGED = "requirement_changed"
    REMARK_NEW = "warning_new"
    REMARK_GONE = "warning_gone"
    FIGURES = "figures"
    EXCHANGE = "exchange"
    AGENCY = "requirement_agency"
    SOURCE = "source"


_INFORMATION = frozenset({ChangeKind.EXCHANGE, ChangeKind.AGENCY, ChangeKind.SOURCE})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is other than before. `subject` is the stable code of what it is about.

    `difference` is the new amount less the old one; None where no amount belongs to it or where
    the two are not in one currency.
    """

    kind: ChangeKind
    subject: str
    text: Text
    difference: Money | None = None

    @property
    def is_information(self) -> bool:
        """Nothing the firm must act on: no law has changed."""
        return self.kind in _INFORMATION

    @property
    def told_as(self) -> tuple[ChangeKind, str, Text]:
        """The same for a change that has been told before, whatever its money is by now."""
        return self.kind, self.subject, self.text


def money_difference(before: Money | None, after: Money | None) -> Money | None:
    """`after` less `before`, exactly; None unless both are known and in one currency."""
    if before is None or after is None or before.currency != after.currency:
        return None
    return after - before
