"""Changes of the law's numbers that are tried out: `aeo.min_documents_per_year.micro=10`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from fairway.kernel.text import Text, UserError
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.condition import Operand
from fairway.trust.programmes.domain.law import Law

LARGEST = Decimal(1_000_000_000)


class BadChange(UserError):
    """A change that the programme cannot make."""


@dataclass(frozen=True, slots=True)
class Change:
    parameter: str
    size: SizeClass
    before: Decimal
    after: Decimal


def changes_read(texts: Iterable[str], law: Law) -> dict[tuple[str, SizeClass], Decimal]:
    """By parameter and size. A change of one size counts before one of all. Raises BadChange."""
    of_all: dict[tuple[str, SizeClass], Decimal] = {}
    of_one: dict[tuple[str, SizeClass], Decimal] = {}
    for text in texts:
        name, _equals, value = text.partition("=")
        parameter, size = _target(name.strip(), law)
        found = of_one if size else of_all
        for one in [size] if size else SizeClass:
            if (parameter, one) in found:
                raise BadChange(Text("“{name}” is set twice.", {"name": name.strip()}))
            found[parameter, one] = number_read(value)
    return of_all | of_one


def changes_made(law: Law, overrides: Mapping[tuple[str, SizeClass], Decimal]) -> tuple[Change, ...]:
    """What is really different, in the order of the programme's parameters and of the sizes."""
    pairs = ((parameter, size) for parameter in law.parameters for size in SizeClass)
    changes = (
        Change(parameter, size, law.value(Operand(parameter=parameter), size), overrides[parameter, size])
        for parameter, size in pairs
        if (parameter, size) in overrides
    )
    return tuple(change for change in changes if change.before != change.after)


def number_read(text: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= LARGEST:
        message = Text(
            "“{value}” must be a number from 0 to {most}.", {"value": text.strip()[:40], "most": LARGEST}
        )
        raise BadChange(message)
    return value


def _target(name: str, law: Law) -> tuple[str, SizeClass | None]:
    parameter, _dot, last = name.rpartition(".")
    if name in law.parameters:
        return name, None
    if parameter in law.parameters and last in list(SizeClass):
        return parameter, SizeClass(last)
    raise BadChange(
        Text(
            "“{name}” is no parameter of this programme. There are: {names}. A size may follow, as in {example}.",
            {
                "name": name[:80],
                "names": ", ".join(law.parameters),
                "example": f"{next(iter(law.parameters), 'aeo.number')}.micro",
            },
        )
    )
