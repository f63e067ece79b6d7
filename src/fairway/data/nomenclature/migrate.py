"""A list of goods codes moved to another edition: which edition it is of, what it becomes, what is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from fairway.data.nomenclature.code_lists import CodeList
from fairway.data.nomenclature.domain.migration import (
    Answers,
    CommonQuestion,
    How,
    Migrated,
    common_questions,
    editions_fitting,
    migrate,
)
from fairway.data.nomenclature.editions import hs_editions
from fairway.kernel.text import Param, Text, UserError
from fairway.platform.ui.language import say


class UndecidedEdition(UserError):
    """The list does not say of which edition it is."""


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code that is to be answered, with the rows of the list that have it."""

    migrated: Migrated
    rows: tuple[int, ...]


@dataclass(frozen=True)
class ListMigration:
    """A list of edition `start` in edition `end`, as far as it is answered."""

    codes: CodeList
    start: int
    end: int
    answers: Answers

    @cached_property
    def migrated(self) -> tuple[Migrated, ...]:
        """One for each row of the list, in its order."""
        return tuple(migrate(hs_editions(), self.codes.codes(), self.start, self.end, self.answers))

    @cached_property
    def counts(self) -> Mapping[How, int]:
        """How many rows became what; every kind is there."""
        found = Counter(one.how for one in self.migrated)
        return {how: found[how] for how in How}

    @cached_property
    def common(self) -> tuple[CommonQuestion, ...]:
        """What is worth asking once for many codes and was not answered yet."""
        known = self.answers.any_under
        return tuple(asked for asked in common_questions(self.migrated) if asked.heading not in known)

    @cached_property
    def open_codes(self) -> tuple[OpenCode, ...]:
        """The codes that are to be answered, each once."""
        rows: dict[str, list[int]] = {}
        asked: dict[str, Migrated] = {}
        for row, one in zip(self.codes.sheet.row_numbers, self.migrated, strict=True):
            if one.how is How.ASKED:
                rows.setdefault(one.code, []).append(row)
                asked.setdefault(one.code, one)
        return tuple(OpenCode(one, tuple(rows[code])) for code, one in asked.items())

    @property
    def header(self) -> list[str]:
        taken = self.codes.sheet.header
        return [*taken, *(_free(name, taken) for name in (f"hs{self.end}", "how", "note"))]

    def rows(self, language: str) -> Iterator[list[str]]:
        """The rows of the list with the new code, how it was found, and what there is to say about it."""
        for cells, one in zip(self.codes.sheet.rows, self.migrated, strict=True):
            yield [*cells, one.new_code, one.how.value, " ".join(say(note, language) for note in one.notes)]


def edition_of_list(codes: Iterable[str], end: int) -> int:
    """The edition that has most of the codes. Raises UndecidedEdition.

    Where several have equally many, the newest of them, if the codes become the same from each.
    """
    distinct = tuple(dict.fromkeys(codes))
    fitting = editions_fitting(hs_editions(), distinct)
    if not fitting:
        raise UndecidedEdition(Text("No edition of the Harmonized System has any of these codes."))
    best = [edition for edition in sorted(fitting) if fitting[edition] == max(fitting.values())]
    becoming = {tuple(_new_codes(distinct, start, end)) for start in best}
    if len(becoming) == 1:
        return best[-1]
    shown: dict[str, Param] = {"editions": ", ".join(map(str, best)), "counts": counts_in_words(fitting)}
    raise UndecidedEdition(
        Text(
            "The codes fit several editions equally well (HS {editions}) and lead to different codes from "
            "each. Say which edition they are of. Codes that each edition has: {counts}.",
            shown,
        )
    )


def counts_in_words(fitting: Mapping[int, int]) -> str:
    return ", ".join(f"{edition}: {count}" for edition, count in sorted(fitting.items()))


def _new_codes(codes: Iterable[str], start: int, end: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    numbered = enumerate(codes)
    return ((one.new_code, one.choices) for one in migrate(hs_editions(), numbered, start, end))


def _free(name: str, taken: Iterable[str]) -> str:
    """The name, or the name with a number where the list has such a column."""
    names = {each.casefold() for each in taken}
    numbered = (f"{name}_{number}" for number in range(2, len(names) + 3))
    return next(each for each in (name, *numbered) if each.casefold() not in names)
