"""Chapter 99 of the United States tariff: what its headings do to the general duty."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fairway.kernel.finding import Status, Step
from fairway.kernel.money import Money, Rounding
from fairway.kernel.text import Text
from fairway.market.tariff.domain.evaluate import Evaluation
from fairway.market.tariff.domain.expression import ApplicableSubheading, Expression, Free, Sum
from fairway.market.tariff.domain.stacking import Compute, Stack, StackLine, all_computed, concluded


class Chapter99Kind(StrEnum):
    ADDITIVE = "additive"  # on top of the general duty
    REPLACE = "replace"  # instead of it
    NO_CHANGE = "no_change"  # the heading is declared, nothing is added
    FLOOR = "floor"  # tops the general duty up to a combined rate: 2.8 % and 15 % make 15 %


@dataclass(frozen=True, slots=True)
class Chapter99:
    kind: Chapter99Kind
    expression: Expression  # what is added, what replaces, or the combined rate of a floor


def chapter99_of(expression: Expression) -> Chapter99:
    """What the rate text of a heading means: additive or no change where it names the applicable
    subheading, else a replacement. A floor cannot be told from its text."""
    match expression:
        case ApplicableSubheading():
            return Chapter99(Chapter99Kind.NO_CHANGE, Free())
        case Sum((ApplicableSubheading(), *added)):
            extra = added[0] if len(added) == 1 else Sum(tuple(added))
            return Chapter99(Chapter99Kind.ADDITIVE, extra)
        case _:
            return Chapter99(Chapter99Kind.REPLACE, expression)


def us_stack(
    general: Expression,
    heading: Chapter99,
    *,
    value: Money | None,
    compute: Compute,
    rounding: Rounding = Rounding.HALF_UP,
) -> Stack:
    """The general duty and what one heading of chapter 99 makes of it."""
    base = StackLine("general", compute(general, value=value))
    own = StackLine("chapter_99", compute(heading.expression, value=value))
    match heading.kind:
        case Chapter99Kind.REPLACE:
            return concluded([own], rounding)
        case Chapter99Kind.FLOOR if all_computed([base, own]):
            return concluded([base, _top_up(base.evaluation, own.evaluation, rounding)], rounding)
        case _:
            return concluded([base, own], rounding)


def _top_up(general: Evaluation, combined: Evaluation, rounding: Rounding) -> StackLine:
    assert general.exact is not None
    assert combined.exact is not None
    assert combined.amount is not None
    exact = max(Decimal(0), combined.exact - general.exact)
    amount = Money(exact, combined.amount.currency).rounded(rounding)
    step = Step(Text("Only what is missing to the combined rate is added."), amount)
    return StackLine("chapter_99", Evaluation(Status.COMPUTED, amount, exact, steps=(*combined.steps, step)))
