"""A file of shipments is quoted as each of them would be alone; rows that cannot be read are named."""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from batch_shipments import (
    COLUMNS,
    MANGOES,
    OUTCOME,
    TODAY,
    differences,
    random_shipments,
    run_batch,
    shipment,
    single_quote,
    write_shipments,
)
from click.testing import CliRunner

from fairway.market.tariff.batch.run import BadShipments, quote_batch
from fairway.market.tariff.cli_batch import quote_batch as command

pytestmark = pytest.mark.django_db

SENEGAL = {"product": "0804509000", "from_": "KE", "to": "SN"}
HANDBAGS = {"product": "42022160", "from_": "IT"}
WATCHES = {"product": "91021110", "from_": "CH", "quantity": "100", "unit": "pcs"}
# Shipments by what is special in them, each with status, best kind, programme and duty.
KNOWN = {
    "preference": (shipment(), "computed", "preference", "AGOA", "0.00"),
    "dots in the code": (shipment(product="0804.50.80"), "computed", "preference", "AGOA", "0.00"),
    "names of economies": (shipment(from_="Ghana", to="usa"), "computed", "preference", "AGOA", "0.00"),
    "normal rate by weight": (shipment(from_="CN"), "computed", "mfn", None, "18.00"),
    "tonnes": (shipment(from_="CN", quantity="1.2", unit="t"), "computed", "mfn", None, "18.00"),
    "missing quantity": (shipment(from_="CN", quantity="", unit=""), "needs", None, None, None),
    "quantity of another kind": (shipment(from_="CN", unit="pcs"), "needs", None, None, None),
    "second quantity": (
        shipment(from_="CN", quantity="40", unit="pcs", quantity2="1200", unit2="kg"),
        "computed", "mfn", None, "18.00",
    ),
    "quantity missing for the normal rate only": (
        shipment(quantity="", unit=""), "needs", "preference", "AGOA", "0.00",
    ),
    "column 2": (shipment(from_="Cuba"), "computed", "mfn", None, "397.20"),
    "lapsed programme of a beneficiary": (shipment(from_="TH"), "computed", "mfn", None, "18.00"),
    "lapsed programme, excluded": (shipment(from_="PH"), "computed", "mfn", None, "18.00"),
    "additional duty": (shipment(product="61051000", from_="CN"), "computed", "mfn", None, "985.00"),
    "additional duty that is no figure": (
        shipment(product="84261900", from_="CN"), "uncomputable", "mfn", None, "0.00",
    ),
    "short code with two lines": (shipment(product="080450"), "needs", None, None, None),
    "short code with one line": (shipment(product="610510", from_="IN"), "computed", "mfn", None, "985.00"),
    "longer than the tariff": (shipment(product="0804508010"), "computed", "preference", "AGOA", "0.00"),
    "code of another tariff": (shipment(from_="US", to="GH"), "needs", None, None, None),
    "code of another tariff, one rate": (
        shipment(product="01012100", from_="US", to="GH"), "computed", "mfn", None, "250.00",
    ),
    "code of no tariff": (shipment(product="99999999"), "uncomputable", None, None, None),
    "in season": (shipment(product="08045060", from_="CN"), "computed", "mfn", None, "79.20"),
    "out of season": (shipment(product="08045040", from_="CN"), "uncomputable", None, None, None),
    "season of the autumn": (
        shipment(product="08045040", from_="CN", on="2025-10-01"), "computed", "mfn", None, "79.20",
    ),
    "AfCFTA in 2025": (shipment(**SENEGAL), "computed", "preference", "AfCFTA", "500.00"),
    "AfCFTA on the last day of 2024": (
        shipment(**SENEGAL, on="2024-12-31"), "computed", "preference", "AfCFTA", "600.00",
    ),
    "AfCFTA at its end": (shipment(**SENEGAL, on="2035-07-01"), "computed", "preference", "AfCFTA", "0.00"),
    "between members": (
        shipment(product="0804509000", to="SN"), "computed", "preference", "ETLS", "0.00",
    ),
    "today where no day is given": (shipment(on=""), "computed", "preference", "AGOA", "0.00"),
    "before the release": (shipment(on="2019-07-01"), "uncomputable", None, None, None),
    "market not loaded": (shipment(to="JP"), "uncomputable", None, None, None),
    "euro": (shipment(**HANDBAGS, currency="EUR"), "computed", "mfn", None, "590.50"),
    "euro in small letters": (shipment(**HANDBAGS, currency="eur"), "computed", "mfn", None, "590.50"),
    "CFA franc, a cross rate": (
        shipment(**HANDBAGS, value="655957", currency="XOF"), "computed", "mfn", None, "118.10",
    ),
    "currency without a rate": (shipment(**HANDBAGS, currency="GHS"), "needs", None, None, None),
    "currency that is not needed": (
        shipment(product="0804509000", from_="KE", to="SN", value="5000", currency="GHS"),
        "computed", "preference", "AfCFTA", "500.00",
    ),
    "currency without cents": (
        shipment(**SENEGAL, value="1005", currency="JPY"), "computed", "preference", "AfCFTA", "101",
    ),
    "currency of thousandths": (
        shipment(**SENEGAL, value="10.005", currency="KWD"), "computed", "preference", "AfCFTA", "1.001",
    ),
    "half a cent is rounded up": (
        shipment(**SENEGAL, value="10.05"), "computed", "preference", "AfCFTA", "1.01",
    ),
    "watches": (shipment(**WATCHES), "needs", None, None, None),
    "watches with a preference": (shipment(**WATCHES | {"from_": "AU"}), "needs", "preference", None, "0.00"),
}  # fmt: skip

# What is wrong with a row: the change, the column that is named, its value there, words of the message.
FAULTS = {
    "no product": ({"product": ""}, "product", "6, 8 or 10 digits"),
    "words for a product": ({"product": "mango"}, "product", "6, 8 or 10 digits"),
    "a short product": ({"product": "0804"}, "product", "6, 8 or 10 digits"),
    "an odd product": ({"product": "0804508"}, "product", "6, 8 or 10 digits"),
    "no origin": ({"from_": ""}, "from", "not an economy"),
    "an unknown origin": ({"from_": "Gahna"}, "from", "not an economy"),
    "an unknown destination": ({"to": "Atlantis"}, "to", "not an economy"),
    "nowhere to go": ({"to": "Ghana"}, "to", "already there"),
    "no value": ({"value": ""}, "value", "number above zero"),
    "a value in words": ({"value": "many"}, "value", "number above zero"),
    "nothing worth": ({"value": "0"}, "value", "number above zero"),
    "less than nothing worth": ({"value": "-5"}, "value", "number above zero"),
    "a decimal comma": ({"value": "5,5"}, "value", "number above zero"),
    "a huge value": ({"value": "1" + "0" * 30}, "value", "number above zero"),
    "no currency": ({"currency": ""}, "currency", "ISO 4217"),
    "an unknown currency": ({"currency": "QQQ"}, "currency", "ISO 4217"),
    "a negative quantity": ({"quantity": "-1"}, "quantity", "above zero"),
    "a quantity in words": ({"quantity": "some"}, "quantity", "above zero"),
    "no unit": ({"unit": ""}, "unit", "not a unit"),
    "an unknown unit": ({"unit": "stones"}, "unit", "not a unit"),
    "an unknown second unit": ({"quantity2": "5", "unit2": "stones"}, "unit2", "not a unit"),
    "a second quantity of zero": ({"quantity2": "0", "unit2": "pcs"}, "quantity2", "above zero"),
    "two weights": ({"quantity2": "1100", "unit2": "kg"}, "quantity2", "contradict"),
    "two weights in two units": ({"quantity2": "1.1", "unit2": "t"}, "quantity2", "contradict"),
    "a day in another order": ({"on": "01/07/2025"}, "on", "2025-07-01"),
    "a day that is none": ({"on": "2025-02-30"}, "on", "2025-07-01"),
}


@pytest.fixture
def problems(tmp_path: Path):
    """Run the rows and return what the problems file says of them."""

    def read(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        result, _outcomes = run_batch(tmp_path, rows)
        if result.problems is None:
            return []
        with result.problems.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


def test_known_shipments_have_their_known_outcomes(tmp_path):
    rows = [row for row, *_expected in KNOWN.values()]
    result, outcomes = run_batch(tmp_path, rows)
    found = {
        name: (outcome["status"], outcome["best_kind"], outcome["best_programme"], outcome["best_duty"])
        for name, outcome in zip(KNOWN, outcomes, strict=True)
    }
    expected = {
        name: (*words, None if duty is None else Decimal(duty))
        for name, (_row, *words, duty) in KNOWN.items()
    }
    # Which preference of several free ones is named is the engine's choice, compared below.
    found["watches with a preference"] = (*found["watches with a preference"][:2], None, Decimal(0))
    assert found == expected
    assert differences(rows, outcomes) == []
    assert (result.rows, result.invalid, result.problems) == (len(KNOWN), 0, None)


@pytest.mark.parametrize("seed", [1, 2])
def test_random_shipments_are_quoted_as_each_would_be_alone(tmp_path, seed):
    rows = list(random_shipments(300, seed=seed))
    result, outcomes = run_batch(tmp_path, rows)
    assert differences(rows, outcomes) == []
    kinds = Counter((outcome["status"], outcome["best_kind"]) for outcome in outcomes)
    assert {("computed", "mfn"), ("computed", "preference"), ("needs", None), ("uncomputable", None)} <= set(
        kinds
    )
    assert result.rows == 300


def test_the_output_has_the_columns_of_the_contract_in_the_order_of_the_input(tmp_path):
    rows = [shipment() | {"id": name} for name in ("b", "a", "c", "a")]
    _result, outcomes = run_batch(tmp_path, rows)
    assert [outcome["id"] for outcome in outcomes] == ["b", "a", "c", "a"]
    assert list(outcomes[0]) == ["id", *OUTCOME]
    schema = pq.read_schema(tmp_path / "quotes.parquet")
    assert str(schema.field("best_duty").type).startswith("decimal")


def test_optional_columns_may_be_missing_and_others_are_ignored(tmp_path):
    columns = ("note", *COLUMNS[:8])
    source = write_shipments(
        tmp_path / "a.csv", [MANGOES | {"note": "by ship"}], columns=("id", *columns[:1], *COLUMNS[1:8])
    )
    quote_batch(source, tmp_path / "a.parquet", today=TODAY)
    [outcome] = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert {name: outcome[name] for name in OUTCOME} == single_quote(shipment(on=""))


class TestRowsThatCannotBeRead:
    def test_each_fault_is_named_with_its_place(self, problems):
        rows = [shipment(**change) | {"id": name} for name, (change, *_expected) in FAULTS.items()]
        found = {line["id"]: line for line in problems(rows)}
        assert found.keys() == FAULTS.keys()
        for place, (name, (change, column, words)) in enumerate(FAULTS.items(), start=2):
            line = found[name]
            value = change.get(column, change.get(f"{column}_"))
            assert (line["file"], line["row"], line["column"]) == ("shipments.csv", str(place), column), name
            assert line["value"] == value, name
            assert words in line["message"], name

    def test_such_rows_are_invalid_and_the_others_are_quoted(self, tmp_path):
        rows = [row for change, *_ in FAULTS.values() for row in (shipment(**change), shipment())]
        result, outcomes = run_batch(tmp_path, rows)
        assert [outcome["status"] for outcome in outcomes] == ["invalid", "computed"] * len(FAULTS)
        for outcome in outcomes[::2]:
            assert {outcome[name] for name in OUTCOME[1:-1]} == {None}
        assert result.invalid == len(FAULTS)

    @pytest.mark.parametrize("name", FAULTS)
    def test_a_single_quote_refuses_them_too(self, name):
        assert single_quote(shipment(**FAULTS[name][0]))["status"] == "invalid"

    def test_every_fault_of_a_row_has_a_line(self, problems):
        found = problems([shipment(product="x", from_="Gahna", value="0")])
        assert [line["column"] for line in found] == ["product", "from", "value"]

    def test_an_amount_without_a_unit_named_by_mistake_is_no_quantity(self, problems):
        assert problems([shipment(quantity="", unit="kg")]) == []

    def test_hostile_cells_stay_text(self, problems):
        hostile = "'); DROP TABLE shipment; --"
        [line] = problems([shipment(from_=hostile) | {"id": "=1+1"}])
        assert line["value"] == hostile

    def test_a_clean_run_leaves_no_problems_of_an_earlier_one(self, tmp_path):
        first, _ = run_batch(tmp_path, [shipment(value="0")])
        assert first.problems is not None
        second, _ = run_batch(tmp_path, [shipment()])
        assert second.problems is None
        assert not first.problems.exists()


class TestFilesThatCannotBeRead:
    def refused(self, tmp_path: Path, content: bytes) -> str:
        source, out = tmp_path / "shipments.csv", tmp_path / "quotes.parquet"
        source.write_bytes(content)
        out.write_bytes(b"the quotes of yesterday")
        with pytest.raises(BadShipments) as caught:
            quote_batch(source, out, today=TODAY)
        assert out.read_bytes() == b"the quotes of yesterday"
        assert not list(tmp_path.glob("*.partial"))
        assert str(caught.value).startswith("shipments.csv")
        return str(caught.value)

    def content(self, *rows: str) -> bytes:
        return "\n".join((",".join(COLUMNS), *rows, "")).encode()

    ROW = "1,08045080,GH,US,5000,USD,1200,kg,,,2025-07-01"

    def test_missing_columns_are_named(self, tmp_path):
        message = self.refused(tmp_path, b"id,product,from,to,value\n1,08045080,GH,US,5000\n")
        assert "row 1" in message
        assert "currency, quantity, unit" in message

    def test_an_empty_file_has_no_columns(self, tmp_path):
        assert "id, product, from" in self.refused(tmp_path, b"")

    @pytest.mark.parametrize("rows", [0, 2000])
    def test_text_that_is_not_utf8_is_refused_with_its_place(self, tmp_path, rows):
        good = self.content(*[self.ROW] * rows)
        message = self.refused(tmp_path, good + b"2,08045080,C\xf4te,US,5000,USD,1200,kg,,,2025-07-01\n")
        assert "UTF-8" in message or "unicode" in message.lower()
        assert any(
            place in message for place in (str(len(good) + 12), f"Line: {rows + 2}", f"row {rows + 2}")
        )

    def test_a_column_that_stands_twice_is_named(self, tmp_path):
        message = self.refused(tmp_path, b"unit," + self.content(self.ROW))
        assert "row 1" in message
        assert "unit" in message

    def test_a_row_with_too_many_cells_is_refused_with_its_place(self, tmp_path):
        assert "Line: 3" in self.refused(tmp_path, self.content(self.ROW, self.ROW + ",x,y"))

    def test_a_row_with_too_few_cells_is_refused_with_its_place(self, tmp_path):
        assert "Line: 3" in self.refused(tmp_path, self.content(self.ROW, "2,08045080,GH"))

    def test_an_open_quotation_mark_is_refused(self, tmp_path):
        self.refused(tmp_path, self.content(self.ROW, '2,"08045080,GH,US,5000,USD,1200,kg,,,2025-07-01'))

    def test_a_parquet_file_is_no_csv_file(self, tmp_path):
        self.refused(tmp_path, b"PAR1\x00\x15\xff\xfe" * 10)

    def test_a_file_with_a_header_only_has_no_quotes(self, tmp_path):
        result, outcomes = run_batch(tmp_path, [])
        assert (result.rows, outcomes) == (0, [])

    def test_a_byte_order_mark_is_no_part_of_the_first_column(self, tmp_path):
        source = tmp_path / "bom.csv"
        source.write_bytes(b"\xef\xbb\xbf" + self.content(self.ROW))
        quote_batch(source, tmp_path / "bom.parquet", today=TODAY)
        assert pq.read_table(tmp_path / "bom.parquet").to_pylist()[0]["id"] == "1"

    def test_a_path_with_a_quotation_mark_is_only_a_path(self, tmp_path):
        folder = tmp_path / "it's; DROP"
        folder.mkdir()
        result, [outcome] = run_batch(folder, [shipment()])
        assert (result.rows, outcome["best_programme"]) == (1, "AGOA")


class TestTheCommand:
    def run(self, tmp_path: Path, rows: list[dict[str, str]], *more: str):
        source = write_shipments(tmp_path / "shipments.csv", rows)
        out = tmp_path / "quotes.parquet"
        return CliRunner().invoke(command, [str(source), "--out", str(out), *more]), out

    def test_it_says_what_it_did(self, tmp_path):
        result, out = self.run(tmp_path, [shipment(), shipment(value="0")], "--json")
        plain = json.loads(result.stdout)
        assert result.exit_code == 2  # some rows are bad input
        assert (plain["rows"], plain["invalid"], plain["out"]) == (2, 1, str(out))
        assert Path(plain["problems"]).is_file()
        assert len(pq.read_table(out)) == 2

    def test_a_file_without_a_fault_exits_zero(self, tmp_path):
        result, _out = self.run(tmp_path, [shipment(), shipment(quantity="", unit="")])
        assert result.exit_code == 0
        assert "2 shipments quoted" in result.stdout

    def test_bad_input_exits_two_and_names_it(self, tmp_path):
        source = tmp_path / "shipments.csv"
        source.write_text("id,product\n1,2\n")
        result = CliRunner().invoke(command, [str(source), "--out", str(tmp_path / "out.parquet")])
        assert (result.exit_code, result.stdout) == (2, "")
        assert "SHIPMENTS" in result.stderr
        assert "row 1" in result.stderr

    def test_a_file_that_is_not_there_is_bad_input(self, tmp_path):
        result = CliRunner().invoke(
            command, [str(tmp_path / "no.csv"), "--out", str(tmp_path / "out.parquet")]
        )
        assert result.exit_code == 2
        assert "no.csv" in result.stderr
