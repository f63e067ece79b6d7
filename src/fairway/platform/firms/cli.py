"""`fairway firm`: size classes, identifiers and size definitions, from files and without an account."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from rich.console import Console

from fairway.kernel.economy import Economy
from fairway.kernel.finding import Status
from fairway.kernel.text import UserError
from fairway.platform.firms.definitions import definitions, read_definition
from fairway.platform.firms.domain.definition import SIZE_NAMES, SizeDefinition, applicable
from fairway.platform.firms.domain.facts import check_consistent, read_changes
from fairway.platform.firms.domain.identifiers import (
    ASSURANCE_NAMES,
    KIND_NAMES,
    EconomyNeeded,
    IdentifierKind,
    read_identifier,
)
from fairway.platform.firms.domain.profile import FirmFacts
from fairway.platform.firms.domain.reading import InvalidFacts
from fairway.platform.firms.domain.size import size_class
from fairway.platform.firms.domain.state import facts_of, fold, plain
from fairway.platform.firms.presentation import finding_plain
from fairway.platform.terminal import BadInput, ExitCode, emit
from fairway.platform.ui.language import say

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_FILE = click.Path(path_type=Path)
_LARGEST_FILE = 1_000_000
_EXIT_CODES = {
    Status.COMPUTED: ExitCode.COMPUTED,
    Status.NEEDS: ExitCode.NEEDS,
    Status.UNCOMPUTABLE: ExitCode.CANNOT_COMPUTE,
}


@click.group()
def firm() -> None:
    """Size classes, identifiers and size definitions."""


@firm.command()
@click.pass_context
@click.argument("file", type=_FILE)
@click.option("--definition", "code", help="Code of a definition; that of the economy when left out.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The class on this day; today when left out.")
@_JSON
def size(ctx: click.Context, file: Path, code: str | None, on: datetime | None, as_json: bool) -> None:
    """The size class of a firm from its facts in FILE (JSON, as the API takes them)."""
    day = on.date() if on else timezone.localdate()
    facts = _facts(file)
    definition = _definition(code, facts)
    finding = size_class(facts.figures, definition, day, trading_since=facts.trading_since)
    emit(finding_plain(finding), as_json=as_json, human=_print_finding)
    ctx.exit(_EXIT_CODES[finding.status])


@firm.group()
def identifiers() -> None:
    """Numbers that name a firm."""


@identifiers.command("check")
@click.argument("kind", type=click.Choice([kind.value for kind in IdentifierKind]))
@click.argument("value")
@click.option("--economy", help="Who gave it out: code or name. Needed for national numbers.")
@_JSON
def identifiers_check(kind: str, value: str, economy: str | None, as_json: bool) -> None:
    """Whether VALUE can be a number of KIND, and how far that could be checked."""
    try:
        issuer = Economy.parse(economy) if economy else None
    except UserError as error:
        raise BadInput("--economy", say(error.text)) from error
    try:
        found = read_identifier(IdentifierKind(kind), value, issuer)
    except UserError as error:
        raise BadInput(
            "--economy" if isinstance(error, EconomyNeeded) else "VALUE", say(error.text)
        ) from error
    emit(plain(found), as_json=as_json, human=_print_identifier)


@firm.group("definitions")
def definition_files() -> None:
    """Definitions of micro, small and medium-sized firms."""


@definition_files.command("list")
@_JSON
def definitions_list(as_json: bool) -> None:
    """The definitions of this version."""
    found = {"definitions": [_definition_plain(one) for one in definitions()]}
    emit(found, as_json=as_json, human=_print_definitions)


@definition_files.command("check")
@click.argument("file", type=_FILE)
@_JSON
def definitions_check(file: Path, as_json: bool) -> None:
    """Read the definition in FILE (YAML) strictly; an error names its line."""
    try:
        found = read_definition(file)
    except UserError as error:
        raise BadInput("FILE", say(error.text)) from error
    emit(_definition_plain(found), as_json=as_json, human=_print_definition)


def _facts(file: Path) -> FirmFacts:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise BadInput("FILE", f"{file} is larger than {_LARGEST_FILE:,} bytes.")
        told = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput("FILE", f"{file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadInput("FILE", f"{file} is not UTF-8 text.") from error
    except json.JSONDecodeError as error:
        raise BadInput("FILE", f"{file}, line {error.lineno}: this is not JSON.") from error
    except RecursionError as error:
        raise BadInput("FILE", f"{file} is nested too deeply.") from error
    try:
        facts = facts_of(fold({}, [read_changes(told, today=timezone.localdate())]))
        check_consistent(facts)
    except InvalidFacts as error:
        raise BadInput.of({place: say(message) for place, message in error.errors.items()}) from error
    return facts


def _definition(code: str | None, facts: FirmFacts) -> SizeDefinition:
    known = definitions()
    if code is None:
        return applicable(known, *([facts.economy.code] if facts.economy else []))[0]
    found = next((one for one in known if one.code == code), None)
    if found is None:
        codes = ", ".join(one.code for one in known)
        raise BadInput("--definition", f"There is no definition “{code[:40]}”; there are {codes}.")
    return found


def _definition_plain(definition: SizeDefinition) -> dict[str, Any]:
    return {
        "code": definition.code,
        "name": say(definition.name),
        "economies": list(definition.economies),
        "currency": definition.currency,
        "editions": [
            {
                "from": _iso(edition.period.start),
                "to": _iso(edition.period.end),
                "classes": [one.size_class.value for one in edition.classes],
                "source": str(edition.citation),
                "verified": edition.citation.verified,
            }
            for edition in definition.editions
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _print_finding(found: dict[str, Any], console: Console) -> None:
    lines = [found["definition"]["name"]]
    if found["class"]:
        lines.append(f"{say(SIZE_NAMES[found['class']])}, by the figures of {found['year']}")
    lines += [f"Needed: {need['question']} ({need['key']})" for need in found["needs"]]
    if found["reason"]:
        lines.append(found["reason"]["text"])
    lines += [
        f"  {step['text']}{': ' if step['result'] else ''}{step['result'] or ''}" for step in found["steps"]
    ]
    lines += [f"More certain with: {need['question']} ({need['key']})" for need in found["would_help"]]
    if found["source"]:
        doubt = "" if found["source"]["verified"] else " (not checked against the primary source)"
        lines.append(f"Source: {found['source']['name']}{doubt}")
    _print_lines(lines, console)


def _print_identifier(found: dict[str, Any], console: Console) -> None:
    issuer = f" of {say(Economy(found['economy']))}" if found["economy"] else ""
    named = f"{say(KIND_NAMES[found['kind']])}{issuer}: {found['value']}"
    _print_lines([named, say(ASSURANCE_NAMES[found["assurance"]])], console)


def _print_definitions(found: dict[str, Any], console: Console) -> None:
    for one in found["definitions"]:
        _print_definition(one, console)


def _print_definition(found: dict[str, Any], console: Console) -> None:
    periods = ((f"{one['from'] or '…'} to {one['to'] or '…'}", one["source"]) for one in found["editions"])
    editions = [f"  {period}: {source}" for period, source in periods]
    _print_lines([f"{found['code']}: {found['name']}", *editions], console)


def _print_lines(lines: Iterable[str], console: Console) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
