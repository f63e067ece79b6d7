"""What a firm is asked, in which order, and what it is spared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.trust.programmes.engine_world import BANK, HONEST, criterion, firm, law, number, standard

from fairway.kernel.text import UserError
from fairway.platform.firms.domain.definition import SizeClass
from fairway.trust.programmes.domain.assess import assess
from fairway.trust.programmes.domain.condition import AnyOf, Compare, Flag, OneOf, Operator
from fairway.trust.programmes.domain.dossier import Dossier, TradeRole
from fairway.trust.programmes.domain.law import Law
from fairway.trust.programmes.domain.programme import Asked, Obligation
from fairway.trust.programmes.domain.questions import next_question, questions_for, spared

BOOKS = criterion(
    "books", Flag("keeps_books"), OneOf("form", ("paper", "disk")), standards=(standard("audit"),)
)
GUARDED = criterion("guarded", AnyOf((Flag("shares_site", expected=False), Flag("watchman"))))
ORDER = (
    Asked("keeps_books", ()),
    Asked("honest", ()),
    Asked("form", (Flag("keeps_books"),)),
    Asked("shares_site", ()),
    Asked("watchman", ()),
    Asked("locks", ()),
)
LARGE_ONLY = standard("photos", sizes=frozenset({SizeClass.LARGE}), conditions=(Flag("locks"),))
HEAVY = criterion("heavy", Flag("honest"), standards=(LARGE_ONLY,))
RULE = law((HONEST, BOOKS), (GUARDED, HEAVY), asked=ORDER)


def codes(dossier: Dossier, tier: str = "high", of: Law = RULE) -> list[str]:
    return [one.code for one in questions_for(dossier, of, BANK, tier)]


def test_questions_come_in_the_order_of_the_programme_and_evidence_last():
    assert codes(firm(), "low") == ["keeps_books", "honest", "evidence:books"]
    assert codes(firm(keeps_books=True), "low") == ["keeps_books", "honest", "form", "evidence:books"]
    assert codes(firm(keeps_books=False), "low") == ["keeps_books", "honest", "evidence:books"]


def test_each_question_says_what_it_is_for_and_whether_it_is_answered():
    first, second, *_others, evidence = questions_for(firm("audit", keeps_books=True), RULE, BANK, "high")
    assert (first.criteria, first.is_answered) == (("books",), True)
    assert (second.criteria, second.is_answered) == (("honesty", "heavy"), False)
    assert (evidence.criteria, evidence.is_answered, evidence.fact) == (("books",), True, None)


def test_one_thing_at_a_time_until_nothing_is_left():
    dossier = firm()
    asked = []
    while question := next_question(dossier, RULE, BANK, "low", passed_over=["evidence:books"]):
        asked.append(question.code)
        told = "paper" if question.code == "form" else True
        dossier = replace(dossier, answers={**dossier.answers, question.code: told})
    assert asked == ["keeps_books", "honest", "form"]
    last = next_question(dossier, RULE, BANK, "low")
    assert last is not None
    assert last.code == "evidence:books"


def test_a_question_that_another_answer_has_settled_is_not_asked():
    assert "watchman" in codes(firm(shares_site=True))
    assert "watchman" not in codes(firm(shares_site=False))


def test_a_small_firm_is_spared_what_only_a_large_one_shows():
    assert spared(firm(), RULE, BANK, "high") == ("locks", "evidence:heavy")
    assert spared(firm(size=SizeClass.LARGE), RULE, BANK, "high") == ()
    assert spared(firm(size=None), RULE, BANK, "high") == ()


def test_what_still_depends_on_an_answer_is_not_spared_yet():
    assert "form" not in spared(firm(), RULE, BANK, "low")
    assert "form" in spared(firm(keeps_books=False), RULE, BANK, "low")


def test_what_other_roles_show_is_spared():
    carriers = criterion("vehicles", Flag("locks"), roles=frozenset({TradeRole.CARRIER}))
    assert spared(firm(), law((HONEST, carriers)), BANK, "low") == ("locks",)


def test_a_should_is_asked_too():
    nicety = criterion("nicety", Flag("locks"), obligation=Obligation.SHOULD)
    assert codes(firm(), "low", law((HONEST, nicety))) == ["honest", "locks"]


def test_a_fact_that_opens_another_is_asked_though_no_criterion_uses_it():
    order = (Asked("shares_site", ()), Asked("watchman", (Flag("shares_site"),)))
    guarded = criterion("guarded", Flag("watchman"))
    assert codes(firm(shares_site=True), "low", law((guarded,), asked=order)) == ["shares_site", "watchman"]


def test_the_assessment_counts_over_all_tiers():
    found = assess(firm(keeps_books=True), RULE, BANK)
    assert found.questions_asked == tuple(codes(firm(keeps_books=True)))
    assert found.questions_spared == ("locks", "evidence:heavy")


def test_a_fact_is_asked_where_any_size_needs_it():
    many = criterion("trade", Compare("documents", Operator.AT_LEAST, number(5)))
    assert codes(firm(size=None), "low", law((many,))) == ["documents"]


def test_a_tier_that_there_is_not_is_refused():
    with pytest.raises(UserError, match="There is no tier “top”"):
        questions_for(firm(), RULE, BANK, "top")
