from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from uk_samples import CODE, CommodityDocument
from us_samples import load_whole, read_with_report

from fairway.data.idb.adapters.uk_tariff_api import ADAPTER
from fairway.data.idb.domain.parsed import Parsed
from fairway.data.idb.domain.profile import Programme, ProgrammeKind
from fairway.data.idb.profile_io import profile_from_json, profile_to_json
from fairway.data.idb.selectors import release_profile, release_table
from fairway.data.idb.services import Outcome, release_load
from fairway.platform.content.problem import SourceError

SCHEME = ("1062", ("TD", "ML", "NE"))
GHANA = ("GH", ())


def parse(document: CommodityDocument, folder: Path) -> Parsed:
    return load_whole(ADAPTER, document.write(folder / "c.json"))[0]


def rates(document: CommodityDocument, folder: Path, measure: str) -> list[dict[str, Any]]:
    rows = parse(document, folder).tables["rates"].to_pylist()
    return [row for row in rows if row["measure"] == measure]


def programmes(document: CommodityDocument, folder: Path) -> dict[str, Programme]:
    profile = parse(document, folder).profile
    assert profile is not None
    return {programme.code: programme for programme in profile.programmes}


def plain_document() -> CommodityDocument:
    return CommodityDocument().measure("103", "8.00 %")


def test_the_third_country_duty_is_the_mfn_rate(tmp_path: Path) -> None:
    (rate,) = rates(plain_document(), tmp_path, "mfn")
    assert rate == {
        "goods_code": CODE, "measure": "mfn", "programme": "", "claim_code": "", "rate_text": "8.00 %",
        "dialect": "taric", "currency": "GBP", "origins": None, "excluded": None,
        "valid_from": date(2021, 1, 1), "valid_to": None, "note": None,
    }  # fmt: skip


def test_html_is_taken_out_of_duties_and_texts(tmp_path: Path) -> None:
    document = CommodityDocument().measure(
        "103", "<span>8.20</span> GBP / <abbr title='Hectolitre'>hl</abbr>"
    )
    assert rates(document, tmp_path, "mfn")[0]["rate_text"] == "8.20 GBP / hl"
    assert parse(document, tmp_path).tables["lines"]["description"].to_pylist() == [
        "Invented dried fruit & nuts"
    ]


def test_a_preference_names_its_area_its_members_and_its_days(tmp_path: Path) -> None:
    document = plain_document().measure(
        "142", "2.00 %", SCHEME, start="2025-05-01", end="2025-10-31", excluded=("ML",)
    )
    (rate,) = rates(document, tmp_path, "preference")
    assert (rate["programme"], rate["claim_code"], rate["rate_text"]) == ("1062", "200", "2.00 %")
    assert (rate["origins"], rate["excluded"]) == (["TD", "ML", "NE"], ["ML"])
    assert (rate["valid_from"], rate["valid_to"]) == (date(2025, 5, 1), date(2025, 10, 31))


def test_an_area_of_the_trading_scheme_is_a_programme_in_three_languages(tmp_path: Path) -> None:
    programme = programmes(plain_document().measure("142", "0.00 %", SCHEME), tmp_path)["1062"]
    assert programme.kind is ProgrammeKind.UNILATERAL
    assert [beneficiary.economy for beneficiary in programme.beneficiaries] == ["TD", "ML", "NE"]
    assert "least developed" in programme.name.in_language("en")
    assert "pays les moins avancés" in programme.name.in_language("fr")
    assert "países menos adelantados" in programme.name.in_language("es")
    assert len(programme.conditions) == 2


def test_a_country_is_a_programme_with_its_name(tmp_path: Path) -> None:
    programme = programmes(plain_document().measure("142", "0.00 %", GHANA), tmp_path)["GH"]
    assert (programme.kind, programme.claim_code) == (ProgrammeKind.AGREEMENT, "300")
    assert programme.name.in_language("fr") == "Préférence tarifaire : Ghana"


def test_a_group_without_a_name_here_keeps_that_of_the_source(tmp_path: Path) -> None:
    document = plain_document().measure("142", "0.00 %", ("2051", ("VN", "MY")))
    assert programmes(document, tmp_path)["2051"].name.in_language("en") == "Tariff preference: Area 2051"


def test_a_customs_union_has_its_own_claim_code(tmp_path: Path) -> None:
    programme = programmes(plain_document().measure("106", "0.00 %", ("SM", ())), tmp_path)["SM"]
    assert (programme.kind, programme.claim_code) == (ProgrammeKind.UNION, "400")


def test_a_preference_under_authorised_use_is_a_programme_by_use(tmp_path: Path) -> None:
    document = plain_document().measure("142", "4.00 %", SCHEME).measure("145", "0.00 %", SCHEME)
    found = programmes(document, tmp_path)
    assert {code: p.kind.value for code, p in found.items()} == {"1062": "unilateral", "1062-USE": "use"}
    assert found["1062-USE"].claim_code == "240"
    by_use = rates(document, tmp_path, "preference")[1]
    assert (by_use["rate_text"], by_use["origins"]) == ("0.00 %", ["TD", "ML", "NE"])


def test_a_duty_under_authorised_use_is_an_option_beside_mfn(tmp_path: Path) -> None:
    document = plain_document().measure("105", "0.00 %")
    assert [rate["rate_text"] for rate in rates(document, tmp_path, "mfn")] == ["8.00 %"]
    (by_use,) = rates(document, tmp_path, "preference")
    assert (by_use["programme"], by_use["claim_code"]) == ("AUTHORISED-USE", "140")
    assert programmes(document, tmp_path)["AUTHORISED-USE"].kind is ProgrammeKind.USE


def test_a_code_for_one_use_only_has_that_duty_as_mfn(tmp_path: Path) -> None:
    (rate,) = rates(CommodityDocument().measure("105", "1.50 %"), tmp_path, "mfn")
    assert rate["rate_text"] == "1.50 %"
    assert "authorised use" in rate["note"]


def test_trade_remedies_of_different_types_are_all_due(tmp_path: Path) -> None:
    document = (
        plain_document()
        .measure("552", "15.00 %", ("CN", ()))
        .measure("554", "3.00 %", ("CN", ()))
        .measure("696", "25.00 %", excluded=("TD",))
    )
    found = rates(document, tmp_path, "additional")
    assert [(r["rate_text"], r["origins"], r["excluded"]) for r in found] == [
        ("15.00 %", ["CN"], None),
        ("3.00 %", ["CN"], None),
        ("25.00 %", None, ["TD"]),
    ]
    assert found[0]["note"] == "Type 552 (552)."


def test_duties_by_producer_are_written_beside_each_other(tmp_path: Path) -> None:
    document = (
        plain_document()
        .measure("552", "15.00 %", ("CN", ()), code="C123")
        .measure("552", "60.00 %", ("CN", ()), code="C999")
    )
    (rate,) = rates(document, tmp_path, "additional")
    assert rate["rate_text"] == "C123: 15.00 %; C999: 60.00 %"


def test_one_duty_with_an_additional_code_is_not_read_as_the_duty_of_all(tmp_path: Path) -> None:
    (rate,) = rates(CommodityDocument().measure("103", "0.00 %", code="2500"), tmp_path, "mfn")
    assert rate["rate_text"] == "2500: 0.00 %"


def test_duties_by_condition_are_written_beside_the_base(tmp_path: Path) -> None:
    bands = (("V", "88.40 GBP / 100 kg", "", "8.00 %"), ("V", "", "", "8.00 % + 29.80 GBP / 100 kg"))
    (rate,) = rates(CommodityDocument().measure("103", "8.00 %", conditions=bands), tmp_path, "mfn")
    assert rate["rate_text"] == ("8.00 % Cond: V 88.40 GBP / 100 kg: 8.00 %; V: 8.00 % + 29.80 GBP / 100 kg")


def test_documents_to_show_are_in_the_note_of_the_rate(tmp_path: Path) -> None:
    proof = (("Q", "Proof of origin", "U088", ""), ("Q", "", "", ""))
    document = plain_document().measure("142", "0.00 %", GHANA, conditions=proof)
    assert rates(document, tmp_path, "preference")[0]["note"] == "Documents: U088."


def test_what_is_not_priced_is_told_in_the_note_of_the_line(tmp_path: Path) -> None:
    document = (
        plain_document()
        .measure("143", "0.00 %", GHANA, order_number="050085")
        .measure("112", "0.00 %")
        .measure("305", "0.00 %", code="VATZ")
        .measure("306", "28.50 GBP / litre", code="X415")
        .measure("129", "7.00 %", GHANA)
        .measure("277", "")
    )
    parsed, report = read_with_report(ADAPTER, document.write(tmp_path / "c.json"))
    assert parsed.tables["lines"]["note"].to_pylist() == [
        "A tariff quota exists for Area GH: order number 050085, duty 0.00 %. "
        "A duty suspension exists (Type 112): duty 0.00 %. "
        "Type 305 (VATZ): 0.00 %. "
        "Excise may be due (X415): 28.50 GBP / litre. "
        "Not in this answer: Type 129 (129), 7.00 %."
    ]
    assert parsed.tables["rates"].num_rows == 1
    assert report.defects["duty_not_read"].count == 1
    assert report.counts["measures: control"] == 1


@pytest.mark.parametrize("printed", ["p/st", "100 kg/net eda"])
def test_a_supplementary_unit_is_the_unit_of_the_line(tmp_path: Path, printed: str) -> None:
    (units,) = parse(plain_document().measure("109", printed), tmp_path).tables["lines"]["units"].to_pylist()
    assert units == [{"p/st": "NAR", "100 kg/net eda": "DTNE"}[printed]]


def test_an_unknown_unit_is_counted_and_left_out(tmp_path: Path) -> None:
    document = plain_document().measure("109", "barleycorn")
    parsed, report = read_with_report(ADAPTER, document.write(tmp_path / "c.json"))
    assert parsed.tables["lines"]["units"].to_pylist() == [[]]
    assert report.defects["unit_unknown"].examples[0].value == "barleycorn"


def test_texts_between_subheading_and_line_are_the_path(tmp_path: Path) -> None:
    document = plain_document().ancestor("0804000000", "Above").ancestor("0804500000", "Fresh or dried")
    lines = parse(document.ancestor("0804502000", "Dried"), tmp_path).tables["lines"]
    assert lines["path"].to_pylist() == ["Fresh or dried > Dried"]


def test_areas_of_the_tariff_become_economies(tmp_path: Path) -> None:
    document = plain_document().measure("142", "0.00 %", ("2014", ("XS", "NO", "ZU", "QQ")))
    assert rates(document, tmp_path, "preference")[0]["origins"] == ["RS", "NO"]


def test_an_area_without_any_economy_is_counted_and_left_out(tmp_path: Path) -> None:
    document = plain_document().measure("142", "0.00 %", ("2014", ("ZU", "QQ")))
    parsed, report = read_with_report(ADAPTER, document.write(tmp_path / "c.json"))
    assert report.defects["area_without_economy"].count == 1
    assert parsed.tables["rates"]["measure"].to_pylist() == ["mfn"]


def test_a_third_country_duty_for_some_countries_is_not_taken_for_all(tmp_path: Path) -> None:
    document = plain_document().measure("103", "1.00 %", GHANA)
    assert [rate["rate_text"] for rate in rates(document, tmp_path, "mfn")] == ["8.00 %"]
    assert "Not in this answer" in parse(document, tmp_path).tables["lines"]["note"].to_pylist()[0]


def test_a_document_without_a_general_duty_fails_its_assertion(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="measure = mfn"):
        parse(CommodityDocument().measure("142", "0.00 %", SCHEME), tmp_path)


def test_a_heading_that_can_be_declared_is_read(tmp_path: Path) -> None:
    document = CommodityDocument(code="0903000000", type="heading").measure("103", "0.00 %")
    assert parse(document, tmp_path).tables["lines"]["goods_code"].to_pylist() == ["0903000000"]


def test_the_profile_survives_its_file(tmp_path: Path) -> None:
    profile = parse(plain_document().measure("142", "0.00 %", SCHEME), tmp_path).profile
    assert profile is not None
    assert profile_from_json(profile_to_json(profile)) == profile


def broken(change: dict[str, Any]) -> dict[str, Any]:
    return plain_document().plain() | change


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "no “data” object"),
        ({"errors": [{"status": "404"}]}, "no “data” object"),
        (broken({"included": {}}), "A list is needed"),
        (broken({"included": [7]}), "no type and id"),
        (broken({"included": []}), "does not include it"),
        (CommodityDocument(code="08045020").measure("103", "1 %").plain(), "ten digits"),
        (CommodityDocument(type="section").measure("103", "1 %").plain(), "ten digits"),
        (CommodityDocument(attributes={"declarable": False}).measure("103", "1 %").plain(), "lines below it"),
        (CommodityDocument().measure("103", "1 %", start="soon").plain(), "must be a date"),
        (CommodityDocument().measure("103", "1 %", end="2020-01-01").plain(), "before it begins"),
        (CommodityDocument().measure("103", 1).plain(), "text is needed"),
    ],
)
def test_a_malformed_document_is_refused(tmp_path: Path, document: object, says: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SourceError, match=says) as refused:
        read_with_report(ADAPTER, path)
    assert refused.value.problems[0].file == "c.json"


def load(document: CommodityDocument, folder: Path) -> Any:
    return release_load(adapter=ADAPTER, source=document.write(folder / "c.json"))


def test_a_second_commodity_joins_the_first(tmp_path: Path, home: Path) -> None:
    load(plain_document().measure("142", "0.00 %", SCHEME), tmp_path)
    other = CommodityDocument(code="0901210000").measure("103", "7.50 %").measure("142", "0.00 %", GHANA)
    result = load(other, tmp_path)
    lines = release_table(result.release, "lines")["goods_code"].to_pylist()
    assert lines == ["0804502000", "0901210000"]
    assert [p.code for p in release_profile(result.release).programmes] == ["1062", "GH"]


def test_a_commodity_asked_for_again_replaces_itself(tmp_path: Path, home: Path) -> None:
    load(plain_document().measure("142", "0.00 %", SCHEME), tmp_path)
    result = load(CommodityDocument().measure("103", "6.00 %"), tmp_path)
    assert release_table(result.release, "rates")["rate_text"].to_pylist() == ["6.00 %"]
    assert load(CommodityDocument().measure("103", "6.00 %"), tmp_path).outcome is Outcome.UNCHANGED
