"""A programme as people read it: for firms of one size, by the law of one day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairway.kernel.citation import Citation
from fairway.kernel.economy import Economy
from fairway.kernel.money import Money
from fairway.kernel.text import Text
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.ui.language import say
from fairway.trust.programmes.domain.clock_rule import ClockRule
from fairway.trust.programmes.domain.dossier import ROLE_NAMES, TradeRole
from fairway.trust.programmes.domain.fact import Bank, EvidenceKind
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.domain.programme import (
    EVERY_ROLE,
    Benefit,
    Criterion,
    Obligation,
    Option,
    Programme,
    Standard,
    Tier,
    Validation,
)
from fairway.trust.programmes.reading.remarks import citations
from fairway.trust.programmes.rule_words import Needs, RuleWords

VALIDATIONS: dict[Validation, Promise] = {
    Validation.NONE: _("Of papers only"),
    Validation.REMOTE: _("From afar"),
    Validation.ON_SITE: _("By a visit to you"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A tier on the ladder."""

    tier: Tier
    number: int
    added: int  # criteria that come with it
    in_all: int
    validation: Promise
    validity: Text
    fee: Money | None
    benefits: int


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of evidence that counts: what it takes a firm that does not have it yet."""

    kind: EvidenceKind
    weight: int
    hours: Text
    money: Money


@dataclass(frozen=True, slots=True)
class Showing:
    """How a criterion is shown. `rule` says how many of the ways are enough."""

    rule: Text
    ways: tuple[Way, ...]
    needs: Needs
    roles: Text | None
    citation: Citation | None
    shows_weights: bool


@dataclass(frozen=True, slots=True)
class Asking:
    criterion: Criterion
    is_must: bool
    needs: Needs
    showings: tuple[Showing, ...]
    roles: Text | None
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class TierAsks:
    step: Step
    builds_on: Tier | None
    asks: tuple[Asking, ...]
    benefits: tuple[Benefit, ...]


@dataclass(frozen=True, slots=True)
class ClockWords:
    rule: ClockRule
    length: Text
    remarks: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of a programme."""

    law: Law
    size: SizeClass
    ladder: tuple[Step, ...]
    tiers: tuple[TierAsks, ...]
    clocks: tuple[ClockWords, ...]
    places: tuple[Economy, ...]
    estimates: Citation  # whose the hours and the money are
    sources: tuple[Citation, ...]
    doubtful: int  # facts that nobody has checked against the primary source

    @property
    def is_ladder(self) -> bool:
        return _is_ladder(self.law.tiers)

    @property
    def size_name(self) -> Text:
        return SIZE_NAMES[self.size]


def sheet(law: Law, bank: Bank, size: SizeClass) -> Sheet:
    words = RuleWords(law, bank, size)
    steps = tuple(_steps(law, size))
    cited = cited_in(law)
    return Sheet(
        law,
        size,
        steps,
        tuple(_tier_asks(step, words) for step in steps),
        tuple(ClockWords(rule, words.length(rule), words.remarks(rule)) for rule in law.clocks(size=size)),
        places=_places(law.programme),
        estimates=bank.citation,
        sources=sources_of(law),
        doubtful=sum(not one.verified for one in cited),
    )


def cited_in(law: Law) -> list[Citation]:
    """The source of every statement that holds on the day, in the order of the file."""
    programme = law.programme
    values = tuple(value for parameter in programme.parameters.values() for value in parameter.values)
    parts = (
        law.edition,
        values,
        law.tiers,
        law.criteria,
        programme.benefits,
        tuple(fee for fee in programme.fees if law.on in fee.period),
        tuple(subsidy for subsidy in programme.subsidies if law.on in subsidy.period),
        law.clocks(),
    )
    return list(citations(parts))


def sources_of(law: Law) -> tuple[Citation, ...]:
    """Each source once. The page numbers them in this order."""
    return tuple(dict.fromkeys(cited_in(law)))


def _is_ladder(tiers: tuple[Tier, ...]) -> bool:
    """Whether each tier builds on one below it."""
    return all(tier.builds_on for tier in tiers[1:])


def _places(programme: Programme) -> tuple[Economy, ...]:
    return tuple(Economy(code) for code in programme.economies)


def _steps(law: Law, size: SizeClass) -> Iterator[Step]:
    for place, tier in enumerate(law.tiers):
        fee = law.fee(tier)
        yield Step(
            tier,
            number=place + 1,
            added=sum(code in law.criteria for code in tier.criteria),
            in_all=len(law.criteria_of(tier, ())),
            validation=VALIDATIONS[tier.validation[size]],
            validity=_validity(tier),
            fee=fee.amount if fee else None,
            benefits=len(tier.benefits),
        )


def _validity(tier: Tier) -> Text:
    if tier.validity_months is None:
        return Text("Without end")
    if tier.validity_months % 12 == 0:
        return Text("{count} years", {"count": tier.validity_months // 12})
    return Text("{count} months", {"count": tier.validity_months})


def _tier_asks(step: Step, words: RuleWords) -> TierAsks:
    law, tier = words.law, step.tier
    asks = (law.criteria[code] for code in tier.criteria if code in law.criteria)
    return TierAsks(
        step,
        builds_on=law.tier(tier.builds_on) if tier.builds_on else None,
        asks=tuple(_asking(criterion, tier, words) for criterion in asks),
        benefits=tuple(law.programme.benefits[code] for code in tier.benefits),
    )


def _asking(criterion: Criterion, tier: Tier, words: RuleWords) -> Asking:
    standards = words.law.standards_of(criterion, tier, words.size, ())
    return Asking(
        criterion,
        is_must=criterion.obligation is Obligation.MUST,
        needs=words.needs(criterion.conditions),
        showings=tuple(_showing(standard, criterion, words) for standard in standards),
        roles=_for_whom(criterion.roles, EVERY_ROLE),
        is_doubtful=any(not one.verified for one in criterion.citations),
    )


def _showing(standard: Standard, criterion: Criterion, words: RuleWords) -> Showing:
    return Showing(
        rule=_how_many(standard),
        ways=tuple(_way(option, words) for option in standard.options),
        needs=words.needs(standard.conditions),
        roles=_for_whom(standard.roles, criterion.roles),
        citation=None if standard.citation in criterion.citations else standard.citation,
        shows_weights=_has_weights(standard),
    )


def _has_weights(standard: Standard) -> bool:
    return any(option.weight != 1 for option in standard.options)


def _how_many(standard: Standard) -> Text:
    if _has_weights(standard):
        return Text("What you show must weigh together at least: {needed}", {"needed": standard.needed})
    if standard.needed == len(standard.options):
        return Text("Show this:") if standard.needed == 1 else Text("Show all of these:")
    if standard.needed == 1:
        return Text("Show one of these:")
    return Text("Show {needed} of these:", {"needed": standard.needed})


def _way(option: Option, words: RuleWords) -> Way:
    kind = words.bank.evidence[option.evidence]
    effort = (option.effort or kind.effort)[words.size]
    one = Text("1 hour")
    hours = one if effort.hours == 1 else Text("{count} hours", {"count": effort.hours})
    return Way(kind, option.weight, hours, Money(effort.money, words.bank.currency))


def _for_whom(roles: frozenset[TradeRole], of: frozenset[TradeRole]) -> Text | None:
    """In the fewer words. None: all of them."""
    others = of - roles
    if not others:
        return None
    if len(others) < len(roles):
        return Text("Not for: {roles}", {"roles": role_names(others)})
    return Text("For: {roles}", {"roles": role_names(roles)})


def role_names(roles: Iterable[TradeRole]) -> str:
    return ", ".join(say(name) for role, name in ROLE_NAMES.items() if role in roles)


@dataclass(frozen=True, slots=True)
class Listing:
    """A programme in the list of all. `law` None: it is not in force today."""

    programme: Programme
    law: Law | None
    places: tuple[Economy, ...]

    @property
    def is_ladder(self) -> bool:
        return self.law is not None and _is_ladder(self.law.tiers)


def listing(programme: Programme, today: date) -> Listing:
    edition = programme.edition(today)
    return Listing(
        programme,
        law_on(programme, today) if edition else None,
        _places(programme),
    )
