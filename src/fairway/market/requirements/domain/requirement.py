"""What a product needs besides duty: papers, agencies, labels, and trade remedies to check.

An agency flags ten-digit lines of a tariff; a flag means that goods of the line may be or are
concerned. A product has the flags of all the lines it may be classified in. Where only some of
them carry a flag, the requirement says so and names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Text

NO_FLAG = ""  # stands for a line that is known and that no agency has flagged
_SUBHEADING = 6


class RequirementKind(StrEnum):
    DOCUMENT = "document"
    AGENCY = "agency"
    TRADE_REMEDY = "trade_remedy"  # anti-dumping and countervailing duty
    LABEL = "label"


class Level(StrEnum):
    REQUIRED = "required"
    MAY_BE_REQUIRED = "may_be_required"  # it depends on what the goods exactly are
    CHECK = "check"  # we cannot tell; the user must look it up


class Who(StrEnum):
    """Who does it."""

    EXPORTER = "exporter"
    IMPORTER = "importer"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing to do, in plain words. `lines` holds the goods codes it is for; empty: all of them."""

    code: str
    kind: RequirementKind
    level: Level
    title: Localised | Text
    agency: Localised | None = None
    asks: tuple[Localised | Text, ...] = ()
    who: Who = Who.BOTH
    where: Localised | Text | None = None
    url: str = ""
    when: Localised | None = None  # when in the journey, and how long it usually takes
    lines: tuple[str, ...] = ()
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A line of a tariff and a flag on it (NO_FLAG when it has none)."""

    goods_code: str
    flag: str
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement and where it holds; an empty tuple means everywhere."""

    requirement: Requirement
    destinations: tuple[str, ...]
    origins: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()  # prefixes of goods codes
    period: Period = Period()

    def holds(self, *, goods_code: str, destination: str, origin: str, on: date) -> bool:
        return (
            destination in self.destinations
            and (not self.origins or origin in self.origins)
            and (not self.chapters or goods_code.startswith(self.chapters))
            and on in self.period
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the content files say."""

    documents: tuple[Rule, ...]  # hold by themselves
    flags: Mapping[str, Requirement]  # hold for the lines that carry the flag
    flag_territories: Mapping[str, str]  # destination to the territory whose lines are flagged


def requirements_for(
    goods_code: str,
    *,
    destination: str,
    origin: str,
    on: date,
    flags: Iterable[Flag] | None,
    catalogue: Catalogue,
) -> tuple[Requirement, ...]:
    """What the product needs, what is required first.

    `flags` are the flagged lines of the product's subheading, of every date; None when no list of
    flags is known for the market and day. Never silently short: where agencies cannot be told, a
    requirement to ask them stands in their place.
    """
    found = [
        rule.requirement
        for rule in catalogue.documents
        if rule.holds(goods_code=goods_code, destination=destination, origin=origin, on=on)
    ]
    if flags is not None:
        found += _flagged(goods_code, on, tuple(flags), catalogue)
    elif destination in catalogue.flag_territories or not found:
        found.append(_agencies_unknown())
    return tuple(sorted(found, key=_order))


def _flagged(goods_code: str, on: date, flags: Sequence[Flag], catalogue: Catalogue) -> list[Requirement]:
    in_force = [flag for flag in flags if on in flag.period]
    if flags and not in_force:
        return [_agencies_unknown()]
    of_product = _of_product(goods_code, in_force)
    every_line = {flag.goods_code for flag in of_product}
    carriers: dict[str, set[str]] = {}
    for flag in of_product:
        if flag.flag != NO_FLAG:
            carriers.setdefault(flag.flag, set()).add(flag.goods_code)
    return [
        _for_lines(catalogue.flags.get(flag) or _unexplained(flag), lines, every_line)
        for flag, lines in carriers.items()
    ]


def _of_product(goods_code: str, flags: Sequence[Flag]) -> list[Flag]:
    """The flags under the code. A code that is not in the list is shortened until some are.

    National lines are renumbered within their subheading more often than lists are published.
    """
    for length in range(len(goods_code), _SUBHEADING - 1, -1):
        found = [flag for flag in flags if flag.goods_code.startswith(goods_code[:length])]
        if found:
            return found
    return []


def _for_lines(requirement: Requirement, lines: set[str], every_line: set[str]) -> Requirement:
    if lines == every_line:
        return requirement
    depends = Text("Only some goods of this code: it depends on the exact 10-digit line.")
    return replace(requirement, lines=tuple(sorted(lines)), asks=(depends, *requirement.asks))


def _unexplained(flag: str) -> Requirement:
    return Requirement(
        code=flag,
        kind=RequirementKind.AGENCY,
        level=Level.CHECK,
        title=Text("An agency has marked these goods with “{flag}”.", {"flag": flag}),
        asks=(Text("We do not know yet what this mark means. Ask a customs broker of the destination."),),
        who=Who.IMPORTER,
    )


def _agencies_unknown() -> Requirement:
    return Requirement(
        code="agencies_unknown",
        kind=RequirementKind.AGENCY,
        level=Level.CHECK,
        title=Text("We do not know which agencies must see these goods"),
        asks=(
            Text("We have no list of agencies and papers for this market and day."),
            Text("Ask its customs or its national enquiry point before you ship."),
        ),
    )


_LEVEL_ORDER = {Level.REQUIRED: 0, Level.CHECK: 1, Level.MAY_BE_REQUIRED: 2}
_KIND_ORDER = {
    RequirementKind.AGENCY: 0,
    RequirementKind.TRADE_REMEDY: 1,
    RequirementKind.DOCUMENT: 2,
    RequirementKind.LABEL: 3,
}


def _order(requirement: Requirement) -> tuple[int, bool, int]:
    """Required, then to check, then what may be required; within each, what holds for every line first."""
    return _LEVEL_ORDER[requirement.level], bool(requirement.lines), _KIND_ORDER[requirement.kind]
