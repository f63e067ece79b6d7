"""`fairway mail`: which letters wait or failed; the last one that was written to a file."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from django.conf import settings
from rich.console import Console
from rich.table import Table

from fairway.platform.operations.mail import letter_resend
from fairway.platform.operations.models import Letter
from fairway.platform.operations.selectors import letters_failed
from fairway.platform.terminal import BadInput, emit

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_RULE = b"-" * 79  # Django ends each letter in a file with it


@click.group()
def mail() -> None:
    """Letters: which wait, which failed, and the last one of a trial."""


@mail.command("list")
@click.option("--failed", is_flag=True, help="Only those that failed.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="Most letters shown.")
@_JSON
def list_(failed: bool, limit: int, as_json: bool) -> None:
    """The letters of the last days, the newest first."""
    letters = letters_failed() if failed else Letter.objects.all()
    emit({"letters": [_plain(letter) for letter in letters[:limit]]}, as_json=as_json, human=_print_letters)


@mail.command()
@click.argument("letter", required=False, type=click.UUID)
@click.option("--all", "every", is_flag=True, help="Every letter that failed.")
@_JSON
def resend(letter: UUID | None, every: bool, as_json: bool) -> None:
    """Try the failed LETTER again, or all of them; a worker carries it."""
    if every == (letter is not None):
        raise BadInput("LETTER", "Name one letter, or --all.")
    chosen = list(letters_failed().filter(pk=letter) if letter else letters_failed())
    if letter and not chosen:
        raise BadInput("LETTER", f"There is no failed letter {letter}. See: fairway mail list --failed.")
    for one in chosen:
        letter_resend(one)
    emit({"queued": [str(one.pk) for one in chosen]}, as_json=as_json, human=_print_queued)


@mail.command()
@_JSON
def show(as_json: bool) -> None:
    """The last letter in FAIRWAY_HOME/mail, where an instance without a mail server puts them."""
    folder = Path(settings.FAIRWAY_HOME) / "mail"
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    if not files:
        raise BadInput(
            "FAIRWAY_HOME", f"There is no letter in {folder}. A worker puts them there: see “fairway worker”."
        )
    emit(_read(files[-1]), as_json=as_json, human=_print_letter)


def _read(file: Path) -> dict[str, Any]:
    """The last letter of the file."""
    parts = [part for part in file.read_bytes().split(_RULE) if part.strip()]
    letter = message_from_bytes(parts[-1].lstrip(), policy=policy.default)
    body = letter.get_body(("plain", "html"))
    return {
        "file": str(file),
        "from": str(letter["From"]),
        "to": str(letter["To"]),
        "subject": str(letter["Subject"]),
        "date": str(letter["Date"]),
        "body": body.get_content() if body else "",
    }


def _plain(letter: Letter) -> dict[str, Any]:
    ended = letter.sent_at or letter.failed_at
    return {
        "letter": str(letter.pk),
        "state": "sent" if letter.sent_at else "failed" if letter.failed_at else "waiting",
        "to": letter.to,
        "subject": letter.subject,
        "queued_at": letter.queued_at.isoformat(),
        "ended_at": ended.isoformat() if ended else None,
        "attempts": letter.attempts,
        "problem": letter.problem or None,
    }


def _print_letters(found: dict[str, Any], console: Console) -> None:
    if not found["letters"]:
        console.print("No letter.")
        return
    table = Table("Letter", "State", "To", "Subject", "Queued", "Problem", box=None, pad_edge=False)
    for one in found["letters"]:
        to = ", ".join(one["to"])
        table.add_row(one["letter"], one["state"], to, one["subject"], one["queued_at"][:19], one["problem"])
    console.print(table)


def _print_queued(done: dict[str, Any], console: Console) -> None:
    console.print(f"{len(done['queued'])} letters wait again.")


def _print_letter(letter: dict[str, Any], console: Console) -> None:
    for name in ("date", "from", "to", "subject"):
        console.print(f"{name.capitalize()}: {letter[name]}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"\n{letter['body']}", markup=False, highlight=False, soft_wrap=True)
