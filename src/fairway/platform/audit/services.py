"""Appending an event to its subject's chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from fairway.platform.access.actor import Actor
from fairway.platform.audit.domain.chain import START, Entry, Plain, digest, plain
from fairway.platform.audit.models import Event
from fairway.platform.audit.verbs import VERBS, places_of


class OutsideTransaction(RuntimeError):
    """An event belongs to the transaction of the change it tells of."""


class UnspeakableEvent(LookupError):
    """The verb has no sentence, or the event lacks what its sentence says."""


def event_record(
    *,
    actor: Actor,
    verb: str,
    subject: Model,
    organisation: UUID | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    on_behalf_of: UUID | None = None,
    rule_version: str = "",
) -> Event:
    """Append what was done to `subject`, inside the transaction of the change.

    `before` and `after` hold only what changed, and name people by id. Raises OutsideTransaction,
    UnspeakableEvent, and TypeError for a value without a faithful form, such as a float.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{verb} is recorded outside transaction.atomic().")
    _check_sentence(verb, {**(before or {}), **(after or {})})
    entry = Entry(
        at=timezone.now(),
        actor=actor.reference,
        on_behalf_of=on_behalf_of,
        verb=verb,
        subject=subject_reference(subject),
        organisation=organisation,
        sequence=1,
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        rule_version=rule_version,
        prev_hash=START,
    )
    return Event.objects.create(**asdict(_linked(entry)))


def subject_reference(subject: Model) -> str:
    """How the audit log names a record: `plans.plan:1c0f…`."""
    if subject.pk is None:
        raise ValueError(f"A {subject._meta.label} without a key cannot be the subject of an event.")
    return f"{subject._meta.label_lower}:{subject.pk}"


def _check_sentence(verb: str, values: Mapping[str, Any]) -> None:
    if verb not in VERBS:
        raise UnspeakableEvent(f"The verb {verb} has no sentence: add it to VERBS in its room's ready().")
    missing = places_of(VERBS[verb]) - set(values)
    if missing:
        raise UnspeakableEvent(
            f"The sentence of {verb} needs {', '.join(sorted(missing))} in before or after."
        )


def _plain(values: Mapping[str, Any] | None) -> dict[str, Plain]:
    return cast("dict[str, Plain]", plain(values or {}))


def _linked(entry: Entry) -> Entry:
    """The entry at the end of its subject's chain."""
    _wait_for_turn(entry.subject)
    last = Event.objects.filter(subject=entry.subject).order_by("-sequence").first()
    if last is not None:
        entry = replace(entry, sequence=last.sequence + 1, prev_hash=last.hash)
    return replace(entry, hash=digest(entry))


def _wait_for_turn(subject: str) -> None:
    """One writer per chain until its transaction ends. On SQLite a transaction writes alone anyway."""
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit:{subject}"])
