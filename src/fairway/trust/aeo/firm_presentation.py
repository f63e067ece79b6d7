"""A firm's cases, its clocks and its status, as tables and lines."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairway.kernel.money import Money
from fairway.kernel.text import Localised, Text
from fairway.platform.accounts.models import Organisation
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.ui.language import say
from fairway.platform.ui.tables import CellValue, Column, Link, Table, Tag
from fairway.trust.aeo.domain.fee import from_minor_units
from fairway.trust.aeo.domain.states import STATE_NAMES, State
from fairway.trust.aeo.domain.turn import Urgency, urgency, whose_turn
from fairway.trust.aeo.domain.workflow import Move
from fairway.trust.aeo.firm_words import CLOCK_WORDS, ENDING
from fairway.trust.aeo.models import BenefitUse, Case, Certificate
from fairway.trust.aeo.public_presentation import STATUS_WORDS, programme_words, tier_words
from fairway.trust.programmes.domain.clock_rule import Party
from fairway.trust.programmes.domain.clocks import Clock, ClockState
from fairway.trust.programmes.domain.programme import Benefit

CASE_COLUMNS = (_("Number"), _("Programme"), _("Status sought"), _("State"), _("Sent"), _("Next day"))
BENEFIT_COLUMNS = (_("Day"), _("Benefit"), _("Times"), _("Minutes saved"), _("Money saved"), _("Reference"))
_AWAITED = frozenset({ClockState.RUNNING, ClockState.EXPIRED})
_OPEN = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.EXPIRED})


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock as its firm reads it: who must act, until when, and how that was worked out."""

    clock: Clock
    sentence: Text
    state: Promise
    urgency: Urgency | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class StepLink:
    label: Text
    href: str
    is_ending: bool


def case_cells(case: Case, firm: Organisation) -> list[CellValue]:
    return [
        Link(case.number, reverse("aeo:case", args=[firm.pk, case.pk])),
        programme_words(case),
        tier_words(case),
        STATE_NAMES[State(case.state)],
        case.submitted_at.date(),
        case.due_on,
    ]


def cases_table(cases: Iterable[Case], firm: Organisation) -> Table:
    columns = [Column(label) for label in CASE_COLUMNS]
    return Table(_("Cases"), columns, [case_cells(case, firm) for case in cases], stacked=True)


def case_rows(cases: Iterable[Case]) -> Iterator[Sequence[object]]:
    for case in cases:
        yield (
            case.number,
            say(programme_words(case)),
            say(tier_words(case)),
            say(STATE_NAMES[State(case.state)]),
            case.submitted_at.date(),
            case.due_on,
        )


def case_facts(case: Case) -> list[tuple[Promise, CellValue]]:
    facts: list[tuple[Promise, CellValue]] = [
        (_("Number"), case.number),
        (_("Sent"), case.submitted_at.date()),
        (_("Law of"), case.law_on),
        (_("Size class"), SIZE_NAMES[SizeClass(case.size_class)]),
        (_("Questions asked"), case.questions_asked),
        (_("Spared by your size and roles"), case.questions_spared),
    ]
    if case.fee:
        facts.append((_("Fee"), _fee_words(case)))
    return facts


def clock_lines(clocks: Sequence[Clock], today: date) -> list[ClockLine]:
    """What runs first, then what is over, the latest first."""
    lines = [_clock_line(clock, today) for clock in clocks]
    running = sorted((line for line in lines if line.is_open), key=lambda line: line.clock.due_on)
    over = sorted((line for line in lines if not line.is_open), key=lambda line: line.clock.due_on)
    return running + over[::-1]


def turn_words(case: Case, clocks: Iterable[Clock]) -> Text:
    """Who has to do something now, and until when: by the clocks of that side, whatever else runs."""
    turn = whose_turn(State(case.state))
    days = (c.due_on for c in clocks if c.rule.party is turn and c.state in _AWAITED)
    match turn, min(days, default=None):
        case Party.CUSTOMS, None:
            return Text("It is the turn of customs.")
        case Party.CUSTOMS, date() as day:
            return Text("Customs must answer by {day}.", {"day": day})
        case Party.FIRM, None:
            return Text("It is your turn.")
        case Party.FIRM, date() as day:
            return Text("It is your turn, until {day}.", {"day": day})
    return Text("Nobody has to do anything now.")


def step_links(moves: Iterable[Move], case: Case) -> list[StepLink]:
    """What the firm may do now; what ends something comes last."""
    links = [
        StepLink(
            move.label,
            reverse("aeo:step", args=[case.organisation_id, case.pk, move.name]),
            move.name in ENDING,
        )
        for move in moves
        if move.by is Party.FIRM
    ]
    return sorted(links, key=lambda link: link.is_ending)


def certificate_lines(certificate: Certificate) -> list[tuple[Promise, CellValue]]:
    until: date | Promise = certificate.valid_until or _("Without an end")
    return [
        (_("Certificate"), certificate.number),
        (_("Status"), STATUS_WORDS[certificate.status]),
        (_("In force since"), certificate.valid_from),
        (_("Valid until"), until),
        (_("Next look at your answers"), certificate.monitoring_due_on),
    ]


def uses_table(uses: Iterable[BenefitUse], names: dict[str, Localised]) -> Table:
    numeric = {2, 3, 4}
    columns = [Column(label, numeric=place in numeric) for place, label in enumerate(BENEFIT_COLUMNS)]
    return Table(_("What was received"), columns, [_use_cells(use, names) for use in uses], stacked=True)


def use_rows(uses: Iterable[BenefitUse], names: dict[str, Localised]) -> Iterator[Sequence[object]]:
    for use in uses:
        name = names.get(use.benefit)
        amount = _use_money(use)
        yield (
            use.on,
            say(name) if name else use.benefit,
            use.times,
            use.minutes,
            str(amount) if amount else None,
            use.reference,
        )


def promised_table(benefits: Iterable[Benefit], counts: dict[str, int]) -> Table:
    """What the status promises, and how many times it was received."""
    columns = (Column(_("Benefit")), Column(_("What it means")), Column(_("Received"), numeric=True))
    rows: list[list[CellValue]] = [[b.name, b.text, counts.get(b.code, 0)] for b in benefits]
    return Table(_("What the status promises"), columns, rows, stacked=True)


def criteria_table(
    names: dict[str, Localised],
    outcomes: Iterable[tuple[str, str]],
    words: Mapping[str, Promise],
    musts: Container[str],
) -> Table:
    """Criterion by criterion, what the application says of itself."""
    tags = {"met": "computed", "not_met": "uncomputable", "cannot_tell": "needs"}

    def tag(code: str, outcome: str) -> Tag:
        if code in musts or outcome == "met":
            return Tag(tags[outcome], words[outcome])
        return Tag("plain", Text("{status}, a recommendation", {"status": str(words[outcome])}))

    rows: list[list[CellValue]] = [[names[code], tag(code, outcome)] for code, outcome in outcomes]
    return Table(_("Criteria"), (Column(_("Criterion")), Column(_("By your answers"))), rows)


def _fee_words(case: Case) -> Text:
    due, whole = (from_minor_units(amount, case.fee_currency) for amount in (case.fee_due, case.fee))
    if case.fee_due == 0:
        return Text("Waived: nothing to pay instead of {whole}", {"whole": whole})
    if case.fee_paid_at:
        return Text("{due}, paid on {day}", {"due": due, "day": case.fee_paid_at.date()})
    return Text("{due}, to be paid", {"due": due})


def _clock_line(clock: Clock, today: date) -> ClockLine:
    is_open = clock.state in _OPEN
    return ClockLine(
        clock,
        _clock_sentence(clock),
        CLOCK_WORDS[clock.state],
        urgency(clock.due_on, today) if clock.state is ClockState.RUNNING else None,
        is_open,
    )


def _clock_sentence(clock: Clock) -> Text:
    places = {"day": clock.due_on}
    if clock.state is ClockState.PAUSED:
        return Text("The clock stands still. If it went on today, its end would be {day}.", places)
    if clock.state is ClockState.DEEMED and clock.deemed_on:
        return Text(
            "Nobody answered in time, so the law takes it as done on {day}.", {"day": clock.deemed_on}
        )
    if clock.state in {ClockState.MET, ClockState.LATE} and clock.ended_on:
        return Text("Done on {done}; the last day was {day}.", {"done": clock.ended_on, **places})
    if clock.rule.party is Party.CUSTOMS:
        return Text("Customs must answer by {day}.", places)
    return Text("You must answer by {day}.", places)


def _use_cells(use: BenefitUse, names: dict[str, Localised]) -> list[CellValue]:
    return [
        use.on,
        names.get(use.benefit, use.benefit),
        use.times,
        use.minutes,
        _use_money(use),
        use.reference or None,
    ]


def _use_money(use: BenefitUse) -> Money | None:
    return None if use.amount is None else from_minor_units(use.amount, use.currency)
