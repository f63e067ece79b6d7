"""Market profiles are read strictly: a mistake in the law's file is told with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from idb_samples import sample_profile

from fairway.data.idb.domain.profile import Beneficiary, ChargeRate
from fairway.data.idb.profile_io import content_market, profile_from_json, profile_to_json, read_profile
from fairway.kernel.period import Period
from fairway.platform.content.problem import SourceError

PROFILE = """\
territory: NO
name: {en: Inventia, fr: Inventie, es: Inventia}
members: [NO, SJ]
currency: NOK
valuation: CIF
valuation_cite: act
rounding: half_up
citations:
  act: {publisher: Ministry, title: Invented act, published: 2025-06-06, verified: false}
programmes:
  - code: E
    claim_code: E
    name: {en: Club, fr: Club, es: Club}
    kind: agreement
    beneficiaries: [GH, {economy: NO, from: 2000-10-02, to: 2021-12-31}]
    in_force: [{from: 2000-05-18, to: 2025-09-30}, {from: 2026-01-01}]
    conditions: [{en: Prove it., fr: Prouvez-le., es: Demuéstrelo.}]
    cite: act
charges:
  - code: fee
    name: {en: Fee, fr: Frais, es: Tasa}
    kind: fee
    base: [customs_value]
    rates: [{to: 2025-12-31, percent: 0.3464, minimum: "32.71"}, {from: 2026-01-01, fixed: 0702.10}]
    waived_for: [E]
    cite: act
notices:
  - code: levy
    text: {en: A levy., fr: Une taxe., es: Una tasa.}
    severity: check
    chapters: [0702]
    total_incomplete: true
    cite: act
column2_origins: [CU]
"""


def read(tmp_path, text=PROFILE):
    path = tmp_path / "no.yaml"
    path.write_text(text, encoding="utf-8")
    return read_profile(path)


def test_plain_values_keep_their_letters_and_digits(tmp_path):
    profile = read(tmp_path)
    assert profile.members == ("NO", "SJ")  # not the YAML 1.1 word for false
    assert profile.notices[0].chapters == ("0702",)  # not an octal number
    assert profile.programmes[0].code == "E"
    assert profile.charges[0].rates == (
        ChargeRate(Period(None, date(2025, 12, 31)), Decimal("0.3464"), minimum=Decimal("32.71")),
        ChargeRate(Period(date(2026, 1, 1)), fixed=Decimal("702.10")),
    )
    assert profile.programmes[0].beneficiaries == (
        Beneficiary("GH"),
        Beneficiary("NO", Period(date(2000, 10, 2), date(2021, 12, 31))),
    )
    assert not profile.valuation_citation.verified


def test_a_profile_survives_its_json(tmp_path):
    for profile in (read(tmp_path), sample_profile()):
        assert profile_from_json(profile_to_json(profile)) == profile


@pytest.mark.parametrize("path", sorted(content_market("us").parent.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_shipped_market_is_valid(path):
    profile = read_profile(path)
    assert content_market(profile.territory) == path
    assert profile_from_json(profile_to_json(profile)) == profile


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rounding: half_up", "rounding: half_up\nround: up", "no.yaml, row 1: Unknown key: round."),
        ("rounding: half_up\n", "", "Missing key: rounding."),
        ("rounding: half_up", "rounding: up", "row 7, column rounding: This must be one of half_up, down."),
        ("currency: NOK", "currency: QQQ", "row 4, column currency: “QQQ” is not a currency code"),
        ("[NO, SJ]", "[NO, XX]", "row 3, column members[1]: “XX” is not a two-letter economy code."),
        ("valuation_cite: act", "valuation_cite: law", "There is no citation “law” under citations."),
        ("fr: Inventie, ", "", "row 2, column name: The text lacks its wording in: fr."),
        ("kind: agreement", "kind: pact", "row 14, column programmes[0].kind: This must be one of"),
        ("from: 2026-01-01}]\n    cond", "from: 2025-01-01}]\n    cond", "Two of the periods overlap"),
        ("to: 2021-12-31", "to: 1999-12-31", "The period ends (1999-12-31) before it starts"),
        ("to: 2021-12-31", "to: 2021-13-31", "This must be a date"),
        ("to: 2025-12-31, percent", "to: 2026-12-31, percent", "Two of the periods overlap"),
        ("percent: 0.3464", "percent: -1", "This must be a number, not negative"),
        ("percent: 0.3464, ", "", "A rate has either a percent or a fixed amount."),
        ('minimum: "32.71"', "minimum: 3, maximum: 2", "The minimum is above the maximum."),
        ("base: [customs_value]", "base: [customs_value, vat]", "The base names vat"),
        ("waived_for: [E]", "waived_for: [F]", "It is waived for unknown programmes: F."),
        ("currency: NOK", "currency: null", "The charges have amounts, so a currency is needed."),
        (
            "severity: check",
            "severity: check\n    severity: info",
            "row 31: The key severity is given twice.",
        ),
        ("total_incomplete: true", "total_incomplete: maybe", "This must be true or false."),
        ("title: Invented act,", "title: Act, url: 'javascript:alert(1)',", "This must be a web address"),
        ("column2_origins: [CU]", "column2_origins: [CU", "not valid YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, old, new, said):
    assert old in PROFILE
    with pytest.raises(SourceError) as raised:
        read(tmp_path, PROFILE.replace(old, new))
    assert said in str(raised.value)


def test_a_code_given_twice_is_refused(tmp_path):
    twice = PROFILE.replace("column2_origins: [CU]", "column2_origins: [CU, {economy: CU, from: 2020-01-01}]")
    with pytest.raises(SourceError, match="The periods of CU overlap"):
        read(tmp_path, twice)


def test_a_missing_profile_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"zz\.yaml: There is no market profile here"):
        read_profile(tmp_path / "zz.yaml")
