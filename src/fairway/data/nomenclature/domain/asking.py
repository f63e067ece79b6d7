"""The questions that can be asked, each found again by its key.

A key says all that its question needs: `6109` and `6103/1` are questions of a heading's tree, `0201-0202`
is a tree between headings, `near-0804-2008` asks which of those headings comes nearest, `in-08-20` which
of those chapters. So an answer that stands in an address means the same however the ranking changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from fairway.data.nomenclature.domain.asked import Asked, AskedChoice
from fairway.data.nomenclature.domain.guide import Guide, example, subheadings_under
from fairway.data.nomenclature.domain.questions import Answer, DecidingQuestion, QuestionTree
from fairway.data.nomenclature.domain.splitting import MOST_ANSWERS
from fairway.kernel.text import Localised, Text

Reach = Mapping[str, int]  # the first answer of a question that leads to a subheading
_NEAR = "near"
_IN = "in"
_NONE_OF_THESE = Text("None of these")


def question_of(guide: Guide, key: str) -> Asked | None:
    """The question of a key; None where there is no such question."""
    kind, *codes = key.split("-")
    if kind == _NEAR:
        return nearest_heading(guide, codes) if _are_places(guide, codes, digits=4) else None
    if kind == _IN:
        return likely_chapter(guide, codes) if _are_places(guide, codes, digits=2) else None
    return tree_question(guide, key)


def nearest_heading(guide: Guide, headings: Sequence[str]) -> Asked:
    return _which(guide, _NEAR, Text("Which of these comes nearest?"), headings)


def likely_chapter(guide: Guide, chapters: Sequence[str]) -> Asked:
    return _which(guide, _IN, Text("What kind of goods is it?"), chapters)


@lru_cache(maxsize=4096)
def tree_question(guide: Guide, key: str) -> Asked | None:
    """A question of a heading's tree, or of a tree between headings."""
    root, *path = key.split("/")
    tree = _tree(guide, root)
    question = None if tree is None else tree.root
    for step in path:
        question = _further(question, step)
    if tree is None or question is None:
        return None
    choices = tuple(_choice(guide, question, number) for number in range(len(question.answers)))
    about = None if tree.is_across else guide.name(tree.between[0])
    return Asked(key, question.text, (*choices, AskedChoice(len(choices), _turned_down(about, path))), about)


def reach_of(guide: Guide, asked: Asked) -> Reach:
    numbers: dict[str, int] = {}
    for choice in reversed(asked.choices):
        for code in choice.codes:
            numbers.update(dict.fromkeys(subheadings_under(guide, code), choice.number))
    return numbers


@lru_cache(maxsize=4096)
def tree_reach(guide: Guide, key: str) -> Reach | None:
    asked = tree_question(guide, key)
    return None if asked is None else reach_of(guide, asked)


def _tree(guide: Guide, root: str) -> QuestionTree | None:
    if root in guide.across:
        return guide.across[root]
    return guide.tree_of(root) if len(root) == 4 and root in guide.tree else None


def _further(question: DecidingQuestion | None, step: str) -> DecidingQuestion | None:
    if question is None or not step.isdecimal() or int(step) >= len(question.answers):
        return None
    return question.answers[int(step)].then


def _choice(guide: Guide, question: DecidingQuestion, number: int) -> AskedChoice:
    answer = question.answers[number]
    shown = example(guide, answer.reach) if _is_generated(question.answers) else None
    return AskedChoice(number, answer.text, answer.reach, shown)


def _is_generated(answers: Sequence[Answer]) -> bool:
    """Generated answers are worded like the law, which there is in English only."""
    return any("fr" not in answer.text.by_language for answer in answers)


def _turned_down(about: Localised | None, path: Sequence[str]) -> Text:
    """The answer of those whose goods are elsewhere. A further question may be asked before its first one."""
    if path:
        return Text("The question does not fit these goods")
    return _NONE_OF_THESE if about is None else Text("It is something else than: {goods}", {"goods": about})


def _which(guide: Guide, kind: str, text: Text, codes: Sequence[str]) -> Asked:
    choices = tuple(
        AskedChoice(number, guide.name(code), (code,), example(guide, (code,)))
        for number, code in enumerate(codes)
    )
    return Asked("-".join((kind, *codes)), text, (*choices, AskedChoice(len(codes), _NONE_OF_THESE)))


def _are_places(guide: Guide, codes: Sequence[str], digits: int) -> bool:
    known = all(len(code) == digits and code.isdecimal() and code in guide.tree for code in codes)
    return known and 0 < len(codes) <= MOST_ANSWERS and len(set(codes)) == len(codes)
