"""The workflow as a page: a diagram of its states, and its table of moves."""

from __future__ import annotations

from collections.abc import Iterator

from fairway.trust.aeo.domain.move import Move, Workflow
from fairway.trust.aeo.domain.states import CLOSED, STATE_NAMES, State
from fairway.trust.programmes.domain.clock_rule import Party

_WHO = {Party.CUSTOMS: "customs", Party.FIRM: "the firm", None: "a clock"}


def diagram(workflow: Workflow) -> str:
    """The states and moves in the text form of Mermaid. Moves that change no state are left out."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.SUBMITTED}"]
    lines += [f"    {state} : {STATE_NAMES[state]}" for state in State]
    for move in workflow.moves:
        lines += [f"    {source} --> {target} : {move.name}" for source, target in arrows(workflow, move)]
    lines += [f"    {state} --> [*]" for state in State if state in CLOSED]
    return "\n".join(lines)


def arrows(workflow: Workflow, move: Move) -> Iterator[tuple[State, State]]:
    """From where to where a move leads. One that returns leads back to each state that led there."""
    for source in State:
        if source not in move.sources:
            continue
        if not move.returns:
            if move.target not in {None, source}:
                yield source, move.leads_to(source, None)
            continue
        yield from ((source, State(back)) for back in sorted(_entries(workflow, source)))


def moves_table(workflow: Workflow) -> list[tuple[str, ...]]:
    """Name, what it is called, from, to, who, permission, and what it needs: a row for each move."""
    return [
        (
            move.name,
            str(move.label),
            ", ".join(state for state in State if state in move.sources),
            _to(move),
            _WHO[move.by],
            move.permission or "–",
            ", ".join(_needs(move)) or "–",
        )
        for move in workflow.moves
    ]


def _entries(workflow: Workflow, state: State) -> set[State]:
    """The states from which a case enters this one."""
    entering = (m for m in workflow.moves if m.target is state and not m.returns)
    return {source for move in entering for source in move.sources}


def _to(move: Move) -> str:
    if move.returns:
        return "where it came from"
    return str(move.target) if move.target else "stays"


def _needs(move: Move) -> Iterator[str]:
    if move.needs_reason:
        yield "a reason"
    if move.sets_days:
        yield "days"
    if move.second_person:
        yield "a second person"
