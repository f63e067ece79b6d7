"""What a firm is: the facts of its profile on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fairway.kernel.economy import Economy
from fairway.kernel.hs import HsCode
from fairway.platform.firms.domain.figures import SizeFacts
from fairway.platform.firms.domain.identifiers import Identifier


@dataclass(frozen=True, slots=True)
class Product:
    """What the firm makes or sells: in its own words, by its goods code, or both."""

    words: str = ""
    code: HsCode | None = None

    def __str__(self) -> str:
        return " · ".join(part for part in (self.words, self.code.dotted if self.code else "") if part)


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """`sector` is a section of ISIC Rev. 4; `figures` are by the year in which the accounts close."""

    legal_name: str = ""
    trading_name: str = ""
    economy: Economy | None = None
    trading_since: int | None = None
    sector: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    products: tuple[Product, ...] = ()
    markets: tuple[Economy, ...] = ()
    figures: Mapping[int, SizeFacts] = field(default_factory=dict)
