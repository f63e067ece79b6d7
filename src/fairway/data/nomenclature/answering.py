"""Answers from a file or from the terminal, told to the search one question after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairway.data.nomenclature.domain.asked import Asked, Told
from fairway.data.nomenclature.domain.search import SearchResult
from fairway.data.nomenclature.selectors import answered_by_one_who_knows, product_search
from fairway.kernel.text import Text, UserError
from fairway.platform.ui.language import say

_MOST_ANSWERED = 3
_WHAT_AN_ANSWER_IS = Text(
    "An answer is an object with “question” (a key) and “answer” (a number, or null for “not sure”)."
)


@dataclass(frozen=True, slots=True)
class Asker:
    """A query with what its answers are to be found with."""

    query: str
    limit: int
    language: str

    def found(self, told: tuple[Told, ...] = ()) -> SearchResult:
        return product_search(self.query, limit=self.limit, language=self.language, told=told)

    def answered(self, line: str) -> SearchResult:
        """The final state after the answers of one line of a file. Raises UserError."""
        plain = _plain(line)
        if isinstance(plain, dict):
            return self._answered_by_one_who_knows(plain)
        return self._answered_in_order(plain)

    def asked(self, answer: Callable[[Asked], int | None]) -> SearchResult:
        """The final state after asking `answer` until nothing is left to ask."""
        found = self.found()
        told: tuple[Told, ...] = ()
        while found.question is not None:
            told = (*told, Told(found.question.key, answer(found.question)))
            found = self.found(told)
        return found

    def _answered_by_one_who_knows(self, plain: Mapping[str, Any]) -> SearchResult:
        code, most = plain.get("code"), plain.get("most", _MOST_ANSWERED)
        if not isinstance(code, str) or not (code.isascii() and code.isdigit() and len(code) == 6):
            raise UserError(Text("Give the six digits of a goods code as “code”."))
        if not isinstance(most, int) or isinstance(most, bool) or most < 0:
            raise UserError(Text("Give a whole number of questions as “most”."))
        return answered_by_one_who_knows(
            self.query, code, most=most, language=self.language, limit=self.limit
        )

    def _answered_in_order(self, plain: Sequence[Any]) -> SearchResult:
        found = self.found()
        told: tuple[Told, ...] = ()
        for answer in _answers(plain):
            _check(answer, found.question, self.language)
            told = (*told, answer)
            found = self.found(told)
        return found


def answers_by_query(queries: Iterable[str], lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each query with its line of answers. Raises UserError where one of the files is longer."""
    queries, lines = list(queries), list(lines)
    if len(queries) != len(lines):
        shown = {"lines": len(lines), "queries": len(queries)}
        raise UserError(
            Text("There are {lines} lines of answers for {queries} queries. Give one for each.", shown)
        )
    return zip(queries, lines, strict=True)


def _plain(line: str) -> Any:
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        raise UserError(Text("This is not JSON.")) from None
    if not isinstance(plain, (list, dict)):
        raise UserError(Text("Give a list of answers, or an object with “code” and “most”."))
    return plain


def _answers(plain: Sequence[Any]) -> Iterator[Told]:
    for each in plain:
        match each:
            case {"question": str(question), "answer": int() | None as answer} if not isinstance(
                answer, bool
            ):
                yield Told(question, answer)
            case _:
                raise UserError(_WHAT_AN_ANSWER_IS)


def _check(told: Told, asked: Asked | None, language: str) -> None:
    shown = {"question": told.key}
    if asked is None:
        raise UserError(Text("The question “{question}” was not asked: nothing is left to ask.", shown))
    if told.key != asked.key:
        raise UserError(
            Text("The question “{question}” was not asked, but “{asked}”.", {**shown, "asked": asked.key})
        )
    if told.answer is not None and asked.choice(told.answer) is None:
        choices = "; ".join(f"{choice.number} {say(choice.text, language)}" for choice in asked.choices)
        raise UserError(
            Text(
                "The question “{question}” has no answer {answer}. Its answers are: {choices}.",
                {**shown, "answer": str(told.answer), "choices": choices},
            )
        )
