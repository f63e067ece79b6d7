"""Asks on a terminal where the goods of a code stand. Every answer is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import click

from fairway.data.nomenclature.choices import code_choices
from fairway.data.nomenclature.domain.migration import Answers
from fairway.data.nomenclature.migrate import ListMigration, OpenCode
from fairway.data.nomenclature.migration_answers import (
    choice_in_words,
    common_in_words,
    question_in_words,
)

Save = Callable[[ListMigration], None]
_SKIP, _EACH, _QUIT = "s", "e", "q"


class Quit(Exception):
    """The reader has had enough; what was answered is kept."""


class Asker:
    """Asks what is open in a list, the questions about many codes first."""

    def __init__(self, migration: ListMigration, language: str, save: Save | None = None) -> None:
        self.migration = migration
        self.language = language
        self.save = save

    def ask(self) -> ListMigration:
        """The list with what was answered."""
        try:
            self._ask_common()
            for asked in self.migration.open_codes:
                self._ask_code(asked)
        except (Quit, click.Abort):
            click.echo(err=True)
        return self.migration

    def _ask_common(self) -> None:
        skipped: set[str] = set()
        while left := [asked for asked in self.migration.common if asked.heading not in skipped]:
            heading, count = left[0].heading, len(left[0].codes)
            click.echo("\n" + common_in_words(heading, count, self.migration.end, self.language), err=True)
            reply = _reply("yes, no, s to skip, q to stop", ("yes", "no", "y", "n", _SKIP))
            if reply == _SKIP:
                skipped.add(heading)
                continue
            known = self.migration.answers.any_under
            self._keep(replace(self.migration.answers, any_under={**known, heading: reply[0] == "y"}))

    def _ask_code(self, asked: OpenCode) -> None:
        code, answers = asked.migrated.code, self.migration.answers
        reply = self._choose(asked, may_divide=len(asked.rows) > 1)
        if reply == _EACH:
            for row in asked.rows:
                self._ask_row(asked, row)
        elif reply != _SKIP:
            self._keep(replace(answers, by_code={**answers.by_code, code: reply}))

    def _ask_row(self, asked: OpenCode, row: int) -> None:
        sheet = self.migration.codes.sheet
        cells = sheet.rows[sheet.row_numbers.index(row)]
        click.echo(f"\n{row}: {' · '.join(cell for cell in cells if cell.strip())}", err=True)
        reply = self._choose(OpenCode(asked.migrated, (row,)), may_divide=False)
        if reply != _SKIP:
            answers = self.migration.answers
            self._keep(replace(answers, by_row={**answers.by_row, row: reply}))

    def _choose(self, asked: OpenCode, *, may_divide: bool) -> str:
        """The chosen code, or what to do instead."""
        codes = asked.migrated.choices
        click.echo(f"\n{question_in_words(asked, self.migration.end, self.language)}", err=True)
        for number, line in enumerate(self._lines(codes), 1):
            click.echo(f"  {number}. {line}", err=True)
        each = f", {_EACH} to answer each of {len(asked.rows)} rows" if may_divide else ""
        numbers = tuple(str(number) for number in range(1, len(codes) + 1))
        extra = (_SKIP, _EACH) if may_divide else (_SKIP,)
        reply = _reply(f"number{each}, s to skip, q to stop", (*numbers, *extra))
        return codes[int(reply) - 1] if reply.isdigit() else reply

    def _lines(self, codes: tuple[str, ...]) -> Iterator[str]:
        for choice in code_choices(codes, self.migration.end):
            yield choice_in_words(choice, self.language)

    def _keep(self, answers: Answers) -> None:
        self.migration = replace(self.migration, answers=answers)
        if self.save is not None:
            self.save(self.migration)


def _reply(hint: str, allowed: tuple[str, ...]) -> str:
    while True:
        reply: str = click.prompt(f"[{hint}]", prompt_suffix=" ", err=True).strip().lower()
        if reply == _QUIT:
            raise Quit
        if reply in allowed:
            return reply
