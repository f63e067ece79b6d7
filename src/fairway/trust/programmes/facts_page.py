"""docs/aeo-facts.md: what may stand in a firm.json, made from the bank."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.firm_schema import firm_schema

_WIDTH = 108


def facts_page(bank: Bank, note: str) -> str:
    """Every fact, every kind of evidence, and the JSON Schema."""
    facts = ([f"`{fact.code}`", fact.kind, str(fact.question)] for fact in bank.facts.values())
    evidence = ([f"`{kind.code}`", str(kind.name), _counts(kind.months)] for kind in bank.evidence.values())
    return "\n\n".join(
        [
            "# The facts and the evidence of firm.json",
            note,
            "[aeo-firm.md](aeo-firm.md) says how they are read.",
            "## Facts",
            _table(("fact", "kind", "question"), facts),
            "## Evidence",
            _table(("kind", "name", "counts"), evidence),
            "## The JSON Schema (2020-12)",
            f"```json\n{_folded(firm_schema(bank), 0)}\n```\n",
        ]
    )


def _counts(months: int | None) -> str:
    return f"{months} months from its issue" if months else "until its own end"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [head, ["---"] * len(tuple(head)), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _folded(value: Any, indent: int) -> str:
    """JSON with what fits on a line on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= _WIDTH or not isinstance(value, dict | list):
        return flat
    inner, outer = " " * (indent + 2), " " * indent
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + _folded(one, indent + 2) for one in value) + f"\n{outer}]"
    members = (f"{inner}{json.dumps(key)}: {_folded(one, indent + 2)}" for key, one in value.items())
    return "{\n" + ",\n".join(members) + f"\n{outer}}}"
