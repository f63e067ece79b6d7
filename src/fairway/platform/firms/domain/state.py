"""The facts of a firm as plain JSON: what rows keep, how changes add up, and back to values.

What stands here was read strictly before it was kept. It is not judged again, so that a number or a
currency that goes out of use later stays readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from fairway.kernel.economy import Economy
from fairway.kernel.hs import HsCode
from fairway.kernel.money import Money
from fairway.platform.firms.domain.figures import Figures, RelatedEnterprise, SizeFacts
from fairway.platform.firms.domain.identifiers import Assurance, Identifier, IdentifierKind
from fairway.platform.firms.domain.profile import FirmFacts, Product

State: TypeAlias = dict[str, Any]
_FIGURES = tuple(field.name for field in fields(Figures))


def fold(base: State, changes: Iterable[State]) -> State:
    """The state after the changes, in their order. Figures are merged by year and by name."""
    state = dict(base)
    for change in changes:
        state |= {name: value for name, value in change.items() if name != "figures"}
        if "figures" in change:
            state["figures"] = merged(state.get("figures"), change["figures"], depth=2)
    return {name: value for name, value in state.items() if value is not None}


def merged(known: State | None, change: State | None, *, depth: int) -> State | None:
    """`change` over `known`, `depth` levels of names deep. What is null is forgotten."""
    if change is None:
        return None
    result = dict(known or {})
    for name, value in change.items():
        is_inner = depth > 1 or name == "rates"
        result[name] = merged(result.get(name), value, depth=depth - 1) if is_inner else value
    return {name: value for name, value in result.items() if value is not None} or None


def replacement(known: State, facts: State) -> State:
    """The changes that leave nothing but `facts`, whatever was known."""
    changes: State = {**dict.fromkeys(known), **facts}
    told = facts.get("figures")
    if isinstance(told, Mapping):
        years = known.get("figures", {})
        changes["figures"] = {
            **dict.fromkeys(years),
            **{year: _whole_year(years.get(year, {}), figures) for year, figures in told.items()},
        }
    return changes


def _whole_year(known: State, told: Any) -> Any:
    if not isinstance(told, Mapping):
        return told
    changes = {**dict.fromkeys(known), **told}
    if isinstance(told.get("rates"), Mapping):
        changes["rates"] = {**dict.fromkeys(known.get("rates", {})), **told["rates"]}
    return changes


def difference(before: State, after: State) -> tuple[State, State]:
    """What changed, as it was and as it is: by fact, and by year and figure."""
    names = [name for name in (*before, *after) if before.get(name) != after.get(name)]
    was, now = ({name: state.get(name) for name in dict.fromkeys(names)} for state in (before, after))
    if "figures" in was:
        was["figures"], now["figures"] = _years_apart(before.get("figures", {}), after.get("figures", {}))
    return was, now


def _years_apart(before: State, after: State) -> tuple[State, State]:
    was, now = {}, {}
    for year in dict.fromkeys((*before, *after)):
        old, new = before.get(year, {}), after.get(year, {})
        names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
        if names:
            was[year] = {name: old.get(name) for name in names}
            now[year] = {name: new.get(name) for name in names}
    return was, now


def last_told(facts: State, tellings: Iterable[tuple[date, State]]) -> date | None:
    """The last day from which any of the named facts was told. `tellings` are changes by their day."""
    return max((day for day, changes in tellings if _tells(changes, facts)), default=None)


def _tells(changes: Any, facts: Any) -> bool:
    """Whether they name a fact in common. What forgets or replaces a whole names all that is in it."""
    if not (isinstance(changes, dict) and isinstance(facts, dict)):
        return True
    return any(name in changes and _tells(changes[name], inner) for name, inner in facts.items())


def facts_of(state: State) -> FirmFacts:
    """The kept state as values."""
    return FirmFacts(
        legal_name=state.get("legal_name", ""),
        trading_name=state.get("trading_name", ""),
        economy=_economy(state.get("economy")),
        trading_since=state.get("trading_since"),
        sector=state.get("sector"),
        identifiers=tuple(_identifier(one) for one in state.get("identifiers", ())),
        products=tuple(_product(one) for one in state.get("products", ())),
        markets=tuple(Economy(code) for code in state.get("markets", ())),
        figures={int(year): _size_facts(one) for year, one in state.get("figures", {}).items()},
    )


def plain_facts(facts: FirmFacts) -> State:
    """Every fact as plain JSON, the unknown ones as null."""
    return {field.name: plain(getattr(facts, field.name)) or None for field in fields(FirmFacts)}


def plain(value: Any) -> Any:
    """A value of a profile as JSON. Numbers are texts: no digit is lost on the way."""
    match value:
        case Mapping():
            return {_key(key): plain(item) for key, item in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
        case Identifier() | Product() | RelatedEnterprise() | SizeFacts():
            return plain(_members(value))
        case Decimal():
            return f"{value:f}"
    return str(value) if isinstance(value, (Money, Economy, HsCode, StrEnum)) else value


def _members(value: Identifier | Product | RelatedEnterprise | SizeFacts) -> State:
    """The members of a value; figures stand among those of their owner, the unknown ones left out."""
    members = {field.name: getattr(value, field.name) for field in fields(value)}
    figures = members.pop("figures", None)
    if figures is not None:
        members |= {name: getattr(figures, name) for name in _FIGURES}
        return {name: member for name, member in members.items() if member not in (None, {})}
    return members


def _key(key: object) -> str:
    return "/".join(key) if isinstance(key, tuple) else str(key)


def _economy(code: str | None) -> Economy | None:
    return Economy(code) if code else None


def _identifier(kept: State) -> Identifier:
    kind, assurance = IdentifierKind(kept["kind"]), Assurance(kept["assurance"])
    return Identifier(kind, kept["value"], _economy(kept["economy"]), assurance)


def _product(kept: State) -> Product:
    return Product(kept["words"], HsCode(kept["code"]) if kept["code"] else None)


def _size_facts(kept: State) -> SizeFacts:
    related = kept.get("related")
    return SizeFacts(
        figures=_figures(kept),
        related=None if related is None else tuple(_related(one) for one in related),
        public_share=_number(kept.get("public_share")),
        rates={(pair[:3], pair[4:]): Decimal(rate) for pair, rate in kept.get("rates", {}).items()},
    )


def _related(kept: State) -> RelatedEnterprise:
    return RelatedEnterprise(kept["name"], Decimal(kept["share"]), kept["controlled"], _figures(kept))


def _figures(kept: State) -> Figures:
    amounts = {name: _money(kept.get(name)) for name in _FIGURES if name != "employees"}
    return Figures(employees=_number(kept.get("employees")), **amounts)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _money(text: str | None) -> Money | None:
    return None if text is None else money_of(text)


def money_of(text: str) -> Money:
    """A kept amount, as in `250000 EUR`."""
    amount, currency = text.split()
    return Money(Decimal(amount), currency)
