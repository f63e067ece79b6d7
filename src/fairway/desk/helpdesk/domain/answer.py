"""One answer: the money, what must be proven, the papers, the warnings, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fairway.data.idb.domain.profile import MarketProfile, Notice, Severity
from fairway.kernel.citation import Citation
from fairway.kernel.economy import Economy
from fairway.kernel.finding import Need, Reason, Status
from fairway.kernel.hs import HsCode
from fairway.kernel.money import Money
from fairway.kernel.text import Localised, Text
from fairway.market.requirements.domain.requirement import Requirement, RequirementKind
from fairway.market.tariff.domain.assessment import Assessment, LineChoice
from fairway.market.tariff.domain.options import DutyOption, OptionKind, OptionStatus
from fairway.market.tariff.domain.shipment import Shipment

STALE_AFTER_DAYS = 365
_SEVEREST_FIRST = {Severity.DANGER: 0, Severity.CHECK: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Warning:
    """Something the user should know or check. `code` is stable."""

    code: str
    text: Text | Localised
    severity: Severity
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """The least and most of an amount among the lines a short code may mean."""

    lowest: Money
    highest: Money


@dataclass(frozen=True, slots=True)
class Answer:
    """What it takes to sell this there, as one page shows it."""

    status: Status
    shipment: Shipment
    description: str  # of the product, in the tariff's or the Harmonized System's words
    profile: MarketProfile | None
    assessment: Assessment | None
    choices: tuple[LineChoice, ...]
    requirements: tuple[Requirement, ...]
    warnings: tuple[Warning, ...]
    needs: tuple[Need, ...]
    reason: Reason | None
    source: Citation | None

    @property
    def best(self) -> DutyOption | None:
        return self.assessment.best if self.assessment else None

    @property
    def total_incomplete(self) -> bool:
        """A duty or charge that the total does not contain may be due."""
        remedies = any(item.kind is RequirementKind.TRADE_REMEDY for item in self.requirements)
        return remedies or (self.assessment is not None and self.assessment.total_incomplete)

    @property
    def duty_range(self) -> Range | None:
        """Least and most duty of the lines to choose from; None while any of them is open."""
        return range_of([choice.duty for choice in self.choices])

    @property
    def landed_range(self) -> Range | None:
        return range_of([choice.landed for choice in self.choices])


class Rank(StrEnum):
    """How a market stands in a comparison."""

    COMPUTED = "computed"
    RANGE = "range"  # the code is too short for this market: least and most are given
    PARTIAL = "partial"  # a duty or tax on most goods is missing from the total
    OPEN = "open"  # it needs an answer first
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MarketRow:
    """One market of a comparison."""

    economy: Economy
    rank: Rank
    answer: Answer
    assessment: Assessment | None = None  # of the line, or of the cheapest line of a range
    landed: Money | None = None  # in the comparison's currency; the least where it is a range
    landed_highest: Money | None = None


def range_of(amounts: Sequence[Money | None]) -> Range | None:
    """Least and most, or None when there is none or any is not known."""
    known = sorted((money for money in amounts if money), key=lambda money: money.amount)
    return Range(known[0], known[-1]) if known and len(known) == len(amounts) else None


def warnings_for(
    assessment: Assessment | None,
    *,
    requirements: Iterable[Requirement],
    published: date | None,
    on: date,
    unknown_line: HsCode | None,
) -> tuple[Warning, ...]:
    """Everything the user should know beside the figures, the checks first.

    `unknown_line` is the code that was asked for where this tariff has no such line.
    """
    found: list[Warning] = []
    if unknown_line is not None:
        found.append(_unknown_line(unknown_line))
    found += [_trade_remedy(item) for item in requirements if item.kind is RequirementKind.TRADE_REMEDY]
    if assessment is not None:
        found += [_from_notice(notice) for notice in assessment.notices]
        found += _of_options(assessment)
    if published is not None and (on - published).days > STALE_AFTER_DAYS:
        found.append(_stale(published))
    if assessment is not None and published is None:
        found.append(_undated())
    return tuple(sorted(found, key=lambda warning: _SEVEREST_FIRST[warning.severity]))


def _from_notice(notice: Notice) -> Warning:
    return Warning(notice.code, notice.text, notice.severity, notice.citation)


def _of_options(assessment: Assessment) -> Iterable[Warning]:
    for option in assessment.options:
        if option.status is OptionStatus.LAPSED and option.programme is not None:
            yield Warning(
                "programme_lapsed",
                Text(
                    "{programme} is printed in the tariff but was not in force on that day. "
                    "Do not count on it.",
                    {"programme": option.programme.name},
                ),
                Severity.INFO,
                option.programme.citation,
            )
    for item in assessment.additional:
        if item.duty is not None and item.duty.amount:
            yield Warning(
                "additional_duty",
                Text("An additional duty of {duty} is due whichever option you use.", {"duty": item.duty}),
                Severity.CHECK,
                item.rate.source,
            )
    if assessment.best is not None and assessment.best.kind is OptionKind.PREFERENCE:
        yield Warning(
            "prove_origin",
            Text("The lower duty is yours only if the goods meet the rule of origin and you can prove it."),
            Severity.INFO,
        )


def _trade_remedy(item: Requirement) -> Warning:
    text = Text("{title}. It is not in the total: see the papers.", {"title": item.title})
    return Warning(f"trade_remedy_{item.code.lower()}", text, Severity.CHECK, item.citation)


def _unknown_line(code: HsCode) -> Warning:
    text = Text(
        "This tariff has no line {code}. The lines under its first six digits are shown instead.",
        {"code": code.dotted},
    )
    return Warning("code_not_in_tariff", text, Severity.CHECK)


def _undated() -> Warning:
    text = Text("The source of this tariff states no day of its edition. The law may have changed since.")
    return Warning("source_undated", text, Severity.CHECK)


def _stale(published: date) -> Warning:
    text = Text("This tariff was published on {day}. The law may have changed since.", {"day": published})
    return Warning("source_stale", text, Severity.CHECK)


def rank_rows(rows: Iterable[MarketRow]) -> tuple[MarketRow, ...]:
    """The cheapest landed cost first; then totals that lack a duty or tax; then markets without one."""
    order = {Rank.COMPUTED: 0, Rank.RANGE: 0, Rank.PARTIAL: 1, Rank.OPEN: 2, Rank.NONE: 3}
    return tuple(
        sorted(
            rows,
            key=lambda row: (order[row.rank], row.landed.amount if row.landed else 0, row.economy.name()),
        )
    )
