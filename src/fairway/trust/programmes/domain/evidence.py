"""Which pieces of evidence count on a day, and whether they are enough for a standard."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from fairway.trust.programmes.domain.days import months_later
from fairway.trust.programmes.domain.dossier import Dossier, Held
from fairway.trust.programmes.domain.fact import Bank, EvidenceKind
from fairway.trust.programmes.domain.programme import Standard


def counting(dossier: Dossier, bank: Bank, on: date) -> frozenset[str]:
    """The kinds of which the firm holds a piece that counts on the day."""
    return frozenset(
        piece.kind
        for piece in dossier.evidence
        if piece.kind in bank.evidence and counts(piece, bank.evidence[piece.kind], on)
    )


def counts(piece: Held, kind: EvidenceKind, on: date) -> bool:
    """Where the kind counts for so many months only, a piece without any date counts for none."""
    last = last_day(piece, kind)
    return piece.holds(on) and (kind.months is None if last is None else on <= last)


def last_day(piece: Held, kind: EvidenceKind) -> date | None:
    """The last day on which it counts; None where neither the piece nor its kind says one."""
    by_kind = months_later(piece.issued_on, kind.months) if kind.months and piece.issued_on else None
    ends = [day for day in (piece.valid_until, by_kind) if day]
    return min(ends, default=None)


def weight(standard: Standard, held: Collection[str]) -> int:
    """What the kinds held weigh together."""
    return sum(option.weight for option in standard.options if option.evidence in held)


def suffices(standard: Standard, held: Collection[str]) -> bool:
    return weight(standard, held) >= standard.needed
