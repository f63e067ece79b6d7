"""Programmes of the market profile from the areas that a commodity's preferences are granted to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from fairway.data.idb.adapters.uk_tariff_api.measures import Area, ImportMeasure, Role
from fairway.data.idb.domain.profile import Beneficiary, Programme, ProgrammeKind
from fairway.kernel.citation import Citation
from fairway.kernel.economy import LANGUAGES, Economy, economy_codes
from fairway.kernel.period import Period
from fairway.kernel.text import Localised
from fairway.platform.content.strict import Entry, read_yaml

AUTHORISED_USE = "AUTHORISED-USE"
_SCHEME, _AGREEMENT = "2", "3"  # first digit of the preference code: trading scheme, agreement
_CUSTOMS_UNION = "400"
_BY_USE = (Role.MFN_USE, Role.PREFERENCE_USE)


def programme_code(measure: ImportMeasure) -> str:
    """`1062`, or `1062-USE` where the use of the goods decides as well."""
    if measure.role is Role.MFN_USE:
        return AUTHORISED_USE
    return f"{measure.area.id}-USE" if measure.role is Role.PREFERENCE_USE else measure.area.id


def claim_code(measure: ImportMeasure) -> str:
    """The preference code of the declaration: 200 under the trading scheme, 300 under an agreement."""
    if len(measure.claim) != 2:
        return measure.claim
    first = _SCHEME if _kind_of_area(measure.area) is ProgrammeKind.UNILATERAL else _AGREEMENT
    return first + measure.claim


def programmes_of(measures: Iterable[ImportMeasure], citation: Citation) -> tuple[Programme, ...]:
    """One programme per code, from the first measure of each."""
    found: dict[str, Programme] = {}
    for measure in measures:
        code = programme_code(measure)
        if code not in found:
            found[code] = _programme(code, measure, citation)
    return tuple(found.values())


def _programme(code: str, measure: ImportMeasure, citation: Citation) -> Programme:
    members = () if measure.role is Role.MFN_USE else measure.area.members or ()
    return Programme(
        code=code,
        claim_code=claim_code(measure),
        name=_name(measure),
        kind=_kind(measure),
        beneficiaries=tuple(Beneficiary(economy) for economy in members),
        in_force=(Period(),),  # the measures of each line have dates of their own
        conditions=_conditions(measure),
        citation=citation,
        short_name=_short_name(measure),
    )


def _kind(measure: ImportMeasure) -> ProgrammeKind:
    if measure.role in _BY_USE:
        return ProgrammeKind.USE
    return ProgrammeKind.UNION if measure.claim == _CUSTOMS_UNION else _kind_of_area(measure.area)


def _kind_of_area(area: Area) -> ProgrammeKind:
    if area.id in _areas():
        return ProgrammeKind(_areas()[area.id]["kind"].text())
    return ProgrammeKind.AGREEMENT


def _name(measure: ImportMeasure) -> Localised:
    if measure.role is Role.MFN_USE:
        return _localised(_wording()["authorised_use"])
    name = _area_name(measure.area)
    if measure.role is Role.PREFERENCE_USE:
        return _filled(_wording()["with_authorised_use"], "name", name)
    return name


def _area_name(area: Area) -> Localised:
    if area.id in _areas():
        return _localised(_areas()[area.id]["name"])
    if area.id in economy_codes():
        economy = Economy(area.id)
        described = Localised({language: economy.name(language) for language in LANGUAGES})
    else:
        described = Localised(dict.fromkeys(LANGUAGES, area.description))
    return _filled(_wording()["other_area"], "area", described)


def _short_name(measure: ImportMeasure) -> str:
    known = _areas().get(measure.area.id)
    return known["short_name"].text() if known and measure.role is Role.PREFERENCE else ""


def _conditions(measure: ImportMeasure) -> tuple[Localised, ...]:
    conditions = _wording()["conditions"].fields(("unilateral", "agreement", "authorised_use"))
    keys = [] if measure.role is Role.MFN_USE else [_kind_of_area(measure.area).value]
    keys += ["authorised_use"] if measure.role in _BY_USE else []
    return tuple(_localised(item) for key in keys for item in conditions[key].items())


def _filled(entry: Entry, place: str, words: Localised) -> Localised:
    template = _localised(entry)
    return Localised(
        {
            language: template.in_language(language).format(**{place: words.in_language(language)})
            for language in LANGUAGES
        }
    )


def _localised(entry: Entry) -> Localised:
    return Localised({language: wording.text() for language, wording in entry.fields(LANGUAGES).items()})


@cache
def _wording() -> Mapping[str, Entry]:
    path = Path(__file__).with_name("wording.yaml")
    return read_yaml(path.read_text(encoding="utf-8"), file=path.name).fields(
        ("areas", "other_area", "with_authorised_use", "authorised_use", "conditions")
    )


@cache
def _areas() -> Mapping[str, Mapping[str, Entry]]:
    return {
        area: entry.fields(("kind", "short_name", "name"))
        for area, entry in _wording()["areas"].mapping().items()
    }
