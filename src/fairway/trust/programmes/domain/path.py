"""The cheapest path to a tier: what a firm does, tells or waits for, at the least cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from fairway.kernel.money import Money
from fairway.kernel.text import Localised, Text
from fairway.trust.programmes.domain.assessment import Path, PathStep, StepKind
from fairway.trust.programmes.domain.candidate import Candidate, Demand
from fairway.trust.programmes.domain.cheapest import cheapest
from fairway.trust.programmes.domain.fact import Bank, Effort
from fairway.trust.programmes.domain.found import SIZE_FACT
from fairway.trust.programmes.domain.ways import Step, Ways

_NO_EFFORT = Effort(Decimal(0), Decimal(0))
_ORDER = tuple(StepKind)
# A price is one number: what is blocked counts most, then cost, then days of waiting, then steps.
_DAY = 10**4
_MILLIONTH = 10**10 * _DAY
_BLOCKED = 10**24 * _MILLIONTH


def cheapest_path(firm: Candidate, demands: Sequence[Demand], needs: Mapping[str, Sequence[Ways]]) -> Path:
    """The path to all of the demands, by what each still needs, by its code.

    Hours count at the programme's value, in the currency of the bank.
    """
    local = _local_efforts(firm, demands)
    steps = dict.fromkeys(_in_order(ways for demand in demands for ways in needs[demand.code]))
    efforts = {step: _effort(step, firm, local) for step in steps}
    prices = {step: _price(step, effort, firm) for step, effort in efforts.items()}
    chosen = cheapest((ways for demand in demands for ways in needs[demand.code]), prices)
    criteria = _settled(demands, needs, chosen)
    taken = [step for step in efforts if step in chosen and not _is_outlasted(step, chosen)]
    shown = [_shown(step, efforts[step], criteria[step.kind, step.code], firm.bank) for step in taken]
    return _path(sorted(shown, key=lambda step: _ORDER.index(step.kind)), firm.bank)


def dearest(paths: Sequence[Path], hour_value: Decimal) -> Path:
    """For a firm of unknown size: the way of the size that has most to do, and that it is so."""
    if all(path == paths[0] for path in paths):
        return paths[0]
    most = max(paths, key=lambda path: _burden(path, hour_value))
    text = Text(
        "Tell the figures of the firm: its size decides. This is the way of the size that has most to do."
    )
    criteria = tuple(dict.fromkeys(code for step in most.steps for code in step.criteria))
    size = PathStep(StepKind.ANSWER, SIZE_FACT, text, criteria)
    return Path((size, *most.steps), most.hours, most.money, most.is_open)


def _burden(path: Path, hour_value: Decimal) -> tuple[bool, Decimal, date, int]:
    wait = max((step.until for step in path.steps if step.until), default=date.min)
    return not path.is_open, path.money.amount + path.hours * hour_value, wait, len(path.steps)


def _in_order(needs: Iterable[Ways]) -> Iterable[Step]:
    """Every step of every way, in the order of the file."""
    for ways in needs:
        for way in ways:
            yield from sorted(way, key=lambda step: (step.kind, step.code))


def _local_efforts(firm: Candidate, demands: Iterable[Demand]) -> dict[str, Effort]:
    """Efforts that the programme's own options give; the largest, where two give one for the same kind."""
    found: dict[str, Effort] = {}
    for option in (one for demand in demands for standard in demand.standards for one in standard.options):
        if option.effort is not None:
            effort = option.effort[firm.size]
            found[option.evidence] = max(
                effort, found.get(option.evidence, effort), key=lambda one: _cost(one, firm)
            )
    return found


def _effort(step: Step, firm: Candidate, local: Mapping[str, Effort]) -> Effort:
    if step.kind is StepKind.EVIDENCE:
        return local.get(step.code) or firm.bank.evidence[step.code].effort[firm.size]
    remedy = firm.bank.facts[step.code].remedy if step.kind is StepKind.REMEDY else None
    return remedy.effort[firm.size] if remedy else _NO_EFFORT


def _cost(effort: Effort, firm: Candidate) -> Decimal:
    return effort.money + effort.hours * firm.law.programme.hour_value


def _price(step: Step, effort: Effort, firm: Candidate) -> int:
    if step.kind is StepKind.BLOCKED:
        return _BLOCKED
    days = (step.until - firm.law.on).days if step.until else 0
    return int(_cost(effort, firm) * 10**6) * _MILLIONTH + days * _DAY + 1


def _settled(
    demands: Iterable[Demand], needs: Mapping[str, Sequence[Ways]], chosen: frozenset[Step]
) -> dict[tuple[StepKind, str], tuple[str, ...]]:
    """By step: the criteria to which it belongs on the way that is taken."""
    found: dict[tuple[StepKind, str], dict[str, None]] = {}
    for demand in demands:
        for ways in needs[demand.code]:
            for step in (step for way in ways if way <= chosen for step in way):
                found.setdefault((step.kind, step.code), {})[demand.code] = None
    return {step: tuple(criteria) for step, criteria in found.items()}


def _is_outlasted(step: Step, chosen: frozenset[Step]) -> bool:
    """Whether a longer wait for the same fact makes this one superfluous."""
    until = step.until
    return until is not None and any(
        other.code == step.code and other.until is not None and other.until > until for other in chosen
    )


def _shown(step: Step, effort: Effort, criteria: tuple[str, ...], bank: Bank) -> PathStep:
    money = Money(effort.money, bank.currency)
    return PathStep(step.kind, step.code, _text(step, bank), criteria, effort.hours, money, step.until)


def _text(step: Step, bank: Bank) -> Text | Localised:
    if step.kind is StepKind.EVIDENCE:
        return bank.evidence[step.code].name
    fact = bank.facts[step.code]
    if step.kind is StepKind.REMEDY and fact.remedy:
        return fact.remedy.text
    if step.until:
        return Text("Wait until {day}: {question}", {"day": step.until, "question": fact.question})
    if step.kind is StepKind.BLOCKED:
        return Text("Nothing that the firm can do now changes this: {question}", {"question": fact.question})
    return fact.question


def _path(steps: Sequence[PathStep], bank: Bank) -> Path:
    return Path(
        tuple(steps),
        hours=sum((step.hours for step in steps), Decimal(0)),
        money=Money(sum((step.money.amount for step in steps if step.money), Decimal(0)), bank.currency),
        is_open=all(step.kind is not StepKind.BLOCKED for step in steps),
    )
