"""What the helpdesk answers to real shipments, by the starter pack; then by invented law that changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from helpdesk_questions import ask, compare, load_tariff, option, usd

from fairway.data.idb.domain.profile import Severity
from fairway.data.idb.models import Release
from fairway.desk.helpdesk.domain.answer import MarketRow, Range, Rank
from fairway.kernel.finding import Status
from fairway.kernel.money import Money
from fairway.market.tariff.domain.options import OptionKind, OptionStatus
from fairway.market.tariff.selectors import MOST_CHOICES, market_economies

pytestmark = pytest.mark.django_db
WATCH_PARTS = ("part_value:case=2000", "part_value:strap=500", "part_value:battery=100")


def need_keys(answer) -> list[str]:
    return [need.key for need in answer.needs]


def warning_codes(answer) -> set[str]:
    return {warning.code for warning in answer.warnings}


def charge(answer, code: str):
    return next(due for due in answer.assessment.charges if due.charge.code == code)


class TestMangoesFromGhanaToTheUnitedStates:
    def test_agoa_is_best_and_saves_the_normal_duty(self):
        answer = ask()
        best = answer.best
        assert answer.status is Status.COMPUTED
        assert (best.programme.label, best.rate.claim_code, best.duty) == ("AGOA", "D", usd("0.00"))
        assert answer.assessment.mfn.duty == usd("18.00")  # 1.5 cents/kg on 1,200 kg
        assert answer.assessment.saving == usd("18.00")

    def test_gsp_is_shown_as_lapsed_and_is_never_best(self):
        gsp = option(ask(), "A")
        assert (gsp.status, gsp.duty) == (OptionStatus.LAPSED, None)
        assert gsp.reason.code == "programme_lapsed"
        assert "2020-12-31" in str(gsp.reason.message)
        assert not gsp.may_be_best
        assert "programme_lapsed" in warning_codes(ask())

    def test_the_merchandise_processing_fee_is_raised_to_its_minimum(self):
        answer = ask()
        assert charge(answer, "mpf").amount == usd("32.71")  # 0.3464 % would be 17.32
        assert (answer.assessment.total, answer.assessment.landed) == (usd("32.71"), usd("5032.71"))

    def test_the_harbour_fee_waits_for_the_way_of_transport(self):
        open_fee = charge(ask(), "hmf")
        assert (open_fee.status, [need.key for need in open_fee.needs]) == (Status.NEEDS, ["transport"])
        assert charge(ask(transport="sea"), "hmf").amount == usd("6.25")  # 0.125 %
        by_air = ask(transport="air").assessment
        assert "hmf" not in {due.charge.code for due in by_air.charges}

    def test_the_papers_name_the_food_agency_of_the_line(self):
        found = {item.code: item for item in ask().requirements}
        assert found["FD4"].agency is not None
        assert {"us_commercial_invoice", "us_origin_mark", "us_food_label"} <= found.keys()

    def test_every_figure_has_steps_and_a_dated_source(self):
        answer = ask()
        assert answer.source.published == date(2025, 6, 6)
        for found in answer.assessment.options:
            assert found.rate.source.publisher
            assert found.steps or found.status is OptionStatus.LAPSED
        assert all(due.charge.citation.publisher for due in answer.assessment.charges)

    def test_without_a_quantity_the_kilograms_are_asked(self):
        answer = ask(quantities=())
        assert answer.status is Status.NEEDS
        assert "quantity:KGM" in need_keys(answer)
        assert answer.assessment.mfn.duty is None
        assert answer.assessment.saving is None

    def test_another_quantity_that_is_not_a_weight_does_not_help(self):
        assert "quantity:KGM" in need_keys(ask(quantities=("40 pcs",)))

    def test_tonnes_are_kilograms(self):
        assert ask(quantities=("1.2 t",)).assessment.mfn.duty == usd("18.00")

    def test_a_short_code_offers_the_lines_in_season_with_a_range_of_duty(self):
        answer = ask(product="0804.50", from_="China")
        codes = [choice.line.goods_code for choice in answer.choices]
        assert (answer.status, need_keys(answer)) == (Status.NEEDS, ["product"])
        assert codes == ["08045060", "08045080"]  # 0804.50.40 is for September to May
        assert answer.duty_range == Range(usd("1268.00"), usd("1329.20"))  # with 25 % of Section 301

    def test_the_season_decides_what_a_short_code_offers(self):
        codes = [choice.line.goods_code for choice in ask(product="0804.50", on="2025-10-01").choices]
        assert codes == ["08045040", "08045080"]

    def test_a_line_out_of_season_has_no_duty(self):
        answer = ask(product="0804.50.40")
        assert (answer.status, answer.assessment, answer.reason.code) == (
            Status.UNCOMPUTABLE,
            None,
            "out_of_season",
        )
        assert "0804.50.60" in str(answer.reason.message)


class TestOrigins:
    def test_cuba_pays_column_two(self):
        answer = ask(from_="Cuba")
        assert answer.best.rate.measure == "column2"
        assert answer.best.duty == usd("397.20")  # 33.1 cents/kg
        assert [found.kind for found in answer.assessment.options] == [OptionKind.MFN]

    @pytest.mark.parametrize(("origin", "code"), [("Cuba", "embargo"), ("Russia", "russia")])
    def test_a_trade_that_may_be_forbidden_is_said_before_everything_else(self, origin, code):
        first = ask(from_=origin).warnings[0]
        assert (first.code, first.severity) == (code, Severity.DANGER)

    def test_a_trade_remedy_on_the_line_makes_the_total_incomplete(self):
        answer = ask(product="7306.61.10", from_="China")
        assert {"trade_remedy_ad", "trade_remedy_cvd"} <= warning_codes(answer)
        assert answer.total_incomplete

    def test_an_excluded_beneficiary_is_not_even_shown_the_lapsed_programme(self):
        assert option(ask(from_="Philippines"), "A") is None
        assert option(ask(from_="Thailand"), "A").status is OptionStatus.LAPSED

    def test_china_pays_section_301_on_top_of_every_option(self):
        answer = ask(product="6105.10.00", from_="China")
        [extra] = answer.assessment.additional
        assert (extra.rate.claim_code, extra.duty) == ("9903.88.15", usd("375.00"))  # 7.5 %
        assert answer.best.duty == usd("985.00")
        assert answer.assessment.total == usd("1392.71")
        assert "additional_duty" in warning_codes(answer)

    def test_another_origin_pays_no_section_301(self):
        assert ask(product="6105.10.00", from_="India").assessment.additional == ()

    def test_only_a_preference_asks_for_proof_of_origin(self):
        assert "prove_origin" in warning_codes(ask())
        assert "prove_origin" not in warning_codes(ask(from_="Cuba"))


class TestWatches:
    def test_the_values_of_the_parts_are_asked(self):
        answer = ask(product="9102.11.10", from_="Switzerland", quantities=("100 pcs",))
        assert answer.status is Status.NEEDS
        assert need_keys(answer) == ["part_value:case", "part_value:strap", "part_value:battery"]

    def test_with_them_the_duty_is_computed(self):
        answer = ask(product="9102.11.10", from_="Switzerland", quantities=("100 pcs",), answers=WATCH_PARTS)
        assert answer.status is Status.COMPUTED
        # 44 cents each, 6 % of the case, 14 % of the strap, 5.3 % of the battery
        assert answer.best.duty == usd("239.30")

    def test_one_part_missing_is_asked_for_alone(self):
        answer = ask(
            product="9102.11.10", from_="Switzerland", quantities=("100 pcs",), answers=WATCH_PARTS[:2]
        )
        assert (answer.status, need_keys(answer)) == (Status.NEEDS, ["part_value:battery"])


class TestWestAfrica:
    @pytest.mark.parametrize(
        ("on", "rate", "duty"),
        [
            ("2021-12-31", "18%", "900.00"),
            ("2024-12-31", "12%", "600.00"),
            ("2025-01-01", "10%", "500.00"),
            ("2029-07-01", "2%", "100.00"),
            ("2030-01-01", "0%", "0.00"),
        ],
    )
    def test_afcfta_falls_year_by_year(self, on, rate, duty):
        answer = ask(product="0804509000", from_="Kenya", to="Senegal", on=on)
        best = answer.best
        assert (best.programme_code, best.rate.rate_text, best.duty) == ("AFCFTA", rate, usd(duty))
        assert answer.assessment.mfn.duty == usd("1000.00")

    def test_a_stranger_to_ecowas_is_not_offered_its_own_scheme(self):
        answer = ask(product="0804509000", from_="Kenya", to="Senegal")
        assert option(answer, "ETLS") is None
        assert {"wa_certificate_afcfta"} <= {item.code for item in answer.requirements}

    def test_between_members_the_scheme_is_free(self):
        answer = ask(product="0804509000", from_="Ghana", to="Senegal")
        assert (answer.best.programme_code, answer.best.duty) == ("ETLS", usd("0.00"))
        assert answer.assessment.saving == usd("1000.00")

    def test_a_code_of_another_tariff_falls_back_to_its_six_digits(self):
        answer = ask(from_="United States", to="Ghana")
        assert (answer.status, need_keys(answer)) == (Status.NEEDS, ["product"])
        assert [choice.line.goods_code for choice in answer.choices] == ["0804501000", "0804509000"]
        assert answer.duty_range == Range(usd("1000.00"), usd("1000.00"))
        assert "code_not_in_tariff" in warning_codes(answer)

    def test_lines_with_one_rate_need_no_choice(self):
        answer = ask(product="010121", from_="United States", to="Ghana")
        assert (answer.status, answer.best.duty) == (Status.COMPUTED, usd("250.00"))
        assert "code_not_in_tariff" not in warning_codes(answer)

    def test_freight_and_insurance_belong_to_the_value_of_a_cif_market(self):
        there = {"product": "0804509000", "from_": "Kenya", "to": "Senegal", "incoterm": "FOB"}
        asked = ask(**there)
        assert (asked.status, need_keys(asked)) == (Status.NEEDS, ["freight", "insurance"])
        answer = ask(**there, freight="300 USD", insurance="20 USD")
        assert answer.assessment.value.amount == usd("5320")
        assert answer.best.duty == usd("532.00")


class TestWhatCannotBeAnswered:
    def test_a_market_that_is_not_loaded(self):
        answer = ask(to="Japan")
        assert (answer.status, answer.reason.code) == (Status.UNCOMPUTABLE, "market_not_loaded")
        assert (answer.assessment, answer.choices, answer.source) == (None, (), None)

    def test_a_day_before_the_release(self):
        answer = ask(on="2019-07-01")
        assert (answer.status, answer.reason.code) == (Status.UNCOMPUTABLE, "date_outside_releases")
        assert "2025-01-01" in str(answer.reason.message)

    @pytest.mark.parametrize("product", ["999999", "9999.99.99"])
    def test_a_code_that_no_tariff_has(self, product):
        answer = ask(product=product)
        assert (answer.status, answer.reason.code) == (Status.UNCOMPUTABLE, "code_not_in_tariff")

    def test_an_additional_duty_that_is_no_figure(self):
        answer = ask(product="8426.19.00", from_="China")  # 25 % on some cranes of the line only
        [found] = [item for item in answer.assessment.additional if item.rate.claim_code == "9903.92.10"]
        assert found.status is OptionStatus.UNCOMPUTABLE
        assert (answer.status, answer.assessment.total) == (Status.UNCOMPUTABLE, None)

    def test_duties_paid_has_no_customs_value_yet(self):
        answer = ask(product="4202.21.60", from_="China", incoterm="DDP")
        assert (answer.status, need_keys(answer)) == (Status.NEEDS, ["value"])


class TestCurrencies:
    def test_euro_is_converted_at_the_reference_rate_of_the_day(self):
        answer = ask(product="4202.21.60", from_="Italy", value="5000 EUR")
        [conversion, statement] = answer.assessment.value.steps
        assert (conversion.text.params["rate"], conversion.text.params["day"]) == (
            Decimal("1.181"),
            date(2025, 7, 1),
        )
        assert "European Central Bank" in str(conversion.text)
        assert (conversion.result, statement.result) == (usd("5905.00"), usd("5905.00"))
        assert answer.best.duty == usd("590.50")  # 10 %

    def test_on_a_sunday_the_rate_is_that_of_friday(self):
        conversion = ask(value="5000 EUR", on="2025-07-06").assessment.value.steps[0]
        assert conversion.text.params["day"] == date(2025, 7, 4)

    def test_the_cfa_franc_is_converted_by_its_parity(self):
        answer = ask(product="4202.21.60", from_="Senegal", value="655957 XOF")
        assert answer.assessment.value.amount == usd("1181.00")

    def test_a_currency_without_a_published_rate_is_asked(self):
        answer = ask(product="4202.21.60", from_="China", value="50000 GHS")
        assert (answer.status, need_keys(answer)) == (Status.NEEDS, ["exchange_rate:GHS/USD"])
        assert answer.best is None

    def test_a_free_duty_does_not_make_the_fees_on_an_unknown_value_nothing(self):
        answer = ask(value="50000 GHS")
        assert answer.best.duty == usd("0.00")
        assert "exchange_rate:GHS/USD" in need_keys(answer)
        assert answer.assessment.total is None

    @pytest.mark.parametrize("rate", ["GHS/USD=0.1", "USD/GHS=10"])
    def test_a_stated_rate_goes_before_every_other(self, rate):
        answer = ask(product="4202.21.60", from_="Ghana", value="50000 GHS", rates=(rate,))
        assert answer.status is Status.COMPUTED
        assert answer.assessment.value.amount == usd("5000.00")
        assert answer.assessment.mfn.duty == usd("500.00")
        assert "You, exchange rate given with the question" in str(answer.assessment.value.steps[0].text)


class TestComparison:
    def test_every_loaded_market_but_the_origin_has_a_row(self):
        there = {row.economy for row in compare()}
        loaded = {economy.code for economy in market_economies()}
        # Puerto Rico is inside the customs territory of the United States: one market.
        assert {economy.code for economy in there} == loaded - {"GH", "PR"}
        assert {"US", "PR", "SN", "NG"} <= loaded

    def test_an_origin_that_is_no_market_leaves_none_out(self):
        assert len(compare(from_="China")) == len(market_economies()) - 1

    def test_each_row_is_the_answer_to_the_same_question_there(self):
        rows = {row.economy.code: row for row in compare(product="080450")}
        alone = ask(product="080450", to="SN")
        assert rows["SN"].answer == alone

    @pytest.mark.parametrize("product", ["080450", "610510", "151590", "220421", "999999"])
    @pytest.mark.parametrize("origin", ["GH", "CN"])
    def test_rows_are_ranked_by_kind_then_landed_cost(self, product, origin):
        rows = compare(product=product, from_=origin)
        order = [
            (_place(row), row.landed.amount if row.landed else Decimal(0), row.economy.name()) for row in rows
        ]
        assert order == sorted(order)

    def test_a_total_that_lacks_a_duty_comes_after_the_complete_ones(self):
        rows = compare(product="610510", from_="CN")
        united_states = next(row for row in rows if row.economy.code == "US")
        assert (united_states.rank, united_states.landed) == (Rank.PARTIAL, usd("6392.71"))
        dearest = max(row.landed.amount for row in rows if row.rank is Rank.COMPUTED)
        assert united_states.landed.amount < dearest
        assert rows.index(united_states) > [row.rank for row in rows].index(Rank.COMPUTED)

    def test_a_short_code_gives_least_and_most(self):
        rows = {row.economy.code: row for row in compare(product="0101.30", from_="KE", value="1000 USD")}
        senegal = rows["SN"]
        assert senegal.rank is Rank.RANGE
        assert senegal.landed.amount < senegal.landed_highest.amount
        landed = [choice.landed.amount for choice in senegal.answer.choices]
        assert (senegal.landed.amount, senegal.landed_highest.amount) == (min(landed), max(landed))
        assert senegal.assessment.landed.amount == min(landed)

    def test_a_short_code_whose_lines_cost_the_same_is_one_figure(self):
        rows = {row.economy.code: row for row in compare(product="080450")}
        assert rows["SN"].answer.status is Status.NEEDS
        assert (rows["SN"].rank, rows["SN"].landed) == (Rank.COMPUTED, usd("5900.00"))

    def test_a_market_that_needs_an_answer_is_open(self):
        rows = {row.economy.code: row for row in compare(product="220421", from_="FR", quantities=())}
        assert (rows["US"].rank, rows["US"].landed) == (Rank.OPEN, None)

    def test_a_market_that_needs_the_value_is_open_even_if_its_duty_is_free(self):
        rows = {row.economy.code: row for row in compare(incoterm="DDP")}
        assert (rows["SN"].rank, rows["US"].rank) == (Rank.OPEN, Rank.OPEN)

    def test_a_code_of_no_tariff_ranks_nowhere(self):
        assert {row.rank for row in compare(product="999999")} == {Rank.NONE}

    def test_every_landed_cost_is_in_the_currency_of_the_question(self):
        rows = {row.economy.code: row for row in compare(product="4202.21", from_="CN", value="1000 EUR")}
        assert {row.landed.currency for row in rows.values() if row.landed} == {"EUR"}
        computed = ask(product="4202.21.60", from_="CN", value="1000 EUR").assessment
        alone = compare(product="4202.21.60", from_="CN", value="1000 EUR")
        united_states = next(row for row in alone if row.economy.code == "US")
        back = Money(computed.landed.amount / Decimal("1.181"), "EUR").rounded()
        assert computed.landed.currency == "USD"
        assert abs(united_states.landed.amount - back.amount) <= Decimal("0.01")

    def test_progress_is_told_market_by_market(self):
        from helpdesk_questions import question

        from fairway.desk.helpdesk.services import markets_compare

        told = []
        rows = markets_compare(question(to_every_market=True), progress=told.append)
        assert sorted(economy.code for economy in told) == sorted(row.economy.code for row in rows)


def _place(row: MarketRow) -> int:
    return {Rank.COMPUTED: 0, Rank.RANGE: 0, Rank.PARTIAL: 1, Rank.OPEN: 2, Rank.NONE: 3}[row.rank]


class TestLawThatChanges:
    """A tariff of our own making, in an instance of its own."""

    @pytest.fixture(autouse=True)
    def _instance(self, settings, tmp_path: Path):
        Release.objects.all().delete()
        settings.FAIRWAY_HOME = tmp_path / "home"

    def publish(self, tmp_path: Path, name: str, rate: str, *, start: str = "2025-01-01") -> Release:
        lines = [("08045000", "Mangoes", rate)]
        return load_tariff(tmp_path / name, lines, start=start, published="2024-12-01")

    def test_the_old_answer_is_given_as_of_a_moment_before(self, tmp_path):
        before_any = timezone.now()
        self.publish(tmp_path, "first", "10")
        between = timezone.now()
        self.publish(tmp_path, "second", "12.5")
        there = {"product": "0804.50.00", "to": "AQ"}
        assert ask(**there).best.duty == usd("625.00")
        assert ask(**there, as_of=between).best.duty == usd("500.00")
        assert ask(**there, as_of=before_any).reason.code == "market_not_loaded"

    def test_a_comparison_is_as_of_a_moment_too(self, tmp_path):
        self.publish(tmp_path, "first", "10")
        between = timezone.now()
        self.publish(tmp_path, "second", "12.5")
        [now], [then] = compare(), compare(as_of=between)
        assert (now.landed, then.landed) == (usd("5625.00"), usd("5500.00"))

    def test_a_past_case_is_answered_by_the_law_of_its_day(self, tmp_path):
        old = self.publish(tmp_path, "old", "10")
        new = self.publish(tmp_path, "new", "12.5", start="2026-01-01")
        past, present = (ask(product="0804.50.00", to="AQ", on=on) for on in ("2025-07-01", "2026-07-01"))
        assert (past.best.duty, present.best.duty) == (usd("500.00"), usd("625.00"))
        assert (past.source, present.source) == (old.citation, new.citation)

    def test_an_old_tariff_says_that_it_is_old(self, tmp_path):
        self.publish(tmp_path, "old", "10")
        assert "source_stale" not in warning_codes(ask(product="0804.50.00", to="AQ", on="2025-11-30"))
        assert "source_stale" in warning_codes(ask(product="0804.50.00", to="AQ", on="2025-12-31"))

    def test_members_of_a_union_have_no_border(self, tmp_path):
        load_tariff(
            tmp_path / "union", [("08045000", "Mangoes", "10")], start="2025-01-01", published="2024-12-01",
            members="AQ BV", union="yes",
        )  # fmt: skip
        answer = ask(product="0804.50.00", from_="BV", to="AQ")
        assert (answer.status, answer.reason.code) == (Status.UNCOMPUTABLE, "same_customs_union")

    def test_a_very_wide_heading_is_listed_whole_and_priced_in_part(self, tmp_path):
        lines = [(f"080450{number:02}", f"Mangoes, kind {number}", str(number)) for number in range(70)]
        load_tariff(tmp_path / "wide", lines, start="2025-01-01", published="2024-12-01")
        answer = ask(product="0804.50", to="AQ")
        priced = [choice for choice in answer.choices if choice.duty is not None]
        assert (len(answer.choices), len(priced)) == (70, MOST_CHOICES)
        assert answer.duty_range is None
