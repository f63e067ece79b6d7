"""The cases of cases/clocks.yaml: for each day and history, what each clock says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.trust.programmes.clock_world import run

from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.clock_rule import EventKind
from fairway.trust.programmes.domain.clocks import CaseMoment, Clock, clocks
from fairway.trust.programmes.domain.law import law_on

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "clocks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_case_has_the_clocks_that_it_expects(case: dict[str, Any]) -> None:
    found = _clocks(case)
    shown = [_shown(clock) for clock in found]
    for expected in case["expect"]:
        assert any(expected.items() <= row.items() for row in shown), shown
    assert not {clock.rule.code for clock in found} & set(case.get("absent", ()))


def _clocks(case: dict[str, Any]) -> tuple[Clock, ...]:
    """By the clocks of a shipped programme where the case names one, else by the reference pack."""
    events = [_event(plain) for plain in case["events"]]
    if "programme" not in case:
        return run(events, on=case["day"].isoformat())
    from fairway.trust.programmes.store import calendar_of, programme_of

    programme = programme_of(case["programme"])
    law = law_on(programme, case["day"])
    size = SizeClass(case.get("size", "micro"))
    rules = law.clocks(case.get("tier", law.tiers[0].code), size)
    calendar = calendar_of(programme.calendar)
    return clocks(events, rules, lambda operand: law.value(operand, size), calendar, case["day"])


def _event(plain: dict[str, Any]) -> CaseMoment:
    moment = plain["at"]
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12), UTC)
    return CaseMoment(EventKind(plain["event"]), moment, plain.get("days"))


def _shown(clock: Clock) -> dict[str, str | date | None]:
    return {
        "clock": clock.rule.code,
        "started": clock.started_on,
        "due": clock.due_on,
        "state": clock.state.value,
        "ended": clock.ended_on,
        "deemed": clock.deemed_on,
    }
