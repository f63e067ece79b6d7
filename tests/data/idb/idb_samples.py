"""An invented tariff, small enough to read: no figure here is any economy's law."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from fairway.data.idb.adapters.base import Adapter, LoadOptions, Mode
from fairway.data.idb.adapters.reading import read_csv_rows
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.assertions import Rows
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.profile import (
    Beneficiary,
    MarketProfile,
    Programme,
    ProgrammeKind,
    ValuationBasis,
)
from fairway.data.idb.domain.schema import LINES, RATES, Kind, table_of
from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Text

EDITION = date(2025, 1, 1)
CITATION = Citation("Ministry of Invention", "Invented tariff", "https://tariff.example", EDITION, "CC0")
COLUMNS = ("code", "text", "mfn", "club")


def sample_profile(territory: str = "NO", members: tuple[str, ...] = ("NO", "SJ")) -> MarketProfile:
    club = Programme(
        code="CLUB",
        claim_code="C1",
        name=Localised({"en": "Club", "fr": "Club", "es": "Club"}),
        kind=ProgrammeKind.AGREEMENT,
        beneficiaries=(Beneficiary("GH", Period(date(2020, 1, 1))), Beneficiary("KE")),
        in_force=(Period(date(2019, 1, 1), date(2022, 6, 30)), Period(date(2023, 1, 1))),
        conditions=(Localised({"en": "Prove it.", "fr": "Prouvez-le.", "es": "Demuéstrelo."}),),
        citation=CITATION,
    )
    return MarketProfile(
        territory=territory,
        name=Localised({"en": "Inventia", "fr": "Inventie", "es": "Inventia"}),
        members=members,
        currency="NOK",
        valuation=ValuationBasis.CIF,
        valuation_citation=CITATION,
        rounding="half_up",
        programmes=(club,),
    )


def read_sample(source: Path, options: LoadOptions, report: LoadReport) -> Parsed:
    sheet = read_csv_rows(source, expected_columns=COLUMNS)
    codes = sheet.column("code")
    year = (options.published or EDITION).year
    preferences = [(code, text) for code, text in zip(codes, sheet.column("club"), strict=True) if text]
    mfn = list(zip(codes, sheet.column("mfn"), strict=True))
    both = [(*row, "mfn", "") for row in mfn] + [(*row, "preference", "CLUB") for row in preferences]
    territory = options.territory or "NO"
    return Parsed(
        territory=territory,
        period=Period(date(year, 1, 1), date(year, 12, 31)),
        hs_edition=2022,
        currency="NOK",
        citation=CITATION,
        tables={
            "lines": table_of(
                LINES,
                {
                    "goods_code": codes,
                    "hs6": [code[:6] for code in codes],
                    "description": sheet.column("text"),
                    "units": [["KGM"]] * len(codes),
                },
            ),
            "rates": table_of(
                RATES,
                {
                    "goods_code": [code for code, *_ in both],
                    "measure": [measure for _, _, measure, _ in both],
                    "programme": [programme for *_, programme in both],
                    "claim_code": ["C1" if programme else "" for *_, programme in both],
                    "rate_text": [text for _, text, *_ in both],
                    "dialect": ["percent"] * len(both),
                    "currency": ["NOK"] * len(both),
                },
            ),
        },
        profile=sample_profile(territory, (territory,) if options.territory else ("NO", "SJ")),
    )


def sample_adapter(mode: Mode = Mode.REPLACE) -> Adapter:
    return Adapter(
        name="sample",
        version="1",
        kind=Kind.TARIFF,
        title=Text("An invented tariff"),
        read=read_sample,
        mode=mode,
        assertions=(Rows("lines", at_least=2 if mode is Mode.REPLACE else 1),),
    )


def write_source(path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([COLUMNS, *rows])
    return path


OLD_ROWS = [("08045000", "Mangoes", "5%", "0%"), ("09011100", "Coffee", "2%", "")]
NEW_ROWS = [("08045000", "Mangoes", "7%", "0%"), ("18010000", "Cocoa beans", "Free", "")]
