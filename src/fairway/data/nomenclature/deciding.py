"""Reads the trees of deciding questions and the hints (`content/goods`), a chapter when it is needed."""

from __future__ import annotations

from functools import cache
from importlib import resources

from fairway.data.nomenclature.catalogue import heading_names, hs_tree
from fairway.data.nomenclature.domain.guide import Guide
from fairway.data.nomenclature.domain.questions import Answer, DecidingQuestion, Hint, QuestionTree
from fairway.data.nomenclature.domain.splitting import split_heading
from fairway.data.nomenclature.names import chapter_names, words_of
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Localised, Text
from fairway.platform.content.strict import Entry, read_yaml

_GOODS = resources.files("fairway") / "content" / "goods"
_ACROSS = "between"  # the file of the trees across headings


@cache
def trees_of_chapter(chapter: str) -> dict[str, QuestionTree]:
    """The hand-written trees of a chapter by their heading; none for a chapter without a file."""
    return {tree.between[0]: tree for tree in _read_trees(chapter)}


@cache
def tree_of(heading: str) -> QuestionTree | None:
    """The tree of a heading: the hand-written one, else one split from the legal texts."""
    return trees_of_chapter(heading[:2]).get(heading) or split_heading(hs_tree(), heading)


@cache
def guide() -> Guide:
    """What questions are made of, read once per process."""
    across = {tree.root.key: tree for tree in trees_across()}
    names = {**chapter_names(), **heading_names()}
    return Guide(hs_tree(), names, tree_of, across, hints_of_chapter, words_of)


@cache
def trees_across() -> tuple[QuestionTree, ...]:
    """The trees that decide between headings, of every chapter."""
    return tuple(_read_trees(_ACROSS))


@cache
def hints_of_chapter(chapter: str) -> tuple[Hint, ...]:
    return tuple(_hint(entry) for entry in _read("hints", chapter))


def _read_trees(name: str) -> list[QuestionTree]:
    return [_tree(entry) for entry in _read("questions", name)]


def _read(folder: str, name: str) -> list[Entry]:
    path = _GOODS / folder / f"{name}.yaml"
    if not path.is_file():
        return []
    return read_yaml(path.read_text(encoding="utf-8"), file=f"{folder}/{name}.yaml").items()


def _tree(entry: Entry) -> QuestionTree:
    fields = entry.fields(("question", "choices"), ("heading", "between"))
    heading = fields["heading"].text_or_none()
    between = (heading,) if heading else tuple(code.text() for code in fields["between"].items())
    return QuestionTree(between, _question("-".join(between), fields))


def _question(key: str, fields: dict[str, Entry]) -> DecidingQuestion:
    choices = fields["choices"].items()
    if len(choices) < 2:  # one answer decides nothing
        fields["choices"].fail(Text("A question needs at least two answers."))
    answers = tuple(_answer(f"{key}/{place}", choice) for place, choice in enumerate(choices))
    return DecidingQuestion(key, _localised(fields["question"]), answers)


def _answer(key: str, entry: Entry) -> Answer:
    fields = entry.fields(("answer",), ("codes", "then"))
    codes = tuple(code.text() for code in fields["codes"].items())
    then = fields["then"]
    if bool(codes) == (then.value is not None):
        entry.fail(Text("An answer leads to codes or to a further question: give one of them."))
    further = _question(key, then.fields(("question", "choices"))) if not codes else None
    return Answer(_localised(fields["answer"]), codes, further)


def _hint(entry: Entry) -> Hint:
    fields = entry.fields(("codes", "hint"))
    return Hint(tuple(code.text() for code in fields["codes"].items()), _localised(fields["hint"]))


def _localised(entry: Entry) -> Localised:
    return Localised({language: found.text() for language, found in entry.fields(LANGUAGES).items()})
