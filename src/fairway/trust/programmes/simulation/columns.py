"""The columns of a population: what each may hold, how it is read, and how a bad value is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fairway.kernel.text import Text
from fairway.platform.firms.domain.definition import SizeClass
from fairway.platform.firms.domain.sectors import SECTIONS
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.domain.fact import Bank, Fact, FactKind
from fairway.trust.programmes.simulation.engine import literal, name

FIRM_COLUMNS = ("size_class", "sector", "roles")
EVIDENCE = "evidence"
_TEXT = "VARCHAR"
_TEXTS = "VARCHAR[]"
_INCIDENTS = "STRUCT(happened_on DATE, decided_on DATE, is_serious BOOLEAN)[]"
_PIECES = "STRUCT(kind VARCHAR, issued_on DATE, valid_until DATE)[]"
_NUMBER = "DECIMAL(18, 4)"
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "FLOAT", "DOUBLE", "DECIMAL")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """`types`: how a Parquet file may hold it; a text is read in every case. `is_fine`: SQL over `{value}`."""

    name: str
    stored: str
    types: tuple[str, ...]
    is_fine: str
    expects: Text

    def accepts(self, given: str) -> bool:
        """Whether a column of the file of that type can be read. A list of nothing has the type of none."""
        return (
            (given.startswith(_TEXT) and given != _TEXTS) or given.startswith(self.types) or given == '"NULL"'
        )

    def read(self, given: str) -> str:
        """SQL for the value in its stored type; NULL where it cannot be read."""
        raw = name(self.name)
        if given != _TEXT:
            return f"TRY_CAST({raw} AS {self.stored})"
        text = f"nullif(trim({raw}), '')"
        if self.stored == _TEXTS:
            return f"list_filter(list_transform(string_split({text}, ';'), lambda x: trim(x)), lambda x: x <> '')"
        if self.stored.endswith("[]"):
            return f"TRY_CAST(TRY_CAST({text} AS JSON) AS {self.stored})"
        return f"TRY_CAST({text} AS {self.stored})"

    def is_bad(self, given: str) -> str:
        """SQL that is true where the file has something that is no such value."""
        raw, value = name(self.name), f"({self.read(given)})"
        is_given = f"nullif(trim({raw}), '') IS NOT NULL" if given == _TEXT else f"{raw} IS NOT NULL"
        return (
            f"{is_given} AND NOT coalesce({value} IS NOT NULL AND {self.is_fine.format(value=value)}, FALSE)"
        )


def columns_of(facts: Collection[str], bank: Bank) -> list[Column]:
    """Those that a programme with the facts looks at."""
    return [*_firm_columns(), *(_fact_column(bank.facts[fact]) for fact in facts), _evidence_column(bank)]


def _firm_columns() -> list[Column]:
    return [
        _choice("size_class", list(SizeClass)),
        _choice("sector", list(SECTIONS)),
        _choices("roles", list(TradeRole)),
    ]


def _choice(column: str, codes: Collection[str]) -> Column:
    expects = Text("It must be one of {choices}.", {"choices": ", ".join(codes)})
    return Column(column, _TEXT, (_TEXT, "ENUM"), f"{{value}} IN ({_listed(codes)})", expects)


def _choices(column: str, codes: Collection[str]) -> Column:
    is_fine = f"len(list_filter({{value}}, lambda x: x IS NULL OR x NOT IN ({_listed(codes)}))) = 0"
    choices = ", ".join(codes)
    expects = Text(
        "It must be a list of these: {choices}. In CSV: with “;” between them.", {"choices": choices}
    )
    return Column(column, _TEXTS, (_TEXTS,), is_fine, expects)


def _fact_column(fact: Fact) -> Column:
    match fact.kind:
        case FactKind.FLAG:
            return Column(fact.code, "BOOLEAN", ("BOOLEAN",), "TRUE", Text("It must be true or false."))
        case FactKind.NUMBER:
            return _number(fact)
        case FactKind.CHOICE:
            return _choice(fact.code, [choice.code for choice in fact.choices])
        case FactKind.CHOICES:
            return _choices(fact.code, [choice.code for choice in fact.choices])
        case FactKind.DAY:
            return Column(
                fact.code, "DATE", ("DATE",), _a_day("{value}"), Text("It must be a day, as in 2026-01-31.")
            )
        case FactKind.INCIDENTS:
            is_fine = (
                f"len(list_filter({{value}}, lambda x: NOT coalesce({_a_day('x.happened_on')}, FALSE))) = 0"
            )
            return Column(fact.code, _INCIDENTS, ("STRUCT(",), is_fine, _incidents_words())


def _number(fact: Fact) -> Column:
    most = fact.most if fact.most is not None else 10**13
    return Column(
        fact.code,
        _NUMBER,
        _NUMBERS,
        f"{{value}} BETWEEN 0 AND {most}",
        Text("It must be a number from 0 to {most}, with four decimals at most.", {"most": most}),
    )


def _evidence_column(bank: Bank) -> Column:
    kinds = f"ENUM ({_listed(bank.evidence)})"
    is_fine = f"len(list_filter({{value}}, lambda x: TRY_CAST(x.kind AS {kinds}) IS NULL)) = 0"
    words = Text(
        "It must be a list of pieces with kind, issued_on and valid_until, each of a kind that there is."
        " In CSV: as JSON."
    )
    return Column(EVIDENCE, _PIECES, ("STRUCT(",), is_fine, words)


def _incidents_words() -> Text:
    return Text(
        "It must be a list of incidents with happened_on, decided_on and is_serious. In CSV: as JSON."
    )


def _a_day(value: str) -> str:
    return f"{value} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"


def _listed(codes: Collection[str]) -> str:
    return ", ".join(map(literal, codes))
