"""A move of a case, and a table of moves."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.kernel.period import Period
from fairway.kernel.text import Text
from fairway.trust.aeo.domain.states import State
from fairway.trust.programmes.domain.clock_rule import EventKind, Party


@dataclass(frozen=True, slots=True)
class Move:
    """`target` None: the case stays where it is or, with `returns`, goes back to where it came from.

    `permission` is a name of the room's policy. `event`: what the case's clocks see. `sets_days`: the move
    sets a period. `by`: who makes it; None is the house itself, when a clock ran out. `second_person`: not
    by whoever took part in the decision.
    """

    name: str
    label: Text
    sources: frozenset[State]
    target: State | None
    permission: str
    by: Party | None
    event: EventKind | None = None
    needs_reason: bool = False
    sets_days: bool = False
    second_person: bool = False
    returns: bool = False

    def leads_to(self, state: State, came_from: State | None) -> State:
        """Where a case goes from `state`. Raises ValueError when it should go back to nowhere."""
        if not self.returns:
            return self.target or state
        if came_from is None:
            raise ValueError(f"A case in {state} that came from nowhere cannot go back.")
        return came_from


@dataclass(frozen=True, slots=True)
class Workflow:
    version: str
    period: Period
    moves: tuple[Move, ...]

    def move(self, name: str) -> Move | None:
        return next((move for move in self.moves if move.name == name), None)

    def from_state(self, state: State, by: Party | None = None) -> tuple[Move, ...]:
        """The moves that are open in a state, of one party or of all."""
        return tuple(m for m in self.moves if state in m.sources and (by is None or m.by is by))
