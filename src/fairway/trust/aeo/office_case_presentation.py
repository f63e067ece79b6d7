"""One case for its officer: clocks, next steps, findings beside what was computed, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairway.kernel.citation import Citation
from fairway.kernel.economy import Economy
from fairway.kernel.finding import Step
from fairway.kernel.text import Localised, Text
from fairway.platform.accounts.models import Organisation, User
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Tag, Words
from fairway.trust.aeo.domain.deciding import is_being_validated, is_validated
from fairway.trust.aeo.domain.fee import from_minor_units
from fairway.trust.aeo.domain.move import Move
from fairway.trust.aeo.domain.risk import RESPONSE_NAMES, Level, Response, level_of
from fairway.trust.aeo.domain.states import STATE_NAMES, State
from fairway.trust.aeo.domain.turn import whose_turn
from fairway.trust.aeo.frozen import ComputedFinding
from fairway.trust.aeo.law import case_criteria, case_law, case_roles, case_tier
from fairway.trust.aeo.models import Case, Decision, OfficerFinding
from fairway.trust.aeo.office_matrix import risk_words
from fairway.trust.aeo.office_queue_presentation import PARTY_NAMES, due_tag
from fairway.trust.aeo.office_words import (
    CLOCK_WORDS,
    CONFIRM_WORDS,
    DECISION_OUTCOMES,
    GROUND_WORDS,
    KIND_WORDS,
    OBLIGATION_WORDS,
    OUTCOME_TAGS,
    OUTCOME_WORDS,
)
from fairway.trust.aeo.selectors import computed_findings, event_kinds, latest_findings
from fairway.trust.programmes.domain.assessment import Outcome
from fairway.trust.programmes.domain.clock_rule import EventKind, Party
from fairway.trust.programmes.domain.clocks import Clock, ClockState
from fairway.trust.programmes.domain.dossier import ROLE_NAMES
from fairway.trust.programmes.domain.programme import Criterion, Validation

PROPOSING_MOVES = {
    Decision.Kind.GRANT: "propose_grant",
    Decision.Kind.REFUSAL: "propose_refusal",
    Decision.Kind.SUSPENSION: "propose_suspension",
    Decision.Kind.REVOCATION: "propose_revocation",
}
DECIDING_MOVES = ("grant", "refuse", "suspend", "revoke", "send_back")
APPEAL_MOVES = ("allow_appeal_of_refusal", "allow_appeal", "dismiss_appeal")
MADE_ELSEWHERE = frozenset((*PROPOSING_MOVES.values(), *DECIDING_MOVES, *APPEAL_MOVES))
_KINDS = {move: kind for kind, move in PROPOSING_MOVES.items()}
_RISK_TAGS = {
    Level.LOW: "computed",
    Level.MEDIUM: "check",
    Level.HIGH: "uncomputable",
    Level.EXTREME: "uncomputable",
}
_LANGUAGES = dict(settings.LANGUAGES)
_AWAITED = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.EXPIRED})


@dataclass(frozen=True, slots=True)
class MoveLink:
    """`is_next`: the usual next step of a case in that state."""

    label: Text | Promise
    href: str
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class ClockLine:
    """`due`: how pressing its day is, while somebody is awaited and the clock is not paused."""

    name: Localised
    sentence: Text
    due: Tag | None
    is_awaited: bool
    workings: tuple[Step, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """`computed`: by the engine, of what the firm sent. `found`: by an officer; the latest counts."""

    code: str
    name: Localised
    asks: Localised
    kind: Promise
    safe: str
    computed: Tag | None
    because: tuple[Text | Localised, ...]
    found: Tag | None
    finding: OfficerFinding | None
    risk: Tag | None
    response: Text | None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    kind: Promise
    confirm: Promise
    ground: Promise | None
    days: int | None
    measures: str
    summary: str
    reasons: Mapping[str, str]
    by_name: tuple[tuple[Localised | str, str], ...]
    proposed_by: User
    proposed_at: datetime
    outcome: Promise
    decided_by: User | None
    decided_at: datetime | None
    reply: str


@dataclass(frozen=True, slots=True)
class CaseHead:
    """`due`: how pressing the day is by which somebody must act; `turn` None: nobody has to act for now."""

    state: Text
    turn: Text | None
    due: Tag | None
    programme: Localised
    tier: Localised


def case_head(case: Case, today: date) -> CaseHead:
    law, state = case_law(case), State(case.state)
    party = whose_turn(state)
    return CaseHead(
        state=STATE_NAMES[state],
        turn=PARTY_NAMES[party] if party else None,
        due=due_tag(case.due_on, today),
        programme=law.programme.name,
        tier=law.tier(case.tier).name,
    )


def case_facts(case: Case) -> list[tuple[Words, CellValue]]:
    fee = from_minor_units(case.fee_due, case.fee_currency) if case.fee_currency else None
    roles = ", ".join(say(ROLE_NAMES[role]) for role in case_roles(case))
    facts: list[tuple[Words, CellValue]] = [
        (_("Size"), SIZE_NAMES[SizeClass(case.size_class)]),
        (_("Roles"), roles),
        (_("Economy"), Economy(case.organisation.economy)),
        (_("Received"), case.submitted_at.date()),
        (_("Law of"), case.law_on),
        (_("Version"), case.version),
        (_("Language of letters"), _LANGUAGES.get(case.language, case.language)),
    ]
    if fee is not None:
        facts.append((_("Fee due"), fee))
        facts.append((_("Fee paid"), case.fee_paid_at.date() if case.fee_paid_at else None))
    return facts


def move_links(office: Organisation, case: Case, moves: Iterable[Move]) -> tuple[MoveLink, ...]:
    """The steps of customs, each to its form; several that one page makes are one link."""
    kinds = event_kinds(case)
    unfit = "start_validation" if is_being_validated(kinds) else "end_validation"
    made = [move for move in moves if move.by is Party.CUSTOMS and move.name != unfit]
    usual = _usual_next(case, kinds)
    following = next((name for name in usual if any(move.name == name for move in made)), "")
    links = (_move_link(office, case, move, is_next=move.name == following) for move in made)
    by_address: dict[str, MoveLink] = {}
    for link in links:
        if link.href not in by_address or link.is_next:
            by_address[link.href] = link
    return tuple(by_address.values())


def clock_lines(clocks: Iterable[Clock], today: date) -> tuple[ClockLine, ...]:
    """Those that await somebody first, by their day; then those that are over, the last one first."""
    found = list(clocks)
    awaited = sorted((c for c in found if c.state in _AWAITED), key=lambda clock: clock.due_on)
    over = sorted((c for c in found if c.state not in _AWAITED), key=lambda clock: clock.started_on)
    return tuple(_clock_line(clock, today) for clock in (*awaited, *reversed(over)))


def computed_line(case: Case, criterion: str) -> CriterionLine | None:
    """One criterion, if the application was asked about it."""
    return next((line for line in criterion_lines(case) if line.code == criterion and line.computed), None)


def criterion_lines(case: Case) -> tuple[CriterionLine, ...]:
    computed, found = computed_findings(case), latest_findings(case)
    return tuple(
        _criterion_line(criterion, computed.get(criterion.code), found.get(criterion.code))
        for criterion in case_criteria(case)
    )


def decision_line(case: Case, decision: Decision) -> DecisionLine:
    names = {criterion.code: criterion.name for criterion in case_criteria(case)}
    reasons = {code: given["reason"] for code, given in decision.reasons.items() if given.get("reason")}
    return DecisionLine(
        kind=KIND_WORDS[decision.kind],
        confirm=CONFIRM_WORDS[decision.kind],
        ground=GROUND_WORDS.get(decision.ground),
        days=decision.days,
        measures=decision.measures,
        summary=decision.summary,
        reasons=reasons,
        by_name=tuple((names.get(code, code), reason) for code, reason in reasons.items()),
        proposed_by=decision.proposed_by,
        proposed_at=decision.proposed_at,
        outcome=DECISION_OUTCOMES[decision.outcome],
        decided_by=decision.decided_by,
        decided_at=decision.decided_at,
        reply=decision.reply,
    )


def decision_lines(case: Case) -> Sequence[DecisionLine]:
    """The latest first."""
    decisions = case.decisions.select_related("proposed_by", "decided_by").order_by("-proposed_at")
    return [decision_line(case, decision) for decision in decisions]


def _usual_next(case: Case, kinds: Sequence[EventKind]) -> Sequence[str]:
    """The first of these that is open is what usually comes next."""
    asked = case_tier(case).validation[SizeClass(case.size_class)] is not Validation.NONE
    examining = ("end_validation",) if is_being_validated(kinds) else ("propose_grant",)
    if asked and not is_being_validated(kinds) and not is_validated(kinds):
        examining = ("start_validation",)
    return (*DECIDING_MOVES, *APPEAL_MOVES, "accept", *examining, "end_reassessment", "lift_suspension")


def _move_link(office: Organisation, case: Case, move: Move, *, is_next: bool) -> MoveLink:
    place = [office.pk, case.pk]
    if move.name in _KINDS:
        return MoveLink(move.label, reverse("aeo:office-propose", args=[*place, _KINDS[move.name]]), is_next)
    if move.name in DECIDING_MOVES:
        return MoveLink(_("Decide on the proposal"), reverse("aeo:office-decide", args=place), is_next)
    if move.name in APPEAL_MOVES:
        return MoveLink(_("Decide on the appeal"), reverse("aeo:office-appeal", args=place), is_next)
    return MoveLink(move.label, reverse("aeo:office-move", args=[*place, move.name]), is_next)


def _clock_line(clock: Clock, today: date) -> ClockLine:
    is_pressing = clock.state in _AWAITED - {ClockState.PAUSED}
    return ClockLine(
        name=clock.rule.name,
        sentence=replace(CLOCK_WORDS[clock.rule.party, clock.state], params={"day": _day_of(clock)}),
        due=due_tag(clock.due_on, today) if is_pressing else None,
        is_awaited=clock.state in _AWAITED,
        workings=tuple(Step(text) for text in clock.workings),
        citation=clock.rule.citation,
    )


def _day_of(clock: Clock) -> date:
    """The day of which the sentence speaks."""
    if clock.state is ClockState.PAUSED:
        return clock.pauses[-1].start
    return clock.ended_on or clock.due_on


def _criterion_line(
    criterion: Criterion, computed: ComputedFinding | None, finding: OfficerFinding | None
) -> CriterionLine:
    return CriterionLine(
        code=criterion.code,
        name=criterion.name,
        asks=criterion.asks,
        kind=OBLIGATION_WORDS[criterion.obligation],
        safe=", ".join(criterion.safe),
        computed=outcome_tag(computed.outcome) if computed else None,
        because=computed.because if computed else (),
        found=outcome_tag(Outcome(finding.outcome)) if finding else None,
        finding=finding,
        risk=_risk_tag(finding) if finding else None,
        response=RESPONSE_NAMES[Response(finding.response)] if finding and finding.response else None,
    )


def outcome_tag(outcome: Outcome) -> Tag:
    return Tag(OUTCOME_TAGS[outcome], OUTCOME_WORDS[outcome])


def _risk_tag(finding: OfficerFinding) -> Tag | None:
    words = risk_words(finding.likelihood, finding.impact)
    if words is None or finding.likelihood is None or finding.impact is None:
        return None
    return Tag(_RISK_TAGS[level_of(finding.likelihood, finding.impact)], words)
