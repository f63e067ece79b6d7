"""Moving a list of goods codes from one edition of the Harmonized System to another. Nothing is guessed.

A code whose goods stand under one code of the other edition is settled; one whose goods stand under several
is asked, and answered by whoever knows the goods.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from fairway.data.nomenclature.domain.editions import HEADING_DIGITS, Editions, Relationship, dotted, listed
from fairway.kernel.text import Param, Text

_LENGTHS = (4, 6, 8, 10)
_SIGNS = re.compile(r"[\s.\-]+")
_PREFIX = re.compile(r"^\s*(?:HTSUS|HTS|HS|SH|SA|CN|TARIC|NCM|CODE)\b[\s:.\-]*", re.IGNORECASE)
_NUMBER_WITH_LOST_ZEROS = re.compile(r"\d{3,4}\.\d")  # what a spreadsheet makes of 0804.50
_MOST_SUGGESTIONS = 6
_MOST_NAMED = 6  # choices in a note; the question has them all
_CODES_OF_A_COMMON_QUESTION = 3  # from so many codes on, a heading is asked about once for all of them


class How(StrEnum):
    """What became of a code."""

    UNCHANGED = "unchanged"  # the same digits for the same goods
    SETTLED = "settled"  # one code holds all of its goods now
    ANSWERED = "answered"  # several codes may hold them, and one was chosen
    ASKED = "asked"  # several codes may hold them
    UNKNOWN = "unknown"  # no such code, or nothing is known of where its goods went


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: a new code for a code, or for one row of the list; and for a heading of the
    other edition whether any of the goods stand under it."""

    by_code: Mapping[str, str] = field(default_factory=dict)
    by_row: Mapping[int, str] = field(default_factory=dict)
    any_under: Mapping[str, bool] = field(default_factory=dict)

    def allows(self, code: str) -> bool:
        return self.any_under.get(code[:HEADING_DIGITS], True)


@dataclass(frozen=True, slots=True)
class Migrated:
    """One code of the list. `code` has its international digits, `new_code` those of the other edition."""

    written: str
    code: str = ""
    how: How = How.UNKNOWN
    new_code: str = ""
    choices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class CommonQuestion:
    """Whether any of the goods stand under a heading that many codes of the list may lead to."""

    heading: str
    codes: tuple[str, ...]


def migrate(
    editions: Editions, codes: Iterable[tuple[int, str]], start: int, end: int, answers: Answers | None = None
) -> Iterator[Migrated]:
    """What became of each code; `codes` are pairs of the row in the list and the code as it is written.

    Works to older editions too. A code has 4 to 10 digits, with or without dots; a lost first zero is put
    back and digits of a national tariff are set aside, and both are said.
    """
    known: dict[str, Migrated] = {}
    for row, written in codes:
        if written not in known:
            known[written] = _migrate(editions, written, start, end)
        yield _answered(known[written], row, answers or Answers())


def common_questions(migrated: Iterable[Migrated]) -> tuple[CommonQuestion, ...]:
    """What is worth asking once for many codes, the question that concerns most of them first."""
    concerned: defaultdict[str, set[str]] = defaultdict(set)
    for one in migrated:
        if one.how is How.ASKED:
            for heading in {choice[:HEADING_DIGITS] for choice in one.choices} - {one.code[:HEADING_DIGITS]}:
                concerned[heading].add(one.code)
    questions = (
        CommonQuestion(heading, tuple(sorted(codes)))
        for heading, codes in concerned.items()
        if len(codes) >= _CODES_OF_A_COMMON_QUESTION
    )
    return tuple(sorted(questions, key=lambda question: (-len(question.codes), question.heading)))


def editions_fitting(editions: Editions, codes: Iterable[str]) -> dict[int, int]:
    """How many different codes of the list each edition has."""
    read = {_digits(written)[0] for written in codes}
    return dict(Counter(edition for code in read if code for edition in editions.editions_of(code)))


def looks_like_code(text: str) -> bool:
    return bool(_digits(text)[0])


def _migrate(editions: Editions, written: str, start: int, end: int) -> Migrated:
    code, notes = _digits(written)
    if not code:
        return Migrated(written, notes=notes)
    found = Migrated(written, code, notes=notes)
    if not editions.has(code, start):
        return _unknown(editions, found, start, end)
    choices = editions.counterparts(code, start, end)
    if not choices:
        return _ended(editions, found, start, end)
    if editions.is_unchanged(code, start, end):
        return replace(found, how=How.UNCHANGED, new_code=code)
    notes = (*notes, *_scope_notes(editions, code, choices, start, end))
    if len(choices) == 1:
        return replace(found, how=How.SETTLED, new_code=choices[0], notes=notes)
    return replace(found, how=How.ASKED, choices=choices, notes=notes)


def _answered(found: Migrated, row: int, answers: Answers) -> Migrated:
    if found.how is not How.ASKED:
        return found
    answer = answers.by_row.get(row) or answers.by_code.get(found.code)
    if answer is not None and answer not in found.choices:
        shown = {"answer": answer, "code": dotted(found.code)}
        return replace(
            found, notes=(*found.notes, Text("The answer {answer} is none of the choices of {code}.", shown))
        )
    if answer is not None:
        return replace(found, how=How.ANSWERED, new_code=answer)
    return _narrowed(found, answers)


def _narrowed(found: Migrated, answers: Answers) -> Migrated:
    """Without the headings under which none of the goods stand."""
    left = tuple(choice for choice in found.choices if answers.allows(choice))
    if not left or left == found.choices:
        return found
    without = {choice[:HEADING_DIGITS] for choice in found.choices if not answers.allows(choice)}
    note = Text("You said that none of the goods stand under {headings}.", {"headings": listed(without)})
    narrowed = replace(found, choices=left, notes=(*found.notes, note))
    return narrowed if len(left) > 1 else replace(narrowed, how=How.ANSWERED, new_code=left[0])


def _digits(written: str) -> tuple[str, tuple[Text, ...]]:
    """The international digits of a code, and what had to be put right; no digits where it cannot be read."""
    bare = _PREFIX.sub("", written.strip())
    digits = _SIGNS.sub("", bare)
    shown: dict[str, Param] = {"written": written.strip()[:40]}
    if not digits:
        return "", (Text("The code is empty."),)
    if _NUMBER_WITH_LOST_ZEROS.fullmatch(bare):
        return "", (
            Text("“{written}” is a number that has lost its zeros. Write the code with all digits.", shown),
        )
    is_short = len(digits) % 2 == 1
    digits = f"0{digits}" if is_short else digits
    if not (digits.isascii() and digits.isdigit() and len(digits) in _LENGTHS):
        return "", (Text("“{written}” is not a goods code of 4 to 10 digits.", shown),)
    return digits[:6], tuple(_reading_notes(written.strip(), digits, is_short))


def _reading_notes(written: str, digits: str, is_short: bool) -> Iterator[Text]:
    if is_short:
        shown: dict[str, Param] = {"written": written, "code": digits}
        yield Text("“{written}” has lost its first zero. It was read as {code}.", shown)
    if national := digits[6:]:
        yield Text(
            "The last digits {digits} belong to the tariff of one country. They were set aside.",
            {"digits": national},
        )


def _scope_notes(
    editions: Editions, code: str, choices: tuple[str, ...], start: int, end: int
) -> Iterator[Text]:
    shown: dict[str, Param] = {"code": dotted(code), "edition": end, "start": start}
    if code not in choices and editions.has(code, end):
        yield Text("In HS {edition} the digits {code} stand for other goods.", shown)
    if len(choices) > 1:
        shown = {"edition": end, "count": len(choices), "codes": listed(choices, _MOST_NAMED)}
        yield Text("In HS {edition} its goods are under {count} codes: {codes}.", shown)
        return
    if editions.relationship(code, choices[0], start, end) is not Relationship.MERGED:
        return
    if choices[0] == code:
        yield Text("In HS {edition} the code holds goods of other codes of HS {start} too.", shown)
    else:
        yield Text("In HS {edition} several codes of HS {start} are one.", shown)


def _unknown(editions: Editions, found: Migrated, start: int, end: int) -> Migrated:
    others = editions.editions_of(found.code)
    shown: dict[str, Param] = {"code": dotted(found.code), "edition": start}
    if not others:
        problem = Text("HS {edition} has no code {code}, and no other edition has it.", shown)
        return _with_suggestions(
            replace(found, notes=(*found.notes, problem)), _near(editions, found.code, start)
        )
    shown["others"] = ", ".join(map(str, others))
    problem = Text("HS {edition} has no code {code}. It is a code of HS {others}.", shown)
    nearest = min(others, key=lambda edition: abs(edition - start))
    meant = editions.counterparts(found.code, nearest, end)
    where = Text("Its goods are in HS {edition} under: {codes}.", {"edition": end, "codes": listed(meant)})
    return replace(found, suggestions=meant, notes=(*found.notes, problem, where))


def _ended(editions: Editions, found: Migrated, start: int, end: int) -> Migrated:
    shown: dict[str, Param] = {"code": dotted(found.code), "edition": end}
    problem = Text("The source does not say where the goods of {code} are in HS {edition}.", shown)
    return _with_suggestions(replace(found, notes=(*found.notes, problem)), _near(editions, found.code, end))


def _with_suggestions(found: Migrated, suggestions: tuple[str, ...]) -> Migrated:
    shown = suggestions[:_MOST_SUGGESTIONS]
    if not shown:
        return found
    note = Text("Near it: {codes}.", {"codes": listed(shown)})
    return replace(found, suggestions=shown, notes=(*found.notes, note))


def _near(editions: Editions, code: str, edition: int) -> tuple[str, ...]:
    """What stands under the same heading, or the headings of the same chapter, the nearest number first."""
    under = editions.subheadings[edition]
    near = under.get(code[:HEADING_DIGITS], ()) if len(code) > HEADING_DIGITS else ()
    near = near or tuple(heading for heading in under if heading[:2] == code[:2])
    return tuple(
        sorted(near, key=lambda other: (abs(int(other.ljust(6, "0")) - int(code.ljust(6, "0"))), other))
    )
