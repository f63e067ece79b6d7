"""The workings of a finding in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from fairway.kernel.text import Localised, Param, Text
from fairway.trust.programmes.domain.condition import Age, CleanRecord, Compare, Flag, OneOf, Operator, Span
from fairway.trust.programmes.domain.dossier import Incident, Value
from fairway.trust.programmes.domain.fact import Bank, Fact
from fairway.trust.programmes.domain.judge import Verdict, Working
from fairway.trust.programmes.domain.programme import Standard

YES, NO, NONE = Text("yes"), Text("no"), Text("none")
_ORDER = (False, None, True)
DEPENDS_ON_SIZE = Text("It depends on the size of the firm, which is not known.")


def words(verdict: Verdict, bank: Bank) -> tuple[Text, ...]:
    """A sentence for each working: what is against the firm first, then what is open."""
    doubt = (DEPENDS_ON_SIZE,) if verdict.depends_on_size else ()
    ordered = sorted(verdict.workings, key=lambda working: _ORDER.index(working.holds))
    return (*doubt, *(_working(working, bank.facts[working.leaf.fact]) for working in ordered))


def evidence_words(standard: Standard, weight: int, held: Iterable[str], bank: Bank) -> Text:
    """What shows that a standard is kept, or what is missing."""
    if weight >= standard.needed:
        shown = [option.evidence for option in standard.options if option.evidence in held]
        return Text("Shown by: {names}.", {"names": _kinds(shown, bank)})
    missing = [option.evidence for option in standard.options if option.evidence not in held]
    return Text(
        "Evidence is missing: it weighs {weight} and must weigh {needed}. What would count: {names}.",
        {"weight": weight, "needed": standard.needed, "names": _kinds(missing, bank)},
    )


def _kinds(codes: Iterable[str], bank: Bank) -> Param:
    return listed([bank.evidence[code].name for code in codes])


def listed(names: Sequence[Param]) -> Param:
    """Names with commas between them."""
    if not names:
        return NONE
    first, *rest = names
    return Text("{first}, {others}", {"first": first, "others": listed(rest)}) if rest else first


def told_words(told: Value, fact: Fact) -> Param:
    """An answer as people read it."""
    match told:
        case bool():
            return YES if told else NO
        case str():
            return choice_name(fact, told)
        case tuple():
            return _several(told, fact)
    return told


def choice_name(fact: Fact, code: str) -> Param:
    return next((choice.name for choice in fact.choices if choice.code == code), code)


def _several(told: tuple[str, ...] | tuple[Incident, ...], fact: Fact) -> Param:
    return listed([one.happened_on if isinstance(one, Incident) else choice_name(fact, one) for one in told])


def _working(working: Working, fact: Fact) -> Text:
    if working.told is None:
        return Text("{question} This has not been answered yet.", {"question": fact.question})
    places = {"question": fact.question, "told": told_words(working.told, fact)}
    match working.leaf:
        case Flag():
            expected = YES if working.leaf.expected else NO
            return Text(
                "{question} The answer is {told}; it must be {expected}.", {**places, "expected": expected}
            )
        case OneOf():
            return _choice(working.leaf, fact, places)
        case Compare():
            return _comparison(working.leaf.operator, {**places, "limit": working.limit or Decimal(0)})
        case Age():
            return _age(working.leaf, {**places, "count": working.limit or Decimal(0)})
        case CleanRecord():
            return _record(working, fact.question)


def _choice(leaf: OneOf, fact: Fact, places: dict[str, Param]) -> Text:
    named = {**places, "choices": listed([choice_name(fact, code) for code in leaf.choices])}
    if leaf.includes:
        return Text("{question} The answer is {told}; all of these must be among it: {choices}.", named)
    return Text("{question} The answer is {told}; it must be one of these: {choices}.", named)


def _comparison(operator: Operator, places: dict[str, Param]) -> Text:
    match operator:
        case Operator.AT_LEAST:
            return Text("{question} The answer is {told}; it must be at least {limit}.", places)
        case Operator.AT_MOST:
            return Text("{question} The answer is {told}; it must be at most {limit}.", places)
        case Operator.ABOVE:
            return Text("{question} The answer is {told}; it must be more than {limit}.", places)
        case Operator.BELOW:
            return Text("{question} The answer is {told}; it must be less than {limit}.", places)


def _age(leaf: Age, places: dict[str, Param]) -> Text:
    match leaf.is_within, leaf.span:
        case True, Span.MONTHS:
            return Text("{question} The answer is {told}; it must lie in the last {count} months.", places)
        case True, Span.YEARS:
            return Text("{question} The answer is {told}; it must lie in the last {count} years.", places)
        case False, Span.MONTHS:
            return Text("{question} The answer is {told}; it must be {count} months ago or more.", places)
    return Text("{question} The answer is {told}; it must be {count} years ago or more.", places)


def _record(working: Working, question: Localised) -> Text:
    places: dict[str, Param] = {"question": question, "count": working.limit or Decimal(0)}
    if working.settled_on is None:
        return Text("{question} Nothing of the last {count} years counts against the firm.", places)
    return Text(
        "{question} What is told counts against the firm for {count} years. It no longer counts from {day}.",
        {**places, "day": working.settled_on},
    )


def facts_of(verdict: Verdict) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The answers that the verdict rests on, and the facts that are still to be told."""
    used = {one.leaf.fact: one.told for one in verdict.workings if one.told is not None}
    missing = dict.fromkeys(one.leaf.fact for one in verdict.workings if one.told is None)
    return used, tuple(missing)
