"""What a move needs beyond its place in the table. Each guard raises MoveRefused with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from fairway.kernel.text import Text
from fairway.platform.accounts.services import organisation_locked
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.aeo.domain.deciding import MOST_DAYS, is_being_validated, was_heard
from fairway.trust.aeo.domain.workflow import State
from fairway.trust.aeo.law import case_clocks, case_law, local_day
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.selectors import event_kinds, open_case
from fairway.trust.aeo.services.refusals import MoveRefused
from fairway.trust.aeo.services.transition import Step
from fairway.trust.programmes.domain.clock_rule import EventKind, Party
from fairway.trust.programmes.domain.clocks import ClockState

Guard = Callable[[Case, Step], None]
_ASKED = (EventKind.MISSING_ASKED, EventKind.INFORMATION_ASKED, EventKind.HEARING_OPENED)


def guards_check(case: Case, step: Step) -> None:
    """What every move needs, and what this one needs."""
    _check_words(step)
    _check_days(case, step)
    for guard in GUARDS.get(step.move.name, ()):
        guard(case, step)


def is_unpaid(case: Case) -> bool:
    return case.fee_due > 0 and case.fee_paid_at is None


def answer_until(case: Case, on: date) -> date | None:
    """The last day for the firm's answer to what it was asked last; None: it was asked nothing."""
    asked = case.events.filter(kind__in=_ASKED).order_by("-sequence").first()
    if asked is None:
        return None
    day = local_day(case, asked.at)
    ends = [
        clock.due_on
        for clock in case_clocks(case, on)
        if clock.rule.party is Party.FIRM and clock.started_on == day and asked.kind in clock.rule.starts
    ]
    return min(ends) if ends else day + timedelta(days=asked.days or 0)


def _check_words(step: Step) -> None:
    move = step.move
    if move.needs_reason and not step.reason:
        raise MoveRefused(Text("Say why: “{move}” needs a reason in words.", {"move": move.label}))
    if move.sets_days and not 1 <= (step.days or 0) <= MOST_DAYS:
        raise MoveRefused(
            Text(
                "“{move}” needs a number of days, from 1 to {most}.", {"move": move.label, "most": MOST_DAYS}
            )
        )
    if step.days is not None and not move.sets_days:
        raise MoveRefused(Text("“{move}” sets no days.", {"move": move.label}))


def _check_days(case: Case, step: Step) -> None:
    """No more than the law of the case lets be set."""
    law, size = case_law(case), SizeClass(case.size_class)
    for rule in law.clocks(case.tier, size):
        if rule.at_most and step.days and step.move.event in rule.starts:
            most = law.value(rule.at_most, size)
            if step.days > most:
                raise MoveRefused(
                    Text(
                        "“{move}” may set {most} days at most. The law says so: {law}.",
                        {"move": step.move.label, "most": most, "law": rule.citation.title},
                    )
                )


def _fee_is_paid(case: Case, step: Step) -> None:
    if is_unpaid(case):
        raise MoveRefused(Text("The fee is not paid yet. The application can be accepted when it is."))


def _period_is_over(case: Case, step: Step) -> None:
    """The firm has its days, all of them."""
    if case.state == State.SUBMITTED:
        return
    today = local_day(case, step.at)
    until = answer_until(case, today)
    if until is not None and today <= until:
        raise MoveRefused(
            Text("The firm may answer until {day}. You can go on after that day.", {"day": until})
        )


def _no_validation_runs(case: Case, step: Step) -> None:
    if is_being_validated(event_kinds(case)):
        raise MoveRefused(Text("A validation has begun already. End it first."))


def _a_validation_runs(case: Case, step: Step) -> None:
    if not is_being_validated(event_kinds(case)):
        raise MoveRefused(Text("No validation has begun. Start it first."))


def _appeal_is_in_time(case: Case, step: Step) -> None:
    today = local_day(case, step.at)
    for clock in case_clocks(case, today):
        if EventKind.APPEALED in clock.rule.stops and clock.state is ClockState.EXPIRED:
            raise MoveRefused(
                Text("An appeal was possible until {day}. That day has passed.", {"day": clock.due_on})
            )


def _no_newer_case(case: Case, step: Step) -> None:
    """An appeal opens the case again, and of one tier only one is open. Applications wait meanwhile."""
    organisation_locked(case.organisation)
    if newer := open_case(case.organisation, case.programme, case.tier):
        raise MoveRefused(
            Text(
                "The firm has applied anew, in the case {number}. Withdraw that one first.",
                {"number": newer.number},
            )
        )


def _has_an_answer(case: Case, step: Step) -> None:
    if not step.reason and not step.data.get("files"):
        raise MoveRefused(Text("Write your answer, or add a file."))


def _no_revocation_is_pending(case: Case, step: Step) -> None:
    """Whoever was heard on a revocation cannot leave before it is decided, and so escape the bar."""
    if was_heard(event_kinds(case)):
        raise MoveRefused(
            Text("Customs has heard you on a revocation. It decides first; then you may give the status up.")
        )


GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "accept": (_fee_is_paid,),
    "not_accept": (_period_is_over,),
    "go_on_without": (_period_is_over,),
    "end_hearing": (_period_is_over,),
    "end_holder_hearing": (_period_is_over,),
    "supply_missing": (_has_an_answer,),
    "give_information": (_has_an_answer,),
    "answer_hearing": (_has_an_answer,),
    "answer_holder_hearing": (_has_an_answer,),
    "start_validation": (_no_validation_runs,),
    "end_validation": (_a_validation_runs,),
    "give_up": (_no_revocation_is_pending,),
    "appeal_refusal": (_appeal_is_in_time, _no_newer_case),
    "appeal_suspension": (_appeal_is_in_time,),
    "appeal_revocation": (_appeal_is_in_time, _no_newer_case),
}
