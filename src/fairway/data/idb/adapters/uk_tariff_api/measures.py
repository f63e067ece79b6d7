"""Measures of a commodity document: what each is for, whom it concerns, and its duty in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from fairway.data.idb.adapters.reading import read_csv_rows
from fairway.data.idb.adapters.uk_tariff_api.document import Document, Thing
from fairway.kernel.economy import economy_codes
from fairway.kernel.period import Period
from fairway.kernel.text import Text

_WHOLE_WORLD = frozenset({"1011", "1008"})  # erga omnes; all third countries
_ISO = {"XS": "RS"}  # the tariff's own code of Serbia
_DUTY_SERIES = frozenset("CDFJ")  # duties, trade remedies, additional and countervailing charges


class Role(StrEnum):
    MFN = "mfn"
    MFN_USE = "mfn_use"
    PREFERENCE = "preference"
    PREFERENCE_USE = "preference_use"
    ADDITIONAL = "additional"
    SUSPENSION = "suspension"
    QUOTA = "quota"
    UNIT = "unit"
    VAT = "vat"
    EXCISE = "excise"
    UNKNOWN_DUTY = "unknown_duty"
    CONTROL = "control"  # what is not a duty: licences, prohibitions, surveillance


@dataclass(frozen=True, slots=True)
class Area:
    """A geographical area; `members` is None for the whole world."""

    id: str
    description: str
    members: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ImportMeasure:
    id: str
    type_id: str
    description: str  # of its type
    role: Role
    claim: str  # the last digits of the preference code, or the whole one
    area: Area
    excluded: tuple[str, ...]
    period: Period
    duty: str
    additional_code: str
    order_number: str
    documents: tuple[str, ...]


def measures_of(document: Document) -> list[ImportMeasure]:
    """The import measures of the commodity, in the order of the document. Raises SourceError."""
    return [_measure(document, thing) for thing in document.related(document.subject, "import_measures")]


def _measure(document: Document, thing: Thing) -> ImportMeasure:
    kind = document.need(thing, "measure_type")
    area = _area(document, document.need(thing, "geographical_area"))
    role, claim = _role(thing, kind, area)
    conditions = document.related(thing, "measure_conditions")
    code = document.one(thing, "additional_code")
    start, end = thing.day("effective_start_date"), thing.day("effective_end_date")
    if start and end and end < start:
        raise thing.fail(
            "effective_end_date", Text("The measure ends before it begins ({start}).", {"start": start})
        )
    return ImportMeasure(
        id=thing.id,
        type_id=kind.id,
        description=kind.text("description"),
        role=role,
        claim=claim,
        area=area,
        excluded=_economies(document, document.related(thing, "excluded_countries")),
        period=Period(start, end),
        duty=_duty(document, thing, conditions),
        additional_code=code.text("code") if code else "",
        order_number=next((id_ for _type, id_ in thing.links.get("order_number", ())), ""),
        documents=tuple(sorted({c.text("document_code") for c in conditions} - {""})),
    )


def _role(thing: Thing, kind: Thing, area: Area) -> tuple[Role, str]:
    if thing.flag("vat") or thing.flag("excise"):
        return (Role.VAT if thing.flag("vat") else Role.EXCISE), ""
    if kind.id not in measure_types():
        is_duty = kind.text("measure_type_series_id") in _DUTY_SERIES
        return (Role.UNKNOWN_DUTY if is_duty else Role.CONTROL), ""
    role, claim = measure_types()[kind.id]
    whole_world = area.members is None
    if (role is Role.MFN and not whole_world) or (role is Role.PREFERENCE and whole_world):
        return Role.UNKNOWN_DUTY, ""
    return role, claim


def _area(document: Document, thing: Thing) -> Area:
    members = None if thing.id in _WHOLE_WORLD else _economies(document, [thing])
    return Area(thing.id, thing.text("description"), members)


def _economies(document: Document, areas: Sequence[Thing]) -> tuple[str, ...]:
    """ISO codes of countries and of the members of groups; seas and stores have none and go."""
    found: dict[str, None] = {}
    for area in areas:
        for member in document.related(area, "children_geographical_areas") or [area]:
            code = _ISO.get(member.id, member.id)
            if code in economy_codes():
                found[code] = None
    return tuple(found)


def _duty(document: Document, thing: Thing, conditions: Sequence[Thing]) -> str:
    """The duty sentence; where conditions bear duties of their own, with each of them."""
    expression = document.one(thing, "duty_expression")
    base = expression.text("base") if expression else ""
    branches = [
        f"{condition.text('condition_code')} {condition.text('requirement')}".strip()
        + f": {condition.text('duty_expression')}"
        for condition in conditions
        if condition.text("duty_expression") or condition.links.get("measure_condition_components")
    ]
    return f"{base} Cond: {'; '.join(branches)}".strip() if branches else base


@cache
def measure_types() -> dict[str, tuple[Role, str]]:
    """Role and preference code of each type that is not a control."""
    path = Path(__file__).with_name("measure_types.csv")
    sheet = read_csv_rows(path, expected_columns=("measure_type", "role", "claim"))
    return {type_id: (Role(role), claim) for type_id, role, claim in sheet.rows}
