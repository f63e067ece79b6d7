"""From a commodity document to its line, its rates and the programmes they are granted under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.adapters.uk_tariff_api.document import Document, read_document
from fairway.data.idb.adapters.uk_tariff_api.measures import ImportMeasure, Role, measures_of
from fairway.data.idb.adapters.uk_tariff_api.notes import line_note
from fairway.data.idb.adapters.uk_tariff_api.programmes import claim_code, programme_code, programmes_of
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.schema import LINES, RATES, Dialect, Measure, table_of
from fairway.data.idb.profile_io import content_market, read_profile
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Text
from fairway.kernel.units import UnknownUnit, find_unit

TERRITORY = "GB"
CURRENCY = "GBP"
KNOWN_DEFECTS = {
    "unit_unknown": Text("The supplementary unit of the line is not known here; it was left out."),
    "area_without_economy": Text("A duty is for an area without any economy; it was left out."),
    "duty_not_read": Text("A duty of a type that is not read; the note of the line tells it."),
}
_HS_EDITION = 2022
_CODE = re.compile(r"[0-9]{10}")
_ONLY_AUTHORISED = "Only under authorised use (preference code 140)."
_RATE_MEASURES = {
    Role.MFN: Measure.MFN,
    Role.MFN_USE: Measure.PREFERENCE,
    Role.PREFERENCE: Measure.PREFERENCE,
    Role.PREFERENCE_USE: Measure.PREFERENCE,
    Role.ADDITIONAL: Measure.ADDITIONAL,
}


@dataclass(frozen=True, slots=True)
class _Case:
    """Whom and when a duty concerns; the measures of one case are alternatives."""

    measure: Measure
    type_id: str  # of an additional duty: those of different types are all due
    programme: str
    claim_code: str
    origins: tuple[str, ...] | None
    excluded: tuple[str, ...]
    period: Period


def read_commodity(path: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    """The line with its rates, and a market profile with their programmes. Raises SourceError."""
    document = read_document(path)
    code = _goods_code(document)
    measures = _with_an_mfn_duty(measures_of(document))
    for measure in measures:
        report.count(f"measures: {measure.role}")
    priced = _priced(measures, report, file=path.name)
    citation = _citation(options)
    profile = read_profile(content_market(TERRITORY))
    preferences = [m for m in priced if _RATE_MEASURES[m.role] is Measure.PREFERENCE]
    return Parsed(
        territory=TERRITORY,
        period=Period(),
        hs_edition=_HS_EDITION,
        currency=CURRENCY,
        citation=citation,
        tables={
            "lines": table_of(LINES, _line(document, code, measures, report, file=path.name)),
            "rates": table_of(RATES, _rates(code, priced)),
        },
        profile=replace(profile, programmes=(*profile.programmes, *programmes_of(preferences, citation))),
    )


def _goods_code(document: Document) -> str:
    subject = document.subject
    code = subject.text("goods_nomenclature_item_id")
    if subject.type not in ("commodity", "heading") or not _CODE.fullmatch(code):
        raise subject.fail(
            "goods_nomenclature_item_id", Text("This is not a document of a commodity with ten digits.")
        )
    if not subject.flag("declarable"):
        raise subject.fail(
            "goods_nomenclature_item_id",
            Text("This code cannot be declared: it has lines below it. Ask for one of those."),
        )
    return code


def _with_an_mfn_duty(measures: list[ImportMeasure]) -> list[ImportMeasure]:
    """A code without a third-country duty is for one use only: that duty is its MFN."""
    if any(measure.role is Role.MFN for measure in measures):
        return measures
    return [replace(m, role=Role.MFN) if m.role is Role.MFN_USE else m for m in measures]


def _priced(measures: Iterable[ImportMeasure], report: LoadReport, *, file: str) -> list[ImportMeasure]:
    """The measures that become rates."""
    found = []
    for measure in measures:
        column = f"measure {measure.id}"
        if measure.role is Role.UNKNOWN_DUTY:
            message = Text("Type {type} is not read.", {"type": measure.type_id})
            report.defect("duty_not_read", message, file=file, column=column, value=measure.description)
        elif measure.role in _RATE_MEASURES and measure.area.members == ():
            message = Text("Area {area} has no economy.", {"area": measure.area.id})
            report.defect("area_without_economy", message, file=file, column=column)
        elif measure.role in _RATE_MEASURES:
            found.append(measure)
    return found


def _rates(code: str, measures: Sequence[ImportMeasure]) -> dict[str, list[object]]:
    cases: dict[_Case, list[ImportMeasure]] = {}
    for measure in measures:
        cases.setdefault(_case(measure), []).append(measure)
    return {
        "goods_code": [code] * len(cases),
        "measure": [case.measure for case in cases],
        "programme": [case.programme for case in cases],
        "claim_code": [case.claim_code for case in cases],
        "rate_text": [_rate_text(alternatives) for alternatives in cases.values()],
        "dialect": [Dialect.TARIC] * len(cases),
        "currency": [CURRENCY] * len(cases),
        "origins": [case.origins for case in cases],
        "excluded": [case.excluded or None for case in cases],
        "valid_from": [case.period.start for case in cases],
        "valid_to": [case.period.end for case in cases],
        "note": [_note(alternatives) for alternatives in cases.values()],
    }


def _case(measure: ImportMeasure) -> _Case:
    is_preference = _RATE_MEASURES[measure.role] is Measure.PREFERENCE
    return _Case(
        measure=_RATE_MEASURES[measure.role],
        type_id=measure.type_id if measure.role is Role.ADDITIONAL else "",
        programme=programme_code(measure) if is_preference else "",
        claim_code=claim_code(measure) if is_preference else "",
        origins=None if measure.role is Role.MFN else measure.area.members,
        excluded=measure.excluded,
        period=measure.period,
    )


def _rate_text(alternatives: Sequence[ImportMeasure]) -> str:
    """The duty sentence, or every alternative with its additional code, which is no single rate."""
    duties = dict.fromkeys((measure.additional_code, measure.duty) for measure in alternatives)
    if len(duties) == 1 and not alternatives[0].additional_code:
        return alternatives[0].duty
    return "; ".join(f"{code or 'without code'}: {duty}" for code, duty in duties)


def _note(alternatives: Sequence[ImportMeasure]) -> str | None:
    """The measure types with their documents, in the words of the source."""
    first = alternatives[0]
    parts = []
    if first.role is Role.MFN and first.claim:
        parts.append(_ONLY_AUTHORISED)
    if first.role is Role.ADDITIONAL:
        parts.append(f"{first.description} ({first.type_id}).")
    documents = sorted({document for measure in alternatives for document in measure.documents})
    if documents:
        parts.append(f"Documents: {', '.join(documents)}.")
    return " ".join(parts) or None


def _line(
    document: Document, code: str, measures: Sequence[ImportMeasure], report: LoadReport, *, file: str
) -> dict[str, list[object]]:
    subject = document.subject
    return {
        "goods_code": [code],
        "hs6": [code[:6]],
        "description": [subject.text("description_plain") or subject.text("description")],
        "path": [_path(document, code)],
        "units": [_units(measures, report, file=file)],
        "note": [line_note(measures)],
    }


def _path(document: Document, code: str) -> str | None:
    """The texts between the subheading and the line."""
    above = [
        thing.text("description_plain") or thing.text("description")
        for thing in document.related(document.subject, "ancestors")
        if thing.text("goods_nomenclature_item_id").startswith(code[:6])
    ]
    return " > ".join(above) or None


def _units(measures: Sequence[ImportMeasure], report: LoadReport, *, file: str) -> list[str]:
    units: dict[str, None] = {}
    for measure in measures:
        if measure.role is not Role.UNIT:
            continue
        try:
            units[find_unit(measure.duty).code] = None
        except UnknownUnit as error:
            column = f"measure {measure.id}"
            report.defect("unit_unknown", error.text, file=file, column=column, value=measure.duty)
    return list(units)


def _citation(options: LoadOptions) -> Citation:
    return Citation(
        publisher="HM Revenue & Customs",
        title="UK Integrated Online Tariff, commodities by the public API",
        url="https://www.trade-tariff.service.gov.uk",
        published=options.published,
        licence="Contains public sector information licensed under the Open Government Licence v3.0",
    )
