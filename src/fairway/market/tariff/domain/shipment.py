"""What the firm wants to send: the one question, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fairway.kernel.economy import Economy
from fairway.kernel.hs import HsCode
from fairway.kernel.money import Money
from fairway.kernel.quantity import Quantity


class Incoterm(StrEnum):
    """Incoterms 2020 by code (the texts are the International Chamber of Commerce's)."""

    EXW = "EXW"
    FCA = "FCA"
    FAS = "FAS"
    FOB = "FOB"
    CPT = "CPT"
    CFR = "CFR"
    CIP = "CIP"
    CIF = "CIF"
    DAP = "DAP"
    DPU = "DPU"
    DDP = "DDP"


class Transport(StrEnum):
    SEA = "sea"
    AIR = "air"
    ROAD = "road"
    RAIL = "rail"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Shipment:
    """One consignment of one product.

    `value` is the price of the goods under `incoterm`; without an Incoterm it is taken as the
    value at the border, as customs would read it. `freight` and `insurance` are for the whole
    way to the border of the market.
    """

    product: HsCode
    origin: Economy
    destination: Economy
    value: Money
    on: date
    quantities: tuple[Quantity, ...] = ()
    incoterm: Incoterm | None = None
    freight: Money | None = None
    insurance: Money | None = None
    transport: Transport | None = None
    # Figures a rate may ask for beyond value and quantity, by the key of the need ("part_value:case").
    answers: Mapping[str, Decimal] = field(default_factory=dict)
