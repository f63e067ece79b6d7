"""Where a firm stands, in words: the ladder of tiers, and what each of them costs and gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fairway.kernel.money import Money
from fairway.kernel.text import Localised, Param, Text
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Words
from fairway.trust.assessment.selectors import Standing
from fairway.trust.programmes.domain.assessment import CriterionFinding, Outcome, Path, TierFinding
from fairway.trust.programmes.domain.programme import Benefit, Obligation, Tier

OUTCOME_TAGS: dict[Outcome, tuple[str, Text]] = {
    Outcome.MET: ("computed", Text("Met")),
    Outcome.NOT_MET: ("uncomputable", Text("Not met")),
    Outcome.CANNOT_TELL: ("needs", Text("Open")),
}
_RUNG_TAGS: dict[Outcome, tuple[str, Text]] = {
    Outcome.MET: ("computed", Text("Reached")),
    Outcome.NOT_MET: ("plain", Text("Not yet")),
    Outcome.CANNOT_TELL: ("plain", Text("Open")),
}


@dataclass(frozen=True, slots=True)
class Rung:
    """A tier of the ladder as the pages show it."""

    code: str
    name: Localised
    kind: str
    status: Text
    line: Text
    is_reached: bool
    is_aimed: bool


def rungs(standing: Standing) -> list[Rung]:
    """The tiers in the order of the programme."""
    return [_rung(standing, finding) for finding in standing.assessment.tiers]


def tier_finding(standing: Standing, tier: str) -> TierFinding:
    return next(finding for finding in standing.assessment.tiers if finding.tier == tier)


def musts(standing: Standing, finding: TierFinding) -> list[CriterionFinding]:
    """The findings that decide the tier."""
    criteria = standing.law.criteria
    return [one for one in finding.findings if criteria[one.criterion].obligation is Obligation.MUST]


def missing(standing: Standing, *, most: int = 5) -> list[Param]:
    """What keeps the firm from its tier: the criteria that are open or not met, a few of them."""
    found = [
        one.criterion
        for one in musts(standing, tier_finding(standing, standing.tier.code))
        if one.outcome is not Outcome.MET
    ]
    names: list[Param] = [standing.law.criteria[code].name for code in found[:most]]
    if len(found) > most:
        names.append(Text("and {count} more", {"count": len(found) - most}))
    return names


def tier_facts(standing: Standing, tier: Tier) -> list[tuple[Words, CellValue]]:
    """What a tier asks, costs and gives a firm like this one."""
    finding = tier_finding(standing, tier.code)
    return [
        (Text("What it asks"), Text("{count} criteria", {"count": len(musts(standing, finding))})),
        (Text("Work for you"), path_cost(standing, finding.path)),
        (Text("Fee"), fee_words(finding)),
        (Text("It lasts"), validity(tier)),
        (Text("It gives"), " · ".join(say(benefit.name) for benefit in benefits(standing, tier))),
    ]


def money_facts(standing: Standing, tier: Tier) -> list[tuple[Words, CellValue]]:
    finding = tier_finding(standing, tier.code)
    found: list[tuple[Words, CellValue]] = [
        (Text("Fee"), fee_words(finding)),
        (Text("It lasts"), validity(tier)),
    ]
    helps = [one.name for one in standing.programme.subsidies if one.code in finding.subsidies]
    return [*found, (Text("Help"), " · ".join(map(say, helps)))] if helps else found


def benefits(standing: Standing, tier: Tier) -> list[Benefit]:
    return [standing.programme.benefits[code] for code in tier.benefits]


def fee_words(finding: TierFinding) -> Param:
    """The fee after the waiver, with what it would have been."""
    if finding.fee is None or not finding.fee.amount:
        return Text("none")
    due = finding.fee if finding.fee_due is None else finding.fee_due
    if due == finding.fee:
        return due
    if not due.amount:
        return Text("waived (it would be {fee})", {"fee": finding.fee})
    return Text("{due} instead of {fee}", {"due": due, "fee": finding.fee})


def validity(tier: Tier) -> Text:
    if tier.validity_months is None:
        return Text("without end, with a check every {months} months", {"months": tier.monitoring_months})
    return Text("{months} months", {"months": tier.validity_months})


def path_cost(standing: Standing, path: Path) -> Text:
    """What is still to do. Of a firm of unknown size nobody can say."""
    if standing.dossier.size_class is None:
        return Text("it depends on your size")
    return cost(path.hours, path.money) if path.steps else Text("nothing more")


def cost(hours: Decimal, money: Money | None) -> Text:
    """`about 3 hours and 20 USD`."""
    has_money = money is not None and money.amount
    match bool(hours), bool(has_money):
        case True, True:
            return Text("{hours} h and {money}", {"hours": hours, "money": money or 0})
        case True, False:
            return Text("{hours} h", {"hours": hours})
        case False, True:
            return Text("{money}", {"money": money or 0})
    return Text("no cost")


def _rung(standing: Standing, finding: TierFinding) -> Rung:
    kind, status = _RUNG_TAGS[finding.outcome]
    tier = standing.law.tier(finding.tier)
    return Rung(
        tier.code,
        tier.name,
        kind,
        status,
        _rung_line(musts(standing, finding)),
        is_reached=finding.outcome is Outcome.MET,
        is_aimed=standing.begun is not None and tier.code == standing.tier.code,
    )


def _rung_line(findings: Sequence[CriterionFinding]) -> Text:
    met, failed = (
        sum(one.outcome is outcome for one in findings) for outcome in (Outcome.MET, Outcome.NOT_MET)
    )
    places = {"met": met, "all": len(findings), "failed": failed}
    if failed:
        return Text("{met} of {all} criteria met, {failed} not met", places)
    return Text("{met} of {all} criteria met", places)
