from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from fairway.data.nomenclature.catalogue import hs_tree
from fairway.data.nomenclature.deciding import guide, tree_of
from fairway.data.nomenclature.domain.asking import tree_question
from fairway.data.nomenclature.domain.questions import DecidingQuestion, QuestionTree
from fairway.data.nomenclature.domain.splitting import MOST_ANSWERS, split_heading, telling_apart
from fairway.data.nomenclature.domain.tree import Level


@cache
def generated() -> dict[str, QuestionTree]:
    headings = (heading.code for heading in hs_tree().at(Level.HEADING))
    return {code: tree for code in headings if (tree := split_heading(hs_tree(), code)) is not None}


def questions() -> list[DecidingQuestion]:
    return [question for tree in generated().values() for question in tree.root.walk()]


def answers_of(key: str) -> list[str]:
    asked = tree_question(guide(), key)
    assert asked is not None
    return [str(choice.text) for choice in asked.choices]


def test_every_heading_with_two_subheadings_has_a_tree() -> None:
    for heading in hs_tree().at(Level.HEADING):
        assert (tree_of(heading.code) is not None) == (len(heading.children) > 1), heading.code


def test_every_subheading_is_reached_exactly_once() -> None:
    for heading, tree in generated().items():
        reached = Counter(code for question in tree.root.walk() for a in question.answers for code in a.codes)
        assert reached == Counter(entry.code for entry in hs_tree().subheadings(heading)), heading


def test_a_question_has_few_answers_that_differ() -> None:
    for question in questions():
        texts = {str(answer.text) for answer in question.answers}
        assert 2 <= len(question.answers) <= MOST_ANSWERS, question.key
        assert len(texts) == len(question.answers), question.key
        assert all(text.strip() for text in texts), question.key


def test_answers_do_not_refer_into_the_law() -> None:
    texts = [str(answer.text) for question in questions() for answer in question.answers]
    assert not [text for text in texts if "n.e.c." in text or "elsewhere specified" in text]


def test_what_all_subheadings_say_is_left_out_and_what_is_left_over_comes_last() -> None:
    tree = generated()["0407"]
    assert str(tree.root.answers[-1].text) == "Preserved or cooked"
    assert str(generated()["6204"].root.answers[0].text) == "Suits"
    assert [str(answer.text) for answer in generated()["6204"].root.answers[0].then.answers] == [  # type: ignore[union-attr]
        "Of wool or fine animal hair",
        "Of cotton",
        "Of synthetic fibres",
        "Of textile materials (not named above)",
    ]


def test_a_key_leads_to_its_question() -> None:
    for key, question in ((each.key, each) for each in generated()["8462"].root.walk()):
        assert question.key == key


def test_answers_worded_like_the_law_have_examples_in_the_readers_language() -> None:
    asked = tree_question(guide(), "4403")
    assert asked is not None
    assert "fr" not in tree_of("4403").root.answers[0].text.by_language  # type: ignore[union-attr]
    examples = [choice.example for choice in asked.choices if choice.example is not None]
    assert examples
    assert all(len(example.in_language("fr").split(", ")) <= 3 for example in examples)


def test_written_answers_need_no_example_and_a_first_question_can_be_turned_down() -> None:
    asked = tree_question(guide(), "6109")
    assert asked is not None
    assert all(choice.example is None for choice in asked.choices)
    assert asked.choices[-1].is_none_of_these
    assert answers_of("6109")[-1].startswith("It is something else than: T-shirts")


@pytest.mark.parametrize("key", ["", "9999", "6109/0", "6109/x", "0409", "61", "II", "6109/0/0", "0201-9999"])
def test_a_key_without_a_question_is_none(key: str) -> None:
    assert tree_question(guide(), key) is None


def test_telling_apart_leaves_out_what_is_shared() -> None:
    assert telling_apart(["Fruit, edible; dates, dried", "Fruit, edible; figs, dried"]) == ("dates", "figs")
    assert telling_apart(["Honey", "Honey"]) == ("Honey", "Honey")
