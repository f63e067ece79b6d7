"""What counts as a change between two answers, and what it makes in money: a table of truths, then rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.data.idb.domain.profile import ChargeRate, Severity
from fairway.desk.plans.domain.change import ChangeKind, money_difference
from fairway.desk.plans.domain.changes import changes_between, landed_difference
from fairway.desk.plans.domain.snapshot import AnswerSnapshot, Charge, Option, Paper, Remark, Source
from fairway.kernel.citation import Citation
from fairway.kernel.finding import Need, Reason, Status
from fairway.kernel.money import Money
from fairway.kernel.period import Period
from fairway.kernel.text import Localised, Text
from fairway.market.requirements.domain.requirement import Level, RequirementKind
from fairway.market.tariff.domain.options import OptionKind, OptionStatus

K = ChangeKind
DAY = date(2025, 7, 1)
GROWN = Localised({"en": "The goods are grown there.", "fr": "Les marchandises y sont récoltées."})
DIRECT = Localised({"en": "They travel directly.", "fr": "Elles voyagent directement."})
CERTIFIED = Text("A certificate of {day} goes with them.", {"day": DAY})
MFN = Option(OptionKind.MFN, "", Text("Normal rate (MFN)"), OptionStatus.COMPUTED, "mfn", "10%")
AGOA = Option(
    OptionKind.PREFERENCE, "AGOA", Localised({"en": "AGOA"}), OptionStatus.COMPUTED, "preference", "Free",
    claim_code="D", conditions=(GROWN, DIRECT),
    citation=Citation("US Government", "General Note 16", published=date(2025, 1, 1), verified=False),
)  # fmt: skip
ICE_DUTY = Option(
    OptionKind.ADDITIONAL, "9903.01", Text("Additional duty"), OptionStatus.COMPUTED, "additional", "25%"
)
INVOICE = Paper("invoice", Localised({"en": "Invoice"}), RequirementKind.DOCUMENT, Level.REQUIRED)
ASKED = replace(INVOICE, agency=Localised({"en": "Customs", "fr": "La douane"}))
STALE = Remark("source_stale", Text("Of {day}.", {"day": DAY}), Severity.CHECK)
BANNED = Remark("ban", Localised({"en": "The goods are banned."}), Severity.DANGER)
TARIFF = Source("us-1", "tariff", "US", "Tariff of the United States", date(2025, 6, 6))


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def vat(percent: str, amount: str, status: Status = Status.COMPUTED) -> Charge:
    terms = ChargeRate(Period(), percent=Decimal(percent))
    paid = usd(amount) if status is Status.COMPUTED else None
    return Charge("vat", Localised({"en": "VAT"}), status, paid, terms, ("customs_value", "duty"))


ANSWER = AnswerSnapshot(
    status=Status.COMPUTED, on=DAY, product="08045080", description="Mangoes", line="0804508000", origin="GH",
    destination="US", value=usd("1000"), valuation="FOB", customs_value=usd("1000"),
    options=(replace(AGOA, duty=usd("0")), replace(MFN, duty=usd("100"))), best=AGOA.key,
    charges=(vat("10", "100"),), duty=usd("0"), total=usd("100"), landed=usd("1100"), papers=(INVOICE,),
    remarks=(STALE,), sources=(TARIFF,),
)  # fmt: skip
MFN_PAID = replace(MFN, duty=usd("100"))
BY_EXCHANGE = {"exchanged": True, "customs_value": usd("1020"), "landed": usd("1122")}
NO_ANSWER = AnswerSnapshot(
    status=Status.UNCOMPUTABLE, on=DAY, product="08045080", description="Mangoes", line="", origin="GH",
    destination="US", value=usd("1000"), papers=(INVOICE,), remarks=(STALE,), sources=(TARIFF,),
    reason=Reason("market_not_loaded", Text("No tariff is loaded.")),
)  # fmt: skip


def options(agoa: Option | None = AGOA, mfn: Option | None = MFN) -> dict[str, object]:
    return {"options": tuple(option for option in (agoa, mfn) if option)}


def proving(**changes: object) -> dict[str, object]:
    """The same options, and of the best one something else to prove."""
    return options(replace(AGOA, duty=usd("0"), **changes), MFN_PAID)


def lapsed(option: Option) -> Option:
    return replace(option, status=OptionStatus.LAPSED, duty=None)


TRUTHS = [
    # what the new answer has otherwise, the changes, the differences
    ({}, [], []),
    ({"on": date(2025, 8, 1), "description": "Mangoes, fresh"}, [], []),
    (options(replace(AGOA, duty=usd("0")), replace(MFN, rate="12%", duty=usd("120"))), [K.RATE], ["20"]),
    (options(replace(AGOA, duty=usd("0")), replace(MFN, rate="", duty=None)), [K.RATE], [None]),
    (
        options(None, replace(MFN, duty=usd("100"))) | {"best": MFN.key},
        [K.BEST, K.OPTION_GONE],
        ["100", None],
    ),
    (options(lapsed(AGOA)) | {"best": MFN.key}, [K.BEST, K.OPTION_LAPSED], [None, None]),
    (options(replace(AGOA, status=OptionStatus.NEEDS)), [K.OPTION_STATUS], [None]),
    ({"additional": (replace(ICE_DUTY, duty=usd("250")),)}, [K.OPTION_NEW], ["250"]),
    ({"additional": (lapsed(ICE_DUTY),)}, [], []),  # never was in force
    ({"charges": (vat("12", "120"),)}, [K.CHARGE_CHANGED], ["20"]),
    ({"charges": (vat("10", "", Status.UNCOMPUTABLE),)}, [K.CHARGE_CHANGED], [None]),
    ({"charges": ()}, [K.CHARGE_GONE], ["-100"]),
    ({"charges": (vat("10", "100"), replace(vat("1", "10"), code="fee"))}, [K.CHARGE_NEW], ["10"]),
    # A tax that moves with the duty, or a law of the same terms with other days, is no change of the tax.
    ({"charges": (replace(vat("10", "100"), terms=ChargeRate(Period(DAY), percent=Decimal(10))),)}, [], []),
    (proving(conditions=(GROWN, DIRECT, CERTIFIED)), [K.CONDITION], [None]),
    (proving(conditions=(DIRECT,)), [K.CONDITION], [None]),
    (proving(conditions=()), [K.CONDITION, K.CONDITION], [None, None]),
    (proving(conditions=(DIRECT, GROWN)), [], []),  # in another order
    # A corrected translation is no new law.
    (
        proving(conditions=(Localised({"en": GROWN.by_language["en"], "fr": "Autrement dit."}), DIRECT)),
        [],
        [],
    ),
    (proving(claim_code="D1"), [K.CLAIM_CODE], [None]),
    (proving(claim_code=""), [K.CLAIM_CODE], [None]),
    (proving(citation=Citation("US Government", "General Note 16 as revised")), [], []),
    # What an option asks that is not the best, or was not, is of no weight.
    (options(mfn=replace(MFN_PAID, claim_code="X", conditions=(CERTIFIED,))), [], []),
    (proving(conditions=()) | {"best": MFN.key}, [K.BEST], ["100"]),
    ({"papers": ()}, [K.PAPER_GONE], [None]),
    ({"papers": (INVOICE, replace(INVOICE, code="fda"))}, [K.PAPER_NEW], [None]),
    ({"papers": (replace(INVOICE, level=Level.MAY_BE_REQUIRED),)}, [K.PAPER_CHANGED], [None]),
    ({"papers": (replace(INVOICE, title=Localised({"en": "Bill"})),)}, [K.PAPER_CHANGED], [None]),
    ({"papers": (ASKED,)}, [K.AGENCY], [None]),
    ({"papers": (replace(ASKED, level=Level.CHECK),)}, [K.PAPER_CHANGED, K.AGENCY], [None, None]),
    ({"papers": (ASKED, replace(ASKED, code="fda"))}, [K.PAPER_NEW, K.AGENCY], [None, None]),
    ({"papers": (ASKED,), "landed": usd("1101")}, [K.FIGURES, K.AGENCY], ["1", None]),
    ({"remarks": (STALE, BANNED)}, [K.REMARK_NEW], [None]),
    ({"remarks": ()}, [K.REMARK_GONE], [None]),
    # The same warning that names another day is the same.
    ({"remarks": (replace(STALE, text=Text("Of {day}.", {"day": date(2026, 1, 1)})),)}, [], []),
    ({"valuation": "CIF"}, [K.VALUATION], [None]),
    ({"line": "0804508010"}, [K.LINE], [None]),
    ({"needs": (Need("transport", Text("How?")),)}, [K.NEEDS], [None]),
    ({"status": Status.NEEDS, "needs": (Need("quantity:KGM", Text("How much?")),)}, [K.NEEDS], [None]),
    ({"landed": usd("1101")}, [K.FIGURES], ["1"]),
    (BY_EXCHANGE, [K.EXCHANGE], ["22"]),
    ({"sources": (replace(TARIFF, release="us-2"),)}, [K.SOURCE], [None]),
    ({"sources": (replace(TARIFF, release="us-2", published=None),)}, [K.SOURCE], [None]),
    (
        {"customs_value": Money(Decimal(900), "EUR"), "landed": Money(Decimal(990), "EUR"), "duty": None},
        [K.CURRENCY],
        [None],
    ),
]


class TestOneChange:
    @pytest.mark.parametrize(("changes", "kinds", "differences"), TRUTHS)
    def test_it_is_told_once_and_in_money(self, changes, kinds, differences):
        found = changes_between(ANSWER, replace(ANSWER, **changes))
        assert [change.kind for change in found] == kinds
        amounts = [change.difference and change.difference.amount for change in found]
        assert amounts == [None if amount is None else Decimal(amount) for amount in differences]
        assert all(str(change.text) for change in found)  # every place is filled

    @pytest.mark.parametrize(
        ("changes", "is_information"),
        [
            ({"sources": (replace(TARIFF, release="us-2"),)}, True),
            (BY_EXCHANGE, True),
            ({"papers": (ASKED,)}, True),
            (proving(conditions=(GROWN,)), False),
            (proving(claim_code="D1"), False),
            ({"landed": usd("1101")}, False),
            ({"papers": ()}, False),
        ],
    )
    def test_only_sources_exchange_rates_and_agencies_are_information(self, changes, is_information):
        [change] = changes_between(ANSWER, replace(ANSWER, **changes))
        assert change.is_information is is_information

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"charges": (vat("12.5", "125"),)}, "VAT is 12.5 % now, before it was 10 %."),
            ({"charges": ()}, "VAT is no longer due."),
            ({"papers": ()}, "No longer needed: Invoice"),
            ({"papers": (ASKED,)}, "Invoice: the agency is Customs now."),
            (
                proving(conditions=(GROWN, DIRECT, CERTIFIED)),
                "New condition: A certificate of 2025-07-01 goes with them.",
            ),
            (proving(conditions=(GROWN,)), "No longer a condition: They travel directly."),
            (proving(claim_code="D1"), "The importer writes the code D1 on the customs declaration."),
            (proving(claim_code=""), "The importer writes no code on the customs declaration now."),
            (
                {"line": "0804508010"},
                "The line of the tariff is 0804508010 now, before it was 0804508000.",
            ),
            (
                options(None) | {"best": MFN.key},
                "The best option is Normal rate (MFN) now, before it was AGOA.",
            ),
            (
                {"sources": (replace(TARIFF, release="us-2"),)},
                "The answer is read from a newer source now: Tariff of the United States, of 2025-06-06.",
            ),
        ],
    )
    def test_it_is_said_in_words(self, changes, words):
        assert str(changes_between(ANSWER, replace(ANSWER, **changes))[0].text) == words

    def test_a_rate_that_is_only_printed_in_another_way_is_the_same_rate(self):
        printed = [
            replace(ANSWER, options=(replace(MFN, rate=rate, words=Text("free")),))
            for rate in ("Free", "free")
        ]
        assert changes_between(*printed) == ()

    def test_an_agency_that_is_no_longer_named(self):
        before = replace(ANSWER, papers=(ASKED,))
        [change] = changes_between(before, ANSWER)
        assert (change.subject, str(change.text)) == ("invoice", "Invoice: no agency is named now.")

    def test_exchange_rates_are_named_beside_a_change_of_law(self):
        found = changes_between(ANSWER, replace(ANSWER, **BY_EXCHANGE, papers=()))
        assert [change.kind for change in found] == [K.PAPER_GONE, K.EXCHANGE]

    def test_amounts_that_a_change_explains_are_no_change_of_their_own(self):
        after = replace(ANSWER, charges=(vat("12", "120"),), total=usd("120"), landed=usd("1120"))
        assert [change.kind for change in changes_between(ANSWER, after)] == [K.CHARGE_CHANGED]


class TestComputable:
    def test_an_answer_that_is_lost_says_why_and_not_every_option(self):
        [change] = changes_between(ANSWER, NO_ANSWER)[:1]
        assert (change.kind, change.subject) == (K.UNCOMPUTABLE, "market_not_loaded")
        assert "No tariff is loaded." in str(change.text)
        assert len(changes_between(ANSWER, NO_ANSWER)) == 1

    def test_an_answer_that_comes_back(self):
        assert [change.kind for change in changes_between(NO_ANSWER, ANSWER)] == [K.COMPUTABLE]

    def test_another_reason_is_a_change(self):
        other = replace(NO_ANSWER, reason=Reason("date_outside_releases", Text("Not that day.")))
        assert [change.kind for change in changes_between(NO_ANSWER, other)] == [K.UNCOMPUTABLE]

    def test_the_same_reason_is_none(self):
        assert changes_between(NO_ANSWER, replace(NO_ANSWER, on=date(2026, 1, 1))) == ()

    @pytest.mark.parametrize("field", ["product", "origin", "destination"])
    def test_answers_to_two_questions_are_not_compared(self, field):
        with pytest.raises(ValueError, match="one question"):
            changes_between(ANSWER, replace(ANSWER, **{field: "XX"}))


class TestMoney:
    @pytest.mark.parametrize(
        ("before", "after", "difference"),
        [
            (usd("1.10"), usd("1.30"), usd("0.20")),
            (usd("1.30"), usd("1.10"), usd("-0.20")),
            (usd("1"), None, None),
            (None, usd("1"), None),
            (usd("1"), Money(Decimal(1), "EUR"), None),
        ],
    )
    def test_the_difference_is_exact_and_of_one_currency(self, before, after, difference):
        assert money_difference(before, after) == difference


amounts = st.none() | st.decimals(min_value=0, max_value=10**9, places=2).map(lambda d: Money(d, "USD"))
statuses = st.sampled_from(OptionStatus)
conditions = st.lists(st.sampled_from([GROWN, DIRECT, CERTIFIED]), max_size=3).map(tuple)
ways = st.builds(
    replace, st.sampled_from([MFN, AGOA]), rate=st.sampled_from(["10%", "12%"]), status=statuses,
    duty=amounts, claim_code=st.sampled_from(["", "D"]), conditions=conditions,
    citation=st.sampled_from([None, AGOA.citation]),
)  # fmt: skip
duties = st.builds(
    replace, st.just(ICE_DUTY), rate=st.sampled_from(["10%", "25%"]), status=statuses, duty=amounts
)
charges = st.builds(
    Charge,
    st.sampled_from(["vat", "fee"]),
    st.just(Localised({"en": "A charge"})),
    st.sampled_from(Status),
    amounts,
    st.none() | st.sampled_from([ChargeRate(Period(), percent=Decimal(n)) for n in (5, 10)]),
)
papers = st.builds(
    replace, st.sampled_from([INVOICE, ASKED]), code=st.sampled_from("abc"), level=st.sampled_from(Level)
)
answers = st.builds(
    replace,
    st.just(ANSWER),
    status=st.sampled_from(Status),
    line=st.sampled_from(["", "0804508000", "0804508010"]),
    exchanged=st.booleans(),
    options=st.lists(ways, max_size=2, unique_by=lambda option: option.key).map(tuple),
    additional=st.lists(duties, max_size=2).map(tuple),
    best=st.sampled_from([None, MFN.key, AGOA.key]),
    charges=st.lists(charges, max_size=2, unique_by=lambda charge: charge.code).map(tuple),
    landed=amounts,
    papers=st.lists(papers, max_size=3).map(tuple),
    remarks=st.lists(st.sampled_from([STALE, BANNED]), max_size=3).map(tuple),
    sources=st.sampled_from([(), (TARIFF,), (replace(TARIFF, release="us-2"),)]),
)


class TestRules:
    @given(answers)
    def test_nothing_changes_between_equal_answers(self, answer):
        assert changes_between(answer, replace(answer)) == ()

    @given(answers, answers)
    def test_backwards_the_differences_are_the_opposite(self, one, other):
        there = [change.difference for change in changes_between(one, other) if change.difference]
        back = [change.difference for change in changes_between(other, one) if change.difference]
        assert sorted(money.amount for money in there) == sorted(-money.amount for money in back)
        forth, reverse = landed_difference(one, other), landed_difference(other, one)
        assert (forth is None) == (reverse is None)
        assert forth is None or forth.amount == -reverse.amount

    @given(answers, answers)
    def test_money_never_moves_unsaid(self, one, other):
        if one.landed != other.landed:
            assert changes_between(one, other)

    @given(answers, answers)
    def test_every_change_can_be_said(self, one, other):
        for change in changes_between(one, other):
            assert "{" not in str(change.text)
