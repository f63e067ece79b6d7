"""Facts of the shipped market profiles that the strict reader cannot know to be wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairway.data.idb.domain.profile import (
    Charge,
    MarketProfile,
    Programme,
    ProgrammeKind,
    ValuationBasis,
)
from fairway.data.idb.profile_io import content_market, read_profile
from fairway.kernel.economy import LANGUAGES, economy_codes
from fairway.kernel.text import Localised

US = read_profile(content_market("US"))
ECOWAS = read_profile(content_market("ECOWAS"))
MARKETS = pytest.mark.parametrize("market", [US, ECOWAS], ids=lambda market: market.territory)


def programme(market: MarketProfile, code: str) -> Programme:
    return next(item for item in market.programmes if item.code == code)


def charge(market: MarketProfile, code: str) -> Charge:
    return next(item for item in market.charges if item.code == code)


def members(code: str, on: date) -> set[str]:
    return {item.economy for item in programme(US, code).beneficiaries if on in item.period}


def in_force(market: MarketProfile, code: str, on: date) -> bool:
    return any(on in period for period in programme(market, code).in_force)


def texts(market: MarketProfile) -> list[Localised]:
    found = [market.name]
    for item in market.programmes:
        found += [item.name, *item.conditions]
    for due in market.charges:
        found += [due.name, *([due.note] if due.note else [])]
    return found + [notice.text for notice in market.notices]


@MARKETS
def test_every_text_is_written_in_three_languages(market: MarketProfile):
    assert all(text.by_language.keys() == set(LANGUAGES) for text in texts(market))


@MARKETS
def test_beneficiaries_are_economies_and_their_periods_do_not_overlap(market: MarketProfile):
    for item in market.programmes:
        for place, one in enumerate(item.beneficiaries):
            assert one.economy in economy_codes()
            others = (b for b in item.beneficiaries[:place] if b.economy == one.economy)
            assert not any(one.period.overlaps(other.period) for other in others), (item.code, one)


@MARKETS
def test_charges_build_on_what_is_known_and_are_waived_for_programmes_of_the_market(market: MarketProfile):
    known, codes = {"customs_value", "duty"}, {item.code for item in market.programmes}
    for due in market.charges:
        assert set(due.base) <= known, due.code
        assert set(due.waived_for) <= codes, due.code
        assert set(due.economies) <= set(market.members), due.code
        known.add(due.code)


@MARKETS
def test_every_programme_says_what_must_be_proven(market: MarketProfile):
    assert all(item.conditions and item.short_name for item in market.programmes)


@MARKETS
def test_a_notice_that_names_destinations_names_members(market: MarketProfile):
    assert all(set(notice.destinations) <= set(market.members) for notice in market.notices)


def test_the_us_values_goods_without_freight_and_ecowas_with_it():
    assert (US.valuation, ECOWAS.valuation) == (ValuationBasis.FOB, ValuationBasis.CIF)


def test_every_programme_letter_of_the_us_tariff_is_known():
    letters = "A A+ AU B BH C CA CL CO D E IL J JO JP K KR L MA MX NP OM P P+ PA PE R S S+ SG"
    assert " ".join(sorted(item.code for item in US.programmes)) == letters


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("A", date(2020, 12, 31), True),
        ("A", date(2021, 1, 1), False),
        ("D", date(2000, 5, 17), False),
        ("D", date(2025, 10, 1), True),
        ("D", date(2026, 12, 31), True),
        ("D", date(2027, 1, 1), False),
        ("NP", date(2025, 12, 31), True),
        ("NP", date(2026, 1, 1), False),
        ("CA", date(2020, 6, 30), True),
        ("S", date(2020, 6, 30), False),
        ("S", date(2020, 7, 1), True),
        ("J", date(2013, 8, 1), False),
    ],
)
def test_us_programmes_start_and_lapse_on_their_days(code: str, day: date, expected: bool):
    assert in_force(US, code, day) is expected


def test_the_preferences_for_all_developing_countries_name_119_of_them():
    assert len(members("A", date(2020, 12, 31))) == 119


def test_least_developed_beneficiaries_are_beneficiaries():
    day = date(2020, 12, 31)
    assert members("A+", day) <= members("A", day)


def test_agoa_has_32_beneficiaries_in_2025():
    assert len(members("D", date(2025, 7, 1))) == 32


@pytest.mark.parametrize(
    ("economy", "last_day"),
    [
        ("ET", date(2021, 12, 31)),
        ("ML", date(2021, 12, 31)),
        ("GN", date(2021, 12, 31)),
        ("BF", date(2022, 12, 31)),
        ("UG", date(2023, 12, 31)),
        ("CF", date(2023, 12, 31)),
        ("GA", date(2023, 12, 31)),
        ("NE", date(2023, 12, 31)),
    ],
)
def test_agoa_beneficiaries_leave_on_their_days(economy: str, last_day: date):
    assert economy in members("D", last_day)
    assert economy not in members("D", last_day.replace(year=last_day.year + 1, month=1, day=1))


def test_mauritania_is_an_agoa_beneficiary_again_since_2024():
    assert "MR" not in members("D", date(2023, 12, 31))
    assert "MR" in members("D", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("day", "minimum", "maximum"),
    [
        (date(2024, 9, 30), "31.67", "614.35"),
        (date(2024, 10, 1), "32.71", "634.62"),
        (date(2025, 10, 1), "33.58", "651.50"),
    ],
)
def test_the_processing_fee_has_the_bounds_of_its_fiscal_year(day: date, minimum: str, maximum: str):
    rate = next(rate for rate in charge(US, "mpf").rates if day in rate.period)
    assert (rate.percent, rate.minimum, rate.maximum) == (
        Decimal("0.3464"),
        Decimal(minimum),
        Decimal(maximum),
    )


def test_the_processing_fee_of_an_unpublished_year_is_not_guessed():
    assert not any(date(2026, 10, 1) in rate.period for rate in charge(US, "mpf").rates)


def test_the_harbour_fee_is_for_sea_only():
    assert charge(US, "hmf").transport == ("sea",)


@pytest.mark.parametrize("code", ["JO", "MA", "JP", "D", "A"])
def test_the_processing_fee_is_not_waived_for(code: str):
    assert code not in charge(US, "mpf").waived_for


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 4, 4), set()),
        (date(2025, 4, 5), {"emergency_all"}),
        (date(2026, 2, 23), {"emergency_all"}),
        (date(2026, 2, 24), {"section_122"}),
        (date(2026, 7, 23), {"section_122"}),
        (date(2026, 7, 24), {"after_section_122"}),
    ],
)
def test_one_notice_covers_the_country_wide_duties_of_a_day(day: date, expected: set[str]):
    found = {
        notice.code
        for notice in US.notices
        if day in notice.period and notice.total_incomplete and not (notice.origins or notice.chapters)
    }
    assert found == expected


@pytest.mark.parametrize(
    ("economy", "day", "expected"),
    [
        ("CU", date(2000, 1, 1), True),
        ("RU", date(2022, 4, 8), False),
        ("RU", date(2022, 4, 9), True),
        ("BY", date(2022, 4, 9), True),
    ],
)
def test_column_two_is_for_these_origins(economy: str, day: date, expected: bool):
    found = any(item.economy == economy and day in item.period for item in US.column2_origins)
    assert found is expected


def test_goods_of_ecowas_members_enter_free_with_proof_and_still_pass_customs():
    etls = programme(ECOWAS, "ETLS")
    assert etls.kind is ProgrammeKind.UNION
    assert etls.rate_for_all_lines == "Free"
    assert {item.economy for item in etls.beneficiaries} == set(ECOWAS.members)
    assert not ECOWAS.union


def test_the_continental_agreement_is_for_africans_outside_ecowas():
    assert not {item.economy for item in programme(ECOWAS, "AFCFTA").beneficiaries} & set(ECOWAS.members)


@pytest.mark.parametrize(
    ("day", "vat", "recovery_levy"), [(date(2025, 12, 31), "15.9", "1"), (date(2026, 1, 1), "15", "0")]
)
def test_ghana_takes_its_taxes_by_the_law_of_the_day(day: date, vat: str, recovery_levy: str):
    rates = {
        due.code: next(rate.percent for rate in due.rates if day in rate.period)
        for due in ECOWAS.charges
        if due.economies == ("GH",)
    }
    assert (rates["gh_vat"], rates["gh_covid"]) == (Decimal(vat), Decimal(recovery_levy))


def test_each_member_pays_value_added_tax_once_or_is_told_that_it_is_unknown():
    told = {
        code
        for notice in ECOWAS.notices
        if notice.code == "sales_tax_not_known"
        for code in notice.destinations
    }
    taxed = [code for due in ECOWAS.charges if "vat" in due.code for code in due.economies]
    assert sorted([*taxed, *told]) == sorted(ECOWAS.members)


def test_charges_of_ecowas_members_have_a_rate_on_every_day_of_2026():
    for due in ECOWAS.charges:
        assert any(date(2026, 6, 1) in rate.period for rate in due.rates), due.code
