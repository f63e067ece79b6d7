"""Options of a shipment under an invented law: who may claim what, what is best, what is asked."""

from datetime import date
from decimal import Decimal

import pytest

from fairway.data.idb.domain.profile import (
    Beneficiary,
    MarketProfile,
    Notice,
    Programme,
    ProgrammeKind,
    Severity,
    ValuationBasis,
)
from fairway.kernel.citation import Citation
from fairway.kernel.economy import Economy
from fairway.kernel.finding import Status
from fairway.kernel.hs import HsCode
from fairway.kernel.money import Money
from fairway.kernel.period import Period
from fairway.kernel.quantity import Quantity
from fairway.kernel.text import Localised
from fairway.market.tariff.domain.assessment import assess
from fairway.market.tariff.domain.exchange import ExchangeOnDay
from fairway.market.tariff.domain.lines import Line, Rate, Resolved
from fairway.market.tariff.domain.options import OptionKind, OptionStatus
from fairway.market.tariff.domain.shipment import Incoterm, Shipment

DAY = date(2025, 7, 1)
SOURCE = Citation("Test", "an invented tariff", published=date(2025, 1, 1))
LINE = Line("08045080", "dried")
KILOGRAMS = Quantity(Decimal(1200), "KGM")


def words(text):
    return Localised({"en": text})


def programme(code, kind=ProgrammeKind.UNILATERAL, *, to=("GH",), in_force=(Period(),), **more):
    beneficiaries = tuple(item if isinstance(item, Beneficiary) else Beneficiary(item) for item in to)
    return Programme(code, code, words(code), kind, beneficiaries, in_force, (), SOURCE, **more)


def rate(text, measure="mfn", code="", **more):
    return Rate("08045080", measure, code, code, text, "us", "USD", SOURCE, **more)


def preference(text, code, **more):
    return rate(text, "preference", code, **more)


SHIPMENT_FIELDS = ("incoterm", "freight", "insurance", "transport")


def assessed(rates, programmes=(), *, origin="GH", quantities=(KILOGRAMS,), value="5000 USD", **profile):
    sent = {name: profile.pop(name) for name in SHIPMENT_FIELDS if name in profile}
    market = MarketProfile(
        territory="US", name=words("US"), members=("US",), currency="USD", valuation=ValuationBasis.FOB,
        valuation_citation=SOURCE, rounding="half_up", programmes=tuple(programmes), **profile,
    )  # fmt: skip
    shipment = Shipment(
        HsCode("08045080"), Economy(origin), Economy("US"), Money.parse(value), DAY, tuple(quantities), **sent
    )
    return assess(
        shipment, line=Resolved("08045080", (LINE,)), rates=rates, profile=market, exchange=ExchangeOnDay(DAY)
    )


def outcomes(assessment):
    return {
        option.programme_code or option.kind.value: (option.status.value, option.duty and str(option.duty))
        for option in assessment.options
    }


def test_the_lowest_preference_is_best_and_the_saving_is_against_mfn():
    found = assessed(
        [rate("1.5¢/kg"), preference("Free", "D"), preference("1¢/kg", "E")],
        [programme("D"), programme("E", to=("GH", "HT"))],
    )
    assert found.status is Status.COMPUTED
    assert (found.best.programme_code, found.best.duty) == ("D", Money(Decimal("0.00"), "USD"))
    assert found.saving == Money(Decimal("18.00"), "USD")
    assert [option.programme_code for option in found.options] == ["D", "E", ""]


def test_mfn_is_best_between_equals_since_it_needs_no_proof():
    found = assessed([rate("Free"), preference("Free", "D")], [programme("D")])
    assert found.best.kind is OptionKind.MFN


def test_a_lapsed_programme_is_shown_and_never_best():
    lapsed = programme("A", in_force=(Period(date(1976, 1, 1), date(2020, 12, 31)),))
    found = assessed([rate("1.5¢/kg"), preference("Free", "A")], [lapsed])
    assert outcomes(found)["A"] == ("lapsed", None)
    assert found.best.kind is OptionKind.MFN


def test_a_programme_renewed_after_a_lapse_counts_again():
    renewed = programme("A", in_force=(Period(None, date(2020, 12, 31)), Period(date(2025, 1, 1), None)))
    assert assessed([rate("5%"), preference("Free", "A")], [renewed]).best.programme_code == "A"


def test_an_economy_excluded_from_the_line_is_not_offered_it():
    found = assessed([rate("5%"), preference("Free", "A", excluded=("GH",))], [programme("A")])
    assert list(outcomes(found)) == ["mfn"]


def test_a_beneficiary_of_another_time_is_not_offered_the_programme():
    past = programme("D", to=(Beneficiary("GH", Period(None, date(2024, 1, 1))),))
    assert list(outcomes(assessed([rate("5%"), preference("Free", "D")], [past]))) == ["mfn"]


def test_a_programme_by_use_is_offered_to_all_and_never_best():
    by_use = programme("C", ProgrammeKind.USE, to=())
    found = assessed([rate("5%"), preference("Free", "C")], [by_use])
    assert outcomes(found)["C"] == ("computed", "0.00 USD")
    assert found.best.kind is OptionKind.MFN


def test_origins_without_normal_relations_pay_column_2():
    rates = [rate("1.5¢/kg"), rate("33.1¢/kg", "column2")]
    found = assessed(rates, origin="CU", column2_origins=(Beneficiary("CU"),))
    assert outcomes(found) == {"mfn": ("computed", "397.20 USD")}


def test_a_missing_quantity_is_asked_and_the_free_option_stands():
    found = assessed([rate("1.5¢/kg"), preference("Free", "D")], [programme("D")], quantities=())
    assert found.status is Status.NEEDS
    assert [need.key for need in found.needs] == ["quantity:KGM"]
    assert (found.best.programme_code, found.saving) == ("D", None)


def test_an_unreadable_rate_is_flagged_and_another_option_still_counts():
    found = assessed([rate("See additional U.S. note 1"), preference("Free", "D")], [programme("D")])
    assert outcomes(found)["mfn"] == ("uncomputable", None)
    assert (found.status, found.best.programme_code) == (Status.COMPUTED, "D")


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_rate_is_unknown_not_free(text):
    found = assessed([rate(text)])
    assert (found.status, found.reason.code) == (Status.UNCOMPUTABLE, "no_rate_text")
    assert found.total is None


def test_an_additional_duty_falls_on_every_option():
    found = assessed(
        [rate("5%"), preference("Free", "S"), rate("25%", "additional", "9903.88.03", origins=("CN",))],
        [programme("S", to=("CN",))],
        origin="CN",
    )
    assert [item.duty for item in found.additional] == [Money(Decimal("1250.00"), "USD")]
    assert found.total == Money(Decimal("1250.00"), "USD")
    assert found.landed == Money(Decimal("6250.00"), "USD")


def test_an_additional_duty_that_cannot_be_computed_blocks_the_total():
    rates = [rate("Free"), rate("See 9903.88.03", "additional", "9903", origins=("GH",))]
    found = assessed(rates)
    assert (found.status, found.total) == (Status.UNCOMPUTABLE, None)


def test_a_programme_for_all_lines_needs_no_printed_rate():
    union = programme("ETLS", ProgrammeKind.UNION, rate_for_all_lines="Free")
    found = assessed([rate("20%")], [union])
    assert (found.best.programme_code, str(found.best.duty)) == ("ETLS", "0.00 USD")


def test_rates_of_other_dates_do_not_count():
    old = rate("50%", period=Period(None, date(2024, 12, 31)))
    assert outcomes(assessed([old, rate("5%", period=Period(date(2025, 1, 1)))])) == {
        "mfn": ("computed", "250.00 USD")
    }


def test_no_rate_in_force_is_no_free_entry():
    found = assessed([rate("5%", period=Period(None, date(2024, 12, 31)))])
    assert (found.status, found.best, found.reason.code) == (Status.UNCOMPUTABLE, None, "no_rate_in_force")


def test_a_notice_of_a_duty_outside_the_answer_marks_the_total_incomplete():
    extra = Notice(
        "extra", words("More may be due."), Severity.CHECK, Period(), SOURCE, total_incomplete=True
    )
    assert assessed([rate("5%")], notices=(extra,)).total_incomplete
    assert not assessed([rate("5%")]).total_incomplete


def test_an_unknown_exchange_rate_is_asked_and_nothing_is_computed_without_it():
    found = assessed([rate("5%")], value="5000 EUR")
    assert found.status is Status.NEEDS
    assert [need.key for need in found.needs] == ["exchange_rate:EUR/USD"]
    assert {option.status for option in found.options} == {OptionStatus.NEEDS}


def test_landed_cost_counts_known_freight_also_where_customs_value_leaves_it_out():
    found = assessed(
        [rate("5%")],
        incoterm=Incoterm.FOB,
        freight=Money(Decimal(300), "USD"),
        insurance=Money(Decimal(20), "USD"),
    )
    assert found.value.amount == Money(Decimal(5000), "USD")
    assert found.landed == Money(Decimal("5570.00"), "USD")  # 5,000 + 320 + 5 % of 5,000


def test_a_programme_by_use_may_be_for_listed_origins_only():
    automotive = programme("B", ProgrammeKind.USE, to=("CA",))
    assert list(outcomes(assessed([rate("5%"), preference("Free", "B")], [automotive]))) == ["mfn"]
    canadian = assessed([rate("5%"), preference("Free", "B")], [automotive], origin="CA")
    assert set(outcomes(canadian)) == {"mfn", "B"}


def test_landed_cost_adds_what_is_known_and_never_takes_paid_freight_off():
    freight = Money(Decimal(300), "USD")
    paid_to_the_border = assessed([rate("5%")], incoterm=Incoterm.CPT, freight=freight)
    assert paid_to_the_border.value.amount == Money(Decimal(4700), "USD")
    assert paid_to_the_border.at_border == Money(Decimal(5000), "USD")
    without_insurance = assessed([rate("5%")], incoterm=Incoterm.FOB, freight=freight)
    assert without_insurance.at_border == Money(Decimal(5300), "USD")
