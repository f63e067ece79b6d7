"""The declared shares from which a register of firms is generated, read strictly from its content file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import fairway
from fairway.kernel.citation import Citation
from fairway.kernel.text import Text
from fairway.platform.content.strict import Entry
from fairway.platform.content.words import read_citation
from fairway.platform.firms.domain.definition import ASCENDING
from fairway.trust.programmes.domain.dossier import TradeRole
from fairway.trust.programmes.reading.collect import read_root

SHIPPED = Path(fairway.__file__).parent / "content" / "aeo_population" / "generic.yaml"
OTHER = "other"
# Of micro, small, medium and large firms, in this order.
BySize: TypeAlias = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class NumberShape:
    """Log-normal, up to `most`. `parts`: two facts whose sum it is."""

    median: BySize
    spread: Decimal
    most: Decimal
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayShape:
    """The share of firms that have the day, which lies up to so many months back."""

    share: BySize
    months: BySize


@dataclass(frozen=True, slots=True)
class IncidentShape:
    share: Mapping[str, BySize]
    months: int
    decided: Decimal
    serious: Decimal


@dataclass(frozen=True, slots=True)
class RegisterModel:
    """Shares are percent. `alike`: how many answers depend on how well the firm is run in all."""

    citation: Citation
    sizes: BySize
    answered: BySize
    alike: BySize
    sectors: Mapping[str, BySize]
    roles: Mapping[TradeRole, Mapping[str, Decimal]]
    flags: Mapping[str, BySize]
    faults: Mapping[str, BySize]
    traits: Mapping[str, BySize]
    numbers: Mapping[str, NumberShape]
    choices: Mapping[str, Mapping[str, BySize]]
    days: Mapping[str, DayShape]
    incidents: IncidentShape
    evidence: Mapping[str, BySize]

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that firms of the register may have answered."""
        parts = (part for shape in self.numbers.values() for part in shape.parts)
        named = (self.flags, self.faults, self.traits, self.numbers, self.choices, self.days)
        return frozenset((*(name for group in named for name in group), *self.incidents.share, *parts))


def read_model(path: Path = SHIPPED) -> RegisterModel:
    """Raises SourceError with the place of what is wrong."""
    root = read_root(path)
    shares = ("flags", "faults", "traits", "evidence")
    other = ("sizes", "answered", "alike", "sectors", "roles", "numbers", "choices", "days", "incidents")
    entry = root.fields(("code", "citation", *shares, *other))
    return RegisterModel(
        citation=read_citation(entry["citation"]),
        sizes=_whole(_by_size(entry["sizes"]), entry["sizes"]),
        answered=_by_size(entry["answered"]),
        alike=_by_size(entry["alike"]),
        sectors=_divided(entry["sectors"]),
        roles={_role(name, row): _by_section(row) for name, row in entry["roles"].mapping().items()},
        flags=_shares(entry["flags"]),
        faults=_shares(entry["faults"]),
        traits=_shares(entry["traits"]),
        numbers={name: _number(row) for name, row in entry["numbers"].mapping().items()},
        choices={name: _divided(row) for name, row in entry["choices"].mapping().items()},
        days={name: _day(row) for name, row in entry["days"].mapping().items()},
        incidents=_incidents(entry["incidents"]),
        evidence=_shares(entry["evidence"]),
    )


def _decimal(entry: Entry) -> Decimal:
    found = entry.number()
    if found is None:
        entry.fail(Text("A number is needed here."))
    return found


def _by_size(entry: Entry) -> BySize:
    found = tuple(_decimal(item) for item in entry.items())
    if len(found) != len(ASCENDING):
        entry.fail(Text("Give four numbers: for micro, small, medium and large firms."))
    return found


def _shares(entry: Entry) -> Mapping[str, BySize]:
    return {name: _share(row) for name, row in entry.mapping().items()}


def _share(entry: Entry) -> BySize:
    found = _by_size(entry)
    if max(found) > 100:
        entry.fail(Text("A share is 100 percent at most."))
    return found


def _whole(shares: BySize, entry: Entry) -> BySize:
    if sum(shares) != 100:
        entry.fail(Text("The shares add up to {sum} percent, not to 100.", {"sum": sum(shares, Decimal(0))}))
    return shares


def _divided(entry: Entry) -> Mapping[str, BySize]:
    """Shares that add up to 100 percent for each size."""
    found = _shares(entry)
    for place in range(len(ASCENDING)):
        _whole(tuple(shares[place] for shares in found.values()), entry)
    return found


def _role(name: str, entry: Entry) -> TradeRole:
    if name not in list(TradeRole):
        entry.fail(Text("“{name}” is no role of a firm in trade.", {"name": name}))
    return TradeRole(name)


def _by_section(entry: Entry) -> Mapping[str, Decimal]:
    found = {section: _decimal(row) for section, row in entry.mapping().items()}
    if OTHER not in found:
        entry.fail(Text("Missing key: {names}.", {"names": OTHER}))
    return found


def _number(entry: Entry) -> NumberShape:
    fields = entry.fields(("median", "spread", "most"), ("parts",))
    parts = tuple(item.text() for item in fields["parts"].items())
    return NumberShape(
        _by_size(fields["median"]), _decimal(fields["spread"]), _decimal(fields["most"]), parts
    )


def _day(entry: Entry) -> DayShape:
    fields = entry.fields(("share", "months"))
    return DayShape(_share(fields["share"]), _by_size(fields["months"]))


def _incidents(entry: Entry) -> IncidentShape:
    fields = entry.fields(("share", "months", "decided", "serious"))
    return IncidentShape(
        _shares(fields["share"]),
        int(_decimal(fields["months"])),
        _decimal(fields["decided"]),
        _decimal(fields["serious"]),
    )
