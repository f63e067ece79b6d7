"""Which evidence of a firm counts, as bits of whole numbers: one bit for each kind that a programme accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.programme import Standard
from fairway.trust.programmes.simulation.engine import literal
from fairway.trust.programmes.simulation.sql_conditions import day, first_within

_BITS = 60


@dataclass(frozen=True, slots=True)
class Held:
    """The kinds in the order of their bits, in columns of 60."""

    kinds: Sequence[str]

    def columns(self, bank: Bank, on: date) -> str:
        """SQL that adds to each firm the columns held0, held1, …"""
        groups = range(0, len(self.kinds), _BITS)
        return "".join(
            f", {_mask(self.kinds[first : first + _BITS], bank, on)} AS held{first // _BITS}"
            for first in groups
        )

    def suffices(self, standard: Standard) -> str:
        """Whether the weights of what is held add up to what is needed. Never NULL."""
        if standard.needed <= 0:
            return "TRUE"
        if not standard.options:
            return "FALSE"
        if all(option.weight >= standard.needed for option in standard.options):
            return self._any_of([option.evidence for option in standard.options])
        weights = (f"{option.weight} * {self._bit(option.evidence)}" for option in standard.options)
        return f"({' + '.join(weights)} >= {standard.needed})"

    def _bit(self, kind: str) -> str:
        column, bit = divmod(self.kinds.index(kind), _BITS)
        return f"((held{column} >> {bit}) & 1)"

    def _any_of(self, kinds: Sequence[str]) -> str:
        masks: dict[int, int] = {}
        for kind in kinds:
            column, bit = divmod(self.kinds.index(kind), _BITS)
            masks[column] = masks.get(column, 0) | 1 << bit
        tests = (f"(held{column} & {mask}) <> 0" for column, mask in masks.items())
        return f"({' OR '.join(tests)})"


def _mask(kinds: Sequence[str], bank: Bank, on: date) -> str:
    names = ", ".join(map(literal, kinds))
    code = f"enum_code(TRY_CAST(piece.kind AS ENUM ({names})))::INTEGER"
    windows = "".join(f" AND {window}" for window in _windows(kinds, bank, on))
    holds = f"coalesce(piece.issued_on <= {day(on)}, TRUE) AND coalesce(piece.valid_until >= {day(on)}, TRUE){windows}"
    bit = f"CASE WHEN {holds} THEN coalesce(1::BIGINT << {code}, 0) ELSE 0 END"
    return f"coalesce(list_bit_or(list_transform(evidence, lambda piece: {bit})), 0)"


def _windows(kinds: Sequence[str], bank: Bank, on: date) -> Iterator[str]:
    """For the kinds that count for so many months only: the first day on which a piece may be issued.

    Without any date a piece of them does not count.
    """
    by_months: dict[int, list[str]] = {}
    for kind in kinds:
        months = bank.evidence[kind].months
        if months is not None:
            by_months.setdefault(months, []).append(kind)
    for months, limited in by_months.items():
        names = ", ".join(map(literal, limited))
        since = day(first_within(months, on))
        dated = f"coalesce(piece.issued_on >= {since}, piece.valid_until IS NOT NULL)"
        yield f"(piece.kind NOT IN ({names}) OR {dated})"


def kinds_of(standards: Iterator[Standard]) -> Mapping[str, None]:
    """The kinds that the standards accept, in their order."""
    return {option.evidence: None for standard in standards for option in standard.options}
