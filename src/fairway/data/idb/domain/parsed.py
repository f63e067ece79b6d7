"""What an adapter hands over: the tables of a release and the facts of its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from fairway.data.idb.domain.profile import MarketProfile
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Parsed:
    """The content of one release before it is written.

    `tables` holds every table of the adapter's kind (`domain.schema.TABLES`), in exactly its
    schema; `domain.schema.table_of` builds them from Python lists.
    """

    territory: str  # "US", "ECOWAS", "GB", "ECB": what the release is current for
    period: Period  # days the source speaks for; an open end where it does not say
    hs_edition: int  # 2022; the newest where the source has no goods codes
    currency: str | None  # of amounts without a currency; for exchange rates, their base
    citation: Citation
    tables: Mapping[str, pa.Table]
    profile: MarketProfile | None = None  # a tariff must have one
