"""`fairway aeo assess`: what a firm reaches in a programme, from a file and without an account."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from rich.console import Console

from fairway.kernel.text import UserError
from fairway.platform.firms.definitions import definitions
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeClass
from fairway.platform.firms.domain.profile import FirmFacts
from fairway.platform.firms.domain.reading import InvalidFacts
from fairway.platform.firms.domain.size import size_class
from fairway.platform.terminal import BadInput, ExitCode, emit
from fairway.platform.ui.language import say
from fairway.trust.programmes.assessment_plain import assessment_plain
from fairway.trust.programmes.domain.assess import assess as assessed
from fairway.trust.programmes.domain.assessment import Outcome, StepKind
from fairway.trust.programmes.domain.consistency import ruled_out
from fairway.trust.programmes.domain.dossier import Dossier
from fairway.trust.programmes.domain.firm_json import dossier_read
from fairway.trust.programmes.domain.law import Law, law_on
from fairway.trust.programmes.domain.programme import Programme
from fairway.trust.programmes.store import bank, programme_of

_LARGEST_FILE = 1_000_000
_MARKS = {Outcome.MET: "met", Outcome.NOT_MET: "not met", Outcome.CANNOT_TELL: "cannot be told yet"}


@click.command()
@click.pass_context
@click.argument("file", metavar="FIRM.JSON", type=click.Path(path_type=Path))
@click.option("--programme", required=True, help="Its code; “fairway aeo programmes list” names them.")
@click.option("--on", default="", help="By the law of this day, YYYY-MM-DD; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def assess(ctx: click.Context, file: Path, programme: str, on: str, as_json: bool) -> None:
    """What the firm in FIRM.JSON reaches, what it lacks, and the cheapest way to each tier.

    Facts that are not known may be left out. Exit code 3 when no tier can be told yet.
    """
    law = _law(programme, _day(on))
    dossier = _dossier(_document(file), law)
    found = assessment_plain(assessed(dossier, law, bank()), law)
    emit(found, as_json=as_json, human=_print)
    is_told = any(tier["status"] is not Outcome.CANNOT_TELL for tier in found["tiers"])
    ctx.exit(ExitCode.COMPUTED if is_told else ExitCode.NEEDS)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise BadInput("--on", f"“{text}” is not a day. Write it as 2026-03-02.") from None


def _law(code: str, on: date) -> Law:
    try:
        programme = programme_of(code)
    except UserError as error:
        raise BadInput("--programme", say(error.text)) from error
    try:
        return law_on(programme, on)
    except UserError as error:
        raise BadInput("--on", say(error.text)) from error


class _Twice(ValueError):
    """A member that is given twice: which one is meant, nobody knows."""


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1)[:80])
    return found


def _document(file: Path) -> object:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise BadInput("FIRM.JSON", f"{file} is larger than {_LARGEST_FILE:,} bytes.")
        return json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=_members)
    except OSError as error:
        raise BadInput("FIRM.JSON", f"{file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadInput("FIRM.JSON", f"{file} is not UTF-8 text.") from error
    except json.JSONDecodeError as error:
        raise BadInput("FIRM.JSON", f"{file}, line {error.lineno}: this is not JSON.") from error
    except _Twice as error:
        raise BadInput("FIRM.JSON", f"{file} says “{error}” twice. Say it once.") from error
    except (RecursionError, ValueError) as error:
        raise BadInput("FIRM.JSON", f"{file} is nested too deeply, or holds too long a number.") from error


def _dossier(document: object, law: Law) -> Dossier:
    """What the file tells, read as on the day of the law. Contradictions are refused."""
    try:
        dossier = dossier_read(document, today=law.on, bank=bank(), size_of=_size_of(law.programme, law.on))
        if faults := ruled_out(dossier, law, bank()):
            raise InvalidFacts({f"answers.{fact}": fault for fact, fault in faults.items()})
    except InvalidFacts as error:
        raise BadInput.of({place: say(message) for place, message in error.errors.items()}) from error
    return dossier


def _size_of(programme: Programme, on: date) -> Callable[[FirmFacts], SizeClass | None]:
    definition = next(one for one in definitions() if one.code == programme.size_definition)
    return lambda facts: (
        size_class(facts.figures, definition, on, trading_since=facts.trading_since).size_class
    )


def _print(found: dict[str, Any], console: Console) -> None:
    for line in _lines(found):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lines(found: dict[str, Any]) -> Iterator[str]:
    size = found["size_class"]
    claimed = ", as it says itself" if found["size_is_claimed"] else ""
    yield f"{found['programme']} {found['version']}, on {found['on']}"
    yield f"Size: {say(SIZE_NAMES[size])}{claimed}" if size else "Size: not known"
    for tier in found["tiers"]:
        yield f"\n{tier['name']}: {_MARKS[tier['status']]}"
        yield from _tier_lines(tier)
    yield f"\n{found['questions_asked']} questions asked, {found['questions_spared']} spared."


def _tier_lines(tier: dict[str, Any]) -> Iterator[str]:
    yield from (
        f"  ✗ {finding['criterion']}: {sentence}"
        for finding in tier["findings"]
        if finding["status"] is Outcome.NOT_MET
        for sentence in finding["because"][:1]
    )
    steps, cost = tier["cheapest_path"], tier["cost"]
    if steps:
        yield f"  Cheapest way ({cost['hours']} h, {cost['money']}):"
    if answers := sum(step["kind"] is StepKind.ANSWER for step in steps):
        yield f"  - answers still to be told: {answers}"
    yield from (
        f"  - {step['kind']}: {step['text']}" for step in steps if step["kind"] is not StepKind.ANSWER
    )
    if tier["fee"]:
        yield f"  Fee: {tier['fee']}, to be paid: {tier['fee_due']}"
