from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from us_samples import load_whole, read, read_with_report

from fairway.data.idb.adapters.ecb_rates import ADAPTER
from fairway.data.idb.adapters.ecb_rates.parser import bundled_history
from fairway.data.idb.domain.exchange import ExchangeTable
from fairway.data.idb.services import Outcome, release_load
from fairway.platform.content.problem import SourceError

HEADER = "Date,USD,JPY,HRK,"
DAYS = ("2025-06-30,1.1720,169.17,N/A,", "2025-06-27,1.1704,169.4,,")


def write(path: Path, *days: str, header: str = HEADER) -> Path:
    path.write_text("\n".join((header, *days)) + "\n", encoding="utf-8")
    return path


def rates(path: Path) -> list[tuple[str, str, str]]:
    rows = read(ADAPTER, path).tables["exchange"].to_pylist()
    return [(str(row["date"]), row["currency"], str(row["per_base"].normalize())) for row in rows]


def test_every_published_rate_is_a_row_in_the_order_of_days(tmp_path: Path) -> None:
    published = [row for row in rates(write(tmp_path / "e.csv", *DAYS)) if row[1] in ("USD", "JPY", "HRK")]
    assert published == [
        ("2025-06-27", "JPY", "169.4"),
        ("2025-06-27", "USD", "1.1704"),
        ("2025-06-30", "JPY", "169.17"),
        ("2025-06-30", "USD", "1.172"),
    ]


def test_what_the_bank_did_not_publish_is_counted(tmp_path: Path) -> None:
    _parsed, report = read_with_report(ADAPTER, write(tmp_path / "e.csv", *DAYS))
    assert report.counts == {"days": 2, "days without a rate": 2}


def test_fixed_parities_get_a_row_on_every_day(tmp_path: Path) -> None:
    found = rates(write(tmp_path / "e.csv", *DAYS))
    assert [row for row in found if row[1] == "XOF"] == [
        ("2025-06-27", "XOF", "655.957"),
        ("2025-06-30", "XOF", "655.957"),
    ]


def test_a_rate_that_the_bank_publishes_goes_before_the_parity(tmp_path: Path) -> None:
    found = rates(write(tmp_path / "e.csv", "2025-06-30,656.1", header="Date,XOF"))
    assert [row for row in found if row[1] == "XOF"] == [("2025-06-30", "XOF", "656.1")]


def test_the_release_speaks_for_the_days_of_the_file(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write(tmp_path / "e.csv", *DAYS))
    assert (parsed.period.start, parsed.period.end) == (date(2025, 6, 27), date(2025, 6, 30))
    assert (parsed.currency, parsed.citation.published) == ("EUR", date(2025, 6, 30))


@pytest.mark.parametrize(
    ("day", "column"),
    [
        ("2025-06-26,1.17,0.000,N/A,", "JPY"),
        ("2025-06-26,-1.17,169,N/A,", "USD"),
        ("2025-06-26,=1+1,169,N/A,", "USD"),
        ("2025-06-26,1.17,169.12345678901,N/A,", "JPY"),
        ("26 June 2025,1.17,169,N/A,", "Date"),
        ("2025-06-27,1.18,169,N/A,", "Date"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(tmp_path: Path, day: str, column: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(ADAPTER, write(tmp_path / "e.csv", *DAYS, day))
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (4, column)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("Day,USD,JPY,HRK,", "Date"),
        ("Date,USD,JPY,EURO,", "ISO 4217"),
        ("Date,USD,USD,HRK,", "more than once"),
    ],
)
def test_a_bad_header_is_refused(tmp_path: Path, header: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read(ADAPTER, write(tmp_path / "e.csv", *DAYS, header=header))


def test_a_file_without_days_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no day"):
        read(ADAPTER, write(tmp_path / "e.csv"))


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "\n".join((HEADER, *DAYS)))
    return path


def test_the_banks_archive_is_read(tmp_path: Path) -> None:
    assert ("2025-06-30", "USD", "1.172") in rates(zipped(tmp_path / "e.zip", "eurofxref-hist.csv"))


@pytest.mark.parametrize("name", ["../eurofxref-hist.csv", "/etc/eurofxref-hist.csv"])
def test_an_archive_with_a_path_escape_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="outside itself"):
        read(ADAPTER, zipped(tmp_path / "e.zip", name))


def test_an_archive_of_several_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="one CSV file"):
        read(ADAPTER, zipped(tmp_path / "e.zip", "a.csv", "b.csv"))


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", "a.csv")
    content = bytearray(path.read_bytes())
    content[40:60] = b"x" * 20
    path.write_bytes(content)
    with pytest.raises(SourceError, match="cannot be read"):
        read(ADAPTER, path)


def test_the_bundled_history_is_read_whole() -> None:
    parsed, report = load_whole(ADAPTER, bundled_history())
    assert report.counts["days"] > 7_000
    table = ExchangeTable(parsed.tables["exchange"], source=parsed.citation)
    found = table.rate("USD", "XOF", date(2025, 6, 30))
    assert found is not None
    assert found.rate == Decimal("655.957") / Decimal("1.1720")


def test_a_few_days_do_not_replace_the_history(tmp_path: Path, home: Path) -> None:
    assert release_load(adapter=ADAPTER, source=bundled_history()).outcome is Outcome.PUBLISHED
    with pytest.raises(ValueError, match="expected at least"):
        release_load(adapter=ADAPTER, source=write(tmp_path / "e.csv", *DAYS))
