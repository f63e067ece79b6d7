"""What the rules of a programme refer to: conditions, facts, numbers."""

from __future__ import annotations

from collections.abc import Iterator

from fairway.trust.programmes.domain.clock_rule import ClockRule
from fairway.trust.programmes.domain.condition import Age, CleanRecord, Compare, Condition, Operand, leaves
from fairway.trust.programmes.domain.programme import Asked, Criterion, Programme

Rule = Criterion | Asked | ClockRule
# What casework and the simulator read, without any rule of the file that names it.
READ_BY_THE_HOUSE = frozenset(
    {
        "aeo.bar_years_after_revocation",
        "aeo.case_hours_on_site",
        "aeo.case_hours_remote",
        "aeo.effect_days",
        "aeo.most_days_suspected",
    }
)


def conditions_of(rule: Criterion | Asked) -> tuple[Condition, ...]:
    """Its conditions, and of a criterion those of its standards."""
    if isinstance(rule, Asked):
        return rule.when
    return (*rule.conditions, *(one for standard in rule.standards for one in standard.conditions))


def facts_used(programme: Programme) -> frozenset[str]:
    rules: tuple[Criterion | Asked, ...] = (*programme.criteria, *programme.asked)
    return frozenset(
        leaf.fact for rule in rules for condition in conditions_of(rule) for leaf in leaves(condition)
    )


def operands_of(rule: Rule) -> Iterator[Operand]:
    """The numbers of the rule."""
    if isinstance(rule, ClockRule):
        numbers = [rule.length, rule.at_most, *(n for one in rule.extensions for n in (one.by, one.at_most))]
        yield from (number for number in numbers if number)
        return
    for condition in conditions_of(rule):
        for leaf in leaves(condition):
            match leaf:
                case Compare() | Age():
                    yield leaf.operand
                case CleanRecord():
                    yield leaf.years


def parameters_used(programme: Programme) -> frozenset[str]:
    rules: tuple[Rule, ...] = (*programme.criteria, *programme.asked, *programme.clocks)
    return frozenset(operand.parameter for rule in rules for operand in operands_of(rule))
