"""What an officer finds of a criterion."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from fairway.kernel.text import Text
from fairway.platform.access.actor import Actor
from fairway.platform.accounts.models import Organisation
from fairway.platform.audit.services import event_record
from fairway.trust.aeo.domain.risk import IMPACTS, LIKELIHOODS, level_of, may_take
from fairway.trust.aeo.domain.words import clean_words
from fairway.trust.aeo.domain.workflow import State
from fairway.trust.aeo.law import case_criteria
from fairway.trust.aeo.models import Case, OfficerFinding
from fairway.trust.aeo.selectors import computed_findings
from fairway.trust.aeo.services.refusals import CaseRefused
from fairway.trust.aeo.services.rights import officer_of, right_check
from fairway.trust.aeo.services.transition import case_locked
from fairway.trust.programmes.domain.assessment import Outcome

MOST_MINUTES = 60 * 24 * 30
# While a second person reads a proposal, what it rests on stays as it is.
_OPEN_TO_FINDINGS = frozenset(
    {
        State.SUBMITTED,
        State.INCOMPLETE,
        State.EXAMINATION,
        State.INFORMATION,
        State.HEARING,
        State.GRANTED,
        State.REASSESSMENT,
        State.HOLDER_HEARING,
        State.SUSPENDED,
    }
)


class FindingRefused(CaseRefused):
    """The finding is not kept."""


def finding_record(
    *,
    actor: Actor,
    case: Case,
    criterion: str,
    outcome: str,
    likelihood: int | None = None,
    impact: int | None = None,
    response: str = "",
    note: str = "",
    minutes: int = 0,
) -> OfficerFinding:
    """Keep what the officer found; the latest finding of a criterion counts. `minutes` were spent on it.

    Raises FindingRefused with what is wrong, ConflictOfInterest, and as the policy does.
    """
    right_check(actor, "cases.handle", case)
    words = clean_words(note)
    _check_values(outcome, minutes, words)
    _check_risk(likelihood, impact, response)
    with transaction.atomic():
        locked = case_locked(case, None)
        _check_case(locked, criterion)
        computed = computed_findings(locked).get(criterion)
        finding = OfficerFinding.objects.create(
            case=locked,
            criterion=criterion,
            outcome=outcome,
            computed=computed.outcome if computed else Outcome.CANNOT_TELL,
            likelihood=likelihood,
            impact=impact,
            response=response,
            note=words,
            minutes=minutes,
            found_by_id=officer_of(actor),
            found_at=timezone.now(),
        )
        _record(actor, locked, finding)
    return finding


def _check_values(outcome: str, minutes: int, note: str) -> None:
    if outcome not in list(Outcome):
        raise FindingRefused(Text("Say whether the criterion is met, is not met, or cannot be told."))
    if not 0 <= minutes <= MOST_MINUTES:
        raise FindingRefused(Text("The minutes are a number from 0 to {most}.", {"most": MOST_MINUTES}))
    if outcome != Outcome.MET and not note:
        raise FindingRefused(Text("Say in a note why the criterion is not met, or why one cannot tell."))


def _check_risk(likelihood: int | None, impact: int | None, response: str) -> None:
    if likelihood is None and impact is None and not response:
        return
    if likelihood is None or likelihood not in LIKELIHOODS or impact is None or impact not in IMPACTS:
        raise FindingRefused(Text("Give both the likelihood and the impact of the risk, each from 1 to 5."))
    if response and response not in OfficerFinding.Response.values:
        raise FindingRefused(Text("Choose what is done about the risk."))
    if response == OfficerFinding.Response.TAKE and not may_take(level_of(likelihood, impact)):
        raise FindingRefused(
            Text(
                "A high or extreme risk cannot simply be taken: treat it, transfer it or end what causes it."
            )
        )


def _check_case(case: Case, criterion: str) -> None:
    if case.state not in _OPEN_TO_FINDINGS:
        raise FindingRefused(Text("In the state that the case is in, no findings are recorded."))
    if criterion not in {one.code for one in case_criteria(case)}:
        raise FindingRefused(Text("“{code}” is no criterion of this tier.", {"code": criterion[:60]}))


def _record(actor: Actor, case: Case, finding: OfficerFinding) -> None:
    """In a chain of its own and in the office's history: the firm reads findings in the decision."""
    host = Organisation.objects.get(is_host=True)
    event_record(
        actor=actor,
        verb="case.found",
        subject=finding,
        organisation=host.pk,
        after={
            "number": case.number,
            "criterion": finding.criterion,
            "outcome": finding.outcome,
            "computed": finding.computed,
            "likelihood": finding.likelihood,
            "impact": finding.impact,
        },
    )
