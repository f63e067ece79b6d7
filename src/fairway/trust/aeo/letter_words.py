"""Which letter belongs to which move, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairway.kernel.citation import Citation
from fairway.kernel.text import Localised, Text
from fairway.platform.accounts.selectors import host_organisation
from fairway.trust.aeo.domain.fee import from_minor_units
from fairway.trust.aeo.domain.workflow import State
from fairway.trust.aeo.law import case_clocks, case_law, local_day
from fairway.trust.aeo.models import Case, CaseEvent, Certificate, Decision
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.clock_rule import EventKind, Party
from fairway.trust.programmes.domain.clocks import Clock, ClockState

# By the move. A move that is not here writes no letter.
TEMPLATES: Mapping[str, str] = {
    "submit": "received",
    "ask_missing": "missing",
    "accept": "accepted",
    "accept_by_silence": "accepted",
    "not_accept": "not_accepted",
    "not_accept_by_silence": "not_accepted",
    "ask_information": "information",
    "extend": "extension",
    "start_validation": "validation",
    "open_hearing": "hearing",
    "open_holder_hearing": "hearing",
    "grant": "grant",
    "refuse": "refusal",
    "withdraw": "withdrawal",
    "give_up": "withdrawal",
    "reassess": "reassessment",
    "end_reassessment": "reassessment_ended",
    "suspend": "suspension",
    "lift_suspension": "lifted",
    "revoke": "revocation",
    "expire": "expiry",
    "appeal_refusal": "appeal_received",
    "appeal_suspension": "appeal_received",
    "appeal_revocation": "appeal_received",
    "allow_appeal_of_refusal": "appeal_decided",
    "allow_appeal": "appeal_decided",
    "dismiss_appeal": "appeal_decided",
    "remind_monitoring": "monitoring",
}
SUBJECTS: Mapping[str, Text] = {
    "received": Text("We have received your application"),
    "missing": Text("Something is missing in your application"),
    "accepted": Text("Your application is accepted for examination"),
    "not_accepted": Text("Your application is not accepted for examination"),
    "information": Text("We ask for information"),
    "extension": Text("We need more time"),
    "validation": Text("The validation begins"),
    "hearing": Text("Your right to be heard"),
    "grant": Text("Your status is granted"),
    "refusal": Text("Your application is refused"),
    "withdrawal": Text("You have withdrawn"),
    "reassessment": Text("We look at your status again"),
    "reassessment_ended": Text("Your status stays"),
    "suspension": Text("Your status is suspended"),
    "lifted": Text("The suspension is lifted"),
    "revocation": Text("Your status is revoked"),
    "expiry": Text("Your status has ended"),
    "appeal_received": Text("We have received your appeal"),
    "appeal_decided": Text("Your appeal is decided"),
    "monitoring": Text("Please tell how your firm meets the criteria today"),
}
_DECISIONS: Mapping[str, str] = {
    "grant": Decision.Kind.GRANT,
    "refusal": Decision.Kind.REFUSAL,
    "suspension": Decision.Kind.SUSPENSION,
    "revocation": Decision.Kind.REVOCATION,
}
OUTCOME_NAMES: Mapping[Outcome, Text] = {
    Outcome.MET: Text("met"),
    Outcome.NOT_MET: Text("not met"),
    Outcome.CANNOT_TELL: Text("cannot be told"),
}
_AWAITED = (ClockState.RUNNING, ClockState.PAUSED, ClockState.EXPIRED)


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why a criterion is met or not, with the rule that says so."""

    criterion: Localised
    outcome: Text
    words: str
    sources: tuple[Citation, ...]


def letter_context(case: Case, event: CaseEvent, template: str) -> dict[str, Any]:
    """What the letter says, as values; the template has the words."""
    law = case_law(case)
    tier = law.tier(case.tier)
    today = local_day(case, event.at)
    running = [c for c in case_clocks(case, today) if c.state in _AWAITED and c.ended_on is None]
    decision = _decision(case, template)
    appeal = _first(running, lambda clock: EventKind.APPEALED in clock.rule.stops)
    return {
        "case": case,
        "firm": case.organisation.name,
        "customs": host_organisation(),
        "programme": law.programme.name,
        "tier": tier.name,
        "today": today,
        "words": event.text,
        "days": event.days,
        "move": event.move,
        "customs_until": _due(running, Party.CUSTOMS),
        "firm_until": _due([c for c in running if c is not appeal], Party.FIRM),
        "appeal_until": appeal.due_on if appeal else None,
        "may_appeal": case.state in {State.REFUSED, State.SUSPENDED, State.REVOKED},
        "is_back": case.state == State.GRANTED,
        "is_examined_anew": case.state == State.EXAMINATION,
        "fee_due": from_minor_units(case.fee_due, case.fee_currency) if case.fee_due else None,
        "fee_waived": bool(case.fee) and case.fee_due < case.fee,
        "decision": decision,
        "reasons": _reasons(case, decision),
        "certificate": Certificate.objects.filter(case=case).first(),
        "sources": _sources(tier.citation, running),
    }


def _decision(case: Case, template: str) -> Decision | None:
    kind = _DECISIONS.get(template)
    if kind is None:
        return None
    made = case.decisions.filter(kind=kind, outcome=Decision.Outcome.MADE)
    return made.order_by("-decided_at").first()


def _reasons(case: Case, decision: Decision | None) -> list[ReasonLine]:
    criteria = case_law(case).criteria
    return [
        ReasonLine(
            criteria[code].name,
            OUTCOME_NAMES[Outcome(said["outcome"])],
            said["reason"],
            criteria[code].citations,
        )
        for code, said in (decision.reasons if decision else {}).items()
        if said["reason"]
    ]


def _due(clocks: Iterable[Clock], party: Party) -> date | None:
    return min(
        (c.due_on for c in clocks if c.rule.party is party and c.state is ClockState.RUNNING), default=None
    )


def _first(clocks: Iterable[Clock], wanted: Any) -> Clock | None:
    return next((clock for clock in clocks if wanted(clock)), None)


def _sources(first: Citation, clocks: Iterable[Clock]) -> list[Citation]:
    """The rules that the letter rests on, each once."""
    return list(dict.fromkeys([first, *(clock.rule.citation for clock in clocks)]))
