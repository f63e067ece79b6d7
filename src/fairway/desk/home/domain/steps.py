"""What a firm can do next, and whom each thing waits for. Pure: the situation goes in, steps come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from fairway.kernel.text import Text


class Waits(StrEnum):
    """Whom a step waits for."""

    YOU = "you"
    OWNER = "owner"
    OTHERS = "others"  # somebody outside the firm


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a firm that decides its next step; counts are of what is open."""

    plans: int
    changed_plans: int
    products: int
    has_size_class: bool
    members: int
    open_invitations: int
    unseen_notices: int
    cases_to_answer: int
    has_assessment: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """`code` is stable; the page knows where each code leads."""

    code: str
    title: Text
    why: Text
    waits: Waits


def next_steps(situation: Situation, *, is_owner: bool) -> tuple[NextStep, ...]:
    """The steps that are open, the most urgent first."""
    return tuple(_steps(situation, is_owner=is_owner))


def _steps(situation: Situation, *, is_owner: bool) -> Iterator[NextStep]:
    if situation.cases_to_answer:
        yield NextStep(
            "answer-customs",
            Text("Answer customs ({count})", {"count": situation.cases_to_answer}),
            Text("An application waits for you, and its clock runs."),
            Waits.YOU,
        )
    if situation.changed_plans:
        yield NextStep(
            "see-changes",
            Text("See what changed for {count} of your plans", {"count": situation.changed_plans}),
            Text("The law or a rate is not what it was when you saved them."),
            Waits.YOU,
        )
    if situation.unseen_notices:
        yield NextStep(
            "read-notices",
            Text("Read what is new ({count})", {"count": situation.unseen_notices}),
            Text("Notices tell what happened to your plans and your firm."),
            Waits.YOU,
        )
    if not situation.plans:
        yield NextStep(
            "ask",
            Text("Ask what it takes to sell your product abroad"),
            Text("Save the answer as a plan, and Fairway tells you when the law changes."),
            Waits.YOU,
        )
    if not situation.products:
        yield NextStep(
            "name-products",
            Text("Say what you make"),
            Text("Your products and markets are then at hand for every question."),
            Waits.YOU,
        )
    if not situation.has_size_class:
        yield NextStep(
            "find-size",
            Text("Find out your size class"),
            Text("Small firms are asked less and pay less in many programmes."),
            Waits.YOU,
        )
    if situation.has_size_class and not situation.has_assessment:
        yield NextStep(
            "assess",
            Text("See whether you are a trusted trader already"),
            Text("Whom customs trusts is inspected less and released sooner."),
            Waits.YOU,
        )
    if situation.open_invitations:
        yield NextStep(
            "await-answers",
            Text("Invitations not answered yet: {count}", {"count": situation.open_invitations}),
            Text("You can withdraw them, or remind the people you invited."),
            Waits.OTHERS,
        )
    elif situation.members == 1:
        yield NextStep(
            "invite",
            Text("Invite a colleague or an adviser"),
            Text("They see the same plans; you decide what they may do."),
            Waits.YOU if is_owner else Waits.OWNER,
        )
