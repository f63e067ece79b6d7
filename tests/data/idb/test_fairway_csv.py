"""The open template: what it reads, and how it refuses. Every figure here is invented."""

from __future__ import annotations

import csv
import gzip
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from fairway.data.idb import selectors
from fairway.data.idb.adapters import find_adapter, reading
from fairway.data.idb.adapters.base import LoadOptions
from fairway.data.idb.adapters.fairway_csv.layout import ABOUT_KEYS, SHEETS
from fairway.data.idb.adapters.fairway_csv.template import template_write
from fairway.data.idb.adapters.report import LoadReport
from fairway.data.idb.domain.profile import Beneficiary, ChargeRate, ProgrammeKind, Severity
from fairway.data.idb.domain.schema import LINES, RATES
from fairway.data.idb.services import release_load
from fairway.kernel.period import Period
from fairway.platform.content.problem import SourceError

ADAPTER = find_adapter("fairway-csv")

ABOUT = {
    "territory": "AQ",
    "name": "Antarctique",
    "language": "fr",
    "currency": "NOK",
    "valuation": "CIF",
    "hs_edition": "2022",
    "period_start": "2025-01-01",
    "publisher": "Ministry of Ice",
    "title": "Invented tariff",
    "published": "2024-12-01",
    "licence": "CC0",
}


def example() -> dict[str, list[list[object]]]:
    return {
        "about": [["key", "value"], *([key, value] for key, value in ABOUT.items())],
        "lines": [
            ["goods_code", "description", "mfn_rate", "units", "season", "note"],
            ["0804.50.00", "Mangues", "10", "KGM", "", ""],
            ["07020000", "Tomates", "5 %", "KGM", "05-01/10-31", ""],
            ["07020000", "Tomates", "2.5", "KGM", "11-01/04-30", "winter"],
        ],
        "programmes": [
            ["code", "name", "kind", "beneficiaries", "in_force", "claim_code", "conditions"],
            ["POLAR", "Accord polaire", "agreement", "NO CL", "2019-01-01/2020-12-31; 2023-01-01/", "P1",
             "Certificat d’origine. Transport direct."],
        ],
        "preferences": [
            ["goods_code", "programme", "rate", "origins", "valid_from", "valid_to"],
            ["08045000", "POLAR", "6", "", "2025-01-01", "2025-12-31"],
            ["08045000", "POLAR", "3", "", "2026-01-01", ""],
            ["070200", "POLAR", "0", "CL", "", ""],
        ],
        "charges": [
            ["code", "name", "kind", "base", "percent", "valid_from", "valid_to", "minimum"],
            ["vat", "TVA", "tax", "customs_value duty", "12.5", "", "2025-06-30", "3"],
            ["vat", "TVA", "tax", "customs_value duty", "15", "2025-07-01", "", ""],
        ],
        "notices": [
            ["code", "text", "severity", "chapters", "total_incomplete"],
            ["levy", "Une taxe peut s’ajouter.", "check", "0804 07", "yes"],
        ],
    }  # fmt: skip


def as_folder(sheets, path: Path) -> Path:
    path.mkdir()
    for name, rows in sheets.items():
        with (path / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(rows)
    return path


def as_zip(sheets, path: Path) -> Path:
    folder = as_folder(sheets, path.with_suffix(""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, f"tariff/{file.name}")
    return path


def as_workbook(sheets, path: Path) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read(path: Path, **options: object):
    return ADAPTER.read(path, LoadOptions(**options), LoadReport())


def problems(sheets, tmp_path: Path) -> list[str]:
    with pytest.raises(SourceError) as raised:
        read(as_folder(sheets, tmp_path / "bad"))
    return [str(problem.text) for problem in raised.value.problems]


def test_the_example_gives_lines_rates_and_a_profile(tmp_path):
    parsed = read(as_folder(example(), tmp_path / "aq"))

    assert parsed.tables["lines"].schema == LINES
    assert parsed.tables["rates"].schema == RATES
    lines = parsed.tables["lines"].to_pylist()
    assert [(line["goods_code"], line["season"], line["units"]) for line in lines] == [
        ("08045000", None, ["KGM"]),
        ("07020000", "05-01/10-31", ["KGM"]),
        ("07020000", "11-01/04-30", ["KGM"]),
    ]
    assert lines[2]["note"] == "winter"
    rates = parsed.tables["rates"].to_pylist()
    named = ("goods_code", "measure", "programme", "claim_code", "rate_text")
    assert [tuple(rate[name] for name in named) for rate in rates] == [
        ("08045000", "mfn", "", "", "10"),
        ("07020000", "mfn", "", "", "5 %"),
        ("07020000", "mfn", "", "", "2.5"),
        ("08045000", "preference", "POLAR", "P1", "6"),
        ("08045000", "preference", "POLAR", "P1", "3"),
        ("070200", "preference", "POLAR", "P1", "0"),
    ]  # fmt: skip
    assert [rate["origins"] for rate in rates[3:]] == [None, None, ["CL"]]
    assert (parsed.territory, parsed.currency, parsed.hs_edition) == ("AQ", "NOK", 2022)
    assert parsed.period == Period(date(2025, 1, 1))
    assert parsed.citation.published == date(2024, 12, 1)

    profile = parsed.profile
    assert profile.members == ("AQ",)
    assert profile.name.in_language("fr") == "Antarctique"
    [programme] = profile.programmes
    assert programme.kind is ProgrammeKind.AGREEMENT
    assert programme.beneficiaries == (Beneficiary("NO"), Beneficiary("CL"))
    assert programme.in_force == (
        Period(date(2019, 1, 1), date(2020, 12, 31)),
        Period(date(2023, 1, 1)),
    )
    assert [str(condition) for condition in programme.conditions] == [
        "Certificat d’origine.",
        "Transport direct.",
    ]
    [vat] = profile.charges
    assert vat.rates == (
        ChargeRate(Period(None, date(2025, 6, 30)), Decimal("12.5"), Decimal("3")),
        ChargeRate(Period(date(2025, 7, 1)), Decimal("15")),
    )
    [notice] = profile.notices
    assert (notice.severity, notice.chapters, notice.total_incomplete) == (
        Severity.CHECK,
        ("0804", "07"),
        True,
    )


def test_folder_zip_and_workbook_say_the_same(tmp_path):
    folder = read(as_folder(example(), tmp_path / "aq"))
    assert read(as_zip(example(), tmp_path / "zipped.zip")) == folder
    assert read(as_workbook(example(), tmp_path / "aq.xlsx")) == folder


def test_the_example_is_published(home, tmp_path):
    release = release_load(adapter=ADAPTER, source=as_workbook(example(), tmp_path / "aq.xlsx")).release
    assert selectors.territories_for("AQ") == [release]
    assert release.row_counts == {"lines": 3, "rates": 6}


def test_lines_alone_are_enough(tmp_path):
    sheets = {name: rows for name, rows in example().items() if name in ("about", "lines")}
    parsed = read(as_folder(sheets, tmp_path / "aq"))
    assert parsed.tables["rates"].num_rows == 3
    assert parsed.profile.programmes == ()


def test_typed_cells_of_a_workbook_mean_what_they_show(tmp_path):
    sheets = example()
    sheets["about"][8][1] = datetime(2025, 1, 1)  # noqa: DTZ001  (a spreadsheet knows no zones)
    path = as_workbook(sheets, tmp_path / "aq.xlsx")
    book = load_workbook(path)
    book["lines"]["C2"].value, book["lines"]["C2"].number_format = 0.138, "0.0%"
    book["lines"]["C3"].value = 5
    book["lines"]["A4"].value = 7020000
    book.save(path)

    with pytest.raises(SourceError, match=r"lines, row 4, column goods_code: “7020000” has 7 digits"):
        read(path)
    book["lines"]["A4"].value = "07020000"
    book.save(path)
    assert read(path).tables["rates"]["rate_text"].to_pylist()[:2] == ["13.8%", "5"]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("lines", 1, 0), "0804", "column goods_code: A tariff line has 6, 8 or 10 digits. It says “0804”."),
        (("lines", 1, 0), "abc", "“abc” is not a goods code"),
        (("lines", 1, 0), "08045001", "preferences.csv, row 2, column goods_code: No line has this code"),
        (("lines", 1, 2), "", "lines.csv, row 2, column mfn_rate: A value is needed here."),
        (("lines", 1, 2), "10 EUR", "This must be a percent, as in 7.5; write 0 for free. It says “10 EUR”."),
        (("lines", 1, 2), "-5", "This must be a percent"),
        (("lines", 1, 3), "parsecs", "column units"),
        (("lines", 2, 4), "31-12/01-31", "A season is two days of the year"),
        (("lines", 2, 4), "02-30/03-31", "A season is two days of the year"),
        (("lines", 3, 4), "05-01/10-31", "row 4, column goods_code: The line stands twice"),
        (("lines", 1, 1), '=HYPERLINK("x")', "row 2, column description: The cell holds a formula."),
        (("lines", 1, 1), "@SUM(A1)", "The cell holds a formula."),
        (("lines", 1, 1), "\t+cmd|x", "The cell holds a formula."),
        (("lines", 0, 2), "duty", "lines.csv, row 1: These columns are missing: mfn_rate."),
        (("lines", 0, 5), "remark", "lines.csv, row 1: These columns are not known: remark."),
        (("preferences", 1, 1), "SOLAR", "row 2, column programme: This programme is not in the table"),
        (("preferences", 1, 2), "", "preferences.csv, row 2, column rate: A value is needed here."),
        (("preferences", 1, 3), "NO XX", "not two-letter economy codes: XX"),
        (("preferences", 2, 4), "2025-12-31", "two rates for this line on the same days"),
        (("preferences", 1, 4), "01/02/2025", "This must be a date, as in 2025-06-30. It says “01/02/2025”."),
        (("preferences", 1, 5), "2025-02-30", "There is no such day."),
        (("preferences", 1, 5), "2024-12-31", "The period ends before it starts."),
        (("programmes", 1, 2), "treaty", "This must be one of: unilateral, agreement, union, use."),
        (("programmes", 1, 3), "", "Name the economies that may claim it."),
        (("programmes", 1, 4), "2019-01-01/; 2023-01-01/", "Two of the periods overlap."),
        (("programmes", 1, 4), "2019", "A period is a first and a last day"),
        (("charges", 1, 3), "customs_value levy", "charges.csv, row 2, column base: Not known here: levy."),
        (("charges", 1, 4), "", "Give either a percent or a fixed amount."),
        (("charges", 1, 4), "12,5", "This must be a number with a decimal point"),
        (("charges", 2, 1), "GST", "another name, kind, base or scope"),
        (("charges", 2, 5), "2025-06-30", "two rates on the same days"),
        (("about", 4, 1), "", "charges.csv, row 2, column code: Amounts need a currency"),
        (("notices", 1, 2), "loud", "This must be one of: info, check, danger."),
        (("notices", 1, 4), "maybe", "This must be one of: yes, no."),
        (("about", 1, 1), "../etc", "row 2, column territory: A territory has 2 to 20 capital letters"),
        (("about", 1, 1), "ANTARCTICA", "name the economies it stands for"),
        (("about", 4, 1), "KRON", "column currency: This is not a currency code"),
        (("about", 5, 1), "EXW", "This must be one of: FOB, CIF."),
        (("about", 6, 1), "2021", "column hs_edition"),
        (("about", 8, 1), "", "The key publisher needs a value."),
        (("about", 2, 0), "nom", "about.csv, row 3, column key: This key is not known. It says “nom”."),
    ],
)  # fmt: skip
def test_a_problem_is_told_with_its_place(place, value, said, tmp_path):
    sheet, row, column = place
    sheets = example()
    sheets[sheet][row][column] = value
    told = problems(sheets, tmp_path)
    assert any(said in problem for problem in told), told


def test_signed_numbers_and_dashes_are_no_formulas(tmp_path):
    sheets = example()
    sheets["lines"][1][1] = "- - Mangues"
    sheets["lines"][1][5] = "+10"
    assert read(as_folder(sheets, tmp_path / "aq")).tables["lines"].num_rows == 3


def test_every_problem_is_told_at_once(tmp_path):
    sheets = example()
    sheets["lines"][1][2] = sheets["lines"][2][2] = "free"
    sheets["programmes"][1][2] = "treaty"
    assert len(problems(sheets, tmp_path)) >= 3


def test_reading_stops_after_a_hundred_problems(tmp_path):
    sheets = example()
    sheets["lines"] += [[f"0804{number:04}", "x", "free", "", "", ""] for number in range(500)]
    assert len(problems(sheets, tmp_path)) == 100


def test_a_formula_of_a_workbook_is_refused(tmp_path):
    sheets = example()
    sheets["lines"][1][2] = "=1+9"
    with pytest.raises(SourceError, match=r"aq\.xlsx › lines, row 2, column C: The cell holds a formula"):
        read(as_workbook(sheets, tmp_path / "aq.xlsx"))


@pytest.mark.parametrize(
    "name", ["../lines.csv", "/etc/lines.csv", "a/../../lines.csv", "..\\lines.csv", "C:\\lines.csv"]
)
def test_a_zip_with_a_path_escape_is_refused(name, tmp_path):
    path = as_zip(example(), tmp_path / "aq.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(SourceError, match="leads outside it"):
        read(path)


def test_a_zip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("fairway.data.idb.adapters.fairway_csv.source.LARGEST_TEXT", 300)
    with pytest.raises(SourceError, match="unpacks to more than"):
        read(as_zip(example(), tmp_path / "aq.zip"))


def test_a_workbook_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("fairway.data.idb.adapters.fairway_csv.workbook.LARGEST_TEXT", 1000)
    with pytest.raises(SourceError, match="unpacks to more than"):
        read(as_workbook(example(), tmp_path / "aq.xlsx"))


def test_a_gzip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_TEXT", 1000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a" * 5000))
    with pytest.raises(SourceError, match="unpacks to more than"):
        reading.read_text(path)


def test_a_sheet_with_far_too_many_columns_is_refused(tmp_path):
    sheets = example()
    sheets["lines"][1] += [""] * 200 + ["x"]
    with pytest.raises(SourceError, match="The sheet is too large"):
        read(as_workbook(sheets, tmp_path / "aq.xlsx"))


def test_a_huge_field_is_refused(tmp_path):
    sheets = example()
    sheets["lines"][1][1] = "x" * 200_000
    with pytest.raises(SourceError, match=r"lines\.csv, row 2"):
        read(as_folder(sheets, tmp_path / "aq"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("aq.xlsx", b"PK\x03\x04 not really", "not an .xlsx workbook"),
        ("aq.zip", b"PK\x03\x04 not really", "The archive cannot be read"),
        ("aq.pdf", b"%PDF", "A workbook (.xlsx), a .zip or a folder"),
    ],
)
def test_a_file_of_another_kind_is_refused(name, content, said, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as raised:
        read(tmp_path / name)
    assert said in str(raised.value)


def test_a_truncated_workbook_is_refused(tmp_path):
    path = as_workbook(example(), tmp_path / "aq.xlsx")
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(SourceError):
        read(path)


def test_unknown_tables_are_refused(tmp_path):
    sheets = example()
    sheets["preference"] = sheets.pop("preferences")
    assert "These are not tables of the template: preference." in problems(sheets, tmp_path)[0]


def test_missing_tables_are_named(tmp_path):
    sheets = example()
    del sheets["lines"]
    assert "These tables are missing: lines." in problems(sheets, tmp_path)[0]


def test_the_territory_asked_for_must_be_that_of_the_template(tmp_path):
    with pytest.raises(SourceError, match="You asked for NO"):
        read(as_folder(example(), tmp_path / "aq"), territory="NO")


def test_the_empty_template_has_every_column_and_reads_until_it_needs_values(tmp_path):
    path = tmp_path / "template.xlsx"
    template_write(path)
    book = load_workbook(path)
    assert book.sheetnames == ["read me", *(layout.name for layout in SHEETS)]
    for layout in SHEETS:
        assert [cell.value for cell in book[layout.name][1]] == [column.name for column in layout.columns]
    with pytest.raises(SourceError) as raised:
        read(path)
    needed = [str(problem.message) for problem in raised.value.problems]
    assert needed == [f"The key {key.name} needs a value." for key in ABOUT_KEYS if key.is_required]


def test_the_examples_of_the_template_are_valid(tmp_path):
    """A reader who copies the examples gets a tariff that loads."""
    sheets = {
        layout.name: [
            [column.name for column in layout.columns],
            [column.example for column in layout.columns],
        ]
        for layout in SHEETS
    }
    sheets["about"] = [["key", "value"], *([key.name, key.example] for key in ABOUT_KEYS)]
    parsed = read(as_folder(sheets, tmp_path / "aq"))
    assert parsed.tables["rates"].num_rows == 2


def test_the_guide_names_every_sheet_column_and_key():
    guide = (Path(__file__).parents[3] / "docs" / "data-template.md").read_text(encoding="utf-8")
    for layout in SHEETS:
        assert f"`{layout.name}`" in guide
        missing = [column.name for column in layout.columns if f"`{column.name}`" not in guide]
        assert missing == [], layout.name
    assert [key.name for key in ABOUT_KEYS if f"`{key.name}`" not in guide] == []
