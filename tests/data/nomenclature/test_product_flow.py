from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.data.nomenclature.catalogue import everyday_words
from fairway.data.nomenclature.deciding import guide
from fairway.data.nomenclature.domain.asked import Certainty, Confidence, Told, told_read, told_written
from fairway.data.nomenclature.domain.asking import question_of
from fairway.data.nomenclature.domain.editions import Retirement
from fairway.data.nomenclature.domain.flow import (
    Conversation,
    answer_of_one_who_knows,
    conversation,
    next_question,
)
from fairway.data.nomenclature.domain.search import ProductSearch

SHIRTS = {"610910": 0.4, "610990": 0.35, "620520": 0.1, "610510": 0.1}
SAUCES = {"210390": 0.3, "200290": 0.3, "210320": 0.1, "330499": 0.2}


def talk(odds: dict[str, float], *told: Told) -> Conversation:
    return conversation(guide(), odds, told)


def codes(found: Conversation) -> list[str]:
    return sorted(found.odds, key=lambda code: -found.odds[code])


def near(*headings: str, answer: int | None) -> Told:
    return Told("-".join(("near", *headings)), answer)


def test_an_answer_keeps_what_it_reaches_and_rules_the_rest_out() -> None:
    found = talk(SHIRTS, near("6109", "6205", "6105", answer=0))
    assert codes(found) == ["610910", "610990"]
    assert sum(found.odds.values()) == pytest.approx(1)
    assert [(each.code, str(each.because)) for each in found.ruled_out] == [
        ("6105", "T-shirts and tank tops"),
        ("6205", "T-shirts and tank tops"),
    ]
    assert str(found.ruled_out[1].name) == "Men's woven shirts"


def test_subheadings_are_ruled_out_by_their_own_text() -> None:
    found = talk(SHIRTS, Told("6109", 0))
    assert codes(found) == ["610910"]
    named = {each.code: str(each.name) for each in found.ruled_out}
    assert named["610990"].startswith("T-shirts")
    assert set(named) == {"610990", "6205", "6105"}


def test_what_an_answer_reaches_beside_the_words_stays_possible() -> None:
    found = talk({"620520": 0.9}, near("6205", "6109", answer=1))
    assert set(found.odds) == {"610910", "610990"}
    partly = talk({"610910": 0.5, "620520": 0.4}, near("6205", "6109", answer=1))
    assert partly.odds["610910"] > partly.odds["610990"] > 0.05


def test_not_sure_keeps_everything_and_is_not_asked_again() -> None:
    asked = next_question(guide(), talk(SHIRTS))
    assert asked is not None
    found = talk(SHIRTS, Told(asked.key, None))
    assert found.odds == SHIRTS
    assert not found.ruled_out
    further = next_question(guide(), found)
    assert further is None or further.key != asked.key


def test_none_of_these_rules_all_of_them_out_and_leads_to_others() -> None:
    first = next_question(guide(), talk(SAUCES))
    assert first is not None
    none = next(choice for choice in first.choices if choice.is_none_of_these)
    found = talk(SAUCES, Told(first.key, none.number))
    reached = {code for choice in first.choices for code in choice.codes}
    assert not any(code in reached or code[:4] in reached for code in found.odds)
    assert {each.because for each in found.ruled_out} == {none.text}


def test_the_question_is_between_headings_until_one_has_most_of_the_mass() -> None:
    between = next_question(guide(), talk(SAUCES))
    assert between is not None
    assert "-" in between.key
    within = next_question(guide(), talk({"610910": 0.48, "610990": 0.42, "620520": 0.02}))
    assert within is not None
    assert within.key == "6109"


def test_a_further_question_follows_its_answer() -> None:
    odds = {"620442": 0.3, "620462": 0.3, "620452": 0.2, "620343": 0.1}
    first = question_of(guide(), "6204")
    assert first is not None
    asked = next_question(guide(), talk(odds, Told("6204", 0)))
    assert asked is not None
    assert asked.key == "6204/0"


def test_words_may_have_answered_the_first_question_of_a_tree() -> None:
    asked = next_question(guide(), talk({"620462": 0.3, "620463": 0.3, "620469": 0.2, "620442": 0.02}))
    assert asked is not None
    assert asked.key == "6204/2"
    assert str(asked.about).startswith("Women's dresses")
    elsewhere = talk({"620462": 0.5, "620442": 0.4}, Told("6204/2", asked.choices[-1].number))
    assert codes(elsewhere) == ["620442"]


def test_answers_that_can_no_longer_be_true_are_not_offered() -> None:
    asked = next_question(guide(), talk(SHIRTS, near("6109", "6205", answer=0)))
    assert asked is not None
    assert asked.key == "6109"
    assert not any(choice.is_none_of_these for choice in asked.choices)


def test_nothing_is_asked_once_it_is_certain() -> None:
    assert next_question(guide(), talk({"610910": 0.95, "610990": 0.05})) is None
    assert next_question(guide(), talk({})) is None


@pytest.mark.parametrize(
    "told",
    [
        Told("nothing", 0),
        Told("near-0000", 0),
        Told("near-6109-6109", 0),
        Told("6109", 99),
        Told("6109/0", 0),
        Told("in-61-99-xx", 1),
    ],
)
def test_an_answer_to_no_question_is_left_out(told: Told) -> None:
    found = talk(SHIRTS, told)
    assert found.left_out == (told,)
    assert found.odds == SHIRTS


def test_an_answer_that_contradicts_an_earlier_one_is_left_out() -> None:
    later = Told("6205", 0)
    found = talk(SHIRTS, near("6109", "6205", answer=0), later, Told("6109", 0), Told("6109", 1))
    assert found.left_out == (later, Told("6109", 1))
    assert codes(found) == ["610910"]


def test_at_most_a_dozen_are_named_that_were_ruled_out() -> None:
    odds = {f"{heading}": 0.01 for heading in sorted(everyday_codes())[:200]}
    found = talk(odds, near("6109", "6205", answer=0))
    assert len(found.ruled_out) == 12
    assert found.more_ruled_out > 0


def everyday_codes() -> set[str]:
    return {word.code for word in everyday_words() if len(word.code) == 6}


def test_one_who_knows_gives_the_first_answer_that_reaches_the_code() -> None:
    asked = question_of(guide(), "near-6109-6205")
    assert asked is not None
    assert answer_of_one_who_knows(guide(), asked, "620520").answer == 1
    assert answer_of_one_who_knows(guide(), asked, "080450").answer == 2
    without_none = replace(asked, choices=asked.choices[:2])
    assert answer_of_one_who_knows(guide(), without_none, "080450").answer is None


def test_answers_are_written_in_addresses_and_read_again() -> None:
    told = (Told("6109", 0), Told("6103/1", None), Told("near-0804-2008", 2))
    assert [told_written(each) for each in told] == ["6109:0", "6103/1:-", "near-0804-2008:2"]
    assert told_read(map(told_written, told)) == told


def test_unreadable_answers_and_too_many_do_no_harm(search) -> None:
    assert len(told_read(["6109:0"] * 1000)) <= 20
    found = search("HS 6109", told=told_read(["", "6109", "6109:x", "<b>:0", "x" * 5000, "6109:-1"]))
    assert [hit.hs6 for hit in found.results] == ["610910", "610990"]
    assert len([hint for hint in found.hints if "left out" in str(hint)]) == 6


@pytest.mark.parametrize(
    ("score", "level"), [(0.1, Certainty.LOW), (0.35, Certainty.FAIR), (0.7, Certainty.GOOD)]
)
def test_confidence_has_three_levels(score: float, level: Certainty) -> None:
    assert Confidence(score).level is level


def test_an_uncertain_search_says_so_and_shows_chapters(products: ProductSearch) -> None:
    found = products.find("HS 84", limit=5)
    assert found.confidence.level is Certainty.LOW
    assert [chapter.code for chapter in found.browse] == ["84"]
    assert any("not certain" in str(hint) for hint in found.hints)
    certain = products.find("610910", limit=5)
    assert certain.confidence.level is Certainty.GOOD
    assert not certain.browse
    assert not certain.hints


def test_notes_are_about_the_best_results(products: ProductSearch) -> None:
    notes = products.find("HS 6109", limit=5).notes
    assert 0 < len(notes) <= 3
    assert all(any(code.startswith("61") for code in note.codes) for note in notes)


def test_the_answer_is_among_the_results_reasons(products: ProductSearch) -> None:
    found = products.find("HS 6109", limit=5, told=(Told("near-6205-8471", 1),))
    assert not found.results or str(found.results[0].why[0]) == "Your answers lead to it."


def test_a_retired_code_is_answered_with_its_successors_the_nearest_first(products: ProductSearch) -> None:
    retirement = Retirement("851712", 2017, 2022, ("851713", "852411"))
    found = replace(products, successors=lambda code: retirement).find("8517.12", limit=5)
    assert [hit.hs6 for hit in found.results] == ["851713", "852411"]
    assert found.results[0].score > found.results[1].score
    assert found.hints[0] == retirement.text
    assert found.question is not None


def test_words_beside_a_heading_tell_its_subheadings_apart(products: ProductSearch) -> None:
    assert products.find("figs HS 0804", limit=3).results[0].hs6 == "080420"


_TOLD = st.builds(
    Told,
    st.one_of(
        st.sampled_from(["6109", "6204", "6204/0", "near-6109-6205", "in-61-62", "0201-0202", "8471/1"]),
        st.from_regex(r"(near|in)?(-?[0-9]{1,4}){0,3}(/[0-9])?", fullmatch=True),
        st.text(max_size=10),
    ),
    st.one_of(st.none(), st.integers(-1, 9)),
)


@settings(max_examples=50, deadline=None)
@given(
    query=st.one_of(st.text(max_size=40), st.sampled_from(["shirt", "HS 61", "parts", "0201 beef"])),
    told=st.lists(_TOLD, max_size=4),
)
def test_no_answers_make_the_search_raise(search, query: str, told: Sequence[Told]) -> None:
    found = search(query, limit=5, told=told)
    assert found.results or found.hints
    assert sum(hit.score for hit in found.results) <= 1.001
    assert len(found.told) + len([hint for hint in found.hints if "left out" in str(hint)]) == len(told)
    assert found == search(query, limit=5, told=told)
    if found.question:
        assert len(found.question.choices) > 1


def test_who_knows_the_goods_gets_there_within_three_questions(products: ProductSearch) -> None:
    words = [word for word in everyday_words() if len(word.code) == 6 and word.rank == 1]
    chosen = random.Random(1).sample(words, 100)
    found = [
        products.find_as_one_who_knows(word.text, word.code, most=3, limit=1, language=word.language)
        for word in chosen
    ]
    right = sum(
        each.results[0].hs6 == word.code for each, word in zip(found, chosen, strict=True) if each.results
    )
    assert right >= 95
