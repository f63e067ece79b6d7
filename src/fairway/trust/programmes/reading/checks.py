"""What must hold between the parts of a programme that each read well by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from fairway.kernel.period import Period
from fairway.kernel.text import Text
from fairway.platform.content.strict import Entry
from fairway.trust.programmes.domain.clock_rule import ClockRule
from fairway.trust.programmes.domain.condition import Condition, Leaf, Operand, leaves
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.programme import Criterion, Obligation, Programme, Standard, Tier
from fairway.trust.programmes.reading.collect import Problems
from fairway.trust.programmes.reading.reach import can_hold
from fairway.trust.programmes.reading.used import (
    READ_BY_THE_HOUSE,
    conditions_of,
    facts_used,
    operands_of,
    parameters_used,
)

T = TypeVar("T")


def check(programme: Programme, fields: Mapping[str, Entry], bank: Bank, problems: Problems) -> None:
    """Notes every problem."""
    checks = _Checks(programme, fields, bank, problems)
    checks.periods()
    checks.ladder()
    checks.standards()
    checks.shown_by_everybody()
    checks.parameters()
    checks.questions()


@dataclass(frozen=True, slots=True)
class _Checks:
    programme: Programme
    fields: Mapping[str, Entry]
    bank: Bank
    problems: Problems

    def periods(self) -> None:
        """Of what is dated, one version holds on a day."""
        law = self.programme
        for key, at_least_one in (
            ("editions", law.editions),
            ("tiers", law.tiers),
            ("criteria", law.criteria),
        ):
            if not at_least_one:
                self.problems.note(self.fields[key], Text("At least one is needed here."))
        self._apart(self.fields["editions"], [("", edition.period) for edition in law.editions])
        self._apart(self.fields["tiers"], [(tier.code, tier.period) for tier in law.tiers])
        self._apart(self.fields["criteria"], [(one.code, one.period) for one in law.criteria])
        self._apart(self.fields["fees"], [(fee.tier, fee.period) for fee in law.fees])
        self._apart(self.fields["subsidies"], [(one.code, one.period) for one in law.subsidies])
        self._clocks_apart()
        for name, parameter in law.parameters.items():
            values = self.fields["parameters"].mapping()[name].mapping()["values"]
            self._apart(values, [("", value.period) for value in parameter.values])

    def _apart(self, listed: Entry, dated: Sequence[tuple[str, Period]]) -> None:
        for item, (code, period), earlier in _with_earlier(listed, dated):
            if any(code == other and period.overlaps(its) for other, its in earlier):
                self.problems.note(item, Text("The period overlaps that of another entry for the same."))

    def _clocks_apart(self) -> None:
        for item, rule, earlier in _with_earlier(self.fields["clocks"], self.programme.clocks):
            if any(_same_clock(rule, other) for other in earlier):
                self.problems.note(item, Text("The period overlaps that of another entry for the same."))

    def ladder(self) -> None:
        """A tier builds on a lower one, which holds for as long as it does."""
        for item, tier, earlier in _with_earlier(self.fields["tiers"], self.programme.tiers):
            if tier.builds_on and not _covered(
                tier.period, [t.period for t in earlier if t.code == tier.builds_on]
            ):
                message = Text(
                    "The tier builds on “{code}”, which must stand above it in the file and hold as long.",
                    {"code": tier.builds_on},
                )
                self.problems.note(item.mapping()["builds_on"], message)
            for key, codes in (("criteria", tier.criteria), ("benefits", tier.benefits)):
                if len(set(codes)) < len(codes):
                    self.problems.note(item.mapping()[key], Text("Something is named twice here."))
        named = {code for tier in self.programme.tiers for code in tier.criteria}
        for item, criterion in self._criteria():
            if criterion.code not in named:
                self.problems.note(item, Text("No tier asks for this criterion."))
        given = {code for tier in self.programme.tiers for code in tier.benefits}
        for item, code in zip(self.fields["benefits"].items(), self.programme.benefits, strict=True):
            if code not in given:
                self.problems.note(item, Text("No tier gives this benefit."))

    def standards(self) -> None:
        for item, criterion in self._criteria():
            listed = item.mapping().get("standards")
            if listed is None:
                continue
            for at, standard, earlier in _with_earlier(listed, criterion.standards):
                self._standard(at, criterion, standard)
                if any(_same_firms(standard, other) for other in earlier):
                    message = Text("Another standard of the criterion is for the same tier, size and role.")
                    self.problems.note(at, message)

    def _standard(self, at: Entry, criterion: Criterion, standard: Standard) -> None:
        weights = sum(option.weight for option in standard.options)
        if standard.needed > weights:
            message = Text("The options weigh {weights} in all, less than is needed.", {"weights": weights})
            self.problems.note(at.mapping()["needed"], message)
        if not standard.needed and (standard.options or not standard.conditions):
            message = Text("Only a standard of conditions alone needs no evidence.")
            self.problems.note(at.mapping()["needed"], message)
        if len({option.evidence for option in standard.options}) < len(standard.options):
            self.problems.note(at.mapping()["options"], Text("Something is named twice here."))
        if not standard.roles <= criterion.roles:
            self.problems.note(
                at.mapping()["roles"], Text("The criterion does not concern all of these roles.")
            )
        for tier in sorted(standard.tiers - {t.code for t in self._tiers_of(criterion)}):
            message = Text("The tier “{code}” does not ask for this criterion.", {"code": tier})
            self.problems.note(at.mapping()["tiers"], message)

    def shown_by_everybody(self) -> None:
        """Every firm can show a must in every tier that asks for it: by its answers or by evidence."""
        for item, criterion in self._criteria():
            if criterion.obligation is Obligation.MUST and not criterion.conditions:
                for tier in self._tiers_of(criterion):
                    self._shown_in(item, criterion, tier)

    def _shown_in(self, item: Entry, criterion: Criterion, tier: Tier) -> None:
        standards = [one for one in criterion.standards if tier.code in one.tiers]
        firms = {(size, role) for one in standards for size in one.sizes for role in one.roles}
        without = [(size, role) for size in tier.validation for role in sorted(criterion.roles)]
        without = [firm for firm in without if firm not in firms]
        if without:
            size, role = without[0]
            message = Text(
                "It has no conditions, and no standard for the tier {tier}, size {size}, role {role}.",
                {"tier": tier.code, "size": size.value, "role": role.value},
            )
            self.problems.note(item, message)

    def parameters(self) -> None:
        """Each is used, and has a value on every day on which a rule asks for it."""
        used = parameters_used(self.programme) | READ_BY_THE_HOUSE
        for name, parameter in self.programme.parameters.items():
            at = self.fields["parameters"].mapping()[name]
            if name not in used:
                self.problems.note(at, Text("Nothing in the programme uses this parameter."))
                continue
            missing = (
                day for day in self._days_asking(name) if not any(day in v.period for v in parameter.values)
            )
            if day := next(missing, None):
                self.problems.note(
                    at, Text("The parameter has no value on {day}, and a rule uses it.", {"day": day})
                )

    def _days_asking(self, name: str) -> Iterator[date]:
        """The days on which something changes and a rule in force asks for the parameter."""
        law = self.programme
        rules: list[tuple[Period, Iterator[Operand]]] = []
        rules += [(criterion.period, operands_of(criterion)) for criterion in law.criteria]
        rules += [(clock.period, operands_of(clock)) for clock in law.clocks]
        rules += [(edition.period, operands_of(asked)) for edition in law.editions for asked in law.asked]
        asking = [period for period, operands in rules if any(one.parameter == name for one in operands)]
        return (day for day in _days_of_change(law) if law.edition(day) and any(day in one for one in asking))

    def questions(self) -> None:
        """What is asked is used, what is used is asked, and nothing waits for what cannot be."""
        law, used = self.programme, facts_used(self.programme)
        for item, asked, earlier in _with_earlier(self.fields["asked"], law.asked):
            if asked.fact in {other.fact for other in earlier}:
                self.problems.note(item, Text("The fact is asked twice."))
            if asked.fact not in used:
                self.problems.note(item, Text("No condition of the programme uses this fact."))
            if late := [
                leaf.fact for leaf in _leaves(asked.when) if leaf.fact not in {o.fact for o in earlier}
            ]:
                message = Text(
                    "This can never be asked: it waits for “{code}”, which is not asked before it.",
                    {"code": late[0]},
                )
                self.problems.note(item.mapping()["when"], message)
            elif asked.when and not can_hold(asked, earlier, self.bank):
                message = Text("This can never be asked: no firm can answer so that its “when” holds.")
                self.problems.note(item.mapping()["when"], message)
        asked_for = {asked.fact for asked in law.asked}
        for item, criterion in self._criteria():
            for fact in dict.fromkeys(leaf.fact for leaf in _leaves(conditions_of(criterion))):
                if fact not in asked_for:
                    message = Text(
                        "The criterion uses the fact “{code}”, which is not asked.", {"code": fact}
                    )
                    self.problems.note(item, message)

    def _criteria(self) -> Iterable[tuple[Entry, Criterion]]:
        return zip(self.fields["criteria"].items(), self.programme.criteria, strict=True)

    def _tiers_of(self, criterion: Criterion) -> list[Tier]:
        """The tiers that ask for it, by themselves or by what they build on."""
        asking: list[Tier] = []
        for tier in self.programme.tiers:
            below = {other.code for other in asking}
            if criterion.code in tier.criteria or tier.builds_on in below:
                asking.append(tier)
        return asking


def _with_earlier(listed: Entry, parts: Sequence[T]) -> Iterator[tuple[Entry, T, Sequence[T]]]:
    """Each part with its entry and the parts before it."""
    for place, (item, part) in enumerate(zip(listed.items(), parts, strict=True)):
        yield item, part, parts[:place]


def _leaves(conditions: Iterable[Condition]) -> Iterator[Leaf]:
    return (leaf for condition in conditions for leaf in leaves(condition))


def _same_clock(one: ClockRule, other: ClockRule) -> bool:
    share_tiers = not one.tiers or not other.tiers or bool(one.tiers & other.tiers)
    share_firms = share_tiers and bool(one.sizes & other.sizes)
    return one.code == other.code and share_firms and one.period.overlaps(other.period)


def _same_firms(one: Standard, other: Standard) -> bool:
    return all((one.tiers & other.tiers, one.sizes & other.sizes, one.roles & other.roles))


def _covered(period: Period, by: Sequence[Period]) -> bool:
    """Whether every day of the period lies in one of the others."""
    days = [day for day in _edges([period, *by]) if day in period]
    return bool(by) and all(any(day in other for other in by) for day in days)


def _days_of_change(law: Programme) -> list[date]:
    periods = [edition.period for edition in law.editions]
    periods += [criterion.period for criterion in law.criteria]
    periods += [clock.period for clock in law.clocks]
    periods += [value.period for parameter in law.parameters.values() for value in parameter.values]
    return _edges(periods)


def _edges(periods: Iterable[Period]) -> list[date]:
    """The first days on which something can be different, with the first day of all."""
    days = {date.min}
    for period in periods:
        days |= {period.start} if period.start else set()
        days |= {period.end + timedelta(days=1)} if period.end and period.end < date.max else set()
    return sorted(days)
