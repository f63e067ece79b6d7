"""Which evidence of a firm counts, as bits of whole numbers: one bit for each kind of the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fairway.trust.programmes.domain.fact import Bank
from fairway.trust.programmes.domain.programme import Standard
from fairway.trust.programmes.simulation.engine import literal
from fairway.trust.programmes.simulation.sql_conditions import day, first_within

_BITS = 60


@dataclass(frozen=True, slots=True)
class Held:
    """The columns held0, held1, … have the kinds in the order of the bank, 60 each."""

    bank: Bank
    on: date

    def columns(self) -> str:
        """SQL that adds them to each firm."""
        return "".join(
            f", {self._mask(column)} AS held{column}" for column in range(-(-len(self._kinds) // _BITS))
        )

    def suffices(self, standard: Standard) -> str:
        """Whether the weights of what is held add up to what is needed. Never NULL."""
        if all(option.weight >= standard.needed for option in standard.options):
            return self._any_of([option.evidence for option in standard.options])
        weights = (f"{option.weight} * {self._bit(option.evidence)}" for option in standard.options)
        return f"({' + '.join(weights)} >= {standard.needed})"

    @property
    def _kinds(self) -> Sequence[str]:
        return list(self.bank.evidence)

    def _place(self, kind: str) -> tuple[int, int]:
        return divmod(self._kinds.index(kind), _BITS)

    def _bit(self, kind: str) -> str:
        column, bit = self._place(kind)
        return f"((held{column} >> {bit}) & 1)"

    def _any_of(self, kinds: Sequence[str]) -> str:
        columns = {self._place(kind)[0] for kind in kinds}
        tests = (f"(held{column} & {self._bits(kinds, column)}) <> 0" for column in columns)
        return f"({' OR '.join(tests)})" if kinds else "FALSE"

    def _bits(self, kinds: Sequence[str], column: int) -> int:
        places = (self._place(kind) for kind in kinds)
        return sum(1 << bit for its_column, bit in places if its_column == column)

    def _mask(self, column: int) -> str:
        """Every piece that is cast has a code there, so no cast fails: failing casts are slow."""
        kinds = ", ".join(map(literal, self._kinds[column * _BITS : (column + 1) * _BITS]))
        is_alone = len(self._kinds) <= _BITS
        given = "evidence" if is_alone else f"list_filter(evidence, lambda x: x.kind IN ({kinds}))"
        bit = f"1::BIGINT << enum_code(piece.kind::ENUM ({kinds}))::INTEGER"
        coded = f"{{'bit': {bit}, 'issued_on': piece.issued_on, 'valid_until': piece.valid_until}}"
        holds = (
            f"(p.issued_on <= {day(self.on)} OR p.issued_on IS NULL)"
            f" AND (p.valid_until >= {day(self.on)} OR p.valid_until IS NULL)"
        )
        bits = f"p.bit & ({self._fresh(column)})"
        pieces = f"list_transform({given}, lambda piece: {coded})"
        counting = f"list_transform({pieces}, lambda p: CASE WHEN {holds} THEN {bits} ELSE 0 END)"
        return f"coalesce(list_bit_or({counting}), 0)"

    def _fresh(self, column: int) -> str:
        """The kinds of which a piece issued on that day still counts: some count for so many months only.

        Without any date a piece of these does not count.
        """
        by_months: dict[int, list[str]] = {}
        lasting: list[str] = []
        for kind in self.bank.evidence.values():
            (lasting if kind.months is None else by_months.setdefault(kind.months, [])).append(kind.code)
        fresh = self._bits(lasting, column)
        cases = [f"WHEN p.issued_on IS NULL AND p.valid_until IS NULL THEN {fresh}"]
        steps = []
        for months in sorted(by_months, reverse=True):
            fresh |= self._bits(by_months[months], column)
            steps.append(f"WHEN p.issued_on >= {day(first_within(months, self.on))} THEN {fresh}")
        cases += [f"WHEN p.issued_on IS NULL THEN {fresh}", *reversed(steps)]
        return f"CASE {' '.join(cases)} ELSE {self._bits(lasting, column)} END"
