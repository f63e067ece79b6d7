"""Answers that were typed without a network: the document in which a browser sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fairway.kernel.text import Text, UserError

MOST_ANSWERS = 500
# A device's clock may be a little off; further off, its moments are moved by the difference.
TOLERANCE = timedelta(minutes=2)


class UnreadableDraft(UserError):
    """The document is not a draft: nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """`value` is plain JSON, not judged yet; None takes an answer back."""

    client_id: UUID
    fact: str
    value: object
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """`seen`: the moment of which the page showed what the house knew. The answers are in their order."""

    seen: datetime
    answers: tuple[DraftAnswer, ...]


def read_draft(document: object, *, now: datetime) -> Draft:
    """The draft as of the house's clock. Raises UnreadableDraft, which names the place."""
    fields = _fields(document, ("seen", "sent_at", "answers"), "")
    sent = fields["answers"]
    if not isinstance(sent, list) or len(sent) > MOST_ANSWERS:
        raise UnreadableDraft(
            Text("“answers” must be a list of at most {most} answers.", {"most": MOST_ANSWERS})
        )
    behind = now - _moment(fields["sent_at"], "sent_at")
    if abs(behind) <= TOLERANCE:
        behind = timedelta(0)
    answers = tuple(_answer(one, f"answers[{place}].", behind) for place, one in enumerate(sent))
    return Draft(_moment(fields["seen"], "seen"), answers)


def _answer(sent: object, place: str, behind: timedelta) -> DraftAnswer:
    fields = _fields(sent, ("client_id", "fact", "value", "told_at"), place)
    fact = fields["fact"]
    if not isinstance(fact, str):
        raise _unreadable(f"{place}fact")
    told_at = _moment(fields["told_at"], f"{place}told_at")
    try:
        told_at += behind
    except OverflowError:
        raise _unreadable(f"{place}told_at") from None
    return DraftAnswer(_client_id(fields["client_id"], f"{place}client_id"), fact, fields["value"], told_at)


def _fields(sent: object, names: tuple[str, ...], place: str) -> Mapping[str, object]:
    if not isinstance(sent, Mapping):
        raise _unreadable(place.rstrip(".") or "draft")
    if wrong := sorted(set(map(str, sent)) ^ set(names)):
        raise _unreadable(f"{place}{wrong[0][:40]}")
    return sent


def _moment(sent: object, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(sent))
        if moment.tzinfo is None:
            raise _unreadable(place)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _unreadable(place) from None


def _client_id(sent: object, place: str) -> UUID:
    try:
        return UUID(str(sent))
    except ValueError:
        raise _unreadable(place) from None


def _unreadable(place: str) -> UnreadableDraft:
    return UnreadableDraft(
        Text("The draft cannot be read at “{place}”. Nothing of it was kept.", {"place": place})
    )
