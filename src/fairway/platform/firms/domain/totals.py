"""The figure that a limit is compared with: the firm's own and those of the enterprises bound to it.

A figure that is not known in full is known within bounds. Often they are enough to decide, and then
nobody is asked for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fairway.kernel.finding import Need, Step
from fairway.kernel.money import Money
from fairway.kernel.text import Param, Text
from fairway.platform.firms.domain.definition import (
    MEASURE_NAMES,
    Grouping,
    Limit,
    Measure,
    SizeDefinition,
)
from fairway.platform.firms.domain.figures import Figures, RelatedEnterprise, SizeFacts

WHOLE = Decimal(100)
FIRM = Text("The firm")
_QUESTIONS = {
    Measure.EMPLOYEES: Text("How many people worked for the firm in {year}? Count half-time as half."),
    Measure.TURNOVER: Text("What was the turnover of {year}, without VAT?"),
    Measure.BALANCE_SHEET: Text("What was the balance sheet total at the end of {year}?"),
    Measure.INVESTMENT: Text("What were plant, machinery and equipment worth at the end of {year}?"),
}


@dataclass(frozen=True, slots=True)
class Total:
    """A sum between `low` and `high` (None: nobody knows how high), and what to ask to know it."""

    low: Decimal
    high: Decimal | None
    needs: tuple[Need, ...] = ()
    steps: tuple[Step, ...] = ()

    def keeps(self, limit: Limit) -> bool | None:
        """Whether the limit is kept; None where that depends on what is not known."""
        if self.high is not None and limit.allows(self.high):
            return True
        return None if limit.allows(self.low) else False


@dataclass(frozen=True, slots=True)
class _Part:
    """One enterprise's share in the sum. `path` is the place of its figures in the facts."""

    figures: Figures
    path: str
    label: Text = FIRM
    percent: Decimal = WHOLE
    is_firm: bool = False


def figure_need(year: int, measure: Measure) -> Need:
    """What to ask for one figure of the firm itself; the key is its place in the facts."""
    return Need(f"figures.{year}.{measure}", replace(_QUESTIONS[measure], params={"year": year}))


def counted_percent(related: RelatedEnterprise, grouping: Grouping) -> Decimal:
    """How much of a related enterprise's figures counts, in percent."""
    if related.controlled or related.share > grouping.linked_above:
        return WHOLE
    return related.share if related.share >= grouping.partner_from else Decimal(0)


@dataclass(frozen=True, slots=True)
class Count:
    """The facts of one year, counted as a definition counts them."""

    year: int
    facts: SizeFacts
    definition: SizeDefinition

    def total(self, measure: Measure) -> Total:
        """The firm's figure with those that the definition adds to it."""
        summed = _sum([self._figure(part, measure) for part in self._parts()])
        grouping = self.definition.grouping
        if grouping and self.facts.related is None:
            return replace(summed, high=None, needs=(*summed.needs, self._related_need(grouping)))
        if len(summed.steps) > 1 and not summed.needs:
            name = Text("Together: {measure}", {"measure": MEASURE_NAMES[measure]})
            step = Step(name, self.definition.shown(measure, summed.low))
            return replace(summed, steps=(*summed.steps, step))
        return summed

    def _parts(self) -> Iterator[_Part]:
        path, grouping = f"figures.{self.year}", self.definition.grouping
        yield _Part(self.facts.figures, path, is_firm=True)
        for index, related in enumerate(self.facts.related or ()):
            percent = counted_percent(related, grouping) if grouping else Decimal(0)
            if percent:
                label = _related_label(related, percent)
                yield _Part(related.figures, f"{path}.related[{index}]", label, percent)

    def _figure(self, part: _Part, measure: Measure) -> Total:
        """What one enterprise brings to the sum."""
        if measure is Measure.EMPLOYEES:
            known = part.figures.employees
            return self._unknown(part, measure) if known is None else self._counted(part, measure, known)
        amount = part.figures.money(measure)
        if amount is None:
            return self._unknown(part, measure)
        if measure is Measure.TURNOVER and not self.definition.counts_exports:
            return self._sold_at_home(part, amount)
        return self._converted(part, measure, amount)

    def _sold_at_home(self, part: _Part, turnover: Money) -> Total:
        exports = part.figures.exports
        if exports is None:
            at_most = self._converted(part, Measure.TURNOVER, turnover)
            return replace(at_most, low=Decimal(0), needs=(*at_most.needs, self._exports_need(part)))
        if exports.currency != turnover.currency:
            return Total(Decimal(0), None, (self._exports_need(part),))
        return self._converted(part, Measure.TURNOVER, turnover - exports)

    def _converted(self, part: _Part, measure: Measure, amount: Money) -> Total:
        """In the currency of the limits, by a rate of the facts; nil is nil in every currency."""
        source, target = amount.currency, self.definition.currency
        if source == target or not amount.amount:
            return self._counted(part, measure, amount.amount)
        rate = self._rate(source, target)
        if rate is None:
            return Total(Decimal(0), None, (self._rate_need(source, target),))
        counted = self._counted(part, measure, amount.amount * rate)
        worth = Text("{rate} {currency}", {"rate": rate, "currency": target})
        step = Step(Text("One {currency} counts as", {"currency": source}), worth)
        return replace(counted, steps=(step, *counted.steps))

    def _rate(self, source: str, target: str) -> Decimal | None:
        if (source, target) in self.facts.rates:
            return self.facts.rates[source, target]
        inverse = self.facts.rates.get((target, source))
        return 1 / inverse if inverse else None

    def _counted(self, part: _Part, measure: Measure, figure: Decimal) -> Total:
        counted = figure * part.percent / WHOLE
        named: dict[str, Param] = {"who": part.label, "measure": MEASURE_NAMES[measure], "year": self.year}
        step = Step(Text("{who}: {measure} in {year}", named), self.definition.shown(measure, counted))
        return Total(counted, counted, steps=(step,))

    def _unknown(self, part: _Part, measure: Measure) -> Total:
        need = figure_need(self.year, measure)
        if not part.is_firm:
            question = Text("{who}: {question}", {"who": part.label, "question": need.question})
            need = Need(f"{part.path}.{measure}", question)
        return Total(Decimal(0), None, (need,))

    def _exports_need(self, part: _Part) -> Need:
        question = Text(
            "How much of the turnover of {year} was sold abroad, in the same currency?", {"year": self.year}
        )
        return Need(f"{part.path}.exports", question)

    def _rate_need(self, source: str, target: str) -> Need:
        named: dict[str, Param] = {"source": source, "target": target, "year": self.year}
        question = Text("How many {target} was one {source} worth in {year}, on average?", named)
        return Need(f"figures.{self.year}.rates.{source}/{target}", question)

    def _related_need(self, grouping: Grouping) -> Need:
        named: dict[str, Param] = {"year": self.year, "share": grouping.partner_from}
        question = Text(
            "Did another enterprise hold {share} % or more of the firm in {year}, or the firm of another?",
            named,
        )
        return Need(f"figures.{self.year}.related", question)


def _sum(totals: Sequence[Total]) -> Total:
    highs = [one.high for one in totals if one.high is not None]
    return Total(
        low=sum((one.low for one in totals), Decimal(0)),
        high=sum(highs, Decimal(0)) if len(highs) == len(totals) else None,
        needs=tuple(need for one in totals for need in one.needs),
        steps=tuple(step for one in totals for step in one.steps),
    )


def _related_label(related: RelatedEnterprise, percent: Decimal) -> Text:
    if percent == WHOLE:
        return Text("{name}, linked, counted whole", {"name": related.name})
    return Text("{name}, a partner, counted at {share} %", {"name": related.name, "share": percent})
