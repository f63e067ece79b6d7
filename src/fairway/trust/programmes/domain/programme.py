"""A programme as its file says it, and the law of one day in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fairway.kernel.citation import Citation
from fairway.kernel.money import Money
from fairway.kernel.period import Period
from fairway.kernel.text import Localised
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.clock_rule import ClockRule
from fairway.trust.programmes.domain.condition import Condition
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.fact import Effort

EVERY_SIZE = frozenset(SizeClass)
EVERY_ROLE = frozenset(TradeRole)


class Obligation(StrEnum):
    """A should is looked at and told; only a must decides a tier (the form of the CTPAT criteria)."""

    MUST = "must"
    SHOULD = "should"


class Validation(StrEnum):
    """How a tier is validated before it is granted."""

    NONE = "none"
    REMOTE = "remote"
    ON_SITE = "on_site"


class Facilitation(StrEnum):
    """The measures of Article 7.7.3 of the WTO Trade Facilitation Agreement."""

    LOW_DATA = "a"
    LOW_INSPECTION = "b"
    RAPID_RELEASE = "c"
    DEFERRED_PAYMENT = "d"
    GUARANTEES = "e"
    PERIODIC_DECLARATION = "f"
    CHOICE_OF_PLACE = "g"


@dataclass(frozen=True, slots=True)
class Edition:
    version: str
    period: Period
    citation: Citation


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value for each size in a period."""

    period: Period
    by_size: Mapping[SizeClass, Decimal]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str  # as in `aeo.min_documents_per_year`
    text: Localised
    unit: str
    values: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A kind of evidence that counts towards a standard. `effort` replaces that of the kind."""

    evidence: str
    weight: int = 1
    effort: Mapping[SizeClass, Effort] | None = None


@dataclass(frozen=True, slots=True)
class Standard:
    """How a criterion is shown to be met: options whose weights must add up to `needed`.

    It applies to the firms of `sizes` that have one of `roles`, in the tiers named. `conditions` are asked
    in addition to the criterion's own. `citation` is the basis of the lighter form, where it is lighter.
    """

    tiers: frozenset[str]
    sizes: frozenset[SizeClass]
    roles: frozenset[TradeRole]
    needed: int
    options: tuple[Option, ...]
    conditions: tuple[Condition, ...] = ()
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is asked. It is the same for every size; how it is shown is in its standards.

    `safe`: the letter of the requirement in Annex IV of the SAFE Framework. `conditions` must all hold.
    `restricts_msme`: the review that Article 7.7.2(b) of the WTO TFA asks for.
    """

    code: str
    safe: tuple[str, ...]
    name: Localised
    asks: Localised
    obligation: Obligation
    roles: frozenset[TradeRole]
    conditions: tuple[Condition, ...]
    standards: tuple[Standard, ...]
    period: Period
    citations: tuple[Citation, ...]
    restricts_msme: Localised | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact is asked only where `when` holds. Without a `when` it is always asked."""

    fact: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """`builds_on`: a lower tier all of whose criteria count too. `validity_months` None: without end."""

    code: str
    name: Localised
    summary: Localised
    criteria: tuple[str, ...]
    builds_on: str
    validation: Mapping[SizeClass, Validation]
    validity_months: int | None
    monitoring_months: int
    benefits: tuple[str, ...]
    recognised_abroad: bool
    period: Period
    citation: Citation


@dataclass(frozen=True, slots=True)
class Benefit:
    """`minutes` and `money`: what one use of it is worth, where somebody has estimated it."""

    code: str
    name: Localised
    text: Localised
    measure: Facilitation | None
    minutes: Decimal | None
    money: Money | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Fee:
    tier: str
    amount: Money
    period: Period
    citation: Citation


class SubsidyKind(StrEnum):
    WAIVER = "waiver"  # of the fee
    VOUCHER = "voucher"  # for the cost of evidence and advice


@dataclass(frozen=True, slots=True)
class Subsidy:
    """`share` percent of the fee, or up to `amount`, for firms of `sizes`."""

    code: str
    kind: SubsidyKind
    name: Localised
    sizes: frozenset[SizeClass]
    share: Decimal | None
    amount: Money | None
    period: Period
    citation: Citation


@dataclass(frozen=True, slots=True)
class Programme:
    """All that its file says, for every day. `economies` empty: anywhere (a model programme).

    `hour_value`: what an hour of a firm's own people counts for when evidence is compared by cost.
    `calendar`: the code of the calendar of working days.
    """

    code: str
    name: Localised
    summary: Localised
    economies: tuple[str, ...]
    currency: str
    hour_value: Decimal
    size_definition: str
    calendar: str
    editions: tuple[Edition, ...]
    parameters: Mapping[str, Parameter]
    tiers: tuple[Tier, ...]
    criteria: tuple[Criterion, ...]
    asked: tuple[Asked, ...]
    benefits: Mapping[str, Benefit]
    fees: tuple[Fee, ...]
    subsidies: tuple[Subsidy, ...]
    clocks: tuple[ClockRule, ...]
    notes: tuple[Localised, ...] = ()

    def edition(self, on: date) -> Edition | None:
        return next((edition for edition in self.editions if on in edition.period), None)
