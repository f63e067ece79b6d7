"""`firm.json` as a JSON Schema (2020-12), for whoever writes one with a program."""

from __future__ import annotations

from typing import Any

from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.firms.domain.schema import facts_schema
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.fact import Bank, Fact, FactKind
from fairway.trust.programmes.domain.firm_json import MOST_EVIDENCE, MOST_INCIDENTS, MOST_ROLES

_DAY = {"type": "string", "format": "date"}
_DAY_OR_NULL = {"type": ["string", "null"], "format": "date"}


def firm_schema(bank: Bank) -> dict[str, Any]:
    """Everything may be left out or null: it is then not known. The profile has a schema of its own."""
    return _object(
        roles={
            "type": ["array", "null"],
            "items": {"enum": [role.value for role in TradeRole]},
            "maxItems": MOST_ROLES,
        },
        size_class={
            "enum": [*(size.value for size in SizeClass), None],
            "description": "Said by the firm. Figures in the profile decide where there are any.",
        },
        profile={
            "type": ["object", "null"],
            "description": "As in docs/firm-profile.md.",
            "propertyNames": {"enum": list(facts_schema()["properties"])},
        },
        answers={
            **_object(**{code: _answer(fact) for code, fact in bank.facts.items()}),
            "type": ["object", "null"],
        },
        evidence={"type": ["array", "null"], "items": _evidence(bank), "maxItems": MOST_EVIDENCE},
    )


def _answer(fact: Fact) -> dict[str, Any]:
    codes = [choice.code for choice in fact.choices]
    match fact.kind:
        case FactKind.FLAG:
            return {"type": ["boolean", "null"]}
        case FactKind.NUMBER:
            return {"type": ["string", "integer", "null"], "description": f"A number up to {fact.most:f}."}
        case FactKind.CHOICE:
            return {"enum": [*codes, None]}
        case FactKind.CHOICES:
            return {"type": ["array", "null"], "items": {"enum": codes}}
        case FactKind.DAY:
            return _DAY_OR_NULL
        case FactKind.INCIDENTS:
            return {"type": ["array", "null"], "items": _incident(), "maxItems": MOST_INCIDENTS}


def _incident() -> dict[str, Any]:
    serious = {"type": ["boolean", "null"]}
    found = _object(happened_on=_DAY, decided_on=_DAY_OR_NULL, serious=serious)
    return {**found, "required": ["happened_on"]}


def _evidence(bank: Bank) -> dict[str, Any]:
    found = _object(kind={"enum": list(bank.evidence)}, issued_on=_DAY_OR_NULL, valid_until=_DAY_OR_NULL)
    return {**found, "required": ["kind"]}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}
