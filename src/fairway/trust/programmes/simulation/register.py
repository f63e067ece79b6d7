"""A generated register of firms, as a Parquet file: the same seed and day give the same firms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from fairway.platform.firms.domain.definition import ASCENDING
from fairway.trust.programmes.simulation.engine import connection, literal, name
from fairway.trust.programmes.simulation.model import OTHER, BySize, NumberShape, RegisterModel

MOST_FIRMS = 50_000_000
# One number of 64 bits is drawn for each firm and question. Its parts decide apart from each other.
_PARTS = 10_000
_NORMAL = "sqrt(-2 * ln((1 + {first}) / 10001.0)) * cos(2 * pi() * {second} / 10000.0)"


def register_write(
    path: Path, *, firms: int, seed: int, on: date, economy: str, model: RegisterModel
) -> None:
    """Write the register of `firms` firms as it stands on the day, in place of what is there."""
    partial = path.with_name(path.name + ".partial")
    with connection(path.parent) as db:
        _generate(db, partial, _Draw(seed, on, model), firms, economy)
    partial.replace(path)


def _generate(db: duckdb.DuckDBPyConnection, path: Path, draw: _Draw, firms: int, economy: str) -> None:
    columns = ", ".join(f"{expression} AS {name(column)}" for column, expression in draw.columns())
    firm = f"{literal(economy + '-')} || lpad(n::VARCHAR, 8, '0')"
    db.execute(
        f"""COPY (
            WITH born AS (SELECT n, {draw.size()} AS s, {draw.part("run", 0)} AS run FROM range(1, {firms + 1}) AS t(n)),
            placed AS (SELECT *, {draw.sector()} AS sector FROM born)
            SELECT {firm} AS firm, {literal(economy)} AS economy, {columns} FROM placed
        ) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"""
    )


class _Draw:
    """SQL for each column. `s` is the size of the firm from 1, `run` how well it is run: low is well."""

    def __init__(self, seed: int, on: date, model: RegisterModel) -> None:
        self.seed, self.on, self.model = seed, on, model

    def part(self, question: str, place: int) -> str:
        """One of the independent numbers from 0 to 9,999 that were drawn for a question."""
        return f"((hash(n, {literal(f'{self.seed}/{question}')}) // {_PARTS**place}::UBIGINT) % {_PARTS})"

    def size(self) -> str:
        draw = self.part("size", 0)
        steps = _steps((str(place + 1), share) for place, share in enumerate(self.model.sizes))
        return f"CASE {' '.join(f'WHEN {draw} < {limit} THEN {value}' for value, limit in steps)} END"

    def sector(self) -> str:
        return self._chosen(self.model.sectors, "sector")

    def columns(self) -> Iterator[tuple[str, str]]:
        sizes = ", ".join(literal(size.value) for size in ASCENDING)
        yield "size_class", f"[{sizes}][s]"
        yield "sector", "sector"
        yield "roles", self._roles()
        for group, draw in ((self.model.flags, "{u}"), (self.model.faults, "(9999 - {u})")):
            for fact, share in group.items():
                yield fact, self._answered(fact, f"{draw.format(u=self._run(fact))} < {_of(share)}")
        for fact, share in self.model.traits.items():
            yield fact, self._answered(fact, f"{self.part(fact, 1)} < {_of(share)}")
        for fact, shape in self.model.numbers.items():
            yield from self._number(fact, shape)
        for fact, shares in self.model.choices.items():
            yield fact, self._answered(fact, self._chosen(shares, fact))
        for fact, day in self.model.days.items():
            has_day = f"{self._run(fact)} < {_of(day.share)}"
            yield fact, f"CASE WHEN {has_day} THEN {self._ago(fact, _at_size(day.months))} END"
        for fact, share in self.model.incidents.share.items():
            yield fact, self._answered(fact, self._incidents(fact, share))
        yield "evidence", self._evidence()

    def _run(self, question: str) -> str:
        """The draw that decides: that of the firm as a whole, or one of the question alone."""
        return f"CASE WHEN {self.part(question, 1)} < {_of(self.model.alike)} THEN run ELSE {self.part(question, 2)} END"

    def _answered(self, fact: str, answer: str) -> str:
        return f"CASE WHEN {self.part(fact, 0)} < {_of(self.model.answered)} THEN {answer} END"

    def _number(self, fact: str, shape: NumberShape) -> Iterator[tuple[str, str]]:
        normal = _NORMAL.format(first=self.part(fact, 1), second=self.part(fact, 2))
        value = f"least({shape.most}, floor({_at_size(shape.median)} * exp(ln({shape.spread}) * ({normal}))))"
        yield fact, self._answered(fact, f"{value}::DECIMAL(18, 4)")
        if shape.parts:
            first, second = shape.parts
            half = f"floor({value} * (35 + {self.part(fact, 3)} % 31) / 100)"
            yield first, self._answered(fact, f"{half}::DECIMAL(18, 4)")
            yield second, self._answered(fact, f"({value} - {half})::DECIMAL(18, 4)")

    def _chosen(self, shares: Mapping[str, BySize], question: str) -> str:
        draw = self.part(question, 1)
        by_size = [
            _steps((choice, share[place]) for choice, share in shares.items())
            for place in range(len(ASCENDING))
        ]
        limits = {choice: [dict(steps)[choice] for steps in by_size] for choice in shares}
        cases = (f"WHEN {draw} < {_listed(limit)} THEN {literal(choice)}" for choice, limit in limits.items())
        return f"CASE {' '.join(cases)} END"

    def _ago(self, fact: str, months: str) -> str:
        """A day so many months back at most; all of them are as likely."""
        return f"{_day(self.on)} - (({months}) * 30.4 * {self.part(fact, 3)} / {_PARTS})::INTEGER"

    def _roles(self) -> str:
        drawn = ", ".join(
            f"CASE WHEN {self.part(role, 0)} < {_by_section(shares)} THEN {literal(role.value)} END"
            for role, shares in self.model.roles.items()
        )
        some = f"list_filter([{drawn}], lambda role: role IS NOT NULL)"
        return f"CASE WHEN len({some}) = 0 THEN ['importer'] ELSE {some} END"

    def _incidents(self, fact: str, share: BySize) -> str:
        shape = self.model.incidents
        happened = self._ago(fact, str(shape.months))
        decided = f"CASE WHEN {self.part(fact + '/decided', 0)} < {_parts(shape.decided)} THEN least({_day(self.on)}, {happened} + 200) END"
        serious = f"{self.part(fact + '/serious', 0)} < {_parts(shape.serious)}"
        one = f"[{{'happened_on': {happened}, 'decided_on': {decided}, 'is_serious': {serious}}}]"
        return f"CASE WHEN {self.part(fact, 1)} < {_of(share)} THEN {one} ELSE [] END"

    def _evidence(self) -> str:
        pieces = ", ".join(self._piece(kind, share) for kind, share in self.model.evidence.items())
        return f"list_filter([{pieces}], lambda piece: piece IS NOT NULL)"

    def _piece(self, kind: str, share: BySize) -> str:
        question = f"evidence/{kind}"
        issued = f"{_day(self.on)} - ({self.part(question, 3)} % 400)::INTEGER"
        struct = f"{{'kind': {literal(kind)}, 'issued_on': {issued}, 'valid_until': NULL::DATE}}"
        return f"CASE WHEN {self._run(question)} < {_of(share)} THEN {struct} END"


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _parts(share: Decimal) -> int:
    return int(share * _PARTS / 100)


def _of(shares: BySize) -> str:
    """The limit for the size of the firm, below which the draw of a share lies."""
    return _listed([_parts(share) for share in shares])


def _listed(limits: Iterable[int]) -> str:
    found = list(limits)
    return str(found[0]) if len(set(found)) == 1 else f"[{', '.join(map(str, found))}][s]"


def _at_size(values: BySize) -> str:
    return f"[{', '.join(str(value) for value in values)}][s]"


def _by_section(shares: Mapping[str, Decimal]) -> str:
    named = (f"WHEN {literal(s)} THEN {_parts(share)}" for s, share in shares.items() if s != OTHER)
    return f"CASE sector {' '.join(named)} ELSE {_parts(shares[OTHER])} END"


def _steps(shares: Iterable[tuple[str, Decimal]]) -> list[tuple[str, int]]:
    """Each value with the limit below which a draw gives it, after those before it."""
    limit, found = Decimal(0), []
    for value, share in shares:
        limit += share
        found.append((value, _parts(limit)))
    return found
