"""What the firm sent, as it was frozen: its answers, and its evidence beside what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fairway.kernel.text import Localised, Param
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.ui.tables import Tag
from fairway.trust.aeo.law import case_law, case_roles, case_tier
from fairway.trust.aeo.models import Case
from fairway.trust.aeo.office_words import COMPLETE, EXPIRED, INCOMPLETE, NOT_SENT, SENT
from fairway.trust.aeo.selectors import frozen_of
from fairway.trust.programmes.domain.dossier import Held
from fairway.trust.programmes.domain.evidence import counts, suffices
from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.firm_json import value_read
from fairway.trust.programmes.domain.programme import Standard
from fairway.trust.programmes.domain.workings import told_words
from fairway.trust.programmes.store import bank


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence that was sent. `holds`: on the day of the reading."""

    kind: str
    name: Localised | str
    reference: str
    file: UUID | None
    issued_on: date | None
    valid_until: date | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of evidence that a standard takes, with what was sent of it."""

    name: Localised
    weight: int
    pieces: tuple[Piece, ...]
    state: Tag


@dataclass(frozen=True, slots=True)
class Required:
    """What one criterion asks to be shown with, and whether that is enough today."""

    criterion: Localised
    needed: int
    items: tuple[Item, ...]
    state: Tag
    is_enough: bool


@dataclass(frozen=True, slots=True)
class Told:
    question: Localised | str
    answer: Param


def pieces_of(case: Case, on: date) -> tuple[Piece, ...]:
    known = bank()
    return tuple(_piece(plain, known, on) for plain in frozen_of(case)["evidence"])


def completeness(case: Case, on: date) -> tuple[Required, ...]:
    """What the programme asks to be shown, by criterion, against what was sent and still holds."""
    law, tier, roles = case_law(case), case_tier(case), case_roles(case)
    size, pieces = SizeClass(case.size_class), pieces_of(case, on)
    return tuple(
        _required(criterion.name, standard, pieces, bank())
        for criterion in law.criteria_of(tier, roles)
        for standard in law.standards_of(criterion, tier, size, roles)
        if standard.options
    )


def answers_told(case: Case) -> Sequence[Told]:
    facts = bank().facts
    told = frozen_of(case)["dossier"]["answers"]
    return [
        Told(facts[code].question, told_words(value_read(facts[code], plain), facts[code]))
        for code, plain in told.items()
        if code in facts
    ]


def _piece(plain: Mapping[str, Any], known: Bank, on: date) -> Piece:
    kind = known.evidence.get(plain["kind"])
    issued_on, valid_until = _day(plain["issued_on"]), _day(plain["valid_until"])
    held = Held(plain["kind"], issued_on, valid_until)
    return Piece(
        kind=plain["kind"],
        name=kind.name if kind else plain["kind"],
        reference=plain["reference"],
        file=UUID(plain["file"]) if plain["file"] else None,
        issued_on=issued_on,
        valid_until=valid_until,
        holds=kind is not None and counts(held, kind, on),
    )


def _required(criterion: Localised, standard: Standard, pieces: Iterable[Piece], known: Bank) -> Required:
    by_kind: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_kind.setdefault(piece.kind, []).append(piece)
    holding = {kind for kind, found in by_kind.items() if any(piece.holds for piece in found)}
    items = tuple(
        _item(known.evidence[option.evidence].name, option.weight, by_kind.get(option.evidence, ()))
        for option in standard.options
    )
    is_enough = suffices(standard, holding)
    return Required(criterion, standard.needed, items, COMPLETE if is_enough else INCOMPLETE, is_enough)


def _item(name: Localised, weight: int, pieces: Iterable[Piece]) -> Item:
    found = tuple(pieces)
    if any(piece.holds for piece in found):
        return Item(name, weight, found, SENT)
    return Item(name, weight, found, EXPIRED if found else NOT_SENT)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
