"""The risk matrix of a validation: likelihood times impact, each from 1 to 5 (ISO 31000, at its plainest)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from fairway.kernel.text import Text

LIKELIHOODS: Mapping[int, Text] = {
    1: Text("Rare"),
    2: Text("Unlikely"),
    3: Text("Possible"),
    4: Text("Likely"),
    5: Text("Almost certain"),
}
IMPACTS: Mapping[int, Text] = {
    1: Text("Negligible"),
    2: Text("Minor"),
    3: Text("Moderate"),
    4: Text("Major"),
    5: Text("Severe"),
}


class Level(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    EXTREME = "extreme"


LEVEL_NAMES: Mapping[Level, Text] = {
    Level.LOW: Text("Low risk"),
    Level.MEDIUM: Text("Medium risk"),
    Level.HIGH: Text("High risk"),
    Level.EXTREME: Text("Extreme risk"),
}
ASCENDING = tuple(Level)


class Response(StrEnum):
    TAKE = "take"
    TREAT = "treat"
    TRANSFER = "transfer"
    TERMINATE = "terminate"


RESPONSE_NAMES: Mapping[Response, Text] = {
    Response.TAKE: Text("Take: live with it"),
    Response.TREAT: Text("Treat: make it smaller"),
    Response.TRANSFER: Text("Transfer: somebody else carries it"),
    Response.TERMINATE: Text("Terminate: stop what causes it"),
}
_L, _M, _H, _E = Level.LOW, Level.MEDIUM, Level.HIGH, Level.EXTREME
# Rows: likelihood 1 to 5; columns: impact 1 to 5.
MATRIX: tuple[tuple[Level, ...], ...] = (
    (_L, _L, _L, _M, _M),
    (_L, _L, _M, _M, _H),
    (_L, _M, _M, _H, _H),
    (_M, _M, _H, _H, _E),
    (_M, _H, _H, _E, _E),
)


def level_of(likelihood: int, impact: int) -> Level:
    """Raises ValueError for a number that is not 1 to 5."""
    if likelihood not in LIKELIHOODS or impact not in IMPACTS:
        raise ValueError(f"Likelihood {likelihood} and impact {impact} are numbers from 1 to 5.")
    return MATRIX[likelihood - 1][impact - 1]


def worst(levels: Iterable[Level]) -> Level | None:
    return max(levels, key=ASCENDING.index, default=None)


def may_take(level: Level) -> bool:
    """Whether the risk may be lived with. One that is high or extreme asks for something to be done."""
    return level in {Level.LOW, Level.MEDIUM}
