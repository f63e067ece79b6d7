"""From one row per code to its line and the rates of three arrangements."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.percent import percent_text
from fairway.data.idb.adapters.reading import Sheet, read_csv_rows
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.profile import MarketProfile
from fairway.data.idb.domain.schema import LINES, RATES, Dialect, Measure, table_of
from fairway.data.idb.profile_io import content_market, read_profile
from fairway.kernel.citation import Citation
from fairway.kernel.economy import Economy
from fairway.kernel.period import Period
from fairway.kernel.text import Text, UserError
from fairway.platform.content.problem import SourceError

TERRITORY = "EU"
KNOWN_DEFECTS = {
    "leading_zero_lost": Text("The code has seven digits: a spreadsheet took its leading zero away."),
}
_HS_EDITION = 2017
_PERIOD = Period(date(2019, 1, 1), date(2019, 12, 31))
_CODE, _DESCRIPTION = "HS8 (numeric)", "Description"
_GENERAL, _EXCLUDED = "General framework", "General framework Country exclusions"
_ENHANCED, _LEAST_DEVELOPED = "Enhanced framework", "Least developed countries framework"
_COLUMNS = (
    _CODE,
    _DESCRIPTION,
    _GENERAL,
    _EXCLUDED,
    _ENHANCED,
    _LEAST_DEVELOPED,
    "Transitional Protection Scheme",
)
_PROGRAMMES = {_GENERAL: "GSP", _ENHANCED: "GSPPLUS", _LEAST_DEVELOPED: "EBA"}
_DIGITS = re.compile(r"[0-9]{7,8}")
_RATE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) ?%")
_PERCENT_ONLY = "The part in percent only: an amount by weight may be due as well."


def read_rates(path: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    """The lines and preference rates, with the market profile of the European Union. Raises SourceError."""
    sheet = read_csv_rows(path, expected_columns=_COLUMNS)
    if not sheet.rows:
        raise SourceError(Text("There is no line below the header."), file=path.name)
    report.step(Text("Reading the rates of {count} lines.", {"count": len(sheet.rows)}))
    profile = read_profile(content_market(TERRITORY))
    codes = _codes(sheet, report)
    return Parsed(
        territory=TERRITORY,
        period=_PERIOD,
        hs_edition=_HS_EDITION,
        currency="EUR",
        citation=Citation(
            publisher="UK Department for International Trade",
            title="Rates of the EU generalised scheme of preferences in 2019, as tabulated in planning",
            url="https://eur-lex.europa.eu/eli/reg/2012/978/oj",
            published=options.published,
            licence="For tests and demonstrations only",
            verified=False,
        ),
        tables={"lines": _lines(sheet, codes), "rates": _rates(sheet, codes, profile)},
        profile=profile,
    )


def _codes(sheet: Sheet, report: LoadReport) -> list[str]:
    codes = sheet.converted(_CODE, _goods_code)
    seen: set[str] = set()
    for number, code, printed in zip(sheet.row_numbers, codes, sheet.column(_CODE), strict=True):
        if code in seen:
            message = Text("This code stands in the file twice.")
            raise SourceError(message, file=sheet.file, row=number, column=_CODE, value=printed)
        if len(printed.strip()) < len(code):
            message = Text("The leading zero is missing.")
            report.defect(
                "leading_zero_lost", message, file=sheet.file, row=number, column=_CODE, value=printed
            )
        seen.add(code)
    return codes


def _goods_code(text: str) -> str:
    if not _DIGITS.fullmatch(text.strip()):
        raise UserError(Text("A code of this table has eight digits, or seven without its leading zero."))
    return text.strip().zfill(8)


def _lines(sheet: Sheet, codes: list[str]) -> pa.Table:
    return table_of(
        LINES,
        {
            "goods_code": codes,
            "hs6": [code[:6] for code in codes],
            "description": [" ".join(text.split()) for text in sheet.column(_DESCRIPTION)],
            "units": [[]] * len(codes),
        },
    )


def _rates(sheet: Sheet, codes: list[str], profile: MarketProfile) -> pa.Table:
    excluded = sheet.converted(_EXCLUDED, _economy)
    claim_codes = {programme.code: programme.claim_code for programme in profile.programmes}
    rows = [
        (code, programme, rate, [out] if out and column == _GENERAL else None)
        for column, programme in _PROGRAMMES.items()
        for code, rate, out in zip(codes, sheet.converted(column, _rate), excluded, strict=True)
        if rate is not None
    ]
    return table_of(
        RATES,
        {
            "goods_code": [code for code, *_ in rows],
            "measure": [Measure.PREFERENCE] * len(rows),
            "programme": [programme for _, programme, *_ in rows],
            "claim_code": [claim_codes[programme] for _, programme, *_ in rows],
            "rate_text": [percent_text(rate) for _, _, rate, _ in rows],
            "dialect": [Dialect.PERCENT] * len(rows),
            "currency": [""] * len(rows),
            "excluded": [out for *_, out in rows],
            "note": [None if programme == "EBA" else _PERCENT_ONLY for _, programme, *_ in rows],
        },
    )


def _economy(text: str) -> str | None:
    return Economy.parse(text).code if text.strip() else None


def _rate(text: str) -> Decimal | None:
    """The percentage; None for a blank, which is no preference."""
    printed = text.strip()
    if not printed:
        return None
    found = _RATE.fullmatch(printed)
    if not found:
        raise UserError(Text("A percentage is needed, as in 4.5%, or a blank where there is no preference."))
    return Decimal(found[1])
