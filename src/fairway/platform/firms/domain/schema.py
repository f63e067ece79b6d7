"""The facts of a firm as a JSON Schema, for the API's description and the documentation."""

from __future__ import annotations

from typing import Any

from fairway.platform.firms.domain.facts import (
    FIGURES,
    MOST_IDENTIFIERS,
    MOST_MARKETS,
    MOST_PRODUCTS,
    MOST_RELATED,
)
from fairway.platform.firms.domain.identifiers import Assurance, IdentifierKind
from fairway.platform.firms.domain.reading import LONGEST_TEXT
from fairway.platform.firms.domain.sectors import SECTIONS
from fairway.platform.firms.domain.state import State

_TEXT: State = {"type": ["string", "null"], "maxLength": LONGEST_TEXT}
_NUMBER: State = {"type": ["string", "integer", "null"], "description": "A number as text: 12.5."}
_MONEY: State = {"type": ["string", "null"], "description": "Amount and currency: 250000 EUR."}
_ECONOMY: State = {"type": ["string", "null"], "description": "ISO 3166 code, or a name."}
_SHARE: State = {**_NUMBER, "description": "Percent, 0 to 100."}


def facts_schema() -> dict[str, Any]:
    """Every fact may be left out (it stays as it is) or null (it is forgotten)."""
    return {
        **_object(
            legal_name=_TEXT,
            trading_name=_TEXT,
            economy=_ECONOMY,
            trading_since={"type": ["integer", "string", "null"], "description": "A year."},
            sector={"enum": [*SECTIONS, None], "description": "Section of ISIC Rev. 4."},
            identifiers=_list(_identifier(), MOST_IDENTIFIERS),
            products=_list(_object(words=_TEXT, code=_TEXT), MOST_PRODUCTS),
            markets=_list({"type": "string"}, MOST_MARKETS),
            figures={
                "type": ["object", "null"],
                "description": "By the year in which the accounts close.",
                "propertyNames": {"pattern": "^[0-9]{4}$"},
                "additionalProperties": {**_year(), "type": ["object", "null"]},
            },
        ),
        "minProperties": 1,
    }


def _year() -> State:
    related = _object(name=_TEXT, share=_SHARE, controlled={"type": ["boolean", "null"]}, **_figures())
    rates = {
        "type": ["object", "null"],
        "description": "USD/EUR: how many EUR one USD was worth.",
        "propertyNames": {"pattern": "^[A-Z]{3}/[A-Z]{3}$"},
        "additionalProperties": _NUMBER,
    }
    return _object(
        **_figures(),
        related=_list({**related, "required": ["name", "share"]}, MOST_RELATED),
        public_share=_SHARE,
        rates=rates,
    )


def _figures() -> dict[str, State]:
    return {name: _NUMBER if name == "employees" else _MONEY for name in FIGURES}


def _identifier() -> State:
    found = _object(
        kind={"enum": list(IdentifierKind)},
        value=_TEXT,
        economy=_ECONOMY,
        assurance={"enum": [*Assurance, None], "description": "Of answers; worked out anew when sent."},
    )
    return {**found, "required": ["kind", "value"]}


def _object(**properties: State) -> State:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _list(items: State, most: int) -> State:
    return {"type": ["array", "null"], "items": items, "maxItems": most}
