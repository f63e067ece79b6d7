"""The table of moves: nothing is cut off, nobody is stuck, and the page in docs/ is what the code says."""

from __future__ import annotations

from datetime import date

import pytest

from fairway.trust.aeo.domain.diagram import arrows, diagram, moves_table
from fairway.trust.aeo.domain.workflow import CLOSED, STATE_NAMES, WORKFLOWS, State, Workflow, workflow_on
from fairway.trust.aeo.policies import CASES
from fairway.trust.programmes.domain.clock_rule import Party

LATEST = WORKFLOWS[-1]


@pytest.fixture(params=WORKFLOWS, ids=lambda workflow: workflow.version)
def workflow(request: pytest.FixtureRequest) -> Workflow:
    found: Workflow = request.param
    return found


def test_every_state_is_reached_from_a_submission(workflow: Workflow) -> None:
    reached, open_ones = {State.SUBMITTED}, [State.SUBMITTED]
    ways = {pair for move in workflow.moves for pair in arrows(workflow, move)}
    while open_ones:
        state = open_ones.pop()
        new = {target for source, target in ways if source is state} - reached
        reached |= new
        open_ones += new
    assert reached == set(State) == set(STATE_NAMES)


def test_every_open_state_has_a_way_out_and_leads_to_an_end(workflow: Workflow) -> None:
    ways = {pair for move in workflow.moves for pair in arrows(workflow, move)}
    ending = set(CLOSED)
    for _ in State:
        ending |= {source for source, target in ways if target in ending}
    assert ending == set(State)
    for state in set(State) - CLOSED:
        assert any(source is state for source, _target in ways), f"{state} is a dead end."


def test_both_sides_have_moves_of_their_own(workflow: Workflow) -> None:
    for state in (State.SUBMITTED, State.EXAMINATION, State.HEARING, State.GRANTED, State.SUSPENDED):
        assert workflow.from_state(state, Party.CUSTOMS), state
        assert workflow.from_state(state, Party.FIRM), state
    assert not workflow.from_state(State.WITHDRAWN)


def test_every_permission_of_a_move_is_one_of_the_policy_and_the_house_needs_none(workflow: Workflow) -> None:
    for move in workflow.moves:
        assert (move.by is None) == (move.permission == ""), move.name
        assert not move.permission or move.permission in CASES, move.name
        assert not (move.target and move.returns), move.name
    assert len({move.name for move in workflow.moves}) == len(workflow.moves)


def test_what_is_decided_by_two_is_marked(workflow: Workflow) -> None:
    seconds = {move.name for move in workflow.moves if move.second_person}
    appeals = {"allow_appeal", "allow_appeal_of_refusal", "dismiss_appeal"}
    assert seconds == {"grant", "refuse", "suspend", "revoke"} | appeals


def test_a_case_begins_under_the_workflow_of_its_day() -> None:
    assert workflow_on(date(2026, 3, 2)) is LATEST
    assert workflow_on(date(2020, 1, 1)).version == "2026-1"


def test_going_back_needs_a_place_to_go_back_to() -> None:
    back = LATEST.move("send_back")
    assert back is not None
    assert back.leads_to(State.REVOCATION_PROPOSED, State.SUSPENDED) is State.SUSPENDED
    with pytest.raises(ValueError, match="came from nowhere"):
        back.leads_to(State.REVOCATION_PROPOSED, None)


def test_the_diagram_and_the_table_have_every_move(workflow: Workflow) -> None:
    drawn = diagram(workflow)
    assert "holder_hearing --> suspended : answer_holder_hearing" in drawn
    assert "suspension_proposed --> reassessment : send_back" in drawn
    assert "extend" not in drawn  # it changes no state
    assert [row[0] for row in moves_table(workflow)] == [move.name for move in workflow.moves]
