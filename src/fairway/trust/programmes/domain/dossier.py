"""What is known of a firm for a programme: its size and roles, its answers, the evidence that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from fairway.kernel.text import Text
from fairway.platform.firms.domain.definition import SizeClass


class TradeRole(StrEnum):
    """What a firm does in the supply chain."""

    IMPORTER = "importer"
    EXPORTER = "exporter"
    MANUFACTURER = "manufacturer"
    CARRIER = "carrier"
    FORWARDER = "forwarder"
    BROKER = "broker"
    WAREHOUSE = "warehouse"
    TERMINAL = "terminal"


ROLE_NAMES = {
    TradeRole.IMPORTER: Text("Importer"),
    TradeRole.EXPORTER: Text("Exporter"),
    TradeRole.MANUFACTURER: Text("Manufacturer"),
    TradeRole.CARRIER: Text("Carrier"),
    TradeRole.FORWARDER: Text("Freight forwarder"),
    TradeRole.BROKER: Text("Customs broker"),
    TradeRole.WAREHOUSE: Text("Warehouse keeper"),
    TradeRole.TERMINAL: Text("Port or terminal operator"),
}


@dataclass(frozen=True, slots=True)
class Incident:
    """An infringement: when it happened, and when an authority or a court decided so, if one has."""

    happened_on: date
    decided_on: date | None = None
    is_serious: bool = False


# A flag, a number, a choice, several choices, a day, or incidents: by the kind of the fact.
Value: TypeAlias = bool | Decimal | str | tuple[str, ...] | date | tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A piece of evidence that the firm has. Without an end it holds until it is withdrawn."""

    kind: str
    issued_on: date | None = None
    valid_until: date | None = None

    def holds(self, on: date) -> bool:
        return (self.issued_on is None or self.issued_on <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Dossier:
    """`size_class` None: not known. What nobody has answered is absent from `answers`.

    `size_is_claimed`: the firm says so; it was not computed from its figures.
    """

    roles: tuple[TradeRole, ...] = ()
    size_class: SizeClass | None = None
    size_is_claimed: bool = False
    answers: Mapping[str, Value] = field(default_factory=dict)
    evidence: tuple[Held, ...] = ()
