"""Comparing with a partner's full list, and taking over where it differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from fairway.kernel.text import UserError
from fairway.trust.recognition.domain.message import (
    Delta,
    Kind,
    Malformed,
    Position,
    canonical,
    delta_plain,
    delta_read,
    digest,
    position_read,
)
from fairway.trust.recognition.domain.sharing import Change, differences
from fairway.trust.recognition.domain.verdict import Verdict
from fairway.trust.recognition.exchange import partner_ask
from fairway.trust.recognition.models import ForeignStatus, InboxMessage, Partner
from fairway.trust.recognition.services.delivery import FIRST
from fairway.trust.recognition.services.foreign import entry_of, status_apply
from fairway.trust.recognition.transport import Unreachable

PAUSE = timedelta(seconds=10)  # between two fetchings of a list
MOST_TRIES = 5  # of a list that changes while it is read
_FORM = {"position": dict, "digest": str, "statuses": list, "next": str}


class ListChanged(Unreachable):
    """The list changed while it was read."""


@dataclass(frozen=True, slots=True)
class FullList:
    """All that a partner says, at a step of its stream."""

    position: Position
    deltas: tuple[Delta, ...]


def full_list_soon(partner: Partner) -> None:
    """Fetch the partner's full list as soon as a worker is free; not again while one may be under way."""
    now = timezone.now()
    if partner.full_list_asked_at is None or partner.full_list_asked_at < now - PAUSE:
        partner.full_list_asked_at = now
        partner.save(update_fields=["full_list_asked_at"])
        partner_reconcile_task.enqueue(str(partner.pk))


@task(priority=FIRST)
def partner_reconcile_task(partner: str) -> None:
    """Fetch and compare. When it fails, the partner's next message asks for it again."""
    found = Partner.objects.filter(pk=partner, status=Partner.Status.ACTIVE).first()
    if found is not None:
        try:
            partner_reconcile(found)
        except (OSError, UserError) as error:
            Partner.objects.filter(pk=found.pk).update(problem=f"{error}"[:300])


def partner_reconcile(partner: Partner) -> dict[str, Change]:
    """By certificate what differed, and was taken over as the partner says. Raises Unreachable, NoKey."""
    for _attempt in range(MOST_TRIES):
        try:
            said = _fetch(partner)
            return _take_over(partner, said)
        except ListChanged:
            continue
    raise Unreachable("Its list changes faster than it can be read.")


def _fetch(partner: Partner) -> FullList:
    """Raises Unreachable."""
    first = page = _page(partner, "")
    deltas = [_read(item) for item in page["statuses"]]
    seen = {""}
    while page["next"]:
        if page["next"] in seen:
            raise Unreachable("Its list leads back to where it was read.")
        seen.add(page["next"])
        page = _page(partner, page["next"])
        if page["position"] != first["position"]:
            raise ListChanged("It changed while it was read.")
        deltas += [_read(item) for item in page["statuses"]]
    if digest(canonical([delta_plain(delta) for delta in deltas])) != first["digest"]:
        raise ListChanged("It is not the list of its digest.")
    return FullList(_position(first["position"]), tuple(deltas))


def _page(partner: Partner, after: str) -> dict[str, Any]:
    """One page, checked. Raises Unreachable when it says something else."""
    answer, _token = partner_ask(partner, Kind.SNAPSHOT, {"after": after})
    page = answer.result
    if page.keys() != _FORM.keys() or not all(isinstance(page[name], form) for name, form in _FORM.items()):
        raise Unreachable("Its list cannot be read.")
    return page


def _read(item: object) -> Delta:
    try:
        return delta_read(item)
    except Malformed as error:
        raise Unreachable(f"Its list cannot be read: {error}") from error


def _position(item: object) -> Position:
    try:
        return position_read(item)
    except Malformed as error:
        raise Unreachable(f"Its list cannot be read: {error}") from error


@transaction.atomic
def _take_over(partner: Partner, said: FullList) -> dict[str, Change]:
    """Raises ListChanged when newer steps came while the list was read."""
    locked = Partner.objects.select_for_update().get(pk=partner.pk)
    if locked.heard_stream == said.position.stream and locked.heard_sequence > said.position.sequence:
        raise ListChanged("Newer steps came.")
    theirs = {delta.entry.number: delta for delta in said.deltas}
    known = {row.number: row for row in ForeignStatus.objects.filter(partner=locked)}
    ours = {number: entry for number, row in known.items() if (entry := entry_of(row)) != entry.tombstone()}
    found = differences(ours, {number: delta.entry for number, delta in theirs.items()})
    for number, change in found.items():
        status_apply(locked, _ended(known[number], said) if change is Change.LEFT_OVER else theirs[number])
    _note(locked, said, found)
    return found


def _ended(row: ForeignStatus, said: FullList) -> Delta:
    """That the partner does not say it any more."""
    return Delta(
        stream=said.position.stream,
        sequence=said.position.sequence,
        previous="",
        agreement=row.agreement,
        made_at=timezone.now(),
        entry=entry_of(row).tombstone(),
    )


def _note(partner: Partner, said: FullList, found: dict[str, Change]) -> None:
    now = timezone.now()
    partner.heard_stream, partner.heard_sequence = said.position.stream, said.position.sequence
    partner.heard_digest = said.position.digest
    partner.heard_at = partner.reconciled_at = now
    partner.repaired, partner.full_list_asked_at = len(found), None
    partner.save()
    InboxMessage.objects.create(
        partner=partner,
        verdict=Verdict.APPLIED,
        kind=Kind.SNAPSHOT,
        sequence=said.position.sequence,
        digest=digest(canonical([delta_plain(delta) for delta in said.deltas])),
        size=len(said.deltas),
        body={"differences": {number: change.value for number, change in found.items()}},
        at=now,
    )
