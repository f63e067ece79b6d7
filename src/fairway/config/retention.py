"""How long things are kept, in one table; and `fairway retention`.

Audit events are never deleted: the database refuses it. The contents of deleted files go with the job
`files-purge`, after the days of grace of `platform.files`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import click
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from rich.console import Console
from rich.table import Table

from fairway.platform.accounts.models import Invitation, KeptAnswer, User
from fairway.platform.operations.models import Letter
from fairway.platform.terminal import emit
from fairway.trust.recognition.services.beat import KEPT, messages_before

Found: TypeAlias = "QuerySet[Any] | list[Path]"
_ROWS_A_STEP = 500  # deleted in one transaction, so that others can write in between
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@dataclass(frozen=True, slots=True)
class Rule:
    """`find` gives what ended before a moment; it is deleted `period` after that."""

    name: str
    what: str
    period: timedelta
    find: Callable[[datetime], Found]

    def due(self, now: datetime) -> Found:
        return self.find(now - self.period)


def _sessions(before: datetime) -> QuerySet[Any]:
    return Session.objects.filter(expire_date__lt=before)


def _devices(before: datetime) -> QuerySet[Any]:
    goes_on = Exists(Session.objects.filter(pk=OuterRef("session_key")))
    devices: QuerySet[Any] = UserSession.objects.filter(~goes_on, last_seen_at__lt=before)
    return devices


def _invitations(before: datetime) -> QuerySet[Any]:
    ended = Q(expires_at__lt=before) | Q(withdrawn_at__lt=before)
    return Invitation.objects.filter(ended, accepted_at__isnull=True)


def _sign_ups(before: datetime) -> QuerySet[Any]:
    never_came = User.objects.filter(joined_at__lt=before, last_login__isnull=True, memberships__isnull=True)
    return never_came.exclude(emailaddress__verified=True)


def _kept_answers(before: datetime) -> QuerySet[Any]:
    return KeptAnswer.objects.filter(begun_at__lt=before)


def _tasks_done(before: datetime) -> QuerySet[Any]:
    return DBTaskResult.objects.successful().filter(finished_at__lt=before)


def _tasks_failed(before: datetime) -> QuerySet[Any]:
    return DBTaskResult.objects.failed().filter(finished_at__lt=before)


def _letters_sent(before: datetime) -> QuerySet[Any]:
    return Letter.objects.filter(sent_at__lt=before)


def _letters_failed(before: datetime) -> QuerySet[Any]:
    return Letter.objects.filter(failed_at__lt=before)


def _letter_files(before: datetime) -> list[Path]:
    files = (Path(settings.FAIRWAY_HOME) / "mail").glob("*.log")
    return [file for file in files if file.stat().st_mtime < before.timestamp()]


RULES = (
    Rule("sessions", "sessions that ended", timedelta(0), _sessions),
    Rule("devices", "where a person was signed in, once that session ended", timedelta(days=30), _devices),
    Rule("invitations", "invitations that expired or were withdrawn", timedelta(days=30), _invitations),
    Rule("sign-ups", "sign-ups whose address was never confirmed", timedelta(days=30), _sign_ups),
    Rule("kept-answers", "answers kept for repeated API calls", timedelta(days=1), _kept_answers),
    Rule("tasks-done", "tasks that succeeded", timedelta(days=2), _tasks_done),
    Rule("tasks-failed", "tasks that failed", timedelta(days=30), _tasks_failed),
    Rule("letters-sent", "to whom a letter was sent, and its subject", timedelta(days=7), _letters_sent),
    Rule("letters-failed", "letters that failed, with what they say", timedelta(days=30), _letters_failed),
    Rule("partner-messages", "messages of partner instances", KEPT, messages_before),
    Rule("letter-files", "letters in FAIRWAY_HOME/mail", timedelta(days=30), _letter_files),
)


def retention_run(now: datetime) -> dict[str, int]:
    """Delete what is due; how much of each."""
    return {rule.name: _delete(rule.due(now)) for rule in RULES}


def retention_due(now: datetime) -> dict[str, int]:
    """How much would be deleted of each."""
    return {rule.name: _count(rule.due(now)) for rule in RULES}


def _count(found: Found) -> int:
    return len(found) if isinstance(found, list) else found.count()


def _delete(found: Found) -> int:
    if isinstance(found, list):
        for file in found:
            file.unlink(missing_ok=True)
        return len(found)
    deleted = 0
    while keys := list(found.order_by("pk").values_list("pk", flat=True)[:_ROWS_A_STEP]):
        found.model._default_manager.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted


@click.group()
def retention() -> None:
    """Delete what has been kept long enough. A worker does it every day."""


@retention.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
@_JSON
def run(dry_run: bool, as_json: bool) -> None:
    """Delete what is due now. Audit events are never deleted."""
    done = retention_due(timezone.now()) if dry_run else retention_run(timezone.now())
    rows = [
        {"rule": rule.name, "what": rule.what, "days": rule.period.days, "count": done[rule.name]}
        for rule in RULES
    ]
    emit({"dry_run": dry_run, "rules": rows}, as_json=as_json, human=_print)


def _print(done: dict[str, Any], console: Console) -> None:
    table = Table("Kept", "Days", "Due" if done["dry_run"] else "Deleted", box=None, pad_edge=False)
    for rule in done["rules"]:
        table.add_row(rule["what"], str(rule["days"]), f"{rule['count']:,}")
    console.print(table)
