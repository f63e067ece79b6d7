"""The officer's side of cases: queues, one case and its steps, decisions, measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.config.route_case import Case, Kwargs
from tests.config.route_world import World


def _office(**extra: Callable[[World], Any]) -> Kwargs:
    """The parts of an address below the office."""
    return lambda world: (
        {"organisation": world.people.customs.pk} | {name: value(world) for name, value in extra.items()}
    )


def _of_case(name: str = "case", **extra: Callable[[World], Any]) -> Kwargs:
    return _office(case=lambda world: world.extra[name].pk, **extra)


_ASSIGNING: Kwargs = lambda world: {"case": world.extra["case"].pk, "to": "me"}  # noqa: E731
_ASKING = _of_case(move=lambda world: "ask_information")
_CRITERION = _of_case(criterion=lambda world: "compliance")
_KIND = _of_case(kind=lambda world: "grant")

CASES = (
    Case("aeo:queue", "officers", _office()),
    Case("aeo:queue-download", "officers", _office()),
    Case("aeo:queue-assign", "officers", _office(), "POST", fields=_ASSIGNING),
    Case("aeo:office-case", "officers", _of_case("granted_case")),
    Case("aeo:office-assign", "officers", _of_case(), "POST", fields=_ASSIGNING),
    Case("aeo:office-fee-paid", "officers", _of_case(), "POST"),
    Case("aeo:office-file", "officers", _of_case(file=lambda world: world.extra["file"].pk)),
    Case(
        "aeo:office-report-seen",
        "officers",
        _of_case("granted_case", report=lambda world: world.extra["report"].pk),
        "POST",
    ),
    Case("aeo:office-move", "officers", _ASKING),
    Case("aeo:office-finding", "officers", _CRITERION),
    Case("aeo:office-propose", "officers", _KIND),
    Case("aeo:office-decide", "officers", _of_case("proposed_case")),
    Case("aeo:office-send-back", "officers", _of_case("proposed_case")),
    Case("aeo:office-appeal", "supervisors", _of_case()),
    Case("aeo:kpis", "who leads the office", _office()),
    Case("aeo:kpis-download", "who leads the office", _office()),
)
