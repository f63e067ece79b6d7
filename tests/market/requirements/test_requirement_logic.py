from __future__ import annotations

from datetime import date

import pytest

from fairway.kernel.citation import Citation
from fairway.kernel.period import Period
from fairway.kernel.text import Localised
from fairway.market.requirements.domain.requirement import (
    NO_FLAG,
    Catalogue,
    Flag,
    Level,
    Requirement,
    RequirementKind,
    Rule,
    requirements_for,
)

DAY = date(2026, 6, 1)
SOURCE = Citation("Customs", "List")


def requirement(code: str, level: Level, kind: RequirementKind = RequirementKind.AGENCY) -> Requirement:
    title = Localised({"en": code, "fr": code, "es": code})
    return Requirement(code, kind, level, title, citation=SOURCE)


FLAGS = {
    "FD4": requirement("FD4", Level.REQUIRED),
    "AQ1": requirement("AQ1", Level.MAY_BE_REQUIRED),
    "AD": requirement("AD", Level.CHECK, RequirementKind.TRADE_REMEDY),
}
INVOICE = Rule(requirement("invoice", Level.REQUIRED, RequirementKind.DOCUMENT), ("US", "GH"))
LABEL = Rule(requirement("label", Level.REQUIRED, RequirementKind.LABEL), ("US",), chapters=("61",))
FORM_A = Rule(
    requirement("form_a", Level.MAY_BE_REQUIRED, RequirementKind.DOCUMENT), ("US",), origins=("GH",)
)
OLD = Rule(requirement("old", Level.REQUIRED), ("US",), period=Period(None, date(2020, 12, 31)))
CATALOGUE = Catalogue((INVOICE, LABEL, FORM_A, OLD), FLAGS, {"US": "US"})


def find(
    goods_code: str,
    flags: list[Flag] | None,
    *,
    destination: str = "US",
    origin: str = "KE",
    on: date = DAY,
) -> dict[str, Requirement]:
    found = requirements_for(
        goods_code, destination=destination, origin=origin, on=on, flags=flags, catalogue=CATALOGUE
    )
    assert len({item.code for item in found}) == len(found)
    return {item.code: item for item in found}


def test_flags_of_every_line_of_the_product_are_united():
    flags = [Flag("0804508020", "FD4"), Flag("0804508020", "AQ1"), Flag("0804508040", "FD4")]
    assert find("080450", flags).keys() == {"invoice", "FD4", "AQ1"}


def test_a_flag_on_every_line_names_no_line():
    flags = [Flag("0804508020", "FD4"), Flag("0804508040", "FD4")]
    assert find("08045080", flags)["FD4"].lines == ()


def test_a_flag_on_some_lines_names_them_and_says_that_it_depends():
    flags = [Flag("0804508040", "AQ1"), Flag("0804508020", "AQ1"), Flag("0804508090", "FD4")]
    found = find("08045080", flags)["AQ1"]
    assert found.lines == ("0804508020", "0804508040")
    assert "exact 10-digit line" in str(found.asks[0])
    assert FLAGS["AQ1"].asks == ()


def test_an_unflagged_line_makes_the_flags_of_the_others_depend_on_the_line():
    flags = [Flag("0804508020", "FD4"), Flag("0804508040", NO_FLAG)]
    assert find("08045080", flags)["FD4"].lines == ("0804508020",)


def test_a_full_code_has_only_the_flags_of_its_line():
    flags = [Flag("0804508020", "FD4"), Flag("0804508040", "AQ1")]
    assert find("0804508040", flags).keys() == {"invoice", "AQ1"}


def test_a_line_under_a_flagged_code_has_its_flags():
    assert "FD4" in find("0804508020", [Flag("08045080", "FD4")])


def test_a_renumbered_line_has_the_flags_of_the_lines_around_it():
    flags = [Flag("0804508020", "FD4"), Flag("0804508040", "FD4"), Flag("0804504055", "AQ1")]
    assert find("0804508010", flags).keys() == {"invoice", "FD4"}


def test_a_product_without_flags_needs_only_the_papers():
    assert find("611020", []).keys() == {"invoice", "label"}


@pytest.mark.parametrize(
    ("start", "end", "applies"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (date(2026, 6, 2), None, False),
        (None, date(2026, 5, 31), False),
    ],
)
def test_a_flag_applies_within_its_dates(start: date | None, end: date | None, applies: bool):
    flags = [Flag("0804508020", "FD4", Period(start, end)), Flag("0804508020", "AQ1")]
    assert ("FD4" in find("080450", flags)) is applies


def test_flags_of_other_days_only_leave_the_agencies_open():
    flags = [Flag("0804508020", "FD4", Period(date(2026, 7, 1), None))]
    assert find("080450", flags)["agencies_unknown"].level is Level.CHECK


def test_an_unknown_flag_is_shown_and_not_dropped():
    found = find("080450", [Flag("0804508020", "ZZ9")])["ZZ9"]
    assert found.level is Level.CHECK
    assert "ZZ9" in str(found.title)


def test_a_trade_remedy_is_something_to_check():
    found = find("080450", [Flag("0804508020", "AD")])["AD"]
    assert (found.kind, found.level) == (RequirementKind.TRADE_REMEDY, Level.CHECK)


def test_a_flagging_market_without_a_list_leaves_the_agencies_open():
    assert find("080450", None).keys() == {"invoice", "agencies_unknown"}


def test_a_market_with_papers_and_no_flags_of_its_own_is_answered():
    assert find("080450", None, destination="GH").keys() == {"invoice"}


def test_an_unknown_market_says_that_nothing_is_known():
    assert find("080450", None, destination="JP").keys() == {"agencies_unknown"}


@pytest.mark.parametrize(
    ("goods_code", "origin", "on", "expected"),
    [
        ("080450", "KE", DAY, {"invoice"}),
        ("611020", "KE", DAY, {"invoice", "label"}),
        ("080450", "GH", DAY, {"invoice", "form_a"}),
        ("080450", "KE", date(2020, 12, 31), {"invoice", "old"}),
        ("080450", "KE", date(2021, 1, 1), {"invoice"}),
    ],
)
def test_papers_hold_by_chapter_origin_and_day(goods_code: str, origin: str, on: date, expected: set[str]):
    assert find(goods_code, [], origin=origin, on=on).keys() == expected


def test_required_comes_first_then_to_check_then_may_be_required():
    flags = [Flag("6110200020", flag) for flag in ("AQ1", "AD", "FD4")]
    assert list(find("611020", flags)) == ["FD4", "invoice", "label", "AD", "AQ1"]


def test_what_holds_for_every_line_comes_before_what_depends_on_the_line():
    flags = [Flag("0804508020", "FD4"), Flag("0804508040", NO_FLAG)]
    assert list(find("080450", flags)) == ["invoice", "FD4"]
