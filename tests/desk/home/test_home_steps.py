"""The next steps of a firm, by its situation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairway.desk.home.domain.steps import Situation, Waits, next_steps

SETTLED = Situation(
    plans=3,
    changed_plans=0,
    products=2,
    has_size_class=True,
    members=2,
    open_invitations=0,
    unseen_notices=0,
    cases_to_answer=0,
    has_assessment=True,
)


def codes(situation: Situation, *, is_owner: bool = True) -> list[str]:
    return [step.code for step in next_steps(situation, is_owner=is_owner)]


def test_a_settled_firm_has_nothing_open() -> None:
    assert codes(SETTLED) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cases_to_answer": 1}, "answer-customs"),
        ({"changed_plans": 1}, "see-changes"),
        ({"has_assessment": False}, "assess"),
        ({"unseen_notices": 4}, "read-notices"),
        ({"plans": 0}, "ask"),
        ({"products": 0}, "name-products"),
        ({"has_size_class": False}, "find-size"),
        ({"open_invitations": 2}, "await-answers"),
        ({"members": 1}, "invite"),
    ],
)
def test_each_open_thing_is_one_step(change: dict[str, int], code: str) -> None:
    assert codes(replace(SETTLED, **change)) == [code]


def test_what_customs_waits_for_comes_first_then_changes_of_the_law() -> None:
    fresh = Situation(0, 2, 0, False, 1, 0, 1, 1, has_assessment=False)
    assert codes(fresh) == [
        "answer-customs",
        "see-changes",
        "read-notices",
        "ask",
        "name-products",
        "find-size",
        "invite",
    ]


def test_an_open_invitation_is_not_asked_for_again() -> None:
    assert codes(replace(SETTLED, members=1, open_invitations=1)) == ["await-answers"]


def test_inviting_waits_for_the_owner() -> None:
    alone = replace(SETTLED, members=1)
    assert [step.waits for step in next_steps(alone, is_owner=True)] == [Waits.YOU]
    assert [step.waits for step in next_steps(alone, is_owner=False)] == [Waits.OWNER]
