"""What changed between two releases of one territory and kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

# What identifies a row of each table, and what of it may change.
_COMPARED: dict[str, tuple[tuple[str, ...], str | None]] = {
    "lines": (("goods_code",), None),
    "rates": (("goods_code", "measure", "programme"), "rate_text"),
    "requirements": (("goods_code", "flag"), None),
    "exchange": (("date", "currency"), "per_base"),
}

Key = tuple[str, ...]


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """`key` is the goods code and what tells the row from others: measure, programme, flag, currency."""

    table: str
    kind: ChangeKind
    key: Key
    old: str = ""
    new: str = ""


def diff_tables(old: Mapping[str, pa.Table], new: Mapping[str, pa.Table]) -> list[Change]:
    """Every change, by table and key. The rates of added and removed lines are not listed again."""
    changes = [change for name in new for change in _diff_table(name, old[name], new[name])]
    whole = {change.key[0] for change in changes if change.table == "lines"}
    return [change for change in changes if change.table == "lines" or change.key[0] not in whole]


def _diff_table(name: str, old: pa.Table, new: pa.Table) -> list[Change]:
    before, after = _values(name, old), _values(name, new)
    changes: list[Change] = []
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            changes.append(Change(name, ChangeKind.ADDED, key, new=after[key]))
        elif key not in after:
            changes.append(Change(name, ChangeKind.REMOVED, key, old=before[key]))
        elif before[key] != after[key]:
            changes.append(Change(name, ChangeKind.CHANGED, key, before[key], after[key]))
    return changes


def _values(name: str, table: pa.Table) -> dict[Key, str]:
    """The value of each key; several rows of one key (dates, seasons, origins) are read together."""
    key_columns, value_column = _COMPARED[name]
    keys = zip(*(map(str, table[column].to_pylist()) for column in key_columns), strict=True)
    values = table[value_column].to_pylist() if value_column else [""] * table.num_rows
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for key, value in zip(keys, values, strict=True):
        found[key].append(str(value))
    return {key: " | ".join(sorted(several)) for key, several in found.items()}
