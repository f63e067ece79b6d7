"""Bringing the steps of a stream to the partner: at once, in order, again until it has confirmed them.

A task of the queue does it, written with the change itself: nobody waits for a partner, and nothing is
lost with a process. Whatever the partner answers names how far it has followed; we go on from there. That
covers what was lost, doubled or left out on the way, and a partner that was restored from a backup.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from fairway.kernel.text import UserError
from fairway.trust.recognition.domain.message import START, Kind, Position, position_plain
from fairway.trust.recognition.exchange import Answer, partner_ask
from fairway.trust.recognition.models import OutboxDelta, Partner
from fairway.trust.recognition.transport import Unreachable

log = logging.getLogger(__name__)

FIRST = 100  # before all other tasks: a revocation must be known abroad in seconds
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 5, 15, 30, 60, 120, 300))
MOST_AT_ONCE = 1_000  # steps in one task, so that other partners have their turn
_LONGEST_PROBLEM = 300


class OutOfStep(Unreachable):
    """The partner does not follow where it could."""


def push_soon(partner: Partner) -> None:
    """Bring the partner what waits for it, as soon as a worker is free. Call it in the change's transaction.

    While the partner is away one task waits for it already.
    """
    if partner.retry_at is None or partner.retry_at <= timezone.now():
        partner_push.enqueue(str(partner.pk))


@task(priority=FIRST)
def partner_push(partner: str) -> None:
    """Bring a partner all that it has not confirmed. One that cannot be reached is tried again later."""
    found = Partner.objects.filter(pk=partner, status=Partner.Status.ACTIVE).first()
    if found is not None:
        partner_deliver(found)


def partner_deliver(partner: Partner) -> bool:
    """The same now; whether the partner has followed to the end. What went wrong is in `partner.problem`."""
    try:
        is_done = _deliver(partner)
    except (OSError, UserError) as error:
        _try_later(partner, error)
        return False
    Partner.objects.filter(pk=partner.pk).update(
        attempts=0, retry_at=None, problem="", reached_at=timezone.now()
    )
    if not is_done:
        partner_push.enqueue(str(partner.pk))
    return is_done


def _deliver(partner: Partner) -> bool:
    """Whether all that waited is confirmed. Raises Unreachable, NoKey."""
    answer = _beat(partner)
    for _step in range(MOST_AT_ONCE):
        partner.refresh_from_db()
        step = _follow(partner, answer)
        if step is None:
            return True
        answer = _send(partner, step)
        if answer.position.sequence < step.sequence:
            raise OutOfStep(f"It does not take step {step.sequence}: {answer.verdict}.")
    return False


def _beat(partner: Partner) -> Answer:
    """Say where the stream is, and hear where the partner is."""
    answer, _token = partner_ask(partner, Kind.HEARTBEAT, {"position": position_plain(partner.told)})
    return answer


def _send(partner: Partner, step: OutboxDelta) -> Answer:
    answer, token = partner_ask(partner, Kind.DELTA, {"delta": step.payload})
    OutboxDelta.objects.filter(pk=step.pk).update(sent_at=timezone.now(), signature=token.rpartition(".")[2])
    return answer


def _follow(partner: Partner, answer: Answer) -> OutboxDelta | None:
    """Take note of how far the partner is; the step to send next, None when it is where we are.

    Raises OutOfStep when it waits for our full list, which it asks for by itself.
    """
    position = answer.position
    if position.stream and position.stream != str(partner.stream):
        raise OutOfStep("It follows an earlier stream until it has fetched the full list.")
    if not _is_ours(partner, position):
        stream_restart(partner)
        raise OutOfStep("It knows steps that we do not: a new stream begins.")
    # What waited in an earlier stream was in the full list with which the partner entered this one.
    confirmed = Q(stream=partner.stream, sequence__lte=position.sequence) | ~Q(stream=partner.stream)
    waiting = OutboxDelta.objects.filter(confirmed, partner=partner, acknowledged_at__isnull=True)
    waiting.update(acknowledged_at=timezone.now())
    return OutboxDelta.objects.filter(
        partner=partner, stream=partner.stream, sequence=position.sequence + 1
    ).first()


def _is_ours(partner: Partner, position: Position) -> bool:
    """Whether the position is one that our stream has passed."""
    if position == Position(position.stream):
        return True
    return OutboxDelta.objects.filter(
        partner=partner, stream=partner.stream, sequence=position.sequence, digest=position.digest
    ).exists()


def stream_restart(partner: Partner) -> None:
    """Begin the stream anew, as after a restore of an older backup: the partner fetches the full list."""
    log.warning("the stream to partner %s begins anew", partner.pk)
    Partner.objects.filter(pk=partner.pk, stream=partner.stream).update(
        stream=uuid4(), told_sequence=0, told_digest=START
    )


@transaction.atomic
def _try_later(partner: Partner, error: Exception) -> None:
    """One task waits for the partner, however many have failed."""
    now = timezone.now()
    problem = f"{error}"[:_LONGEST_PROBLEM] or type(error).__name__
    found = Partner.objects.select_for_update().get(pk=partner.pk)
    is_expected = found.retry_at is not None and found.retry_at > now
    if not is_expected:
        found.retry_at = now + PAUSES[min(found.attempts, len(PAUSES) - 1)]
        partner_push.using(run_after=found.retry_at).enqueue(str(partner.pk))
    found.attempts, found.problem = found.attempts + 1, problem
    found.save(update_fields=["attempts", "retry_at", "problem"])
    log.warning("partner %s is tried again at %s: %s", partner.pk, _shown(found.retry_at), problem)


def _shown(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else "once"
