"""What a proposal must bring before a second person sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from fairway.kernel.text import Localised, Text
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.domain.deciding import (
    MOST_DAYS,
    has_adverse_ground,
    is_validated,
    not_ready_to_grant,
    was_heard,
    without_reason,
)
from fairway.trust.aeo.domain.words import named
from fairway.trust.aeo.law import case_criteria, case_law, case_roles
from fairway.trust.aeo.models import Case, Decision
from fairway.trust.aeo.planning import case_outcomes
from fairway.trust.aeo.selectors import computed_findings, event_kinds, latest_findings
from fairway.trust.aeo.services.refusals import MoveRefused
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.programme import Validation

SUSPECTED_PARAMETER = "aeo.most_days_suspected"
GROUNDS: Mapping[str, tuple[str, ...]] = {
    Decision.Kind.SUSPENSION: (
        Decision.Ground.SUSPECTED,
        Decision.Ground.CURABLE,
        Decision.Ground.REQUESTED,
    ),
    Decision.Kind.REVOCATION: (Decision.Ground.CONDITIONS, Decision.Ground.OBLIGATION),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    kind: str
    summary: str
    reasons: Mapping[str, str]
    ground: str = ""
    days: int | None = None
    measures: str = ""


def proposal_check(case: Case, proposal: Proposal) -> None:
    """Raises MoveRefused with what is missing."""
    if not proposal.summary:
        raise MoveRefused(Text("Say in some sentences why you propose it: the firm reads them."))
    unknown = set(proposal.reasons) - {criterion.code for criterion in case_criteria(case)}
    if unknown:
        raise MoveRefused(
            Text("“{code}” is no criterion of this tier.", {"code": min(unknown)[:60]}),
        )
    if proposal.kind != Decision.Kind.SUSPENSION and (proposal.days or proposal.measures):
        raise MoveRefused(Text("Only a suspension has a number of days and measures."))
    if proposal.ground not in GROUNDS.get(proposal.kind, ("",)):
        raise MoveRefused(Text("Choose the ground: only a suspension or a revocation has one."))
    _CHECKS[proposal.kind](case, proposal)


def _check_grant(case: Case, proposal: Proposal) -> None:
    law = case_law(case)
    musts = [criterion.code for criterion in law.musts_of(law.tier(case.tier), case_roles(case))]
    computed = {code: finding.outcome for code, finding in computed_findings(case).items()}
    found = {code: Outcome(finding.outcome) for code, finding in latest_findings(case).items()}
    if open_ones := not_ready_to_grant(musts, computed, found, proposal.reasons):
        raise MoveRefused(
            Text(
                "These criteria are not found to be met: {names}. Record a finding for each, or say in the "
                "proposal why you accept what was computed.",
                {"names": _names(case, open_ones)},
            )
        )
    _check_validated(case)


def _check_validated(case: Case) -> None:
    """The tier's own demand counts; what risk adds to it is for the officer to weigh."""
    law = case_law(case)
    asked = law.tier(case.tier).validation
    if all(mode is Validation.NONE for size, mode in asked.items() if size == case.size_class):
        return
    if not is_validated(event_kinds(case)):
        raise MoveRefused(
            Text("The tier asks for a validation. Start and end it before you propose a grant.")
        )


def _check_adverse(case: Case, proposal: Proposal) -> None:
    standing = case_outcomes(case)
    if silent := without_reason(standing, proposal.reasons):
        raise MoveRefused(
            Text("Say why these criteria are not met: {names}.", {"names": _names(case, silent)})
        )
    if not has_adverse_ground(standing, proposal.reasons):
        raise MoveRefused(
            Text("Give a reason for one criterion at least that is not met. Record that finding first.")
        )
    if not was_heard(event_kinds(case)):
        raise MoveRefused(
            Text("The firm must be heard first. Open a hearing, and wait for its answer or for its last day.")
        )


def _check_suspension(case: Case, proposal: Proposal) -> None:
    is_suspected = proposal.ground == Decision.Ground.SUSPECTED
    most = _most_days_suspected(case) if is_suspected else MOST_DAYS
    if not 1 <= (proposal.days or 0) <= most:
        raise MoveRefused(Text("On this ground a suspension has from 1 to {most} days.", {"most": most}))
    if not is_suspected and not proposal.measures:
        raise MoveRefused(Text("Say which measures the holder takes in these days."))
    if proposal.ground == Decision.Ground.CURABLE and not any(proposal.reasons.values()):
        raise MoveRefused(Text("Say which criteria are not met and will be cured."))


def _most_days_suspected(case: Case) -> int:
    """As the programme says; one that is silent leaves it to the officers."""
    most = case_law(case).value_if_set(SUSPECTED_PARAMETER, SizeClass(case.size_class))
    return MOST_DAYS if most is None else int(most)


def _names(case: Case, codes: Iterable[str]) -> Localised:
    criteria = case_law(case).criteria
    return named(criteria[code].name for code in codes)


_CHECKS: Mapping[str, Callable[[Case, Proposal], None]] = {
    Decision.Kind.GRANT: _check_grant,
    Decision.Kind.REFUSAL: _check_adverse,
    Decision.Kind.SUSPENSION: _check_suspension,
    Decision.Kind.REVOCATION: _check_adverse,
}
