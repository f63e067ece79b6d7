"""The goods content as a whole: words, plain names, trees of questions and hints (`content/goods`)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import PurePath

import pytest

from fairway.data.nomenclature.catalogue import everyday_words, heading_names, hs_tree
from fairway.data.nomenclature.deciding import hints_of_chapter, trees_across, trees_of_chapter
from fairway.data.nomenclature.domain.questions import DecidingQuestion, QuestionTree
from fairway.data.nomenclature.domain.texts import SearchText
from fairway.data.nomenclature.domain.tree import Level
from fairway.data.nomenclature.domain.words import word_set
from fairway.kernel.economy import LANGUAGES
from fairway.kernel.text import Localised

_GOODS = resources.files("fairway") / "content" / "goods"
_CHAPTERS = tuple(entry.code for entry in hs_tree().at(Level.CHAPTER))
_NOT_GOODS = "99"  # the statistical chapter
_LEAST_TERMS = {"en": 5_000, "fr": 2_500, "es": 2_500}
_MOST_MEANINGS = 6  # of one term: more say nothing
_DEEPEST = 4  # questions from the first to a code
_MOST_IN_LEAF = 3  # codes that a tree of one heading may leave undecided
_LETTERS = re.compile(r"[^\W\d_]+")
_SAYS_NOTHING = word_set(
    """
    a an and at by for from in it new no of on or other set size the to with
    au aux avec de des du en et la le les neuf ou par pour sans un une
    al con del el lo los las nuevo para por sin un una y
    """
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


@cache
def _meanings() -> Mapping[tuple[str, str], list[SearchText]]:
    """The rows of each term by its language and itself, however it is capitalised."""
    found: dict[tuple[str, str], list[SearchText]] = defaultdict(list)
    for word in everyday_words():
        found[word.language, word.text.casefold()].append(word)
    return found


@cache
def _heading_trees() -> list[QuestionTree]:
    return [tree for chapter in _CHAPTERS for tree in trees_of_chapter(chapter).values()]


def _subheadings(codes: tuple[str, ...]) -> set[str]:
    return {entry.code for code in codes for entry in hs_tree().subheadings(code)}


def _leaves(question: DecidingQuestion) -> Iterator[tuple[str, ...]]:
    return (answer.codes for each in question.walk() for answer in each.answers if answer.codes)


def _depth(question: DecidingQuestion) -> int:
    return 1 + max((_depth(answer.then) for answer in question.answers if answer.then), default=0)


def _said_in_all(text: Localised) -> bool:
    return all(text.by_language.get(language, "").strip() for language in LANGUAGES)


class TestWords:
    def test_every_code_exists_below_the_chapters(self) -> None:
        wrong = {word.code for word in everyday_words() if word.code not in hs_tree() or len(word.code) < 4}
        assert not wrong

    def test_there_are_enough_in_each_language(self) -> None:
        terms = Counter(language for language, _ in _meanings())
        assert not {
            language: terms[language] for language, least in _LEAST_TERMS.items() if terms[language] < least
        }

    def test_no_row_stands_twice(self) -> None:
        rows = Counter((word.language, word.text.casefold(), word.code) for word in everyday_words())
        assert not [row for row, count in rows.items() if count > 1]

    def test_ranks_run_from_one_without_gap_across_all_files(self) -> None:
        wrong = {
            term: sorted(word.rank for word in words)
            for term, words in _meanings().items()
            if sorted(word.rank for word in words) != list(range(1, len(words) + 1))
        }
        assert not wrong

    def test_every_term_says_something(self) -> None:
        empty = [
            term for _, term in _meanings() if all(word in _SAYS_NOTHING for word in _LETTERS.findall(term))
        ]
        assert not empty

    def test_no_term_means_more_than_a_handful(self) -> None:
        assert not {term: len(words) for term, words in _meanings().items() if len(words) > _MOST_MEANINGS}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_question_can_decide_between_the_meanings_of_a_term(self, language: str) -> None:
        """In one heading its tree decides (written or generated); across headings a tree, or their names."""
        names = {heading: name.by_language[language] for heading, name in heading_names().items()}
        across = [_subheadings(tree.root.reach) for tree in trees_across()]
        undecided = []
        for (said_in, term), words in _meanings().items():
            headings = {word.code[:4] for word in words}
            if said_in != language or len(headings) < 2:
                continue
            told_apart = len({names[heading] for heading in headings}) == len(headings)
            reached = _subheadings(tuple(word.code for word in words))
            if not told_apart and not any(reached <= tree for tree in across):
                undecided.append(term)
        assert not undecided

    def test_a_file_holds_its_chapter_sorted(self) -> None:
        by_chapter: dict[str, list[tuple[str, str, int, str, str]]] = defaultdict(list)
        for word in everyday_words():
            by_chapter[word.code[:2]].append(
                (word.code, word.language, word.rank, word.text.casefold(), word.text)
            )
        for table in (_GOODS / "words").iterdir():
            header, *lines = table.read_text(encoding="utf-8").splitlines()
            chapter = PurePath(table.name).stem
            assert header == "code,language,rank,term"
            assert all(line.startswith(chapter) for line in lines), table.name
            assert by_chapter[chapter] == sorted(by_chapter[chapter]), table.name


class TestPlainNames:
    def test_every_heading_has_one_in_each_language(self) -> None:
        headings = [entry.code for entry in hs_tree().at(Level.HEADING)]
        assert list(heading_names()) == sorted(code for code in headings if not code.startswith(_NOT_GOODS))
        assert all(_said_in_all(name) for name in heading_names().values())

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_short(self, language: str) -> None:
        names = {heading: name.by_language[language] for heading, name in heading_names().items()}
        assert not {heading: name for heading, name in names.items() if len(name.split()) > 8}


class TestTrees:
    def test_every_code_exists(self) -> None:
        trees = (*_heading_trees(), *trees_across())
        codes = {code for tree in trees for code in (*tree.between, *tree.root.reach)}
        assert not [code for code in codes if code not in hs_tree()]

    def test_a_headings_tree_reaches_all_its_subheadings_and_no_other(self) -> None:
        wrong = {
            tree.between[0]: sorted(_subheadings(tree.between) ^ set(tree.root.reach))
            for tree in _heading_trees()
            if _subheadings(tree.between) != set(tree.root.reach)
        }
        assert not wrong

    def test_a_headings_tree_decides(self) -> None:
        vague = {
            tree.between[0]: leaf
            for tree in _heading_trees()
            for leaf in _leaves(tree.root)
            if len(leaf) > _MOST_IN_LEAF
        }
        assert not vague

    def test_a_tree_across_stays_within_what_it_decides_between(self) -> None:
        wrong = {
            tree.between: sorted(outside)
            for tree in trees_across()
            if (
                outside := _subheadings(tree.root.reach)
                - _subheadings(tuple({code[:4] for code in tree.between}))
            )
        }
        assert not wrong
        assert all(tree.is_across for tree in trees_across())

    def test_no_two_trees_have_one_key(self) -> None:
        keys = Counter(tree.root.key for tree in (*_heading_trees(), *trees_across()))
        assert not [key for key, count in keys.items() if count > 1]

    def test_each_question_has_two_to_seven_different_answers(self) -> None:
        wrong = []
        for tree in (*_heading_trees(), *trees_across()):
            for question in tree.root.walk():
                texts = [
                    {answer.text.by_language[language] for answer in question.answers}
                    for language in LANGUAGES
                ]
                if not 2 <= len(question.answers) <= 7 or any(
                    len(said) < len(question.answers) for said in texts
                ):
                    wrong.append(question.key)
        assert not wrong

    def test_everything_is_said_in_each_language(self) -> None:
        questions = [each for tree in (*_heading_trees(), *trees_across()) for each in tree.root.walk()]
        assert all(_said_in_all(question.text) for question in questions)
        assert all(_said_in_all(answer.text) for question in questions for answer in question.answers)

    def test_few_questions_lead_to_a_code(self) -> None:
        deep = [
            tree.root.key for tree in (*_heading_trees(), *trees_across()) if _depth(tree.root) > _DEEPEST
        ]
        assert not deep

    def test_each_chapters_trees_are_sorted_and_its_own(self) -> None:
        for chapter in _CHAPTERS:
            headings = list(trees_of_chapter(chapter))
            assert headings == sorted(headings)
            assert all(heading.startswith(chapter) for heading in headings)


class TestHints:
    def test_every_code_exists_and_one_is_of_the_chapter(self) -> None:
        for chapter in _CHAPTERS:
            for hint in hints_of_chapter(chapter):
                assert not [code for code in hint.codes if code not in hs_tree()]
                assert any(code.startswith(chapter) for code in hint.codes)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_one_to_three_sentences(self, language: str) -> None:
        texts = [
            hint.text.by_language[language] for chapter in _CHAPTERS for hint in hints_of_chapter(chapter)
        ]
        assert not [text for text in texts if not 1 <= len(_SENTENCE_END.findall(text)) <= 3]
