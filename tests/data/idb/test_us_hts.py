from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from us_samples import load_whole, read, read_with_report, rows_of, write_schedule

from fairway.data.idb.adapters import find_adapter
from fairway.data.idb.adapters.us_hts import ADAPTER
from fairway.data.idb.adapters.us_tariff_database.cross_check import Numbers, numbers_in_text
from fairway.data.idb.domain.parsed import Parsed
from fairway.platform.content.problem import SourceError

FILE = "data/us/hts_2025_basic_edition.csv.gz"
HORSES = (
    '0101,0,"Live horses, asses, mules and hinnies:",,,,,,',
    ",1,Horses:,,,,,,",
    "0101.21.00,2,Purebred breeding animals,,Free,,Free,,",
    '0101.21.00.10,3,Males,"[""No.""]",,,,,',
    '0101.21.00.20,3,Females,"[""No.""]",,,,,',
    '0101.30.00.00,1,Asses,"[""No.""]",6.8%,"Free (A+,D,E, IL,S, SG)",15%,,',
)
MELONS = (
    "0807.19,2,Other:,,,,,,",
    ",3,Cantaloupes:,,,,,,",
    '0807.19.10,4,"If entered from August 1 to September 15, inclusive, in any year",,12.8%,,35%,,',
    '0807.19.10.10,5,Small,"[""kg""]",,,,,',
    '0807.19.10.20,5,Large,"[""kg""]",,,,,',
    '0807.19.20.00,4,If entered at any other time,"[""kg""]",29.8%,Free (A*),35%,,',
    ",3,Other:,,,,,,",
    ",4,Other:,,,,,,",
    '0807.19.90.00,5,Other,"[""kg"",""No.""]",5%,,35%,,12 cents/kg',
)


@pytest.fixture
def melons(tmp_path: Path) -> Parsed:
    return read(ADAPTER, write_schedule(tmp_path / "hts_2025_basic_edition.csv", *MELONS))


def test_lines_are_the_declarable_numbers(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write_schedule(tmp_path / "hts_2025_basic_edition.csv", *HORSES))
    lines = {row["goods_code"]: row for row in parsed.tables["lines"].to_pylist()}
    assert list(lines) == ["0101210010", "0101210020", "0101300000"]
    assert lines["0101210010"]["path"] == "Purebred breeding animals"
    assert lines["0101300000"]["path"] is None
    assert lines["0101300000"]["units"] == ["NAR"]


def test_rates_stand_at_eight_digits_wherever_they_are_printed(tmp_path: Path) -> None:
    parsed = read(ADAPTER, write_schedule(tmp_path / "hts_2025_basic_edition.csv", *HORSES))
    rates = [(r["goods_code"], r["measure"], r["rate_text"]) for r in parsed.tables["rates"].to_pylist()]
    assert rates[:4] == [
        ("01012100", "mfn", "Free"),
        ("01012100", "column2", "Free"),
        ("01013000", "mfn", "6.8%"),
        ("01013000", "column2", "15%"),
    ]
    assert [r["programme"] for r in rows_of(parsed, "rates", "01013000", measure="preference")] == [
        "A+", "D", "E", "IL", "S", "SG",
    ]  # fmt: skip


def test_the_path_names_the_levels_under_the_subheading_once(melons: Parsed) -> None:
    line = rows_of(melons, "lines", "0807199000")[0]
    assert (line["path"], line["description"]) == ("Other", "Other")
    assert line["units"] == ["KGM", "NAR"]
    assert line["note"] == "Additional duties: 12 cents/kg"


def test_a_season_passes_to_the_numbers_below_and_its_rest_to_the_sister(melons: Parsed) -> None:
    seasons = {row["goods_code"]: row["season"] for row in melons.tables["lines"].to_pylist()}
    assert seasons == {
        "0807191010": "08-01/09-15",
        "0807191020": "08-01/09-15",
        "0807192000": "09-16/07-31",
        "0807199000": None,
    }


def test_other_beside_seasons_only_is_the_rest_of_the_year(tmp_path: Path) -> None:
    path = write_schedule(
        tmp_path / "hts_2025_basic_edition.csv",
        "0708.10,1,Peas:,,,,,,",
        '0708.10.20.00,2,"If entered from July 1 to September 30, in any year",,1%,,2%,,',
        "0708.10.40.00,2,Other,,3%,,4%,,",
        "0708.20,1,Beans:,,,,,,",
        '0708.20.10.00,2,"Lima beans, if entered from July 1 to September 30",,1%,,2%,,',
        "0708.20.90.00,2,Other,,3%,,4%,,",
    )
    seasons = {row["goods_code"]: row["season"] for row in read(ADAPTER, path).tables["lines"].to_pylist()}
    assert seasons["0708104000"] == "10-01/06-30"
    assert seasons["0708209000"] is None


def test_excluded_beneficiaries_come_from_the_lookup(tmp_path: Path) -> None:
    row = "0804.50.80.00,2,Dried,,1.5¢/kg,Free (A*),33.1¢/kg,,"
    parsed = read(ADAPTER, write_schedule(tmp_path / "hts_2025_basic_edition.csv", row))
    assert rows_of(parsed, "rates", "08045080", programme="A")[0]["excluded"] == ["PH"]


def test_an_exclusion_that_nobody_names_leaves_no_rate(melons: Parsed) -> None:
    rate = rows_of(melons, "rates", "08071920", programme="A")[0]
    assert (rate["rate_text"], rate["excluded"]) == ("", None)
    assert "excluded" in rate["note"]


def test_a_line_without_any_rate_has_blank_ones(tmp_path: Path) -> None:
    parsed = read(
        ADAPTER, write_schedule(tmp_path / "hts_2025_basic_edition.csv", "9903.17.01,2,Eligible,,,,,,")
    )
    assert [r["rate_text"] for r in rows_of(parsed, "rates", "99031701")] == ["", ""]


def test_in_chapter_99_the_path_holds_every_row_above(tmp_path: Path) -> None:
    rows = (",0,Sheep meat:,,,,,,", "9904.02.60,1,If safeguards apply,,,,,,8.8%")
    parsed = read(ADAPTER, write_schedule(tmp_path / "hts_2025_basic_edition.csv", *rows))
    assert rows_of(parsed, "lines", "99040260")[0]["path"] == "Sheep meat"


def test_a_rate_printed_twice_is_counted_and_two_rates_are_refused(tmp_path: Path) -> None:
    line = "9006.59.15,6,Valued over $10,,Free,,20%,,"
    same = write_schedule(tmp_path / "hts_2025_revision_1.csv", line, "9006.59.15.20,7,With flash,,,,20%,,")
    assert read_with_report(ADAPTER, same)[1].defects["rate_below_the_legal_line"].count == 1
    other = write_schedule(tmp_path / "other.csv", line, "9006.59.15.20,7,With flash,,,,25%,,")
    with pytest.raises(SourceError, match="20%") as refused:
        read(ADAPTER, other)
    assert (refused.value.problems[0].row, refused.value.problems[0].value) == (3, "25%")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("0101.2,1,Horses,,,,,,", "HTS Number"),
        ("0101.30.00.00,one,Asses,,,,,,", "Indent"),
        ("0101.30.00.00,999,Asses,,,,,,", "Indent"),
        ("0101.30.00.00,1,Asses,No.,,,,,", "Unit of Quantity"),
        ('0101.30.00.00,1,Asses,"[""stone""]",,,,,', "Unit of Quantity"),
        ("0101.30,1,Asses,,5%,,,,", "HTS Number"),
        ("0101.30.00.00,1,If entered June 1 to June 31,,5%,,,,", "Description"),
        ("0101.30.00.00,1,Asses,,5%,Free (ZZ),,,", "Special Rate of Duty"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(
            ADAPTER, write_schedule(tmp_path / "hts_2025_basic_edition.csv", "0101,0,Live horses,,,,,,", row)
        )
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (3, column)


@pytest.fixture(scope="module")
def edition(shared: Path) -> Parsed:
    return load_whole(ADAPTER, shared / FILE)[0]


@pytest.mark.shared
def test_the_real_edition_is_read_whole(shared: Path) -> None:
    parsed, report = load_whole(ADAPTER, shared / FILE)
    assert (parsed.tables["lines"].num_rows, parsed.tables["rates"].num_rows) == (23_603, 148_837)
    assert {name: defect.count for name, defect in report.defects.items()} == {
        "ended_programme": 25,
        "rate_below_the_legal_line": 1,
        "special_without_programme": 1728,
    }
    assert str(parsed.citation.title).endswith("2025 basic edition")
    assert parsed.period.start == parsed.citation.published == date(2025, 1, 1)


@pytest.fixture(scope="module")
def database(shared: Path) -> Parsed:
    """The other file of the same commission."""
    file = shared / "data/us/tariff_database_2025_06062025.csv.gz"
    return load_whole(find_adapter("us-tariff-database"), file)[0]


@pytest.mark.shared
def test_both_files_give_the_same_rates(edition: Parsed, database: Parsed) -> None:
    """Where both are plain rates; one writes 6.8% and 1.5¢/kg, the other 6.80% and 1.5 cents/kg."""
    ours, theirs = _numbers(edition), _numbers(database)
    assert len(ours.keys() & theirs.keys()) > 138_000
    assert {key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]} == set()
    assert ours.keys() - theirs.keys() == set()


def _numbers(parsed: Parsed) -> dict[tuple[str, str, str], Numbers]:
    return {
        (row["goods_code"], row["measure"], row["programme"]): numbers
        for row in parsed.tables["rates"].to_pylist()
        if row["goods_code"] < "98" and (numbers := numbers_in_text(row["rate_text"]))
    }


@pytest.mark.shared
def test_both_files_give_the_same_seasons(edition: Parsed, database: Parsed) -> None:
    """One states every season in words; the other says "Other" and "at any other time"."""
    assert _seasons(edition) == _seasons(database)


def _seasons(parsed: Parsed) -> dict[str, set[str]]:
    seasons: dict[str, set[str]] = {}
    for row in parsed.tables["lines"].to_pylist():
        if row["season"] and row["goods_code"] < "98":
            seasons.setdefault(row["goods_code"][:8], set()).add(row["season"])
    return seasons


def test_a_schedule_of_an_unknown_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--published"):
        read(ADAPTER, write_schedule(tmp_path / "hts.csv", *HORSES))
